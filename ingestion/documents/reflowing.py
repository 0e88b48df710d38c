"""Lines as a page shows them into paragraphs as they were written.

A page breaks lines where it ends, repeats its head and foot, and counts itself; sentences go on over all of that.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

_EDGE = 2  # lines at either end of a page among which its head and foot are
_REPEATED_PAGES = 3  # pages that a head or foot stands on at least, and on half of all
_SHORT = 0.75  # of a full line: one that ends a paragraph
_NUMBER = re.compile(r"\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/|\|)\s*\d{1,4})?\W*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_BULLET = re.compile(r"(?:[•▪▫●○■□►▸‣⁃·–—*-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")
_BROKEN = re.compile(r"(?<!\w)(\w{1,60})-$")
_LONGEST_END = 62  # characters: a broken word with its hyphen and what stands before it
_FIRST_WORD = re.compile(r"\w+")
_SHAPES = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]+")  # letters in the form that they take beside others


def reflowed(pages: Sequence[str]) -> str:
    """The text of the pages, its paragraphs parted by blank lines."""
    lined = [[" ".join(line.split()) for line in _letters(page).splitlines()] for page in pages]
    repeated = _repeated(lined)
    lines = list(chain.from_iterable(_without_edges(page, repeated) for page in lined))
    words = Counter(_FIRST_WORD.findall("\n".join(lines).casefold()))
    return "\n\n".join(_joined(paragraph, words) for paragraph in _paragraphs(lines, _full(lines)))


def _letters(page: str) -> str:
    """A page with its letters alone: `fi` for the one sign that some fonts have for both, and no soft hyphens."""
    return _SHAPES.sub(lambda shapes: unicodedata.normalize("NFKC", shapes[0]), page.replace("\xad", ""))


def _repeated(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """The lines at the edges of pages that come again and again, whatever numbers stand in them."""
    seen = Counter(chain.from_iterable({_pattern(page[place]) for place in _edges(page)} for page in pages))
    least = max(_REPEATED_PAGES, len(pages) / 2)
    return frozenset(pattern for pattern, times in seen.items() if times >= least)


def _edges(page: Sequence[str]) -> set[int]:
    written = [place for place, line in enumerate(page) if line]
    return {*written[:_EDGE], *written[-_EDGE:]}


def _pattern(line: str) -> str:
    return _DIGITS.sub("#", line.casefold())


def _without_edges(page: Sequence[str], repeated: frozenset[str]) -> list[str]:
    edges = _edges(page)
    return [
        line
        for place, line in enumerate(page)
        if place not in edges or not (_NUMBER.fullmatch(line) or _pattern(line) in repeated)
    ]


def _full(lines: Sequence[str]) -> float:
    """How long a line is that the page ended: nearly the longest, since a table or a link may be longer."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _paragraphs(lines: Sequence[str], full: float) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in lines:
        if paragraph and (not line or _BULLET.match(line) or _ends(paragraph[-1], line, full)):
            yield paragraph
            paragraph = []
        if line:
            paragraph.append(line)
    if paragraph:
        yield paragraph


def _ends(line: str, following: str, full: float) -> bool:
    """Whether a paragraph ends with a line: it was not full, and either its sentence is over or another begins."""
    return (
        len(line) < _SHORT * full
        and not _BROKEN.search(line[-_LONGEST_END:])
        and (bool(_ENDS.search(line)) or not following[:1].islower())
    )


def _joined(lines: Sequence[str], words: Counter[str]) -> str:
    pieces, end = [lines[0]], lines[0][-_LONGEST_END:]  # the whole text so far would be gone over for each line
    for line in lines[1:]:
        broken, rest = _BROKEN.search(end), _FIRST_WORD.match(line)
        if broken is None or rest is None:
            pieces.append(" ")
            end += " "
        elif line[0].islower() and _is_one_word(broken[1], rest[0], words):
            pieces[-1], end = pieces[-1][:-1], end[:-1]
        pieces.append(line)
        end = (end + line)[-_LONGEST_END:]
    return "".join(pieces)


def _is_one_word(head: str, tail: str, words: Counter[str]) -> bool:
    """Whether a hyphen at the end of a line only broke a word: not where the text has its parts as words of their own
    more often than the whole."""
    whole = words[(head + tail).casefold()]
    return whole > 0 or not (words[head.casefold()] > 1 and words[tail.casefold()] > 1)
