"""`replicate` and `follow`: the index on more than one machine."""

import signal
import threading
from typing import Annotated

import typer

from bot.cli.options import Database, settings_with

Every = Annotated[float, typer.Option(min=0.05, max=3600, metavar="SECONDS", help="How often to look for changes.")]


def replicate(
    place: Annotated[str, typer.Argument(help="A folder, or an address such as s3://bucket/index.", metavar="PLACE")],
    every: Every = 1.0,
    days: Annotated[
        int, typer.Option(min=1, max=3650, metavar="DAYS", help="How far back `restore --at` will reach.")
    ] = 7,
    database: Database = None,
) -> None:
    """Copy each change of the index to another place, until stopped; `follow` and `restore` read the copies.

    The program that does it is Litestream: install the extra `replica`. It logs what it does. One such process for an
    index is enough, and no second one may run.

    Examples:

        watchfloor replicate /mnt/backup/index

        watchfloor replicate s3://bucket/index --every 5 --days 30
    """
    from store.litestream import replicate as copy

    copy(settings_with(database).database, place, every, days)


def follow(
    place: Annotated[str, typer.Argument(help="Where `replicate` puts the copies of the index.", metavar="PLACE")],
    every: Every = 1.0,
    database: Database = None,
) -> None:
    """Keep a replica of an index on this machine, until stopped. It answers questions; what is written goes to the
    index that it follows.

    Examples:

        watchfloor follow s3://bucket/index --database replica.db

        watchfloor ask "latest strikes" --database replica.db
    """
    from store.following import follow as keep_up

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    keep_up(settings_with(database).database, place, every, typer.echo, stop)
