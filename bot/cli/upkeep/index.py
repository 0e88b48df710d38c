"""`export`, `import` and `doctor`: the index as a whole, out, in and looked after."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Database, reading, settings_with
from bot.cli.publishing.exports import ExportFormat, write_events
from bot.opening import open_world, progress_bar
from store.database import StoreError

if TYPE_CHECKING:
    from knowledge.world import World


class ImportFormat(StrEnum):
    """What `import` reads."""

    UCDP_GED = "ucdp-ged"
    ACLED = "acled"
    JSONL = "jsonl"


def export(
    form: Annotated[
        ExportFormat,
        typer.Option("--format", help="One event a line, a row in columns that ACLED users know, or a point on a map."),
    ] = ExportFormat.JSONL,
    where: Annotated[str | None, typer.Option(help="Only the events that this question selects.")] = None,
    output: Annotated[Path | None, typer.Option(help="The file to write; stdout where none is given.")] = None,
    database: Database = None,
) -> None:
    """Write the events of the index, each with the reports that tell of it.

    Examples:

        watchfloor export > events.jsonl

        watchfloor export --format csv --where "strikes in Syria December 2025" --output strikes.csv

        watchfloor export --format kml --output events.kml
    """
    from store.export.export import stored_events
    from store.reliability import grades

    settings = settings_with(database)
    world = open_world(settings)
    with reading(settings.database) as connection:
        selection = None
        if where is not None:
            from query.search.selecting import select
            from query.understand import understand
            from store.search.known_places import KnownPlaces

            asked = understand(where, datetime.now(UTC), world, settings.zone, known_places=KnownPlaces(connection))
            selection = select(asked.query, world)
        events = stored_events(connection, selection)
        with _written_to(output) as out:
            left_out = write_events(events, form, out, lambda place: _name(world, place), grades(connection))
    if left_out:
        whose = "event has" if left_out == 1 else "events have"
        typer.echo(f"{left_out:,} {whose} no known position and cannot be shown on a map.", err=True)


def _name(world: "World", place: str) -> str | None:
    known = world.gazetteer.get(place)
    return known.name if known else None


@contextmanager
def _written_to(output: Path | None) -> Iterator[IO[bytes]]:
    """The file named, which is there only when it is complete, or stdout."""
    if output is None:
        yield sys.stdout.buffer
        return
    partial = output.with_name(f".{output.name}.partial")
    try:
        with partial.open("wb") as file:
            yield file
        partial.replace(output)
    except OSError as error:
        raise StoreError(f"{output} cannot be written: {error.strerror or error}.") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def import_dataset(
    file: Annotated[Path, typer.Argument(help="The dataset.")],
    form: Annotated[ImportFormat, typer.Option("--format", help="The dataset's form.")],
    skip_bad: Annotated[
        Path | None, typer.Option(help="Leave out rows with a wrong value, and write them to this file.")
    ] = None,
    deleted: Annotated[
        bool, typer.Option("--deleted", help="The file lists ids that were deleted: withdraw their rows.")
    ] = False,
    database: Database = None,
) -> None:
    """Load a structured dataset: each row becomes an event with the dataset as its source.

    A second import of the same rows changes nothing; a row that differs from what is held is told anew, and
    `watchfloor events show` still tells what it said before. Towns of UCDP and ACLED that the gazetteer lacks are added
    to it (see `watchfloor places import`), so that reports which name them are placed there.

    Example:

        watchfloor import ged.csv --format ucdp-ged

        watchfloor import acled.csv --format acled --skip-bad wrong.csv

        watchfloor import acled-deleted.csv --format acled --deleted
    """
    if deleted:
        _withdraw(file, form, database)
        return
    from ingestion.datasets.imports import import_file
    from ingestion.datasets.towns import learnt
    from knowledge.places.tables.added import add
    from knowledge.places.tables.cache import added_path
    from store.database import open_for_writing

    settings = settings_with(database)
    writer = open_for_writing(settings.database)
    try:
        with progress_bar("Importing") as progress:
            world = open_world(settings)
            tally = import_file(file, form.value, writer, world, progress, skip_bad)
        towns = [] if form is ImportFormat.JSONL else list(learnt(writer, world.gazetteer))
        added = add(added_path(world.gazetteer.folder), towns, form.value).new if towns else 0
    finally:
        writer.close()
    typer.echo(tally.sentence)
    if added:
        typer.echo(f"{added:,} towns that the gazetteer lacked were learnt.")


def _withdraw(file: Path, form: ImportFormat, database: Path | None) -> None:
    from ingestion.datasets.deletions import withdraw_deleted
    from store.database import open_for_writing

    with closing(open_for_writing(settings_with(database).database)) as writer:
        typer.echo(withdraw_deleted(file, form.value, writer).sentence)


def doctor(
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Only what a health check asks: the index opens, and Telegram answers its bot."),
    ] = False,
    database: Database = None,
) -> None:
    """Check the Python, the model, the gazetteer and the index, one line each; status 1 when something is wrong.

    An index of an older version is brought up to date first; with --quick nothing is changed.

    Examples:

        watchfloor doctor --database watchfloor.db

        watchfloor doctor --quick
    """
    from bot.cli.upkeep.doctor import check_all, check_quickly

    settings = settings_with(database)
    findings = check_quickly(settings) if quick else check_all(settings, must_exist=database is not None)
    for finding in findings:
        typer.echo(f"{'ok   ' if finding.fine else 'WRONG'}  {finding.what}: {finding.said}")
    if not all(finding.fine for finding in findings):
        raise typer.Exit(1)
