"""A load run: many chats ask at once while the network fails, against the documented limits, in time that runs faster.

`make load` sends 10,000 updates from 500 chats; a short form of it is a test. What must hold: every question of a chat
is answered once (one in doubt, after a dropped connection, at most once), no rule of the Bot API is broken, a chat that
floods or is held up by a 429 delays no other, and the event loop is not held.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.application import build
from bot.delivery import Delivery
from bot.registry import Bot
from bot.run import running
from bot.settings import Settings
from bot.worker import ExtractionWorker
from handlers.allowance import Allowance
from handlers.outbox import deliver
from handlers.services import Index, Services, actor_names, country_names
from knowledge.world import World
from store.database import open_for_writing
from store.deliveries import due_deliveries
from store.writing import add_report
from tests.handlers.reports import december
from tests.telegram.emulator import Emulator
from tests.telegram.people import Person

SPEED = 3.0
QUESTIONS = ("strikes in Syria", "drone strikes in Sudan", "US casualties December", "air strikes in Homs", "ambush")
_ROUND = 40
_BEAT = 0.01
_FLOOD = 40
_TOO_FAST = "Too Many Requests"


@dataclass(slots=True)
class Report:
    """What a run came to. Delays are in the emulator's seconds, from question to answer; `held` in milliseconds."""

    updates: int
    seconds: float = 0.0
    lost: int = 0
    repeated: int = 0
    in_doubt: int = 0
    put_off: int = 0
    delays: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def delay(self, share: float) -> float:
        """The delay that so many of the answers stay under."""
        return sorted(self.delays)[int(share * (len(self.delays) - 1))]

    def told(self) -> str:
        """The figures in a few lines."""
        held = sorted(self.held)
        return "\n".join(
            (
                f"{self.updates:,} updates in {self.seconds:.1f} s ({self.updates / self.seconds:.0f} a second)",
                f"lost {self.lost}, repeated {self.repeated}, in doubt and not sent again {self.in_doubt}, "
                f"put off by a 429 {self.put_off}, rules broken {len(self.violations)}",
                f"answers of unflooded chats after {self.delay(0.5):.1f} s at the median, {self.delay(0.95):.1f} s at "
                f"the 95th percentile (Telegram's seconds, at {SPEED:g} times their pace)",
                f"event loop held {held[-1]:.0f} ms at most, {held[int(0.99 * (len(held) - 1))]:.1f} ms at the 99th "
                "percentile",
            )
        )


async def run(chats: int, updates: int, path: Path, world: World) -> Report:
    """One run on an index at `path`."""
    emulator, report = Emulator(), Report(updates)
    emulator.clock.run(SPEED)
    emulator.rates.profile = "documented"
    await emulator.start()
    try:
        async with _bot(emulator, world, path) as (services, bot):
            people = [emulator.person(f"Reader {number}") for number in range(chats)]
            _trouble(emulator, people)
            beat = asyncio.create_task(_beat(report))
            started = time.monotonic()
            asked = await _ask(emulator, people, updates)
            await _all_settled(emulator, services, bot)
            report.seconds = time.monotonic() - started
            beat.cancel()
            await _judge(report, emulator, services, asked)
    finally:
        await emulator.stop()
    return report


@asynccontextmanager
async def _bot(emulator: Emulator, world: World, path: Path) -> AsyncIterator[tuple[Services, Bot]]:
    writer = open_for_writing(path)
    for told, events in december():
        add_report(writer, told, events)
    writer.close()
    worker, index = ExtractionWorker(), Index(path)
    services = Services(
        index,
        world,
        worker.extract,
        emulator.clock.now,
        countries=country_names(world),
        actors=actor_names(world),
        allowance=Allowance(burst=1000),
    )

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / SPEED)

    delivery = Delivery(clock=lambda: emulator.clock.now().timestamp(), sleep=sleep)
    settings = Settings(path, emulator.token, base_url=emulator.base_url, base_file_url=emulator.base_file_url)
    bot = build(settings, services, delivery)
    try:
        async with running(bot):
            emulator.busy[:] = [bot.update_queue.join]
            yield services, bot
    finally:
        emulator.busy.clear()
        worker.close()
        index.close()


