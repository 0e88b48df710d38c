"""`sources` and `watch`: what reports are taken from by themselves, how each fares, and how far it is trusted."""

import asyncio
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Database, reading, settings_with

if TYPE_CHECKING:
    from bot.intake.polling import Polled
    from handlers.services.services import Services
    from store.intake.arrivals import Stored
    from store.intake.intakes import Given, Intake, NewIntake

sources = typer.Typer(
    help="Outlets and how far each is trusted; feeds and folders that reports are taken from by themselves.",
    invoke_without_command=True,
)

Named = Annotated[str, typer.Argument(help="The source's number, address, id or name.", metavar="SOURCE")]


@sources.callback()
def outlets(
    context: typer.Context,
    setting: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="A source (by name or id) and its letter, A to F; nothing after = takes it away.",
            metavar="NAME=B",
        ),
    ] = None,
    database: Database = None,
) -> None:
    """List the outlets with how reliable each is held to be (Admiralty code, A to F), or say how reliable one is.

    Examples:

        watchfloor sources

        watchfloor sources --set "Northgate Wire=B"

        watchfloor sources add https://news.example/feed.xml
    """
    if context.invoked_subcommand is not None:
        return
    from store.database import StoreError
    from store.reliability import GRADES
    from store.reliability import sources as all_sources

    path = settings_with(database).database
    for given in setting or ():
        name, equals, letter = given.rpartition("=")
        if not equals:
            raise StoreError(f"{given!r} names no letter: write it as in --set 'Northgate Wire=B'.")
        _grade(path, name.strip(), letter.strip())
    if setting:
        return
    with reading(path) as connection:
        for source in all_sources(connection):
            trust = f"{source.reliability} {GRADES[source.reliability]}" if source.reliability else "-"
            noun = "rows" if source.kind == "dataset" else "reports"
            known_by = "" if source.key == f"name:{source.name}" else f"\t{source.key}"
            typer.echo(f"{source.name}\t{trust}\t{source.reports:,} {noun}{known_by}")


def _grade(path: Path, name: str, letter: str) -> None:
    from store.database import open_for_writing
    from store.reliability import set_reliability

    with closing(open_for_writing(path)) as writer:
        known = set_reliability(writer, name, letter or None)
    typer.echo(f"{known}: {letter.upper() or 'no letter'}")


@sources.command()
def add(
    what: Annotated[str, typer.Argument(help="The address of a feed, or a folder.", metavar="URL|FOLDER")],
    name: Annotated[str, typer.Option(help="What to call it; a feed's own title if not given.")] = "",
    grade: Annotated[str, typer.Option(help="How reliable it is, A to F.")] = "",
    database: Database = None,
) -> None:
    """Take reports from a feed or a folder by themselves, from now on: whenever the bot runs, and at `sources poll`.

    A channel or a group is added in Telegram: `/sources add @channel`, to the bot.

    Examples:

        watchfloor sources add https://news.example/feed.xml --grade B

        watchfloor sources add /srv/inbox --name "Field office"
    """
    from store.database import StoreError

    settings = settings_with(database)
    if what.lower().startswith(("http://", "https://")):
        new = asyncio.run(_found(what, name, settings.fetch_networks))
    elif Path(what).expanduser().is_dir():
        new = _folder(Path(what), name)
    else:
        raise StoreError(f"{what[:200]!r} is neither the address of a feed nor a folder; add chats in Telegram.")
    added = _added(settings.database, new)
    if grade:
        _grade(settings.database, added.key, grade)
    typer.echo(f"{added.name} is source {added.id}; `watchfloor sources poll` asks it now.")
    if language := _unread(added):
        typer.echo(f"It says that it is {language}.")


def _unread(source: "Intake") -> str:
    """In what language a source is, where that is not read."""
    from handlers.views.source_list import is_foreign
    from knowledge.languages import language_name

    return f"in {language_name(source.language or '')}; only English is read" if is_foreign(source) else ""


async def _found(url: str, name: str, networks: tuple[str, ...]) -> "NewIntake":
    from ingestion.fetching.fetcher import Fetcher
    from ingestion.sources.feeds import find_feed

    async with Fetcher(allowed=networks) as fetcher:
        return await find_feed(fetcher, url, name)


def _folder(folder: Path, name: str) -> "NewIntake":
    from ingestion.sources.folders import key_of
    from store.intake.intakes import Kind, NewIntake

    real = folder.expanduser().resolve()
    return NewIntake(key_of(real), name.strip()[:200] or real.name or str(real), Kind.FOLDER, str(real))


def _added(path: Path, new: "NewIntake") -> "Intake":
    from store.database import open_for_writing
    from store.intake.intakes import add_intake

    with closing(open_for_writing(path)) as writer:
        return add_intake(writer, new, datetime.now(UTC))


