"""What a button carries: a view of a stored question in, at most 64 bytes of text out, and back.

A view names a question by its number in the index, where its words are kept; so buttons outlive a restart. The text
begins with its form's version: text that this version did not write decodes to None, and is answered politely.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

MAX_BYTES = 64
_FORM = "v2"
_LARGEST = 2**63 - 1  # SQLite's largest row number
_ID = re.compile(r"[a-z0-9-]*")


class Span(StrEnum):
    """How far back a question looks: as it was asked, the last day, week or month, or for ever."""

    ASKED = "a"
    DAY = "d"
    WEEK = "w"
    MONTH = "m"
    EVER = "e"


LENGTHS = {Span.DAY: timedelta(days=1), Span.WEEK: timedelta(days=7), Span.MONTH: timedelta(days=30)}
"""The spans that end now, and how long each is."""


class Screen(StrEnum):
    """What is shown of the answer: its page, its sources, a picture of it, or a file; or that it is watched."""

    PAGE = "p"
    SOURCES = "s"
    MAP = "m"
    TIMELINE = "t"
    CSV = "c"
    GEOJSON = "g"
    KML = "k"
    WATCH = "w"


@dataclass(frozen=True, slots=True)
class View:
    """What to show: the page that begins with event number `offset` of question number `question`, over `span`, in
    its first reading (`choice` 0) or another that came close (1, 2, …); at `place` and of `kind`, ids that stand in
    for what was asked, where given."""

    question: int
    offset: int = 0
    span: Span = Span.ASKED
    choice: int = 0
    screen: Screen = Screen.PAGE
    place: str = ""
    kind: str = ""


def encode(view: View) -> str:
    """The text for a button or a row of the index.

    >>> encode(View(question=255, offset=5, span=Span.WEEK, kind="air-strike"))
    'v2.ff.5.w.0.p..air-strike'
    """
    numbers = f"{view.question:x}.{view.offset:x}.{view.span}.{view.choice:x}"
    return f"{_FORM}.{numbers}.{view.screen}.{view.place}.{view.kind}"


def fits(view: View) -> bool:
    """Whether a button can carry a view."""
    return len(encode(view).encode()) <= MAX_BYTES


def decode(text: str | None) -> View | None:
    """What `text` says, or None where this version of the bot did not write it."""
    form, *fields = (text or "").split(".")
    if form != _FORM or len(fields) != 7 or fields[2] not in set(Span) or fields[4] not in set(Screen):
        return None
    question, offset, choice = _number(fields[0]), _number(fields[1]), _number(fields[3])
    if question is None or offset is None or choice is None:
        return None
    if not all(_ID.fullmatch(name) for name in fields[5:]):
        return None
    return View(question, offset, Span(fields[2]), choice, Screen(fields[4]), fields[5], fields[6])


def _number(text: str) -> int | None:
    """A number as `encode` writes it: lower-case hexadecimal without sign, blanks or leading zeros."""
    try:
        number = int(text, 16)
    except ValueError:
        return None
    return number if 0 <= number <= _LARGEST and f"{number:x}" == text else None
