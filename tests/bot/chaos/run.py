"""A run: people ask all the time, and every minute and a half something fails; in the end it is judged.

What must hold: every question is answered once, or told of by an apology, or its answer is in doubt after a lost
connection and never sent twice; who asks when a fault is over is answered within a minute; every report is in the index
once.
"""

import asyncio
import json
import random
import re
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from store.database import open_for_writing
from store.writing.reports import add_report
from tests.bot.chaos.bot import CLOCK, OVER, SKEW, SLOW
from tests.bot.chaos.faults import LENGTHS, Name, Surroundings
from tests.bot.load_plan import TOPICS, mark
from tests.bot.shared_clock import SharedClock, move, share
from tests.handlers.reports import december
from tests.telegram.clock import NOON
from tests.telegram.emulator import Emulator
from tests.telegram.people import Person

CHATS, EVERY = 6, 3.0  # who ask, and the seconds between two questions
FIRST, BETWEEN = 20.0, 90.0  # seconds until the first fault, and from one to the next
BURST, AHEAD = 25, 2.5  # questions at once, seconds before something fails; so that some are answered and some wait
PAUSE = 15.0  # seconds after which a bot that ended is started again
BACK = 60.0  # seconds after a fault in which an answer must come
MOST_LIVES = 100
_MARK = re.compile(r"since \d+ [A-Z][a-z]+ \d{4}")
_AFTER_A_KILL = ("Too Many Requests", "message is not modified")
"""Refusals that a bot earns which was just killed: it knows neither what it sent last nor that it showed an answer."""
_APOLOGY = "Something went wrong on my side"
_IN_DOUBT = "select payload from deliveries where state in ('unknown', 'failed')"
_LEFT = (
    "select (select count(*) from updates where content is not null), "
    "(select count(*) from deliveries where state in ('queued', 'sending'))"
)


Deed = tuple[float, Callable[[], None]]
"""A moment, and what is done then."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the fault that was over just then."""

    chat: int
    mark: str
    moment: float
    after: Name | None


@dataclass(slots=True)
class Outcome:
    """What became of a run. `back` has for each fault the seconds until who asked after it was answered."""

    questions: int = 0
    answered: int = 0
    doubled: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    in_doubt: int = 0
    apologies: int = 0
    left: int = 0
    reports: tuple[int, int] = (0, 0)
    lives: int = 0
    back: list[tuple[Name, float]] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """What must not be, in words; nothing where all is well."""
        late = [f"after {name} {seconds:.0f} s until an answer" for name, seconds in self.back if seconds > BACK]
        wrong = [f"answered twice: {each}" for each in self.doubled] + [
            f"never answered: {each}" for each in self.silent
        ]
        wrong += [f"{self.left} updates or messages are left"] if self.left else []
        wrong += [f"{self.reports[1]} of {self.reports[0]} reports are in the index"] * (len({*self.reports}) > 1)
        return wrong + late + self.violations


