"""`digest`: what became known of a question since a moment, as a chat's digest tells it, for a terminal or a mail."""

import html
from datetime import UTC, datetime, timedelta
from string import Template
from typing import Annotated

import typer

from bot.cli.options import Database, reading, settings_with
from bot.cli.questions import Now, moment_of
from bot.opening import open_world

_DAY = timedelta(days=1)
_PAGE = Template("""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>$title</title></head>
<body style="font-family: sans-serif; line-height: 1.4; max-width: 42em">
$body
</body>
</html>""")


def digest(
    question: Annotated[str, typer.Argument(help="What it is about, in quotes.")],
    since: Annotated[
        str | None,
        typer.Option("--since", help="From what came in since this moment on (ISO 8601). Default: the last 24 hours."),
    ] = None,
    as_html: Annotated[bool, typer.Option("--html", help="An HTML page, to be mailed.")] = False,
    now: Now = None,
    database: Database = None,
) -> None:
    """Tell what became known of a question since a moment, and what changed in what was known before.

    Examples:

        watchfloor digest "strikes in Syria"

        watchfloor digest "attacks in Mali" --since 2025-12-13T00:00:00Z --html > mali.html
    """
    from handlers.answering.digest_editions import library_of, since_then
    from handlers.views.digest_view import digest_markup, plain_digest

    moment = moment_of(now) or datetime.now(UTC)
    start = moment_of(since, "--since") or moment - _DAY
    settings = settings_with(database)
    world = open_world(settings)
    with reading(settings.database) as connection:
        library = library_of(connection, world, settings.zone)
        view = since_then(question, start, moment, library)
    if as_html:
        typer.echo(_PAGE.substitute(title=html.escape(question), body=digest_markup(view, moment, library.manner)))
    else:
        typer.echo(plain_digest(view, moment, library.manner))
