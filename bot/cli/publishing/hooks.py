"""`hooks`: what is watched for, and digests, posted to an address, for those who are not in Telegram."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Database, reading, settings_with
from bot.cli.publishing.digest_lines import read_words
from domain.errors import WatchfloorError

if TYPE_CHECKING:
    from bot.config.settings import Settings
    from handlers.scheduling.line import Line
    from handlers.watching.words import Terms
    from knowledge.world import World
    from store.chats.hooks import Hook, Subject

hooks = typer.Typer(help="Addresses that what is watched for, or a digest, is posted to, signed.", no_args_is_help=True)

MOST = 1000

Number = Annotated[int, typer.Argument(help="The hook's number.", metavar="NUMBER")]


@hooks.command()
def add(
    subject: Annotated[
        str,
        typer.Argument(help="The number of a watch, or a question; with --digest that of a digest, or its line."),
    ],
    url: Annotated[str, typer.Argument(help="The address to post to; https.", metavar="URL")],
    secret_file: Annotated[
        Path | None, typer.Option("--secret-file", help="Holds the secret that signs; one is made if not given.")
    ] = None,
    as_digest: Annotated[
        bool, typer.Option("--digest", help="Post a digest, at its hours, instead of each event as it becomes known.")
    ] = False,
    database: Database = None,
) -> None:
    """Post to an address what a watch finds from now on: each event when it first matches, and when that changes which
    matters. Or a digest: each when its hour has come, and again when a correction comes within a day. A bot that runs
    on the index does it.

    Examples:

        watchfloor hooks add "strikes in Syria" https://desk.example/hook

        watchfloor hooks add 3 https://desk.example/hook --secret-file /etc/watchfloor/desk.secret

        watchfloor hooks add --digest "weekdays 08:00 Europe/Kyiv strikes in Syria" https://desk.example/hook
    """
    from handlers.sending.signing import key_in
    from store.chats.hooks import Subject, add_hook, keep_secret_file
    from store.database import open_for_writing, transaction

    settings = settings_with(database)
    address = _address(url, settings)
    if secret_file is not None:
        key_in(secret_file)
    kind = Subject.DIGEST if as_digest else Subject.WATCH
    own = None if subject.strip().isdecimal() else _own(kind, subject, settings)
    with closing(open_for_writing(settings.database)) as writer:
        now = datetime.now(UTC)
        with transaction(writer):
            number = int(subject[:18]) if own is None else own.set(writer, now)
            hook = add_hook(writer, kind, number, address, now)
            file = secret_file.expanduser().resolve() if secret_file else _made(settings.database, hook)
            keep_secret_file(writer, hook, str(file))
    said = own.said if own else f"digest {number}" if as_digest else f"what watch {number} finds"
    typer.echo(f"Hook {hook} posts {said}; signed by {file}")


@dataclass(frozen=True, slots=True)
class _Own:
    """A watch or a digest that only the hook has: what is said of it, and how it is set."""

    said: str
    set: Callable[[sqlite3.Connection, datetime], int]


def _own(kind: "Subject", words: str, settings: "Settings") -> _Own:
    """What words say of a watch, or of a digest. Raises WatchfloorError where they are not understood."""
    from bot.opening import open_world
    from store.chats.hooks import Subject

    world = open_world(settings)
    with reading(settings.database) as connection:
        if kind is Subject.WATCH:
            terms = _terms(words, settings, world, connection)
            return _Own(terms.meaning, partial(_own_watch, terms))
        line, said = read_words(words, settings.zone, world, connection, datetime.now(UTC))
        return _Own(f"a digest {said}", partial(_own_digest, line))


def _address(url: str, settings: "Settings") -> str:
    """Where is posted to. Raises WatchfloorError where that is no address, or none that may be posted to."""
    from ipaddress import ip_address

    from ingestion.fetching.addresses import checked
    from ingestion.fetching.networks import may_be_asked, networks

    at, allowed = checked(url), networks(settings.fetch_networks)
    try:
        address = ip_address(at.host)
    except ValueError:
        address = None  # a name: held against the rules whenever it is posted to
    if address is not None and not may_be_asked(address, allowed):
        raise WatchfloorError(f"{at.host} is no public host: name its network in FETCH_NETWORKS if you mean it.")
    if at.scheme != "https" and not allowed:
        raise WatchfloorError("A hook posts to https:// only; to http:// where FETCH_NETWORKS names your own networks.")
    return str(at)


def _own_digest(line: "Line", writer: sqlite3.Connection, now: datetime) -> int:
    """A digest that is of no chat, within the caller's transaction."""
    from handlers.answering.digest_topics import digest_of
    from store.chats.digests import add_digest, same_digest
    from store.chats.watches import NO_CHAT

    _remember_no_chat(writer, now)
    digest = digest_of(line, NO_CHAT, None, None, now)
    return same_digest(writer, digest) or add_digest(writer, digest)


