"""What fails in a chaos run. In: the name of a fault; out: it has begun, and later it is over."""

import asyncio
import os
import resource
import signal
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from mmap import mmap
from pathlib import Path
from typing import Literal

from tests.bot.shared_clock import move
from tests.telegram.emulator import Emulator
from tests.telegram.faults import Fault, Trouble
from tests.telegram.people import Person
from tests.telegram.refusal import Refusal
from tests.telegram.updates import OTHER_POLLER

Name = Literal[
    "kill", "worker", "machine", "401", "404", "409", "429", "500", "cut before", "cut after", "slow", "full disk",
    "clock ahead", "clock behind",
]  # fmt: skip
LENGTHS: Mapping[Name, float] = {
    "kill": 15, "409": 20, "cut after": 15, "full disk": 20, "500": 20, "clock ahead": 30, "401": 15, "429": 20,
    "worker": 15, "slow": 30, "cut before": 15, "machine": 15, "clock behind": 30, "404": 15,
}  # fmt: skip
"""For how many seconds each lasts, in the order of a run. A bot that ended is started again after fifteen."""
REPORT = "Shelling killed two people in Kharkiv on Friday, officials said. A drone strike hit Odesa. "
SLOWNESS, WRONG = 8.0, 7200.0
_SOME, _ALWAYS = 3, 1_000_000


@dataclass(slots=True)
class Surroundings:
    """What the faults work on: the emulator, the files of the weather, an admin who sends reports, and the bot's
    process, which is another after each start."""

    emulator: Emulator
    skew: mmap
    slow: mmap
    admin: Person
    process: Process
    reports: int = 0
    under_way: list[Fault] = field(default_factory=list)
    killing: asyncio.Task[None] | None = None

    def begin(self, name: Name) -> None:
        """Let something fail."""
        _BEGINNINGS[name](self)

    def end(self) -> None:
        """Let everything be well again. A bot that was killed is started by whoever watches it."""
        for fault in self.under_way:
            fault.times = fault.met
        self.under_way.clear()
        move(self.skew, 0.0)
        move(self.slow, 0.0)
        self.limit_files(resource.RLIM_INFINITY)

    def limit_files(self, size: int) -> None:
        """Let the bot write no further than so many bytes into any file, as on a full disk."""
        if self.process.returncode is None:
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def answer(self, trouble: Trouble, refusal: Refusal | None = None) -> None:
        """Let what is sent meet some trouble, and a few polls: no more, so that there is something to send."""
        self.trouble_polls(trouble, refusal, _SOME)
        self.under_way.append(self.emulator.faults._plan(Fault("sendMessage", trouble, _ALWAYS, refusal)))

    def trouble_polls(self, trouble: Trouble, refusal: Refusal | None, times: int) -> None:
        """Let so many polls meet some trouble."""
        self.under_way.append(self.emulator.faults._plan(Fault("getUpdates", trouble, times, refusal)))

    def send_report(self) -> None:
        """Have a report read, and the process that reads it killed as soon as there is one."""
        self.reports += 1
        self.admin.send(f"Report {self.reports}. {REPORT * 3}")
        self.killing = asyncio.create_task(self._kill_worker())

    def kill(self, children: bool) -> None:
        """Kill the bot in the middle of sending, and with it what it started, or nothing else."""
        self.killing = asyncio.create_task(self._kill(children, len(self.emulator.asked("sendMessage")) + 2))

    async def killed(self) -> None:
        """Wait for what was to be killed, once the bot has ended; a worker that is still to come will come no more."""
        if self.killing is not None:
            self.killing.cancel()
            with suppress(asyncio.CancelledError):
                await self.killing
            self.killing = None

    async def _kill(self, children: bool, sent: int) -> None:
        await self.emulator.until(lambda: len(self.emulator.asked("sendMessage")) >= sent, 60, "the bot to send")
        for pid in children_of(self.process.pid) if children else ():
            os.kill(pid, signal.SIGKILL)
        self.process.kill()

    async def _kill_worker(self) -> None:
        while not (workers := [pid for pid in children_of(self.process.pid) if _is_worker(pid)]):  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # nothing tells that a process has started
        os.kill(workers[0], signal.SIGKILL)


def children_of(pid: int) -> list[int]:
    """The processes that a process has started."""
    found = list(Path(f"/proc/{pid}/task").glob("*/children"))
    return [int(child) for file in found for child in file.read_text(encoding="ascii").split()]


def _is_worker(pid: int) -> bool:
    return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()


def _refused(status: int, words: str, wait: int = 0) -> Callable[[Surroundings], None]:
    """Polls, and what is sent, are refused."""
    return lambda around: around.answer("refuse", Refusal(status, words, fair=True, retry_after=wait))


def _poll_refused(status: int, words: str, times: int) -> Callable[[Surroundings], None]:
    return lambda around: around.trouble_polls("refuse", Refusal(status, words, fair=True), times)


_BEGINNINGS: Mapping[Name, Callable[[Surroundings], None]] = {
    "kill": lambda around: around.kill(children=False),
    "machine": lambda around: around.kill(children=True),
    "worker": Surroundings.send_report,
    "401": _poll_refused(401, "Unauthorized", 1),
    "404": _poll_refused(404, "Not Found", 1),
    "409": _poll_refused(409, OTHER_POLLER, _ALWAYS),
    "429": _refused(429, "retry after 5", 5),
    "500": _refused(500, "Internal Server Error"),
    "cut before": lambda around: around.answer("drop before"),
    "cut after": lambda around: around.answer("drop after"),
    "slow": lambda around: move(around.slow, SLOWNESS),
    "full disk": lambda around: around.limit_files(4096),
    "clock ahead": lambda around: move(around.skew, WRONG),
    "clock behind": lambda around: move(around.skew, -WRONG),
}
