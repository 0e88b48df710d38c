"""`events` and `reports`: what a person sets right in the index."""

from contextlib import closing
from datetime import UTC, datetime
from getpass import getuser
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Database, reading, settings_with
from bot.opening import open_world

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from store.events.decisions import Decision
    from store.events.earlier import Earlier
    from store.events.results import Mention
    from store.writing.curation import History

events = typer.Typer(
    help="Look at an event, set it right, drop it, join it with another, take it apart.", no_args_is_help=True
)

By = Annotated[str | None, typer.Option("--by", help="Who decided it; the user of this machine if not given.")]


@events.command()
def show(
    event: Annotated[int, typer.Argument(help="The event's id, as `export` gives it.")], database: Database = None
) -> None:
    """Print an event: who tells it in which words, why its reports are taken for one, and what was decided on it.

    Example:

        watchfloor events show 12
    """
    from store.reliability import grades
    from store.writing.curation import history

    with reading(settings_with(database).database) as connection:
        story, letters = history(connection, event), grades(connection)
    typer.echo(_heading(story))
    for mention in story.stored.mentions:
        typer.echo(_line(mention, letters.get(mention.outlet or "")))
    for reason in story.reasons:
        typer.echo(f"reports {reason.report_id} and {reason.other_report_id} ({reason.score:.2f}): {reason.words}")
    for earlier in story.earlier:
        typer.echo(f"report {earlier.report_id} until {earlier.revised:%Y-%m-%d %H:%M}: {_told(earlier)}")
    for one in story.withdrawn:
        typer.echo(f"report {one.report_id} withdrawn {one.made:%Y-%m-%d} by {one.maker}: {one.reason}")
    for decision in story.decisions:
        typer.echo(_decision(decision))


def _decision(decision: "Decision") -> str:
    """A line on what was decided, by whom and when."""
    from knowledge.actors.catalogue import Catalogue
    from query.wording.corrections import decided

    names = {actor.id: actor.name for actor in Catalogue.open().actors}
    what, change = decided(decision, names)
    by = f" by {decision.maker}" if decision.maker else ""
    undone = f", taken back {decision.undone:%Y-%m-%d %H:%M}" if decision.undone else ""
    undone += f" by {decision.undone_by}" if decision.undone_by else ""
    told = f": {change}" if change else ""
    return f"decision {decision.id}: event {decision.event_id} {what} {decision.made:%Y-%m-%d %H:%M}{by}{told}{undone}"


def _told(earlier: "Earlier") -> str:
    """What a report said before it was changed: its people, and its words; and what was changed."""
    from query.wording.casualty_phrases import span
    from query.wording.edits import changes

    people = (
        f"{span(line.min, line.max, line.best) or 'some'} {line.outcome.value}"
        for line in earlier.event.casualties
        if not line.part
    )
    changed = ", ".join(changes(earlier.event, earlier.after))
    return ": ".join([", ".join(people) or "no figures", earlier.text]) + (f" ({changed})" if changed else "")


def _heading(story: "History") -> str:
    event = story.stored.event
    place = next((each.place.name for each in event.places), "place not stated")
    day = f"{event.time.start:%Y-%m-%d}" if event.time and event.time.start else "day not stated"
    return f"event {story.stored.id}: {event.type} ({event.status.value}), {place}, {day}"


def _line(mention: "Mention", letter: str | None) -> str:
    outlet = mention.source or "outlet not known"
    published = f"{mention.published:%Y-%m-%d %H:%M}" if mention.published else "time not known"
    trust = f", reliability {letter}" if letter else ""
    return f"report {mention.report_id}, {outlet}{trust}, {published}: {mention.quote}"


@events.command()
def correct(
    event: Annotated[int, typer.Argument(help="The event.", metavar="ID")],
    words: Annotated[list[str], typer.Argument(help="What is set right, and how it is.", metavar="WHAT VALUE")],
    by: By = None,
    database: Database = None,
) -> None:
    """Set right what an event says: kind, place, date, killed, injured, missing, captured, by, against, victim,
    parties, or whose people they were (side). It holds when more reports come and when all are read again.

    Examples:

        watchfloor events correct 12 killed 7

        watchfloor events correct 12 place Goma

        watchfloor events correct 12 date 12 December

        watchfloor events correct 12 side killed military cod
    """
    from query.correcting import Told, read_correction
    from store.database import open_for_writing
    from store.writing.curation import correct_event

    settings, now = settings_with(database), datetime.now(UTC)
    correction = read_correction(" ".join(words), Told(open_world(settings), now, settings.zone))
    with closing(open_for_writing(settings.database)) as writer:
        decision = correct_event(writer, event, correction, by or _user(), now)
    typer.echo(f"{_decision(decision)}. To take this back: `watchfloor events undo {decision.id}`.")


def _decide(
    deed: "Callable[[sqlite3.Connection, int, str], Decision]", event: int, by: str | None, database: Database
) -> None:
    """Decide on one event, and say what was decided and how it is taken back."""
    from store.database import open_for_writing

    with closing(open_for_writing(settings_with(database).database)) as writer:
        decision = deed(writer, event, by or _user())
    typer.echo(f"{_decision(decision)}. To take this back: `watchfloor events undo {decision.id}`.")


