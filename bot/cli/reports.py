"""`ingest` and `extract`: reports in, events stored or printed. Both load spaCy."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from bot.cli.options import Database, settings_with
from bot.cli.questions import moment_of
from bot.opening import open_world, progress_bar
from bot.settings import load_settings
from domain.errors import WatchfloorError
from domain.wire import WireError, event_to_json, report_from_json

if TYPE_CHECKING:
    from domain.events import Event
    from domain.reports import Report
    from extraction.pipeline import Extractor
    from extraction.workers import Outcome, Workers

NumberOfWorkers = Annotated[
    int, typer.Option("--workers", min=1, metavar="N", help="How many processes read side by side, each with a model.")
]


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders; - reads stdin.", metavar="PATH... | -")],
    published: Annotated[str | None, typer.Option(help="When they appeared, where a file does not say.")] = None,
    source: Annotated[str | None, typer.Option(help="The outlet, where a file does not say.")] = None,
    url: Annotated[str | None, typer.Option(help="The address, where a file does not say.")] = None,
    workers: NumberOfWorkers = 1,
    database: Database = None,
) -> None:
    """Read reports (text, Markdown, HTML, JSON Lines), extract their events and keep both in the index.

    A report that is already there is passed over, so a second run changes nothing.

    Examples:

        watchfloor ingest reports/ --source "Northgate Wire"

        watchfloor ingest post.txt --published 2025-12-13T15:20:00Z

        watchfloor ingest archive.jsonl --workers 4

        curl -s https://news.example/report.html | watchfloor ingest - --source "Example News"
    """
    from ingestion.files import Defaults, read_reports
    from ingestion.intake import ingest as take_in
    from store.database import open_for_writing

    settings = settings_with(database)
    defaults = Defaults(published=moment_of(published, "--published"), source=source, url=url)
    writer = open_for_writing(settings.database)
    try:
        with extractors(workers) as load, progress_bar("Reading reports") as progress:
            tally = take_in(read_reports(paths, defaults), writer, load, progress)
    finally:
        writer.close()
    typer.echo(tally.sentence)
    _tell(tally.problems)


def extract(
    file: Annotated[Path | None, typer.Argument(help="A report to read; stdin where none is given.")] = None,
    as_jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Reports as JSON Lines in, events as JSON Lines out.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show for each event its evidence and every why.")] = False,
    workers: NumberOfWorkers = 1,
) -> None:
    """Print the events of reports without keeping them.

    Examples:

        watchfloor extract --jsonl --workers 4 < reports.jsonl > events.jsonl

        watchfloor extract report.md --explain
    """
    from ingestion.files import Defaults, read_reports

    if as_jsonl:
        with _opened(file) as opened:
            _print(_report_lines(opened), explain, workers)
    else:
        _print(read_reports([file or Path("-")], Defaults()), explain, workers)


def _print(reports: "Iterator[Report]", explain: bool, workers: int) -> None:
    """A line of events for each report, or why each is an event; reports set aside are told in the end."""
    from extraction.workers import SetAside
    from ingestion.intake import set_aside

    problems: list[str] = []
    with extractors(workers) as load:
        extractor = load()
        told: Iterator[tuple[Report, Outcome | str]] = (
            ((report, extractor.explain(report)) for report in reports) if explain else extractor.extract(reports)
        )
        for report, outcome in told:
            if isinstance(outcome, SetAside):
                problems.append(set_aside(report, outcome))
                outcome = "" if explain else ()
            sys.stdout.write(f"{outcome if isinstance(outcome, str) else _row(report, outcome)}\n")
            sys.stdout.flush()
    _tell(problems)


def _row(report: "Report", events: "tuple[Event, ...]") -> str:
    return json.dumps({"id": report.id, "events": [event_to_json(event) for event in events]}, ensure_ascii=False)


def _tell(problems: list[str]) -> None:
    """What could not be read, a line each on stderr, and then status 1."""
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)


@contextmanager
def extractors(workers: int) -> "Iterator[Callable[[], Workers]]":
    """What starts so many processes that extract, when they are needed; they are ended afterwards."""
    from extraction.workers import Workers

    with Workers(workers, load_extractor) as several:

        def load() -> Workers:
            open_world(load_settings())  # compiled here if need be, not by all the processes at once
            return several

        yield load


def load_extractor() -> "Extractor":
    """The extraction pipeline with the model that the settings name."""
    from extraction.pipeline import Extractor

    settings = load_settings()
    return Extractor.load(open_world(settings), settings.spacy_model)


@contextmanager
def _opened(file: Path | None) -> Iterator[BinaryIO]:
    """A file, or stdin where none is given."""
    if file is None:
        yield sys.stdin.buffer
        return
    try:
        opened = file.open("rb")
    except OSError as error:
        raise WatchfloorError(f"{file} cannot be read ({error.strerror}): check the path.") from error
    with opened:
        yield opened


def _report_lines(file: BinaryIO) -> "Iterator[Report]":
    from ingestion.lines import MAX_LINE_BYTES, lines_of

    for number, line in enumerate(lines_of(file), 1):
        if len(line) > MAX_LINE_BYTES:
            raise WatchfloorError(f"Line {number} is larger than {MAX_LINE_BYTES // 1_000_000} MB; split it.")
        if not line.strip():
            continue
        try:
            yield report_from_json(json.loads(line))
        except json.JSONDecodeError as error:
            raise WatchfloorError(f"Line {number} is not JSON ({error.msg}); give one JSON object a line.") from error
        except (UnicodeDecodeError, RecursionError) as error:
            raise WatchfloorError(f"Line {number} is not JSON in UTF-8; give one JSON object a line.") from error
        except WireError as error:
            raise WatchfloorError(f"Line {number}: {error}.") from error
