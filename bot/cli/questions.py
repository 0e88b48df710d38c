"""`ask` and `chat`: questions in, answers out. Neither loads spaCy."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.options import Database, reading, settings_with
from bot.opening import open_world
from domain.calendar import of_known_years
from domain.errors import WatchfloorError
from domain.times import from_iso

if TYPE_CHECKING:
    import sqlite3
    from zoneinfo import ZoneInfo

    from knowledge.world import World

Now = Annotated[
    str | None,
    typer.Option("--now", help="Answer as of this moment (ISO 8601, such as 2025-12-20T12:00:00Z). Default: now."),
]
LIMIT_OF_JSON = 50  # the contract: `ask --json` and `--jsonl` give up to 50 events


def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in quotes.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The query and the answer as one JSON object.")] = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="Questions as JSON Lines on stdin, answers out.")] = False,
    now: Now = None,
    database: Database = None,
) -> None:
    """Answer a question from the index.

    Examples:

        watchfloor ask "latest strikes in Deir ez-Zor"

        watchfloor ask "US casualties December" --now 2025-12-20T12:00:00Z --json

        watchfloor ask --jsonl < questions.jsonl
    """
    if as_jsonl == (question is not None):
        raise typer.BadParameter("give a question, or --jsonl with the questions on stdin", param_hint="QUESTION")
    moment = moment_of(now)
    settings = settings_with(database)
    world = open_world(settings)
    with reading(settings.database) as connection:
        if as_jsonl:
            _answer_lines(connection, world, settings.zone, moment)
        elif question is not None:
            _answer_one(question, connection, world, settings.zone, moment, as_json)


def chat(now: Now = None, database: Database = None) -> None:
    """Ask question after question; "and in Homs?" follows up on the last one. An empty line or Ctrl-D ends it.

    Example:

        watchfloor chat --database watchfloor.db
    """
    settings = settings_with(database)
    world = open_world(settings)
    converse(settings.database, world, settings.zone, moment_of(now))


def converse(index: Path, world: "World", zone: "ZoneInfo", now: datetime | None) -> None:
    """Read questions from stdin until it ends or a line is empty, and print each answer with its follow-ups kept.

    The index is opened for each: a replica stands still as long as it is open.
    """
    from query.ask import ask as answer_question

    previous = None
    while True:
        try:
            question = input("watchfloor> ").strip()
        except EOFError:
            typer.echo()
            return
        if question in ("", "quit", "exit"):
            return
        try:
            with reading(index) as connection:
                answer = answer_question(
                    question, now or datetime.now(UTC), connection, world, zone=zone, previous=previous
                )
        except WatchfloorError as error:
            typer.echo(error)
            continue
        previous = answer.reading
        typer.echo(answer.text + "\n")


def _answer_one(
    question: str,
    connection: "sqlite3.Connection",
    world: "World",
    zone: "ZoneInfo",
    now: datetime | None,
    as_json: bool,
) -> None:
    from query.ask import ask as answer_question
    from query.wire import asked_to_json
    from store.reliability import grades

    moment = now or datetime.now(UTC)
    answer = answer_question(question, moment, connection, world, zone=zone, limit=LIMIT_OF_JSON if as_json else None)
    if not as_json:
        typer.echo(answer.text)
        return
    typer.echo(json.dumps(asked_to_json(question, moment, answer, grades(connection)), ensure_ascii=False))


def _answer_lines(connection: "sqlite3.Connection", world: "World", zone: "ZoneInfo", now: datetime | None) -> None:
    from query.ask import ask as answer_question
    from query.wire import asked_to_json
    from store.reliability import grades

    letters = grades(connection)
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        asked, moment = _question_line(line, number, now)
        answer = answer_question(asked["question"], moment, connection, world, zone=zone, limit=LIMIT_OF_JSON)
        out = {"id": asked.get("id"), **asked_to_json(asked["question"], moment, answer, letters)}
        sys.stdout.write(json.dumps(out, ensure_ascii=False) + "\n")


def _question_line(line: str, number: int, now: datetime | None) -> tuple[dict[str, str], datetime]:
    """A line of questions and its moment. Raises WatchfloorError that names the line."""
    try:
        asked = json.loads(line)
    except json.JSONDecodeError as error:
        raise WatchfloorError(f"Line {number} is not JSON ({error.msg}); give one JSON object a line.") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("question"), str):
        raise WatchfloorError(f'Line {number} needs a "question" that is a string.')
    return asked, moment_of(asked.get("now"), f"Line {number}") or now or datetime.now(UTC)


def moment_of(text: str | None, where: str = "--now") -> datetime | None:
    """The moment that an option or a line gives; None stays None. Raises WatchfloorError for what is no time."""
    if text is None:
        return None
    try:
        moment = from_iso(text)
    except (TypeError, ValueError) as error:
        raise WatchfloorError(f"{where}: {text!r} is no ISO 8601 time; write it like 2025-12-20T12:00:00Z.") from error
    try:
        return of_known_years(moment)
    except ValueError as error:
        raise WatchfloorError(f"{where}: {text!r} cannot be meant; {error}.") from error
