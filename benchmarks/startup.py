"""How long the bot takes from its start to its first answer, and how much memory it then holds.

    python -m benchmarks.startup

Each is printed beside a bare process that only imports what every Telegram bot with this model would: `import telegram,
spacy`. The bot is the command itself, `watchfloor run`, in a process of its own against the emulator, on an index of a
few reports; the question waits when it starts. Then a report is sent, so that the process that reads reports is started
as well. Every time is the best of a few, and processor time tells the same on a busy machine. The gazetteer is compiled
already.
"""

import asyncio
import os
import sys
import tempfile
import time
from asyncio.subprocess import Process
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.extraction.speed import say
from knowledge.world import World
from store.database import open_for_writing
from store.writing.reports import add_report
from tests.handlers.reports import december
from tests.telegram.emulator import Emulator

ROUNDS = 3
BARE = "import telegram, spacy; print(flush=True); input()"
BOT = "from bot.cli.app import main; main()"
REPORT = (
    "Two soldiers were killed on 13 December 2025 in an ambush near Palmyra, Syria. The army said so on Sunday. "
    "Nobody claimed responsibility for it."
)
TICKS, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Started:
    """Seconds by the clock, seconds that the processor worked, and megabytes held."""

    seconds: float
    computed: float
    memory: float


def looked_at(began: float, *pids: int) -> Started:
    """What processes that began at a moment have taken so far; memory that they share counts for each."""
    stats = [Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split() for pid in pids]
    held = [int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * PAGE for pid in pids]
    computed = sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS
    return Started(time.perf_counter() - began, computed, sum(held) / 1e6)


def children(pid: int) -> list[int]:
    """The processes that a process has started, whichever of its threads did."""
    told = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for each in told for child in each.read_text(encoding="utf-8").split()]


async def bare() -> Started:
    """The bare process."""
    began = time.perf_counter()
    process = await _start(BARE)
    assert process.stdin is not None
    assert process.stdout is not None
    await process.stdout.readline()
    taken = looked_at(began, process.pid)
    process.stdin.close()
    await process.wait()
    return taken


async def bot(index: Path) -> tuple[Started, Started]:
    """The bot at its first answer, and with the process that reads reports when that has read one."""
    emulator = Emulator()
    await emulator.start()
    ada = emulator.person("Ada")
    ada.send("latest strikes in Syria")
    settings = {
        "TELEGRAM_BOT_TOKEN": emulator.token,
        "WATCHFLOOR_DATABASE": str(index),
        "ADMINS": str(ada.id),
        "TELEGRAM_BASE_URL": emulator.base_url,
        "TELEGRAM_BASE_FILE_URL": emulator.base_file_url,
    }
    began = time.perf_counter()
    process = await _start(BOT, "run", **settings)
    try:
        await emulator.until(lambda: len(ada.chat.from_bot()) >= 1, within=120)
        first = looked_at(began, process.pid)
        ada.send(REPORT)
        await emulator.until(lambda: len(ada.chat.from_bot()) >= 2, within=120)
        whole = looked_at(began, process.pid, *children(process.pid))
    finally:
        process.terminate()
        await process.wait()
        await emulator.stop()
    return first, whole


async def _start(code: str, *words: str, **settings: str) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", code, *words),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, **settings},
    )


def main() -> None:
    """The bare process and the bot, in turn."""
    World.open()
    with tempfile.TemporaryDirectory() as folder:
        rounds = []
        for number in range(ROUNDS):
            index = Path(folder) / f"{number}.db"
            with closing(open_for_writing(index)) as writer:
                for report, events in december():
                    add_report(writer, report, events)
            rounds.append((asyncio.run(bare()), *asyncio.run(bot(index))))
    least, *others = (min(each, key=lambda taken: taken.computed) for each in zip(*rounds, strict=True))
    say(f"{'':34} {'seconds':>8} {'computed':>9} {'MB':>6}   as shares of the bare process")
    names = ("import telegram, spacy", "first answer", "a report read, both processes")
    for name, taken in zip(names, (least, *others), strict=True):
        shares = (taken.seconds / least.seconds, taken.computed / least.computed, taken.memory / least.memory)
        told = "  ".join(f"{share:5.2f}" for share in shares)
        say(f"{name:34} {taken.seconds:8.2f} {taken.computed:9.2f} {taken.memory:6.0f}   {told}")


if __name__ == "__main__":
    main()
