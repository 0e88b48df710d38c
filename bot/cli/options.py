"""What several commands share: the option that names the database, and opening the index for questions."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.config.settings import Settings, load_settings

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
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The index opened for questions; an index that does not exist yet is made, empty."""
    from store.database import is_replica, is_there, open_for_reading

    if not is_there(path) and not is_replica(path):
        from store.database import open_for_writing

        open_for_writing(path).close()
    with closing(open_for_reading(path)) as connection:
        yield connection