def _trouble(emulator: Emulator, people: list[Person]) -> None:
    """What goes wrong on the way: a chat held up by 429s, answers that get lost after they arrived, a server away."""
    emulator.faults.flood("sendMessage", retry_after=5, times=4, chat=people[1].chat)
    for person in people[2 :: max(1, len(people) // 10)]:
        emulator.faults.drop("sendMessage", after=True, chat=person.chat)
    for person in people[3 :: max(1, len(people) // 10)]:
        emulator.faults.fail("sendMessage", status=502, chat=person.chat)


async def _ask(emulator: Emulator, people: list[Person], updates: int) -> dict[int, list[float]]:
    """Everybody asks in turn, as fast as the bot takes updates; the first of them floods. When each asked, by chat."""
    asked: dict[int, list[float]] = {}
    flooder, waiting = people[0], emulator.world.updates
    for _ in range(min(_FLOOD, updates // 25)):
        flooder.send("strikes in Syria")
        asked.setdefault(flooder.id, []).append(time.monotonic())
    for number in range(updates - len(asked[flooder.id])):
        person = people[1 + number % (len(people) - 1)]
        if number % 10 == 9:
            person.inline(QUESTIONS[number % len(QUESTIONS)])
        else:
            person.send(QUESTIONS[number % len(QUESTIONS)])
            asked.setdefault(person.id, []).append(time.monotonic())
        if number % _ROUND == 0:
            await emulator.until(lambda: len(waiting.waiting) < _ROUND, within=120)
        if number % (10 * _ROUND) == 0:
            await emulator.until(lambda: not waiting.waiting, within=120)
            waiting.repeat()
    return asked


async def _all_settled(emulator: Emulator, services: Services, bot: Bot) -> None:
    """Until every update is done with and nothing that surely did not arrive waits in the outbox."""
    while True:
        await emulator.settled(within=300)
        later = services.clock().replace(year=2030)
        due = await services.index.read(lambda reader, later=later: due_deliveries(reader, later))
        if not due:
            return
        await asyncio.gather(*(deliver(bot.bot, services, one) for one in due))


async def _judge(report: Report, emulator: Emulator, services: Services, asked: dict[int, list[float]]) -> None:
    """Count what is lost or repeated per chat, and how long the chats that neither flood nor were held up waited."""
    doubted = await services.index.read(
        lambda reader: dict(
            reader.execute(
                "select chat_id, count(*) from deliveries where state = 'unknown' group by chat_id"
            ).fetchall()
        )
    )
    report.in_doubt = sum(doubted.values())
    when: dict[int, list[float]] = {}
    for request in emulator.asked("sendMessage"):
        when.setdefault(int(request.params["chat_id"]), []).append(request.received)
    for place, (chat, moments) in enumerate(asked.items()):
        heard = len(emulator.world.chats[chat].from_bot())
        report.repeated += max(0, heard - len(moments))
        report.lost += max(0, len(moments) - heard - doubted.get(chat, 0))
        if place > 1:
            pairs = zip(moments, when.get(chat, []), strict=False)
            report.delays += [(answer - question) * SPEED for question, answer in pairs]
    # On a busy machine requests bunch up between our clock and the emulator's: those 429 are counted, and honoured.
    report.put_off = sum(_TOO_FAST in violation for violation in emulator.violations)
    report.violations = [violation for violation in emulator.violations if _TOO_FAST not in violation]


async def _beat(report: Report) -> None:
    """How much later than it should the event loop comes back."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(_BEAT)
        report.held.append(max(0.0, (time.perf_counter() - before - _BEAT) * 1000))


def main() -> None:
    """The long run, with its figures."""
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(run(500, 10_000, Path(folder) / "index.db", World.open()))
    sys.stdout.write(report.told() + "\n")
    sys.exit(bool(report.lost or report.repeated or report.violations))


if __name__ == "__main__":
    main()
