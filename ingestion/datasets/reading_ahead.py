"""A dataset's file read by a process of its own: while one portion is written here, the next is read there.

Portions come in their order. No more than one waits, so that memory does not grow with the file.
"""

import gc
import signal
from collections.abc import Generator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from ingestion.datasets.files import Portion, portions
from ingestion.decoding import UnreadableReport
from knowledge.world import World


def read_ahead(path: Path, form: str, world: World) -> Generator[Portion]:
    """The portions of a file, read with the gazetteer that `world` has open; closing it ends the process.

    Raises UnreadableReport as `portions` does.
    """
    context = get_context("spawn")  # not forked: this process may have threads, and has an index open
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_read, args=(path, form, world.gazetteer.folder, sending), daemon=True)
    process.start()
    sending.close()
    try:
        while (portion := _received(receiving, path)) is not None:
            yield portion
    finally:
        receiving.close()
        process.terminate()
        process.join()


def _received(receiving: Connection, path: Path) -> Portion | None:
    try:
        received: Portion | UnreadableReport | None = receiving.recv()
    except EOFError as error:
        raise UnreadableReport(
            f"The process that reads {path} ended early: run the import again, it goes on from where it was."
        ) from error
    if isinstance(received, UnreadableReport):
        raise received
    return received


def _read(path: Path, form: str, cache: Path, sending: Connection) -> None:
    """The work of the process: send each portion, then None, or in its place what is wrong with the file."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the import ends this process too
    gc.disable()  # what is made here has no cycles, and looking for some takes an eighth of the time
    failure: UnreadableReport | None = None
    try:
        for portion in portions(path, form, World.open(cache=cache)):
            sending.send(portion)
    except UnreadableReport as error:
        failure = error
    except BrokenPipeError:  # nobody is there to write any more
        return
    sending.send(failure)