class Chaos:
    """One run in a folder of its own."""

    def __init__(self, emulator: Emulator, folder: Path, faults: Sequence[Name], between: float, seed: int) -> None:
        self._emulator = emulator
        self._between = between
        self._folder = folder
        self._index = folder / "index.db"
        self._clock = share(folder / CLOCK)
        self._readers = [emulator.person(f"Reader {number}") for number in range(CHATS)]
        self._grace = emulator.person("Grace")
        self._grace.send("/start")
        self.asked: list[Asked] = []
        self._deeds = self._plan(faults, random.Random(seed))
        self._done = 0
        self._around: Surroundings | None = None
        self.lives = 0

    def _plan(self, faults: Sequence[Name], chance: random.Random) -> list[Deed]:
        """What is done when, in order."""
        deeds: list[Deed] = []
        end = FIRST + self._between * len(faults)
        moment = 0.0
        while (moment := moment + chance.expovariate(1 / EVERY)) < end:
            deeds.append((moment, partial(self._ask, chance.randrange(1, CHATS), chance.choice(TOPICS))))
        for number, name in enumerate(faults):
            begun = FIRST + self._between * number
            burst = [partial(self._ask, 1 + each % (CHATS - 1), TOPICS[0]) for each in range(BURST)]
            deeds += [(begun - AHEAD, ask) for ask in burst]
            deeds.append((begun, partial(self._begin, name)))
            deeds.append((begun + LENGTHS[name], partial(self._end, name)))
        return sorted(deeds, key=lambda deed: deed[0])

    @property
    def _there(self) -> Surroundings:
        assert self._around is not None
        return self._around

    def _begin(self, name: Name) -> None:
        self._there.begin(name)

    def _end(self, name: Name) -> None:
        """A fault is over, and somebody who was quiet so far asks."""
        self._there.end()
        self._ask(0, TOPICS[0], name)

    def _ask(self, chat: int, topic: str, after: Name | None = None) -> None:
        said = mark(len(self.asked))
        self.asked.append(Asked(chat, said, SharedClock(self._clock).seconds(), after))
        self._readers[chat].send(f"{topic} {said}")

    async def run(self) -> None:
        """Live through it, in as many lives of the bot as it takes."""
        skew, slow = share(self._folder / SKEW), share(self._folder / SLOW)
        over = False
        while not over or self._left():
            self.lives += 1
            if self.lives > MOST_LIVES:
                raise AssertionError("the bot does not live")
            process = await self._start()
            if self._around is None:
                self._around = Surroundings(self._emulator, skew, slow, self._grace, process)
            self._around.process = process
            try:
                over = await self._led(process)
            finally:
                if process.returncode is None:
                    process.kill()
                await process.wait()
                await self._around.killed()
            move(self._clock, SharedClock(self._clock).seconds() + PAUSE)

    async def _start(self) -> Process:
        command = ("-m", "tests.bot.chaos.bot", self._emulator.base_url, str(self._index), str(self._folder))
        with (self._folder / "log.txt").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, *command, str(self._grace.id)),
                stdin=PIPE,
                stdout=PIPE,
                stderr=log,
                cwd=Path(__file__).parents[3],
            )

    async def _led(self, process: Process) -> bool:
        """Do what is left to do as the bot calls for it; whether it came to the end of it."""
        assert process.stdin is not None
        assert process.stdout is not None
        left = [(number, moment) for number, (moment, _) in enumerate(self._deeds)][self._done :]
        process.stdin.write(json.dumps(left).encode() + b"\n")
        while line := await process.stdout.readline():
            said = json.loads(line)
            if said == OVER:
                await process.wait()
                return True
            self._done = said + 1
            self._deeds[said][1]()
            process.stdin.write(b"true\n")
        return False

    def _left(self) -> int:
        with closing(sqlite3.connect(self._index)) as index:
            return sum(index.execute(_LEFT).fetchone())

    def judged(self) -> Outcome:
        """What became of it."""
        with closing(sqlite3.connect(self._index)) as index:
            doubted = {said for (payload,) in index.execute(_IN_DOUBT) for said in _MARK.findall(payload)}
            (reports,) = index.execute("select count(*) from reports where text like 'Report %'").fetchone()
        outcome = Outcome(len(self.asked), left=self._left(), reports=(self._there.reports, reports), lives=self.lives)
        for number, reader in enumerate(self._readers):
            self._judge(outcome, reader, [asked for asked in self.asked if asked.chat == number], doubted)
        outcome.back = self._back()
        outcome.violations = [
            each for each in self._emulator.violations if not any(words in each for words in _AFTER_A_KILL)
        ]
        return outcome

    def _judge(self, outcome: Outcome, reader: Person, asked: Sequence[Asked], doubted: set[str]) -> None:
        said = [str(message.get("text", "")) for message in reader.chat.from_bot()]
        heard = Counter(each for text in said for each in set(_MARK.findall(text)))
        apologies = sum(_APOLOGY in text for text in said)
        outcome.apologies += apologies
        outcome.answered += len(heard)
        outcome.doubled += [each for each, times in heard.items() if times > 1]
        missing = [each.mark for each in asked if each.mark not in heard]
        outcome.in_doubt += len(doubted & {*missing})
        unsaid = [each for each in missing if each not in doubted]
        outcome.silent += unsaid[apologies:]

    def _back(self) -> list[tuple[Name, float]]:
        """How long it took after each fault until who asked then was answered."""
        came = {
            said: request.received - NOON.timestamp()
            for request in reversed(self._emulator.asked("sendMessage"))
            if request.status == 200
            for said in _MARK.findall(str(request.params.get("text")))
        }
        return [
            (each.after, max(0.0, came.get(each.mark, float("inf")) - each.moment)) for each in self.asked if each.after
        ]


def faults_of(minutes: float) -> list[Name]:
    """The faults that come in so many minutes, from the first again where there is time."""
    names = list(LENGTHS)
    return [names[number % len(names)] for number in range(max(1, int((minutes * 60 - FIRST) // BETWEEN)))]


async def chaos(faults: Sequence[Name], folder: Path, between: float = BETWEEN, seed: int = 1) -> Outcome:
    """A run with these faults, so many seconds from one to the next; what it keeps goes into `folder`, the bot's log
    too. `seed` gives who asks what and when."""
    writer = open_for_writing(folder / "index.db")
    for report, events in december():
        add_report(writer, report, events)
    writer.close()
    emulator = Emulator(SharedClock(share(folder / CLOCK)))
    emulator.rates.profile = "documented"
    emulator.world.updates.held = emulator.world.updates.longest = 0.0
    await emulator.start()
    try:
        run = Chaos(emulator, folder, faults, between, seed)
        await run.run()
        return run.judged()
    finally:
        await emulator.stop()
