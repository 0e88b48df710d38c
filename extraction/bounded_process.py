"""A process that works for this one within limits of time and memory, and whose death takes nothing along.

In: a function of a module and what to call it with. Out: what the function yields, one thing after another. A process
is started with the first work, and anew after each that ended; it does one piece of work at a time.
"""

import contextlib
import pickle
import resource
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, cast

MEGABYTE = 1 << 20
TRIES = 3
"""A process that dies over the same work so many times dies of it."""

_STARTING = 900.0  # seconds: the very first start compiles the gazetteer


class Unfinished(Exception):  # noqa: N818 - named for what it is
    """Work that came to no end; its process is gone, and the next work starts another."""


class Closed(Exception):  # noqa: N818
    """Work is asked for after the end."""


class TookTooLong(Unfinished):
    """The work passed its limit of time."""


class TookTooMuchMemory(Unfinished):
    """The work passed the limit of memory, in a process that had done nothing before."""


class ProcessDied(Unfinished):
    """The process was killed, or broke down, or was full of what it had done before."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing that the work yielded."""

    content: Any


@dataclass(frozen=True, slots=True)
class _Done:
    """The work, or getting ready for it, is over."""


@dataclass(frozen=True, slots=True)
class _Failed:
    """What the work raised."""

    error: Exception


_Message = _Item | _Done | _Failed


class BoundedProcess:
    """Runs functions in another process. `prepare` is called there once, before the first of them; `memory` is how many
    bytes the process may take beyond what it holds then. The limit of memory holds on Linux, that of time everywhere.

    It is used by one thread at a time; `close` may be called from any.
    """

    def __init__(self, prepare: Callable[[], None], memory: int) -> None:
        self._given = (prepare, memory)
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._finished = 0  # pieces of work that the present process has done
        self._changing = threading.Lock()
        self._closed = False

    @property
    def is_alive(self) -> bool:
        """Whether there is a process; there is none before the first work, and after one that ended."""
        process = self._process
        return process is not None and process.is_alive()

    def run[T](self, work: Callable[..., Iterable[T]], *given: object, seconds: float) -> Iterator[T]:
        """What `work(*given)` yields there. Raises Unfinished where it comes to no end, Closed after
        `close`, and what the work or getting ready for it raises.
        """
        whole = False
        try:
            connection = self._ready()
            _send(connection, (work, given))
            deadline = time.monotonic() + seconds
            while isinstance(message := self._received(connection, deadline), _Item):
                yield message.content
            whole = True
            self._finished += 1
        finally:
            if not whole:  # by its own failure, or by a caller who wants no more: what is under way there must end
                self._end()
        if isinstance(message, _Failed):
            raise message.error

    def finish[T](self, work: Callable[..., Iterable[T]], *given: object, seconds: float) -> list[T]:
        """All that `work(*given)` yields, tried again where the process dies. Raises as `run` does."""
        for _ in range(TRIES - 1):
            with contextlib.suppress(ProcessDied):
                return list(self.run(work, *given, seconds=seconds))
        return list(self.run(work, *given, seconds=seconds))

    def close(self) -> None:
        """End the process, whatever it does; work that is waited for is Unfinished, and no other is taken on."""
        with self._changing:
            self._closed = True
            if self._process is not None:
                self._process.kill()
                self._process.join()

    def _ready(self) -> Connection:
        """The connection to the process, which is started where there is none that lives."""
        if self._connection is not None and self._process is not None and self._process.is_alive():
            return self._connection
        self._end()
        with self._changing:
            if self._closed:
                raise Closed
            context = get_context("spawn")  # not forked: this process may have threads, and has an index open
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(*self._given, theirs), daemon=True)
            process.start()
            theirs.close()
            self._process, self._connection, self._finished = process, ours, 0
        try:
            message = self._received(ours, time.monotonic() + _STARTING)
        except TookTooLong as error:
            raise ProcessDied from error
        if isinstance(message, _Failed):
            raise message.error
        return ours

    def _received(self, connection: Connection, deadline: float) -> _Message:
        assert self._process is not None
        left = deadline - time.monotonic()
        if left <= 0 or not wait([connection, self._process.sentinel], left):
            raise TookTooLong
        try:
            message: _Message = connection.recv()
        except (EOFError, OSError) as error:
            raise ProcessDied from error
        if isinstance(message, _Failed) and isinstance(message.error, MemoryError):
            raise (ProcessDied if self._finished else TookTooMuchMemory) from message.error
        return message

    def _end(self) -> None:
        with self._changing:
            if self._process is not None:
                self._process.kill()
                self._process.join()
            if self._connection is not None:
                self._connection.close()
            self._process = self._connection = None


def _send(connection: Connection, request: object) -> None:
    try:
        connection.send(request)
    except OSError as error:
        raise ProcessDied from error


def _serve(prepare: Callable[[], None], memory: int, connection: Connection) -> None:
    """The life of the process: ready, then work after work, until nobody is there to ask for any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the other process ends this one too
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            prepare()
            _bound_memory(memory)
        except Exception as error:
            connection.send(_Failed(_portable(error)))
            return
        connection.send(_Done())
        while True:
            work, given = connection.recv()
            connection.send(_worked(work, given, connection))


def _worked(work: Callable[..., Iterable[Any]], given: tuple[object, ...], connection: Connection) -> _Done | _Failed:
    """Send what the work yields; how it ended."""
    try:
        for item in work(*given):
            connection.send(_Item(item))
    except (BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:
        return _Failed(_portable(error))
    return _Done()


def _portable(error: Exception) -> Exception:
    """The error as the other process can raise it: with its traceback as a note, which would else stay behind."""
    error.add_note(traceback.format_exc())
    try:
        return cast(Exception, pickle.loads(pickle.dumps(error)))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")


def _bound_memory(more: int) -> None:
    """Let this process take so many bytes beyond what it holds; what would pass that raises MemoryError."""
    held = Path("/proc/self/statm")
    if not held.exists():  # elsewhere than on Linux nothing tells, and the limit would not hold
        return
    data = int(held.read_text(encoding="ascii").split()[5]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (data + more, hard))