@events.command()
def keep(
    event: Annotated[int, typer.Argument(help="The event.", metavar="ID")], by: By = None, database: Database = None
) -> None:
    """Note that an event was looked at and is right as it stands.

    Example:

        watchfloor events keep 12
    """
    from store.writing.curation import keep_event

    _decide(keep_event, event, by, database)


@events.command()
def drop(
    event: Annotated[int, typer.Argument(help="The event.", metavar="ID")], by: By = None, database: Database = None
) -> None:
    """Take out of every answer what is no event. Its reports stay in the index.

    Example:

        watchfloor events drop 12
    """
    from store.writing.curation import drop_event

    _decide(drop_event, event, by, database)


@events.command()
@events.command("merge", hidden=True)
def join(
    event_ids: Annotated[list[int], typer.Argument(help="The events that are one happening.", metavar="ID ID...")],
    by: By = None,
    database: Database = None,
) -> None:
    """Decide that events are one happening. It holds when more reports come and when all are read again.

    Example:

        watchfloor events join 12 15
    """
    from store.database import open_for_writing
    from store.writing.curation import merge_events

    with closing(open_for_writing(settings_with(database).database)) as writer:
        home = merge_events(writer, event_ids, by or _user())
    typer.echo(f"They are event {home} now. To take this back: `watchfloor events undo --last-of {home}`.")


@events.command()
def split(
    event: Annotated[int, typer.Argument(help="The event.", metavar="ID")],
    reports: Annotated[list[int], typer.Argument(help="The reports that tell of another happening.")],
    by: By = None,
    database: Database = None,
) -> None:
    """Decide that some reports of an event tell of another happening (`events show` gives the reports' numbers).

    Example:

        watchfloor events split 12 31 34
    """
    from store.database import open_for_writing
    from store.writing.curation import split_event

    with closing(open_for_writing(settings_with(database).database)) as writer:
        home = split_event(writer, event, reports, by or _user())
    typer.echo(f"They tell of event {home} now. To take this back: `watchfloor events undo --last-of {home}`.")


@events.command()
def undo(
    decision: Annotated[int | None, typer.Argument(help="The decision's number, as `events show` gives it.")] = None,
    last_of: Annotated[
        int | None, typer.Option("--last-of", help="Or the event whose last decision is meant.", metavar="ID")
    ] = None,
    by: By = None,
    database: Database = None,
) -> None:
    """Take a decision back.

    Examples:

        watchfloor events undo 3

        watchfloor events undo --last-of 12
    """
    from store.database import open_for_writing
    from store.writing.curation import undo_decision, undo_last

    if (decision is None) == (last_of is None):
        raise typer.BadParameter("give the decision's number, or --last-of and an event", param_hint="DECISION")
    with closing(open_for_writing(settings_with(database).database)) as writer:
        if last_of is not None:
            taken_back, homes = undo_last(writer, last_of, by or _user())
            decision = taken_back.id
        elif decision is not None:
            homes = undo_decision(writer, decision, by or _user())
    listed = ", ".join(str(home) for home in homes)
    typer.echo(f"Decision {decision} is taken back." + (f" Its reports tell of: {listed}." if homes else ""))


reports = typer.Typer(help="Withdraw a report, or list those that are.", no_args_is_help=True)


@reports.command()
def withdraw(
    report: Annotated[int, typer.Argument(help="The report's number, as `events show` gives it.", metavar="ID")],
    reason: Annotated[str, typer.Option(help="Why; kept with the report.")] = "",
    by: Annotated[str | None, typer.Option(help="Who decided it; the user of this machine if not given.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the withdrawal back.")] = False,
    database: Database = None,
) -> None:
    """Take a report out of every answer, with its figures and the events that only it tells of. It stays in the index.

    Examples:

        watchfloor reports withdraw 31 --reason "the outlet took it back"

        watchfloor reports withdraw 31 --undo
    """
    from store.database import open_for_writing
    from store.writing.withdrawal import restore_report, withdraw_report

    maker, now = by or _user(), datetime.now(UTC)
    with closing(open_for_writing(settings_with(database).database)) as writer:
        told = (
            restore_report(writer, report, maker, now) if undo else withdraw_report(writer, report, maker, reason, now)
        )
    listed = ", ".join(map(str, told)) or "no event"
    if undo:
        typer.echo(f"Report {report} counts again. It tells of: {listed}.")
    else:
        typer.echo(f"Report {report} is withdrawn. It no longer tells of: {listed}. `--undo` takes this back.")


def _user() -> str:
    """Who is at the machine; in a container there may be nobody by name."""
    try:
        return getuser()
    except (KeyError, OSError):
        return "the command line"


@reports.command()
def withdrawn(database: Database = None) -> None:
    """List the reports that are withdrawn, with who, when and why.

    Example:

        watchfloor reports withdrawn
    """
    from store.events.withdrawals import withdrawn_reports

    with reading(settings_with(database).database) as connection:
        for one in withdrawn_reports(connection):
            outlet, made = one.source or "outlet not known", f"{one.made:%Y-%m-%d %H:%M}"
            typer.echo(f"report {one.report_id}, {outlet}, withdrawn {made} by {one.maker}: {one.reason}")
