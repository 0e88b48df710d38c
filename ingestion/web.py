"""A web page into a report: the article's own paragraphs, its title, time, outlet and address.

Where the page marks its article (`<article>`, `<main>`) only that is read, without its forms; navigation, asides and
scripts never are. Of the paragraphs that are left, those stay that trafilatura takes for the body of the page: a box of
related posts within the article is none of its own.
"""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from importlib.resources import files

from domain.calendar import of_known_years
from domain.reports import Report
from domain.times import from_iso
from ingestion.prose import Defaults

_NAMES: dict[str, list[str]] = tomllib.loads(files("ingestion").joinpath("web.toml").read_text(encoding="utf-8"))
_SKIPPED, _SKIPPED_INSIDE, _BLOCKS, _VOID = (
    frozenset(_NAMES[name]) for name in ("skipped", "skipped_inside", "blocks", "void")
)
_DATE_IN_LD = re.compile(r'"datePublished"\s*:\s*"([^"]+)"')
_SPACE = re.compile(r"\s+")
_SENTENCE_LENGTH = 40
_SHORTEST_BODY = 250  # characters; of a shorter page the body cannot be parted from what stands around it


@dataclass(slots=True)
class _Page:
    """What the parser has gathered: paragraphs within the article and anywhere, meta fields by name, other finds."""

    article: list[str] = field(default_factory=list)
    anywhere: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    title: str = ""
    heading: str = ""
    time: str = ""
    address: str = ""
    linked_data: str = ""


class _Reader(HTMLParser):
    """Walks a page once. Unclosed and stray tags, as pages have them, only end or open a paragraph early."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = _Page()
        self._skipping: list[str] = []
        self._article = 0
        self._into: str | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag says of the page; begin a paragraph, the article, or something to pass over."""
        known = {name: value or "" for name, value in attrs}
        self._note(tag, known)
        if tag in _SKIPPED or (self._article and tag in _SKIPPED_INSIDE):
            self._skipping.append(tag)
            self._into = "linked_data" if known.get("type") == "application/ld+json" else None
        elif tag == "br":
            self._words.append("\n")
        elif tag in _BLOCKS:
            self._end_paragraph()
        if tag in ("article", "main"):
            self._article += 1
        if tag == "title" and not self.page.title:
            self._into = "title"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag closed at once says something, or breaks a paragraph, but holds nothing."""
        self._note(tag, {name: value or "" for name, value in attrs})
        if tag == "br":
            self._words.append("\n")
        elif tag in _BLOCKS:
            self._end_paragraph()

    def handle_endtag(self, tag: str) -> None:
        """End a paragraph, the article, or what was passed over."""
        if tag in _VOID:
            return
        if tag in self._skipping:
            while self._skipping and self._skipping.pop() != tag:
                pass
            self._into = None
        elif tag == "title":
            self._into = None
        elif tag in _BLOCKS:
            self._end_paragraph(heading=tag == "h1")
        if tag in ("article", "main"):
            self._article = max(0, self._article - 1)

    def handle_data(self, data: str) -> None:
        """Take up text where it belongs."""
        if self._into == "linked_data":
            self.page.linked_data += data
        elif self._into == "title":
            self.page.title += data
        elif not self._skipping:
            self._words.append(_SPACE.sub(" ", data))

    def close(self) -> None:
        """The page ends, and with it the last paragraph."""
        super().close()
        self._end_paragraph()

    def _note(self, tag: str, known: dict[str, str]) -> None:
        if tag == "meta":
            name = known.get("property") or known.get("name") or known.get("itemprop") or ""
            self.page.meta.setdefault(name.lower(), known.get("content", "").strip())
        elif tag == "link" and known.get("rel", "").lower() == "canonical":
            self.page.address = known.get("href", "")
        elif tag == "time" and not self.page.time:
            self.page.time = known.get("datetime", "")

    def _end_paragraph(self, heading: bool = False) -> None:
        lines = (" ".join(line.split()) for line in "".join(self._words).split("\n"))
        paragraphs = [words for words in "\n".join(lines).strip().split("\n\n") if words.strip()]
        self._words.clear()
        if paragraphs and heading and not self.page.heading:
            self.page.heading = " ".join(paragraphs)
            return
        self.page.anywhere += paragraphs
        if self._article:
            self.page.article += paragraphs


def read_html(text: str, name: str, defaults: Defaults) -> Report:
    """The report that a page carries; its text is empty where the page has no prose."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    page = reader.page
    paragraphs = page.article if sum(map(len, page.article)) >= _SENTENCE_LENGTH else page.anywhere
    paragraphs = _of_the_body(text, paragraphs)
    prose = [words for words in paragraphs if _is_prose(words)] or paragraphs
    outlet = _first(page, _NAMES["outlets"])
    address = page.address or page.meta.get("og:url", "")
    return Report(
        text="\n\n".join(prose),
        published=next((when for time in _times(page) if (when := _moment(time)) is not None), defaults.published),
        title=_first(page, _NAMES["titles"]) or page.heading or " ".join(page.title.split()) or None,
        source=outlet or defaults.source,
        source_id=None if outlet else defaults.source_id,
        url=address if address.startswith("http") else defaults.url,
        id=name,
    )


def _of_the_body(page: str, paragraphs: list[str]) -> list[str]:
    """The paragraphs that belong to the body of the page; all of them where it is too short to be parted."""
    from trafilatura import extract  # loads slowly, and only pages need it

    body = _SPACE.sub(" ", extract(page, include_comments=False, favor_recall=True) or "")
    if len(body) < _SHORTEST_BODY:
        return paragraphs
    return [words for words in paragraphs if _SPACE.sub(" ", words).strip() in body] or paragraphs


def _is_prose(words: str) -> bool:
    """A paragraph of the story, rather than a label, a caption or a link."""
    return len(words) >= _SENTENCE_LENGTH or words[-1] in ".!?:…”\"'»"


def _first(page: _Page, names: list[str]) -> str | None:
    return next((page.meta[name] for name in names if page.meta.get(name)), None)


def _times(page: _Page) -> list[str]:
    return [
        *(page.meta[name] for name in _NAMES["times"] if page.meta.get(name)),
        *_DATE_IN_LD.findall(page.linked_data),
        page.time,
    ]


def _moment(text: str) -> datetime | None:
    try:
        return of_known_years(from_iso(text.strip()))
    except ValueError:
        return None
