"""What a button carries: typed values in, at most 64 bytes of text out, and back.

A tap names a question by its number in the index, where its words are kept; so buttons outlive a restart. The leading
letter is the form's version and kind: text that this version did not write decodes to None, and is answered politely.
"""

from dataclasses import dataclass
from enum import StrEnum

MAX_BYTES = 64
_LARGEST = 2**63 - 1  # SQLite's largest row number


class Span(StrEnum):
    """How far back a refined question looks."""

    DAY = "d"
    WEEK = "w"
    MONTH = "m"


@dataclass(frozen=True, slots=True)
class Turn:
    """Show the page of question `question` that begins with event number `offset`."""

    question: int
    offset: int


@dataclass(frozen=True, slots=True)
class Refine:
    """Ask question `question` again of the last day, week or month only."""

    question: int
    span: Span


@dataclass(frozen=True, slots=True)
class Instead:
    """Answer the other reading number `choice` of question `question`."""

    question: int
    choice: int


Tap = Turn | Refine | Instead


def encode(tap: Tap) -> str:
    """The text for a button.

    >>> encode(Turn(question=255, offset=5))
    't1.ff.5'
    """
    match tap:
        case Turn(question, offset):
            return f"t1.{question:x}.{offset:x}"
        case Refine(question, span):
            return f"r1.{question:x}.{span}"
        case Instead(question, choice):
            return f"i1.{question:x}.{choice:x}"


def decode(text: str | None) -> Tap | None:
    """What `text` says, or None where this version of the bot did not write it."""
    if not text or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        return None
    parts = text.split(".")
    if len(parts) != 3:
        return None
    form, first, second = parts
    question = _number(first)
    if question is None:
        return None
    if form == "r1":
        return Refine(question, Span(second)) if second in set(Span) else None
    number = _number(second)
    if number is None or form not in {"t1", "i1"}:
        return None
    return Turn(question, number) if form == "t1" else Instead(question, number)


def _number(text: str) -> int | None:
    """A number as `encode` writes it: lower-case hexadecimal without sign, blanks or leading zeros."""
    try:
        number = int(text, 16)
    except ValueError:
        return None
    return number if 0 <= number <= _LARGEST and f"{number:x}" == text else None
