"""`digest`: what became known of a question since a moment, as a chat's digest tells it, for a terminal or a mail."""

import html
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from string import Template
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Database, reading, settings_with
from bot.cli.questions import Now, moment_of
from bot.opening import open_world

if TYPE_CHECKING:
    import sqlite3
    from zoneinfo import ZoneInfo

    from handlers.views.cards import Manner
    from handlers.views.digest_view import DigestView
    from knowledge.world import World

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
    moment = moment_of(now) or datetime.now(UTC)
    start = moment_of(since, "--since") or moment - _DAY
    settings = settings_with(database)
    world = open_world(settings)
    with reading(settings.database) as connection:
        view, manner = _view(question, start, moment, connection, world, settings.zone)
    typer.echo(_page(question, view, moment, manner) if as_html else _text(view, moment, manner))


def _view(
    question: str,
    start: datetime,
    now: datetime,
    connection: "sqlite3.Connection",
    world: "World",
    zone: "ZoneInfo",
) -> "tuple[DigestView, Manner]":
    """The whole digest, and how it is shown. Raises QuestionError."""
    from handlers.services.services import actor_names, country_names
    from handlers.views.cards import Manner
    from handlers.views.digest_view import DigestView, label_of
    from handlers.views.texts import say
    from query.search.news import MOST, Since, as_news, change_of, gather, tell
    from query.understand import understand
    from query.wording.silence import silence_in_words
    from store.chats.digest_told import Before
    from store.events.arrival import newest_before
    from store.events.loading import load_events
    from store.intake.silence import silence
    from store.search.known_places import KnownPlaces

    manner = Manner(zone, country_names(world), actor_names(world))
    query = as_news(understand(question, now, world, zone, known_places=KnownPlaces(connection)))
    gathered = gather(query, connection, world, Since(start, newest_before(connection, start)))
    earlier = gather(query, connection, world, Since(start, newest_before(connection, start - (now - start))))
    then = tell(query, [event for event in earlier.new if event not in gathered.new], connection, world, start)
    news = tell(query, gathered.new, connection, world, start, most=MOST)
    labels = {stored.id: label_of(stored, now, manner) for stored in load_events(connection, _ids(gathered.changed))}
    changed = [change_of(event, labels[event], was, state) for event, was, state in gathered.changed]
    title = say("digest_head_other", topic=question)
    silent = silence_in_words(silence(connection, now), now, zone)
    return DigestView(title, news, changed, Before(then.count, then.killed), silence=silent), manner


def _ids(changed: "Sequence[tuple[int, str, str]]") -> list[int]:
    return [event for event, _, _ in changed]


def _text(view: "DigestView", now: datetime, manner: "Manner") -> str:
    from handlers.views.digest_view import whole_digest
    from handlers.views.markup import visible

    return "\n\n".join(visible(block) for block in whole_digest(view, now, manner) if block)


def _page(question: str, view: "DigestView", now: datetime, manner: "Manner") -> str:
    """The same as a page of HTML: the marks of a chat are marks there too, and each line is one."""
    from handlers.views.digest_view import whole_digest

    blocks = ["<br>\n".join(block.split("\n")) for block in whole_digest(view, now, manner) if block]
    return _PAGE.substitute(title=html.escape(question), body="\n".join(f"<p>{block}</p>" for block in blocks))
