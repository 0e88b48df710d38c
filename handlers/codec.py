"""What a button carries: a view of a stored question in, at most 64 bytes of text out, and back.

A view names a question by its number in the index, where its words are kept; so buttons outlive a restart. The text
begins with its form's version: text that this version did not write decodes to None, and is answered politely.
"""

from dataclasses import dataclass
from enum import StrEnum

MAX_BYTES = 64
_FORM = "v1"
_LARGEST = 2**63 - 1  # SQLite's largest row number


class Span(StrEnum):
    """How far back a question looks: as it was asked, or the last day, week or month."""

    ASKED = "a"
    DAY = "d"
    WEEK = "w"
    MONTH = "m"


@dataclass(frozen=True, slots=True)
class View:
    """What to show: the page that begins with event number `offset` of question number `question`, over `span`, in
    its first reading (`choice` 0) or another that came close (1, 2, …)."""

    question: int
    offset: int = 0
    span: Span = Span.ASKED
    choice: int = 0


def encode(view: View) -> str:
    """The text for a button.

    >>> encode(View(question=255, offset=5, span=Span.WEEK))
    'v1.ff.5.w.0'
    """
    return f"{_FORM}.{view.question:x}.{view.offset:x}.{view.span}.{view.choice:x}"


def decode(text: str | None) -> View | None:
    """What `text` says, or None where this version of the bot did not write it."""
    if not text or len(text) > MAX_BYTES or not text.isascii():
        return None
    form, *fields = text.split(".")
    if form != _FORM or len(fields) != 4 or fields[2] not in set(Span):
        return None
    question, offset, choice = _number(fields[0]), _number(fields[1]), _number(fields[3])
    if question is None or offset is None or choice is None:
        return None
    return View(question, offset, Span(fields[2]), choice)


def _number(text: str) -> int | None:
    """A number as `encode` writes it: lower-case hexadecimal without sign, blanks or leading zeros."""
    try:
        number = int(text, 16)
    except ValueError:
        return None
    return number if 0 <= number <= _LARGEST and f"{number:x}" == text else None
