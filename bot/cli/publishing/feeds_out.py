"""`feed`: what a question finds as an Atom feed in a file, for readers who are not in Telegram."""

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import Database, reading, settings_with
from bot.cli.questions import Now, moment_of
from bot.opening import open_world
from domain.errors import WatchfloorError

LOOKED_AT, KEPT = 500, 50


def feed(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write; it is replaced at once, or left as it is.")],
    now: Now = None,
    database: Database = None,
) -> None:
    """Write what a question finds as an Atom feed: the fifty events told of last. Run it by a timer, and let a web
    server hand the file out; a file that would say the same is not touched.

    Example:

        watchfloor feed "strikes in Syria" --out /var/www/syria.xml
    """
    from datetime import UTC, datetime

    from handlers.services.services import actor_names
    from query.reading import Intent
    from query.search.lookup import look_up
    from query.understand import understand
    from query.wording.atom import feed as written
    from query.wording.atom import updated
    from query.wording.paraphrase import sentence
    from store.search.known_places import KnownPlaces

    moment = moment_of(now) or datetime.now(UTC)
    settings = settings_with(database)
    world = open_world(settings)
    with reading(settings.database) as connection:
        asked = understand(question, moment, world, settings.zone, known_places=KnownPlaces(connection))
        if asked.query.intent is Intent.HELP:
            raise WatchfloorError(
                "I did not understand what the feed is to be about: name a place, a kind or an actor."
            )
        answer = look_up(asked, connection, world, moment, limit=LOOKED_AT)
    events = sorted(answer.events, key=lambda stored: (updated(stored), stored.id), reverse=True)[:KEPT]
    title = f"Watchfloor: {sentence(asked.query, settings.zone, ordered=False)}"
    replace_file(out, written(title, events, settings.zone, actor_names(world)))
    typer.echo(f"{out}: {len(events)} of {answer.count} events")


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
