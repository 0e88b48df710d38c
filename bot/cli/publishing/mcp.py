"""`mcp`: the index as tools for programs that speak the Model Context Protocol."""

from importlib.util import find_spec
from typing import Annotated

import typer

from bot.cli.options import Database, settings_with
from bot.opening import open_world
from domain.errors import WatchfloorError

NO_PACKAGE = "The MCP server needs the package mcp: install it with `pip install mcp`."


def mcp(
    http: Annotated[
        str | None, typer.Option(help="Serve over HTTP at this address instead of stdio.", metavar="HOST:PORT")
    ] = None,
    database: Database = None,
) -> None:
    """Serve the index to programs that speak MCP, with the tools ask, event and sources. Nothing is ever changed.

    Over stdio a program starts this command by itself. Over HTTP it sends the key of MCP_KEY, or of the file that
    MCP_KEY_FILE names, as a bearer token to http://HOST:PORT/mcp; put a proxy with TLS in front of it.

    Examples:

        watchfloor mcp --database watchfloor.db

        MCP_KEY="$(openssl rand -hex 32)" watchfloor mcp --http 127.0.0.1:8765
    """
    if find_spec("mcp") is None:
        raise WatchfloorError(NO_PACKAGE)
    from bot.config.listening import address_of
    from bot.logging_setup import set_up_logging
    from bot.mcp.http import key_of, serve_http
    from bot.mcp.server import build_server, serve_stdio
    from bot.mcp.tools import Tools
    from store.database import open_for_reading

    settings = settings_with(database)
    at = None if http is None else (address_of(http, "--http"), key_of(settings))
    set_up_logging(settings.log_level, at[1] if at else None)
    open_for_reading(settings.database).close()  # whoever starts it hears of a wrong file, not the first who asks
    server = build_server(Tools(settings.database, open_world(settings), settings.zone))
    if at is None:
        serve_stdio(server)
    else:
        serve_http(server, *at)
