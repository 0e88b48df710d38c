"""A web page into a report: the article's own paragraphs, its title, time, outlet and address.

Where the page marks its article (`<article>`, `<main>`) only that is read, without its forms; navigation, asides and
scripts never are. Of the paragraphs that are left, those stay that trafilatura takes for the body of the page: a box of
related posts within the article is none of its own.

The page is walked once as libxml2 reads it, which takes a time that grows with its length, whatever is left unclosed.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files

from domain.calendar import of_known_years
from domain.reports import Report
from domain.times import from_iso
from ingestion.decoding import UnreadableReport
from ingestion.prose import Defaults

_NAMES: dict[str, list[str]] = tomllib.loads(files("ingestion").joinpath("web.toml").read_text(encoding="utf-8"))
_SKIPPED, _SKIPPED_INSIDE, _BLOCKS = (frozenset(_NAMES[name]) for name in ("skipped", "skipped_inside", "blocks"))
_DATE_IN_LD = re.compile(r'"datePublished"\s*+:\s*+"([^"]++)"')
_SPACE = re.compile(r"\s+")
_SENTENCE_LENGTH = 40
_SHORTEST_BODY = 250  # characters; of a shorter page the body cannot be parted from what stands around it

# Of what is beyond these trafilatura would make too much: its time grows with the square of the inline elements of one
# parent, that of the tree with the square of the attributes of one element. Pages of news are far below.
_LARGEST_PARTED = 1_000_000
_MOST_ELEMENTS = 10_000
_MOST_ATTRIBUTES = 1_000
_MOST_PAIRS = 4_000_000  # inline elements times inline elements, added up over their parents

_MOST_PIECES = 200_000
"""Elements and pieces of text of a page that is read; each is a step of ours. The longest articles have a tenth."""

_RUN = 5  # words in a row that tell where a paragraph comes from


@dataclass(slots=True)
class _Page:
    """What is gathered of a page: paragraphs within the article and anywhere, meta fields by name, other finds; and how
    much there is of what takes trafilatura its time."""

    article: list[str] = field(default_factory=list)
    anywhere: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    title: list[str] = field(default_factory=list)
    heading: str = ""
    time: str = ""
    address: str = ""
    linked_data: list[str] = field(default_factory=list)
    elements: int = 0
    attributes: int = 0
    pairs: int = 0

    @property
    def can_be_parted(self) -> bool:
        """Whether trafilatura is done with it in a moment."""
        return self.elements <= _MOST_ELEMENTS and self.attributes <= _MOST_ATTRIBUTES and self.pairs <= _MOST_PAIRS


@dataclass(slots=True)
class _Open:
    """An element that has not ended yet: what it is, whether it is passed over, and its inline elements."""

    tag: str
    skipped: bool
    inline: int = 0


class _TooManyPieces(Exception):  # noqa: N818 - named for what it is
    """A page of more than `_MOST_PIECES`."""


class _Walk:
    """The target of libxml2's parser, which ends every element that it began, in order, and leaves stray ends out."""

    def __init__(self) -> None:
        self.page = _Page()
        self._open: list[_Open] = [_Open("", False)]
        self._skipped = 0
        self._article = 0
        self._into: list[str] | None = None
        self._words: list[str] = []
        self._left = _MOST_PIECES

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Note what a tag says of the page; begin a paragraph, the article, or something to pass over."""
        self._step()
        self._note(tag, attributes)
        self._count(tag, attributes)
        skipped = tag in _SKIPPED or (self._article > 0 and tag in _SKIPPED_INSIDE)
        self._open.append(_Open(tag, skipped))
        self._skipped += skipped
        if skipped and attributes.get("type") == "application/ld+json":
            self._into = self.page.linked_data
        elif tag == "title" and not self.page.title:
            self._into = self.page.title
        elif tag == "br":
            self._words.append("\n")
        elif tag in _BLOCKS and not skipped:
            self._end_paragraph()
        self._article += tag in ("article", "main")

    def end(self, tag: str) -> None:
        """End a paragraph, the article, or what was passed over."""
        ended = self._open.pop()
        self.page.pairs += ended.inline * ended.inline
        self._skipped -= ended.skipped
        if ended.skipped or tag == "title":
            self._into = None
        elif tag in _BLOCKS:
            self._end_paragraph(heading=tag == "h1")
        self._article -= tag in ("article", "main")

    def data(self, text: str) -> None:
        """Take up text where it belongs."""
        self._step()
        if self._into is not None:
            self._into.append(text)
        elif not self._skipped:
            self._words.append(_SPACE.sub(" ", text))

    def close(self) -> _Page:
        """The page ends, and with it the last paragraph."""
        self._end_paragraph()
        return self.page

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _TooManyPieces

    def _note(self, tag: str, known: Mapping[str, str]) -> None:
        if tag == "meta":
            name = known.get("property") or known.get("name") or known.get("itemprop") or ""
            self.page.meta.setdefault(name.lower(), known.get("content", "").strip())
        elif tag == "link" and known.get("rel", "").lower() == "canonical":
            self.page.address = known.get("href", "")
        elif tag == "time" and not self.page.time:
            self.page.time = known.get("datetime", "")

    def _count(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.page.elements += 1
        self.page.attributes = max(self.page.attributes, len(attributes))
        self._open[-1].inline += tag not in _BLOCKS

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
    """The report that a page carries; its text is empty where the page has no prose. Raises UnreadableReport where it
    is made of more pieces than any article."""
    try:
        page = _walked(text)
    except _TooManyPieces:
        raise UnreadableReport(f"{name} has more tags than any article: save its text as .txt.") from None
    paragraphs = page.article if sum(map(len, page.article)) >= _SENTENCE_LENGTH else page.anywhere
    if len(text) <= _LARGEST_PARTED and page.can_be_parted:
        paragraphs = _of_the_body(text, paragraphs)
    prose = [words for words in paragraphs if _is_prose(words)] or paragraphs
    outlet = _first(page, _NAMES["outlets"])
    address = page.address or page.meta.get("og:url", "")
    return Report(
        text="\n\n".join(prose),
        published=next((when for time in _times(page) if (when := _moment(time)) is not None), defaults.published),
        title=_first(page, _NAMES["titles"]) or page.heading or " ".join("".join(page.title).split()) or None,
        source=outlet or defaults.source,
        source_id=None if outlet else defaults.source_id,
        url=address if address.startswith("http") else defaults.url,
        id=name,
    )


def fragment_text(markup: str) -> str:
    """What a piece of HTML says, its paragraphs parted by blank lines. Raises UnreadableReport as `read_html` does."""
    try:
        return "\n\n".join(_walked(markup).anywhere)
    except _TooManyPieces:
        raise UnreadableReport("A piece of HTML has more tags than any article.") from None


def _walked(text: str) -> _Page:
    from lxml import etree  # only pages need it

    walk = _Walk()
    parser = etree.HTMLParser(target=walk, encoding="utf-8", huge_tree=True)
    try:
        parser.feed(text.encode())
        parser.close()
    except etree.LxmlError:  # of what has no element at all
        walk.close()
    return walk.page


def _of_the_body(page: str, paragraphs: list[str]) -> list[str]:
    """The paragraphs that belong to the body of the page; all of them where it is too short to be parted."""
    from trafilatura import extract  # loads slowly, and only pages need it

    body = extract(page, include_comments=False, favor_recall=True) or ""
    if len(_SPACE.sub(" ", body)) < _SHORTEST_BODY:
        return paragraphs
    words = body.split()
    lengths = {min(len(paragraph.split()), _RUN) for paragraph in paragraphs}
    runs = {length: set(_runs(words, length)) for length in lengths}
    return [paragraph for paragraph in paragraphs if _comes_from(paragraph.split(), runs)] or paragraphs


def _comes_from(words: Sequence[str], runs: Mapping[int, set[tuple[str, ...]]]) -> bool:
    """Whether all the runs of a paragraph's words are among those of a text; to look for each paragraph in all the text
    would take a time that grows with the square of its length."""
    length = min(len(words), _RUN)
    return all(run in runs[length] for run in _runs(words, length))


def _runs(words: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    """All rows of so many words."""
    return zip(*(words[start:] for start in range(length)), strict=False)


def _is_prose(words: str) -> bool:
    """A paragraph of the story, rather than a label, a caption or a link."""
    return len(words) >= _SENTENCE_LENGTH or words[-1] in ".!?:…”\"'»"


def _first(page: _Page, names: list[str]) -> str | None:
    return next((page.meta[name] for name in names if page.meta.get(name)), None)


def _times(page: _Page) -> list[str]:
    return [
        *(page.meta[name] for name in _NAMES["times"] if page.meta.get(name)),
        *_DATE_IN_LD.findall("".join(page.linked_data)),
        page.time,
    ]


def _moment(text: str) -> datetime | None:
    try:
        return of_known_years(from_iso(text.strip()))
    except ValueError:
        return None
