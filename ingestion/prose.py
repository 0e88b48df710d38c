"""Plain text and Markdown into a report. A block of `name: value` lines between two `---` may stand on top:

---
title: Blast at a market
source: Example News
published: 2025-12-20T09:00:00Z
url: https://news.example/blast
---
"""

import re
from dataclasses import dataclass
from datetime import datetime

from domain.calendar import of_known_years
from domain.reports import Report
from domain.times import from_iso
from ingestion.decoding import UnreadableReport

_HEADER = re.compile(r"\A\s*---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(title|source|published|date|url|id)[ \t]*:[ \t]*(.*)$", re.IGNORECASE)

# Each looks at a character a few times at most, whatever stands around it: what repeats leaves out what could begin the
# pattern anew, or gives nothing back (`++`, `*+`).
_ADDRESS = r"\([^()]*+(?:\([^()]*+\)[^()]*+)?\)"
_IMAGE = re.compile(rf"!\[[^\[\]]*+\]{_ADDRESS}")
_LINK = re.compile(rf"\[([^\[\]]*+)\]{_ADDRESS}")
_HEADING = re.compile(
    r"^\#{1,6}[ \t]++"
    r"((?:[^ \t\n]++|[ \t]++(?!\#*+[ \t]*+$))*+)"  # words, up to marks that close the heading; those of `# C#` do not
    r"[ \t]*+\#*+[ \t]*+$",
    re.MULTILINE,
)
_STRONG = re.compile(r"\*\*(?=\S)((?:[^*\n]++|\*(?!\*)|\n(?![ \t]*+\n))++)(?<=\S)\*\*")
_STRONG_LOW = re.compile(r"(?<!\w)__(?=\S)((?:[^_\n]++|_(?!_)|\n(?![ \t]*+\n))++)(?<=\S)__(?!\w)")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^*_\n]++)(?<=\S)\1(?![\w*_])")
_QUOTE = re.compile(r"^>[ \t]?", re.MULTILINE)
_LONGEST_SAID = 60  # characters of a wrong value that a sentence repeats


@dataclass(frozen=True, slots=True)
class Defaults:
    """What is taken for true of a report where it does not say itself."""

    published: datetime | None = None
    source: str | None = None
    source_id: str | None = None
    url: str | None = None


def read_plain(text: str, name: str, defaults: Defaults) -> Report:
    """A report from plain text. Raises UnreadableReport where its header has a wrong time."""
    header, body = _split(text)
    return _report(body.strip("\n"), header, name, defaults, title=None)


def read_markdown(text: str, name: str, defaults: Defaults) -> Report:
    """A report from Markdown: its first heading is the title where the header has none, its marks are dropped."""
    header, body = _split(text)
    title = None
    first = _HEADING.match(body.lstrip("\n"))
    if first is not None and "title" not in header:
        title, body = _unmarked(first[1]), body.lstrip("\n")[first.end() :]
    return _report(_unmarked(body).strip("\n"), header, name, defaults, title=title)


def moment(text: str, name: str) -> datetime:
    """A time as a header gives it. Raises UnreadableReport where it is none, or of no year that reports are of."""
    try:
        found = from_iso(text)
    except ValueError as error:
        raise UnreadableReport(
            f"{name} says it was published {text[:_LONGEST_SAID]!r}: write the time like 2025-12-20T09:00:00Z."
        ) from error
    try:
        return of_known_years(found)
    except ValueError as error:
        raise UnreadableReport(f"{name} says it was published {text!r}: {error}.") from error


def _split(text: str) -> tuple[dict[str, str], str]:
    match = _HEADER.match(text)
    if match is None:
        return {}, text
    fields = (_FIELD.match(line.strip()) for line in match[1].splitlines())
    header = {field[1].lower(): field[2].strip().strip("\"'") for field in fields if field is not None}
    return {name: value for name, value in header.items() if value}, text[match.end() :]


def _report(text: str, header: dict[str, str], name: str, defaults: Defaults, title: str | None) -> Report:
    published = header.get("published") or header.get("date")
    return Report(
        text=text,
        published=moment(published, name) if published else defaults.published,
        title=header.get("title") or title,
        source=header.get("source") or defaults.source,
        source_id=None if header.get("source") else defaults.source_id,
        url=header.get("url") or defaults.url,
        id=header.get("id") or name,
    )


def _unmarked(text: str) -> str:
    """Markdown as it reads: links as their words, no marks for headings, emphasis and quotations."""
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = _QUOTE.sub("", _HEADING.sub(r"\1", text))
    return _EMPHASIS.sub(r"\2", _STRONG_LOW.sub(r"\1", _STRONG.sub(r"\1", text)))