@sources.command("list")
def list_sources(database: Database = None) -> None:
    """List what reports are taken from by themselves: what each gave, when last, and what is wrong with it.

    Example:

        watchfloor sources list
    """
    from store.intake.arrivals import backlog
    from store.intake.intakes import given, intakes

    now = datetime.now(UTC)
    with reading(settings_with(database).database) as connection:
        known = [(source, given(connection, source.id)) for source in intakes(connection)]
        queue = backlog(connection)
    for source, gave in known:
        typer.echo(_line(source, gave, now))
    if not known:
        typer.echo("Nothing is taken in by itself yet: `watchfloor sources add URL` adds a feed.")
    if queue.waiting or queue.set_aside or queue.passed_over:
        lost = f", {queue.passed_over:,} posts passed over as the queue was full" if queue.passed_over else ""
        typer.echo(f"{queue.waiting:,} reports wait to be read, {queue.set_aside} set aside{lost}")


def _line(source: "Intake", gave: "Given", now: datetime) -> str:
    from handlers.views.phrases import plural
    from handlers.views.source_list import standing

    last = f"last {source.last_item:%Y-%m-%d %H:%M}" if source.last_item else "nothing so far"
    share = f"{gave.share:.0%} with events" if gave.share is not None else "-"
    facts = (
        str(source.id),
        source.name,
        source.kind.value,
        source.grade or "-",
        plural(gave.reports, "report"),
        plural(gave.events, "event"),
        share,
        last,
        standing(source, now, UTC) or "fine",
    )
    return "\t".join(facts)


def _changed(database: Path | None, named: str, change: Callable[[sqlite3.Connection, int, datetime], object]) -> str:
    from store.database import open_for_writing
    from store.intake.intakes import intake_named

    with closing(open_for_writing(settings_with(database).database)) as writer:
        source = intake_named(writer, named)
        change(writer, source.id, datetime.now(UTC))
        return source.name


@sources.command()
def pause(source: Named, database: Database = None) -> None:
    """Take nothing from a source until it is resumed.

    Example:

        watchfloor sources pause 3
    """
    from store.intake.intakes import pause_intake

    typer.echo(f"{_changed(database, source, pause_intake)} is paused.")


@sources.command()
def resume(source: Named, database: Database = None) -> None:
    """Take reports from a source again, also from one that had ended.

    Example:

        watchfloor sources resume 3
    """
    from store.intake.intakes import resume_intake

    typer.echo(f"{_changed(database, source, resume_intake)} is read again.")


@sources.command()
def remove(source: Named, database: Database = None) -> None:
    """Take nothing from a source any more, and forget what was kept about it. Its reports and its letter stay.

    Example:

        watchfloor sources remove 3
    """
    from store.intake.intakes import remove_intake

    name = _changed(database, source, lambda writer, number, now: remove_intake(writer, number))
    typer.echo(f"{name} is removed; its reports stay.")


@sources.command()
def grade(
    source: Named,
    letter: Annotated[str, typer.Argument(help="A to F; - takes it away.", metavar="LETTER")],
    database: Database = None,
) -> None:
    """Say how reliable a source is held to be.

    Example:

        watchfloor sources grade 3 B
    """
    from store.intake.intakes import intake_named

    path = settings_with(database).database
    with reading(path) as connection:
        key = intake_named(connection, source).key
    _grade(path, key, letter.strip().removeprefix("-"))


@sources.command()
def poll(
    source: Annotated[str | None, typer.Argument(help="One source; all that are due if not given.")] = None,
    database: Database = None,
) -> None:
    """Ask feeds and folders now, and read what they give. While a bot runs on the index, it does that by itself.

    Examples:

        watchfloor sources poll

        watchfloor sources poll 3
    """
    from bot.intake.polling import poll_due
    from bot.intake.reading import read_waiting
    from bot.presence import BotRunsError
    from store.intake.intakes import intake_named

    async def ask(services: "Services") -> None:
        numbers = None
        if source is not None:
            numbers = ((await services.index.read(lambda reader: intake_named(reader, source))).id,)
        async with services.fetcher:
            polled = await poll_due(services, numbers)
        stored = await read_waiting(services)
        _tell(polled, stored)
        if not polled:
            typer.echo("Nothing is due.")

    try:
        with _services(database) as services:
            asyncio.run(ask(services))
    except BotRunsError:
        typer.echo(f"A bot runs on {settings_with(database).database} and asks them by itself.")


