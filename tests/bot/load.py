"""A load run: many chats ask while the network fails, against the documented limits, through our limiter and theirs.

`make load` has 10,000 updates from 500 chats asked for, `make load WAY=--webhook` has them brought; short forms are
tests.
What must hold: every question is answered once (one in doubt, after a lost connection, at most once, and the log says
so), no rule of the Bot API is broken, a chat that floods or is held up by a 429 delays no other, and the bot's event
loop is never held for long.

The emulator and its readers are here, the bot is in a process of its own (`tests.bot.load_bot`) and leads. Time is
virtual: it stands still while anybody computes, so that delays are those of the limits and the limiter alone.
"""

import asyncio
import json
import socket
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any

from bot.updates.webhook_secrets import path_of
from store.database import open_for_writing
from store.writing.reports import add_report
from tests.bot.load_bot import PUBLIC
from tests.bot.load_plan import Deed, is_group, least_delays, offered, plan
from tests.bot.load_report import Outcome, Side, judged, summary
from tests.bot.shared_clock import SharedClock, share
from tests.handlers.reports import december
from tests.telegram.chats import Chat
from tests.telegram.emulator import Emulator
from tests.telegram.faults import Fault
from tests.telegram.people import Person

LONGEST = 30 * 60
RETRY_AFTER = (3, 30)


class Readers:
    """The people of a plan and their chats: each chat has one person, who writes there or in a group made for it."""

    def __init__(self, emulator: Emulator, chats: int) -> None:
        self._emulator = emulator
        self.people = [emulator.person(f"Reader {number}") for number in range(chats)]
        self.chats: list[Chat] = [
            emulator.group(f"Group {number}", person) if is_group(number) else person.chat
            for number, person in enumerate(self.people)
        ]
        self.numbers = {chat.id: number for number, chat in enumerate(self.chats)}
        self.faults: list[Fault] = []

    def do(self, deed: Deed) -> None:
        """One deed, and the trouble that comes with it."""
        person, emulator = self.people[deed.chat], self._emulator
        if person.chat.blocked:
            person.unblock()
        if deed.kind == "repeat":
            emulator.world.updates.repeat()
        elif deed.kind == "inline":
            person.inline(deed.text)
        else:
            self._plan_fault(deed)
            self._ask(person, deed)

    def _ask(self, person: Person, deed: Deed) -> None:
        chat = self.chats[deed.chat]
        person.mention(deed.text, chat) if is_group(deed.chat) else person.send(deed.text)
        if deed.trouble == "block" and not is_group(deed.chat):
            person.block()
        elif deed.trouble == "migrate" and chat.kind == "group":
            self.chats[deed.chat] = moved = person.migrate(chat)
            self.numbers[moved.id] = deed.chat

    def _plan_fault(self, deed: Deed) -> None:
        faults, chat = self._emulator.faults, self.chats[deed.chat]
        match deed.trouble:
            case "429":
                seconds = RETRY_AFTER[int(deed.moment) % len(RETRY_AFTER)]
                self.faults.append(faults.flood("sendMessage", retry_after=seconds, chat=chat))
            case "500" | "502":
                self.faults.append(faults.fail("sendMessage", status=int(deed.trouble), chat=chat))
            case "drop before" | "drop after":
                after = deed.trouble == "drop after"
                self.faults.append(faults.drop("sendMessage", after=after, chat=chat))


async def run(
    chats: int, updates: int, folder: Path, sides: Sequence[Side] = ("ours", "theirs"), webhook: bool = False
) -> list[Outcome]:
    """The same load for each side's limiter, asked for by the bot or brought to its webhook. What is kept goes into
    `folder`."""
    deeds = plan(chats, updates)
    return [await _run(side, deeds, chats, folder, webhook) for side in sides]


async def _run(side: Side, deeds: Sequence[Deed], chats: int, folder: Path, webhook: bool) -> Outcome:
    index, clock = folder / f"{side}.db", folder / f"{side}.clock"
    writer = open_for_writing(index)
    for report, events in december():
        add_report(writer, report, events)
    writer.close()
    emulator = Emulator(SharedClock(share(clock)))
    emulator.rates.profile = "documented"
    emulator.privacy(on=False)
    await emulator.start()
    command = [sys.executable, "-m", "tests.bot.load_bot", emulator.base_url, str(index), str(clock), side]
    if webhook:
        command.append(str(door(emulator, PUBLIC)))
    bot = await asyncio.create_subprocess_exec(
        *command, stdin=PIPE, stdout=PIPE, cwd=Path(__file__).parents[2], limit=1 << 26
    )
    try:
        readers = Readers(emulator, chats)
        async with asyncio.timeout(LONGEST):
            within = await _led(emulator, readers, deeds, bot)
            await bot.wait()
        return judged(side, emulator, readers.numbers, readers.faults, deeds, within)
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.wait()
        await emulator.stop()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return int(free.getsockname()[1])


def door(emulator: Emulator, public: str) -> int:
    """The port where a bot that says it is at a public address listens, as the emulator knows from now on."""
    port = free_port()
    path = path_of(emulator.token)
    emulator.courier.doors[f"{public}/{path}"] = f"http://127.0.0.1:{port}/{path}"
    return port


async def _led(emulator: Emulator, readers: Readers, deeds: Sequence[Deed], bot: asyncio.subprocess.Process) -> Any:
    """Do the deeds as the bot's process calls for them; what it has seen from within, in the end."""
    assert bot.stdin is not None
    assert bot.stdout is not None
    groups = [(moment, tuple(group)) for moment, group in groupby(deeds, lambda deed: deed.moment)]
    bot.stdin.write(json.dumps([moment for moment, _ in groups]).encode() + b"\n")
    while True:
        said = json.loads(await bot.stdout.readline() or b"null")
        if not isinstance(said, int):
            return said
        for deed in groups[said][1]:
            readers.do(deed)
        await emulator.until(lambda: emulator.world.updates.taken, within=60, what="the bot to take the updates")
        bot.stdin.write(b"true\n")


def main() -> None:
    """The long run, with its figures."""
    with tempfile.TemporaryDirectory() as folder:
        outcomes = asyncio.run(run(500, 10_000, Path(folder), webhook="--webhook" in sys.argv))
    deeds = plan(500, 10_000)
    sys.stdout.write(summary(outcomes, offered(deeds), least_delays(deeds)) + "\n")
    ours = outcomes[0]
    sys.exit(bool(ours.lost or ours.repeated or ours.violations or ours.unlogged))


if __name__ == "__main__":
    main()
