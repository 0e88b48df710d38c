"""`backup`, `restore` and `reindex`: the index kept safe and kept up to date."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import Database, settings_with
from bot.opening import progress_bar


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
    copy: Annotated[Path, typer.Argument(help="The copy that `backup` made.")], database: Database = None
) -> None:
    """Put a copy back in place of the index; what stood there is kept beside it.

    Example:

        watchfloor restore copy.db
    """
    from store.backup import restore as put_back

    path = settings_with(database).database
    kept = put_back(copy, path)
    typer.echo(f"{path} is as in {copy} now." + (f" What it was before is kept in {kept}." if kept else ""))


def reindex(database: Database = None) -> None:
    """Read all stored reports again with the extractor of this version. Events keep their ids, and decisions hold.

    Example:

        watchfloor reindex
    """
    from bot.cli.reports import extractors
    from ingestion.reindexing import reindex as read_again
    from store.database import open_for_writing

    path = settings_with(database).database
    showing = progress_bar("Reading reports again")
    with closing(open_for_writing(path)) as writer, extractors(1) as load, showing as progress:
        done = read_again(writer, load, progress)
    typer.echo(done.sentence)
    for problem in done.problems:
        typer.echo(problem, err=True)
    if done.problems:
        raise typer.Exit(1)