def watch(
    folder: Annotated[Path, typer.Argument(help="The folder.", metavar="FOLDER")],
    name: Annotated[str, typer.Option(help="The outlet of files that name none; the folder's name if not given.")] = "",
    database: Database = None,
) -> None:
    """Take in the files that come into a folder, each once, until Ctrl-C. A file is read when nobody writes it any
    more. Where a bot runs on the index, it does that from now on.

    Example:

        watchfloor watch /srv/inbox
    """
    from bot.presence import BotRunsError
    from domain.errors import WatchfloorError

    if not folder.expanduser().is_dir():
        raise WatchfloorError(f"There is no folder at {folder}: check the path.")
    path, new = settings_with(database).database, _folder(folder, name)
    try:
        with _services(database) as services:
            added = _added(path, new)
            typer.echo(f"Watching {added.address}; Ctrl-C ends it.")
            asyncio.run(_watch(services, added.id))
    except BotRunsError:
        added = _added(path, new)
        typer.echo(f"The bot that runs on {path} takes in what comes into {added.address} from now on.")


async def _watch(services: "Services", number: int) -> None:
    from bot.intake.polling import EVERY, poll_due
    from bot.intake.reading import read_waiting

    stop = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    said = None
    while not stop.is_set():
        polled = await poll_due(services, (number,))
        stored = await read_waiting(services, stop)
        trouble = next((each.trouble for each in polled), None)
        if stored or trouble != said:
            _tell(polled, stored)
        said = trouble
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), EVERY)


@contextmanager
def _services(database: Path | None) -> Iterator["Services"]:
    """What asks and reads, alone on the index. Raises BotRunsError where a bot runs there: it does that already."""
    from bot.presence import only_bot
    from bot.run import services

    settings = settings_with(database)
    with only_bot(settings.database), services(settings) as opened:
        yield opened


def _tell(polled: "list[Polled]", stored: "list[Stored]") -> None:
    """What came, a line for each source, and what was made of it."""
    from handlers.views.phrases import plural

    for each in polled:
        what = each.trouble or ", ".join(filter(None, (f"{each.new} new", _unread(each.source))))
        typer.echo(f"{each.source.name}: {what}")
    if stored:
        new, corrected = sum(one.new for one in stored), sum(one.corrected for one in stored)
        events = len({event for one in stored for event in one.event_ids})
        said = [f"{plural(new, 'report')} added", f"{plural(events, 'event')} told of"]
        said += [f"{corrected} corrected"] if corrected else []
        typer.echo(", ".join(said))


@sources.command("set-aside")
def show_set_aside(
    retry: Annotated[bool, typer.Option("--retry", help="Read all of it again.")] = False, database: Database = None
) -> None:
    """List the reports and files that could not be read, each with why, or let the reports be read again.

    Examples:

        watchfloor sources set-aside

        watchfloor sources set-aside --retry
    """
    from ingestion.sources.folders import FILE, unread
    from store.database import open_for_writing
    from store.intake.arrivals import set_aside, try_again
    from store.intake.intakes import intakes
    from store.intake.looks import marks_of

    path = settings_with(database).database
    if retry:
        with closing(open_for_writing(path)) as writer:
            typer.echo(f"{try_again(writer)} reports wait to be read again.")
        return
    with reading(path) as connection:
        for one in set_aside(connection):
            typer.echo(f"{one.source}, {one.moment:%Y-%m-%d %H:%M}: “{one.begins}”: {one.reason}")
        for source in intakes(connection):
            for problem in unread(marks_of(connection, source.id, FILE)):
                typer.echo(f"{source.name}: {problem}")


@sources.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(help="A list of feeds in OPML.", metavar="FILE")], database: Database = None
) -> None:
    """Add the feeds of a list that another reader of feeds has exported. They are asked when the bot runs next, or by
    `sources poll`.

    Example:

        watchfloor sources import feeds.opml
    """
    from domain.errors import WatchfloorError
    from ingestion.feeds.opml import read_opml
    from ingestion.sources.feeds import key_of
    from store.intake.intakes import Kind, NewIntake, intake_of_key

    try:
        outlines = read_opml(file.read_bytes())
    except OSError as error:
        raise WatchfloorError(f"{file} cannot be read ({error.strerror}): check the path.") from error
    path, known = settings_with(database).database, 0
    with reading(path) as connection:
        there = {each.url for each in outlines if intake_of_key(connection, key_of(each.url))}
    for outline in outlines:
        if outline.url in there:
            known += 1
            continue
        name = " ".join((outline.title or outline.url).split())[:200]
        _added(path, NewIntake(key_of(outline.url), name, Kind.FEED, outline.url, outline.language))
    typer.echo(f"{len(outlines) - known} feeds added, {known} known already.")


@sources.command("export")
def export_list(database: Database = None) -> None:
    """Print the feeds as a list in OPML, for other readers of feeds.

    Example:

        watchfloor sources export > feeds.opml
    """
    from ingestion.feeds.opml import Outline, write_opml
    from store.intake.intakes import Kind, intakes

    with reading(settings_with(database).database) as connection:
        feeds = [source for source in intakes(connection) if source.kind is Kind.FEED]
    outlines = (Outline(source.address, source.name, language=source.language) for source in feeds)
    typer.echo(write_opml(outlines), nl=False)
