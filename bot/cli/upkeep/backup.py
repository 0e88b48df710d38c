"""`backup`, `restore` and `reindex`: the index kept safe and kept up to date."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from bot.cli.intake.extractors import NumberOfWorkers, Scheduler, extractors
from bot.cli.options import Database, settings_with
from bot.cli.questions import moment_of
from bot.opening import progress_bar
from domain.times import iso


def backup(
    target: Annotated[Path, typer.Argument(help="A file to write, or a folder that gets one named by the time.")],
    keep: Annotated[int | None, typer.Option(help="How many copies stay in the folder; the oldest go.")] = None,
    database: Database = None,
) -> None:
    """Copy the index while it is in use. The copy is checked before it takes its name.

    Examples:

        watchfloor backup copy.db

        watchfloor backup /var/backups/watchfloor --keep 7
    """
    from store.backup import back_up

    made = back_up(settings_with(database).database, target, keep)
    removed = f"; {len(made.removed)} older removed" if made.removed else ""
    typer.echo(f"{made.path}: {made.size / 1_000_000:,.1f} MB, checked{removed}.")


def restore(
    copy: Annotated[str, typer.Argument(help="The copy that `backup` made, or the place that `replicate` copies to.")],
    at: Annotated[
        str | None, typer.Option("--at", help="As it was at that time (ISO 8601), from where `replicate` copies to.")
    ] = None,
    database: Database = None,
) -> None:
    """Put a copy back in place of the index; what stood there is kept beside it.

    Examples:

        watchfloor restore copy.db

        watchfloor restore s3://bucket/index --at 2025-12-20T12:00:00Z
    """
    from store.backup import restore as put_back

    path = settings_with(database).database
    moment = moment_of(at, "--at")
    with _fetched(copy, moment, path) as file:
        kept = put_back(file, path)
    as_of = f" at {iso(moment)}" if moment else ""
    typer.echo(f"{path} is as in {copy}{as_of} now." + (f" What it was before is kept in {kept}." if kept else ""))


@contextmanager
def _fetched(copy: str, moment: datetime | None, beside: Path) -> Iterator[Path]:
    """The file of a copy; from where `replicate` copies to, it is fetched first, for as long as the context lasts."""
    from store.database import StoreError, explained
    from store.litestream import fetch, is_address

    if not is_address(copy) and not Path(copy).is_dir():
        if moment is not None:
            raise StoreError("--at is for places that `replicate` copies to: a single copy is of one time only.")
        yield Path(copy)
        return
    with explained(beside), TemporaryDirectory(dir=beside.absolute().parent, prefix=".restore-") as folder:
        file = Path(folder) / "copy.db"
        fetch(copy, file, moment)
        yield file


def reindex(workers: NumberOfWorkers = 1, scheduler: Scheduler = None, database: Database = None) -> None:
    """Read all stored reports again with the extractor of this version. Events keep their ids, and decisions hold.

    Examples:

        watchfloor reindex --workers 4

        watchfloor reindex --scheduler tcp://10.0.0.5:8786
    """
    from ingestion.reindexing import reindex as read_again
    from store.database import open_for_writing

    path = settings_with(database).database
    with (
        closing(open_for_writing(path)) as writer,
        extractors(workers, scheduler) as load,
        progress_bar("Reading reports again") as progress,
    ):
        done = read_again(writer, load, progress)
    typer.echo(done.sentence)
    for problem in done.problems:
        typer.echo(problem, err=True)
    if done.problems:
        raise typer.Exit(1)
