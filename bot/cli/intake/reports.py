"""`ingest` and `extract`: reports in, events stored or printed. Both load spaCy."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from bot.cli.intake.extractors import NumberOfWorkers, Scheduler, explainer, extractors
from bot.cli.options import Database, settings_with
from bot.cli.questions import moment_of
from bot.opening import progress_bar
from domain.errors import WatchfloorError
from domain.wire import WireError, event_to_json, report_from_json

if TYPE_CHECKING:
    from domain.reports import Report
    from extraction.attempts import Outcome


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders; - reads stdin.", metavar="PATH... | -")],
    published: Annotated[str | None, typer.Option(help="When they appeared, where a file does not say.")] = None,
    source: Annotated[str | None, typer.Option(help="The outlet, where a file does not say.")] = None,
    url: Annotated[str | None, typer.Option(help="The address, where a file does not say.")] = None,
    workers: NumberOfWorkers = 1,
    scheduler: Scheduler = None,
    database: Database = None,
) -> None:
    """Read reports (text, Markdown, HTML, PDF, Word, JSON Lines, CSV), extract their events and keep both in the index.

    A report that is already there is passed over, so a second run changes nothing. A CSV has a row for each report,
    with the columns text, title, published, source, url and id, of which text is needed. A PDF or a Word document
    counts as published when its file was saved, unless --published names an earlier time.

    Examples:

        watchfloor ingest reports/ --source "Northgate Wire"

        watchfloor ingest post.txt --published 2025-12-13T15:20:00Z

        watchfloor ingest flash-update.pdf --source "Relief Example"

        watchfloor ingest archive.jsonl --workers 4

        watchfloor ingest archive.jsonl --scheduler tcp://10.0.0.5:8786

        curl -s https://news.example/report.html | watchfloor ingest - --source "Example News"
    """
    from ingestion.files import Defaults, read_reports
    from ingestion.intake import ingest as take_in
    from store.database import open_for_writing
    from store.writing.reports import last_received

    settings = settings_with(database)
    defaults = Defaults(published=moment_of(published, "--published"), source=source, url=url)
    writer = open_for_writing(settings.database)
    try:
        with extractors(workers, scheduler) as load, progress_bar("Reading reports") as progress:
            now = max(filter(None, (datetime.now(UTC), last_received(writer))))  # a clock may have been set back
            tally = take_in(read_reports(paths, defaults, now), writer, load, progress)
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
    scheduler: Scheduler = None,
) -> None:
    """Print the events of reports without keeping them.

    Examples:

        watchfloor extract --jsonl --workers 4 < reports.jsonl > events.jsonl

        watchfloor extract report.md --explain
    """
    from ingestion.files import Defaults, read_reports

    if explain and scheduler is not None:
        raise typer.BadParameter("explanations are made here: leave out --scheduler", param_hint="--explain")
    reports = _report_lines(file) if as_jsonl else read_reports([file or Path("-")], Defaults())
    if explain:
        _explain(reports)
    else:
        with extractors(workers, scheduler) as load:
            _print(load()(reports))


def _explain(reports: "Iterable[Report]") -> None:
    """Why each event is one. Reports set aside are told in the end."""
    from extraction.attempts import SetAside
    from ingestion.intake import set_aside

    problems: list[str] = []
    with explainer() as process:
        for report in reports:
            outcome = process.explain(report)
            if isinstance(outcome, SetAside):
                problems.append(set_aside(report, outcome))
            else:
                typer.echo(outcome)
    _tell(problems)


def _print(attempts: "Iterable[tuple[Report, Outcome]]") -> None:
    """A line of JSON for each report, without events for one set aside; those are told in the end."""
    from extraction.attempts import SetAside
    from ingestion.intake import set_aside

    problems: list[str] = []
    with progress_bar("Extracting", seen=not sys.stdout.isatty()) as progress:
        for number, (report, outcome) in enumerate(attempts, 1):
            if isinstance(outcome, SetAside):
                problems.append(set_aside(report, outcome))
                outcome = ()
            row = {"id": report.id, "events": [event_to_json(event) for event in outcome]}
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
            sys.stdout.flush()
            progress(number, None)
    _tell(problems)


def _tell(problems: list[str]) -> None:
    """What could not be read, a line each on stderr, and then status 1."""
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise typer.Exit(1)


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


def _report_lines(file: Path | None) -> "Iterator[Report]":
    from ingestion.lines import MAX_LINE_BYTES, lines_of

    with _opened(file) as opened:
        for number, line in enumerate(lines_of(opened), 1):
            if len(line) > MAX_LINE_BYTES:
                raise WatchfloorError(f"Line {number} is larger than {MAX_LINE_BYTES // 1_000_000} MB; split it.")
            if line.strip():
                yield _report_line(line, number)


def _report_line(line: bytes, number: int) -> "Report":
    """The report of a line. Raises WatchfloorError that names the line."""
    try:
        return report_from_json(json.loads(line))
    except json.JSONDecodeError as error:
        raise WatchfloorError(f"Line {number} is not JSON ({error.msg}); give one JSON object a line.") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise WatchfloorError(f"Line {number} is not JSON in UTF-8; give one JSON object a line.") from error
    except WireError as error:
        raise WatchfloorError(f"Line {number}: {error}.") from error