def _terms(question: str, settings: "Settings", world: "World", connection: sqlite3.Connection) -> "Terms":
    from handlers.watching.words import terms_of
    from query.understand import understand
    from store.search.known_places import KnownPlaces

    asked = understand(question, datetime.now(UTC), world, settings.zone, known_places=KnownPlaces(connection))
    terms = terms_of(asked.query, world, asked.notes)
    if terms is None:
        raise WatchfloorError("I did not understand what to watch for: name a place, a kind or an actor.")
    return terms


def _remember_no_chat(writer: sqlite3.Connection, now: datetime) -> None:
    from store.chats.chats import remember_chat
    from store.chats.watches import NO_CHAT

    remember_chat(writer, NO_CHAT, "hooks", "Hooks", now)


def _own_watch(terms: "Terms", writer: sqlite3.Connection, now: datetime) -> int:
    """A watch that is of no chat, within the caller's transaction. Raises WatchfloorError where there are too many."""
    from store.chats.watches import NO_CHAT, NewWatch, add_watch

    _remember_no_chat(writer, now)
    new = NewWatch(NO_CHAT, None, terms.meaning, terms.selection, terms.keys, None)
    number = add_watch(writer, new, now, MOST)
    if number is None:
        raise WatchfloorError(f"There are {MOST:,} watches for hooks: remove one first.")
    return number


def _made(database: Path, hook: int) -> Path:
    """A new secret in a file beside the index, which nobody else can read."""
    from handlers.sending.signing import new_secret

    file = _own_secret(database, hook)
    try:
        file.unlink(missing_ok=True)  # of a hook that was cut off while it was added
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(new_secret() + "\n")
    except OSError as error:
        raise WatchfloorError(f"{file} cannot be written: {error.strerror}; name one with --secret-file.") from error
    return file


def _own_secret(database: Path, hook: int) -> Path:
    real = database.expanduser().resolve()
    return real.with_name(f"{real.name}-hook-{hook}.secret")


@hooks.command("list")
def list_hooks(database: Database = None) -> None:
    """List the hooks: what each posts, where to, and how that goes.

    Example:

        watchfloor hooks list
    """
    from handlers.views.hooks import standing
    from store.chats.hooks import hooks as all_hooks

    with reading(settings_with(database).database) as connection:
        known = [(hook, _said_of(hook, connection)) for hook in all_hooks(connection)]
    for hook, said in known:
        typer.echo("\t".join((str(hook.id), said, hook.url, standing(hook))))
    if not known:
        typer.echo("There is no hook yet: `watchfloor hooks add QUESTION URL` adds one.")


def _said_of(hook: "Hook", connection: sqlite3.Connection) -> str:
    """What a hook posts: what is watched for, or the line of its digest."""
    from handlers.answering.digest_listing import typed_line
    from store.chats.digests import Digest, digest_numbered

    digest = digest_numbered(connection, hook.digest_id) if hook.digest_id is not None else None
    if isinstance(digest, Digest):
        return f"digest {typed_line(digest).removeprefix('/digest ')}"
    return hook.meaning or "-"


@hooks.command()
def remove(number: Number, database: Database = None) -> None:
    """Post nothing to an address any more, and forget what waits for it.

    Example:

        watchfloor hooks remove 1
    """
    from store.chats.hooks import hook_numbered, remove_hook
    from store.database import open_for_writing

    path = settings_with(database).database
    with closing(open_for_writing(path)) as writer:
        hook = hook_numbered(writer, number)
        remove_hook(writer, hook)
    own = _own_secret(path, number)
    if Path(hook.secret_file) == own:
        own.unlink(missing_ok=True)
    typer.echo(f"Hook {number} is removed.")


@hooks.command()
def resume(number: Number, database: Database = None) -> None:
    """Let a hook that stands still post again, what waits for it first.

    Example:

        watchfloor hooks resume 1
    """
    from store.chats.hooks import hook_numbered, resume_hook
    from store.database import open_for_writing

    with closing(open_for_writing(settings_with(database).database)) as writer:
        resume_hook(writer, hook_numbered(writer, number).id)
    typer.echo(f"Hook {number} posts again.")
