"""`export`, `import` and `doctor`: the index as a whole, out, in and looked after."""

import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_options import Database, open_world, progress_bar, reading, settings_with


class ExportFormat(StrEnum):
    """What `export` writes."""

    JSONL = "jsonl"


class ImportFormat(StrEnum):
    """What `import` reads."""

    UCDP_GED = "ucdp-ged"
    JSONL = "jsonl"


def export(
    form: Annotated[ExportFormat, typer.Option("--format", help="One event a line.")] = ExportFormat.JSONL,
    where: Annotated[str | None, typer.Option(help="Only the events that this question selects.")] = None,
    database: Database = None,
) -> None:
    """Write the events of the index to stdout, each with the reports that tell of it.

    Examples:

        watchfloor export > events.jsonl

        watchfloor export --where "strikes in Syria December 2025"
    """
    from store.export import events_as_json

    settings = settings_with(database)
    with reading(settings.database) as connection:
        selection = None
        if where is not None:
            from query.selecting import select
            from query.understand import understand

            world = open_world()
            asked = understand(where, datetime.now(UTC), world, zone=settings.zone)
            selection = select(asked.query, world)
        for row in events_as_json(connection, selection):
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def import_dataset(
    file: Annotated[Path, typer.Argument(help="The dataset.")],
    form: Annotated[ImportFormat, typer.Option("--format", help="The dataset's form.")],
    database: Database = None,
) -> None:
    """Load a structured dataset: each row becomes an event with the dataset as its source.

    A second import of the same rows changes nothing.

    Example:

        watchfloor import ged.csv --format ucdp-ged
    """
    from ingestion.datasets import import_file
    from store.database import open_for_writing

    writer = open_for_writing(settings_with(database).database)
    try:
        with progress_bar("Importing") as progress:
            tally = import_file(file, form.value, writer, open_world(), progress)
    finally:
        writer.close()
    typer.echo(tally.sentence)


def doctor(database: Database = None) -> None:
    """Check the Python, the model, the gazetteer and the index, one line each; status 1 when something is wrong.

    Example:

        watchfloor doctor --database watchfloor.db
    """
    from bot.checkup import check_all

    findings = check_all(settings_with(database))
    for finding in findings:
        typer.echo(f"{'ok   ' if finding.fine else 'WRONG'}  {finding.what}: {finding.said}")
    if not all(finding.fine for finding in findings):
        raise typer.Exit(1)
