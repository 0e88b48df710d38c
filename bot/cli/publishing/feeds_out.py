"""`feed`: what a question finds, or a digest, as an Atom feed in a file, for readers who are not in Telegram."""

import os
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Database, reading, settings_with
from bot.cli.publishing.digest_lines import line_from
from bot.cli.questions import Now, moment_of
from bot.opening import open_world
from domain.errors import WatchfloorError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from handlers.scheduling.line import Line
    from knowledge.world import World
    from query.wording.atom import Entry

LOOKED_AT, KEPT = 500, 50
EDITIONS = 14


def feed(
    question: Annotated[
        str,
        typer.Argument(
            help="The question, in quotes, or the number of a watch; with --digest that of a digest, or its line."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="The file to write; it is replaced at once, or left as it is.")],
    as_digest: Annotated[bool, typer.Option("--digest", help="A digest an entry, instead of an event.")] = False,
    now: Now = None,
    database: Database = None,
) -> None:
    """Write what a question finds as an Atom feed: the fifty events told of last; or the last fourteen of a digest. Run
    it by a timer, and let a web server hand the file out; a file that would say the same is not touched.

    Examples:

        watchfloor feed "strikes in Syria" --out /var/www/syria.xml

        watchfloor feed --digest "08:00 Europe/Kyiv strikes in Syria" --out /var/www/daily.xml
    """
    from query.wording.atom import feed as written

    moment = moment_of(now) or datetime.now(UTC)
    settings = settings_with(database)
    world = open_world(settings)
    with reading(settings.database) as connection:
        if as_digest:
            line = line_from(question, settings.zone, world, connection, moment)
            title, entries, said = _digests(line, moment, world, connection)
        else:
            words = watched_words(question, connection)
            title, entries, said = _events(words, moment, world, settings.zone, connection)
    replace_file(out, written(title, entries))
    typer.echo(f"{out}: {said}")


def watched_words(question: str, connection: sqlite3.Connection) -> str:
    """A question as it is, or what the watch with a number is for, in words that mean the same. Raises WatchfloorError
    where there is no such watch."""
    from store.chats.watches import watch_numbered

    if not question.strip().isdecimal():
        return question
    watch = watch_numbered(connection, int(question[:18]))
    if watch is None:
        raise WatchfloorError(f"There is no watch {question}: /watches lists those of a chat, with their numbers.")
    return watch.meaning


def _events(
    question: str, moment: datetime, world: "World", zone: "ZoneInfo", connection: sqlite3.Connection
) -> "tuple[str, list[Entry], str]":
    """The title of a feed of events, its entries, and what is said of it."""
    from handlers.services.services import actor_names
    from query.reading import Intent
    from query.search.lookup import look_up
    from query.understand import understand
    from query.wording.atom import event_entries, updated
    from query.wording.paraphrase import sentence
    from store.search.known_places import KnownPlaces

    asked = understand(question, moment, world, zone, known_places=KnownPlaces(connection))
    if asked.query.intent is Intent.HELP:
        raise WatchfloorError("I did not understand what the feed is to be about: name a place, a kind or an actor.")
    answer = look_up(asked, connection, world, moment, limit=LOOKED_AT)
    events = sorted(answer.events, key=lambda stored: (updated(stored), stored.id), reverse=True)[:KEPT]
    entries = event_entries(events, zone, actor_names(world))
    title = f"Watchfloor: {sentence(asked.query, zone, ordered=False)}"
    return title, entries, f"{len(events)} of {answer.count} events"


def _digests(
    line: "Line", moment: datetime, world: "World", connection: sqlite3.Connection
) -> "tuple[str, list[Entry], str]":
    """The title of a feed of digests, its entries, and what is said of it."""
    from handlers.answering.digest_editions import editions, library_of
    from handlers.answering.digest_listing import line_of
    from handlers.views.digest_view import digest_markup, headline
    from handlers.views.phrases import plural
    from query.wording.atom import Entry, updated

    zone = line.schedule.zone
    library = library_of(connection, world, zone)
    words = line_of(line.schedule, line.topic, frozenset()).removeprefix("/digest ")
    entries = []
    for edition in editions(line, moment, EDITIONS, library):
        told, local = edition.view.news, edition.slot.astimezone(zone)
        title = f"{local.day} {local:%B %Y, %H:%M}: {headline(edition.view)}"
        last = max([edition.slot, *(updated(stored) for stored in told.events)])
        authors = [name for name, _ in told.outlets] or ["Watchfloor"]
        content = digest_markup(edition.view, edition.slot, library.manner)
        name = f"digest/{words} {edition.slot:%Y-%m-%dT%H:%M}"
        entries.append(Entry(name, title, last, edition.slot, authors, content, is_html=True))
    return f"Watchfloor: {line.topic}", entries, plural(len(entries), "digest")


def replace_file(path: Path, content: bytes) -> None:
    """Let a file hold this, at once or not at all; one that does already is left alone. Raises WatchfloorError where it
    cannot be written."""
    try:
        if path.is_file() and path.read_bytes() == content:
            return
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise WatchfloorError(f"{path} cannot be written: {error.strerror or error}.") from error
