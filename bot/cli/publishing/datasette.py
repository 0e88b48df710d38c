"""`datasette`: the index in a browser, with its descriptions, queries that are ready to ask, and a map."""

from importlib.util import find_spec
from typing import Annotated

import typer

from bot.cli.options import Database, settings_with
from domain.errors import WatchfloorError

NO_PACKAGE = "This needs the package datasette: install it with `pip install datasette datasette-cluster-map`."


def datasette(
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port.", min=1, max=65535)] = 8001,
    database: Database = None,
) -> None:
    """Show the index in a browser, read-only, with queries that are ready to ask and a map. Ctrl-C ends it.

    Who opens the address sees events, reports and queries. The link that is printed first, good for one visit, shows
    what the bot keeps of chats as well, and takes SQL of one's own.

    Example:

        watchfloor datasette --database watchfloor.db
    """
    if find_spec("datasette") is None:
        raise WatchfloorError(NO_PACKAGE)
    from bot.datasette.serving import serve_index

    serve_index(settings_with(database).database, host, port)
