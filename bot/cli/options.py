"""What several commands share: the database option, the console for people, progress bars and opening the index."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from knowledge.world import World

Database = Annotated[
    Path | None,
    typer.Option("--database", help="The SQLite file of the index; made if missing. Default: WATCHFLOOR_DATABASE."),
]


def settings_with(database: Path | None) -> Settings:
    """The settings, with the database that the command line names, if it names one."""
    from dataclasses import replace

    settings = load_settings()
    return settings if database is None else replace(settings, database=database)


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr; the body calls what it is given with (done, all). Shown on a terminal only."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def open_world(settings: Settings) -> "World":
    """The knowledge of places and actors; compiled with a progress bar when this is the first time."""
    from knowledge.world import World

    with progress_bar("Building the gazetteer (once)") as progress:
        return World.open(progress, settings.cache)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The index opened for questions; an index that does not exist yet is made, empty."""
    from store.database import is_there, open_for_reading

    if not is_there(path):
        from store.database import open_for_writing

        open_for_writing(path).close()
    with closing(open_for_reading(path)) as connection:
        yield connection
