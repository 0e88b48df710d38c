"""Lines, bullets, headings and datelines → `doc._.blocks` and sentence starts that the parser respects.

Comes first: the parser must not join a heading to the line under it, or a dateline to the news that follows.
"""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from extraction.annotations import Block, BlockKind
from extraction.components import component
from extraction.syntax.parse import last_word, text_of

_HEADING_WORDS = 8
_LIST_HEADING_WORDS = 5
_LONGEST_SENTENCE = 120  # tokens; the longest that reports have are half as long
_STOPS = frozenset({".", "!", "?", "…"})
_PAUSES = frozenset({",", ";", ":", "–", "—", "and"})
_BULLET = re.compile(r"\s*(?:[•▪▫◾◽●○■□►▸‣⁃*·–—-]|\.(?=[ \t]{2})|\d{1,2}[.)](?=\s))")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
# "QAMISHLI, Syria, Dec 18 – ", "BEIRUT (Reuters) - ", "Kyiv, 4 December — ": a place in capitals or one with a date.
_DATELINE = re.compile(
    rf"\s*(?:[A-Z][A-Z .'’/-]{{2,40}}(?:, [^–—\n]{{1,40}}?)?(?: ?\([^)\n]{{1,30}}\))?"
    rf"|[A-Z][\w .'’/-]{{2,40}}, (?:[\w .]{{1,30}}, )?(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:, \d{{4}})?)"
    r" ?(?:[–—]|--?(?= ))"
)
# What an entry of a live blog or a timeline opens with: an hour, a date with a colon or on a line of its own.
_OPENINGS = (
    re.compile(r"\W{0,3}(?:[01]?\d|2[0-3])[:.][0-5]\d\b(?!\s*(?:million|billion|per|%))"),
    re.compile(rf"\W{{0,4}}(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?\s*(?:[:–—-]|$)"),
)


@component(writes=("doc.blocks",))
def layout(doc: Doc) -> Doc:
    """Mark what each stretch of the text is, and begin a sentence with each."""
    blocks: list[Block] = []
    written = text_of(doc)
    for start, end in _lines(doc):
        text = written[doc[start].idx : doc[end - 1].idx + len(doc[end - 1])]
        blocks.extend(_blocks_of_line(doc, start, end, text))
    if not blocks and len(doc):
        blocks = [Block(0, len(doc), BlockKind.LINE)]
    _mark_headings(doc, blocks)
    _mark_entries(doc, blocks)
    for block in blocks:
        doc[block.start].is_sent_start = True
        for start in _cuts(doc, block):
            doc[start].is_sent_start = True
    doc._.blocks = blocks
    return doc


def _cuts(doc: Doc, block: Block) -> Iterator[int]:
    """Where a text that goes on without a full stop is cut, so that no sentence is without bound: after the last comma
    or before the last "and" within reach, or else anywhere."""
    start = cut = block.start
    for at in range(block.start, block.end) if block.end - block.start > _LONGEST_SENTENCE else ():
        text = doc[at].text
        if text in _STOPS:
            start = cut = at + 1
        elif text in _PAUSES and at - start >= _LONGEST_SENTENCE // 2:
            cut = at if text == "and" else at + 1
        if at + 1 - start >= _LONGEST_SENTENCE:
            start = cut = cut if cut > start else at + 1
            if start < block.end:
                yield start


def _lines(doc: Doc) -> Iterator[tuple[int, int]]:
    """Token ranges between line breaks, without the breaks; together with them they cover the Doc."""
    start = 0
    spaces = [token for token in doc if token.is_space]
    for token in spaces:
        if "\n" in token.text and _has_words(doc, start, token.i):
            yield start, token.i + 1
            start = token.i + 1
    if start < len(doc):
        yield start, len(doc)


def _has_words(doc: Doc, start: int, end: int) -> bool:
    return any(not token.is_space for token in doc[start:end])


def _blocks_of_line(doc: Doc, start: int, end: int, text: str) -> Iterator[Block]:
    if doc[start].idx < doc._.text_start:
        yield Block(start, end, BlockKind.TITLE, telegraphic=True)
        return
    body = _after_dateline(doc, start, end, text)
    if body > start:
        yield Block(start, body, BlockKind.DATELINE)
    kind = BlockKind.BULLET if _stands_as_bullet(doc, doc[start]) else BlockKind.LINE
    last = last_word(doc, body, end) or doc[end - 1]
    yield Block(body, end, kind, telegraphic=last.text[-1] not in ".!?:;,”\"'»…)")


def _after_dateline(doc: Doc, start: int, end: int, text: str) -> int:
    found = _DATELINE.match(text)
    if not found:
        return start
    cut = doc[start].idx + found.end()
    body = next((token.i for token in doc[start:end] if token.idx >= cut), end)
    return body if _has_words(doc, body, end) else start


def _stands_as_bullet(doc: Doc, first: Token) -> bool:
    """Whether the report's own text has a bullet or a number before the line: the Doc's was blanked."""
    return bool(_BULLET.match(_original_line(doc, first)))


def _original_line(doc: Doc, first: Token) -> str:
    original: str = doc._.report.text
    at = max(first.idx - doc._.text_start + doc._.text_offset, 0)
    end = original.find("\n", at)
    return original[original.rfind("\n", 0, at) + 1 : end if end >= 0 else len(original)]


def _mark_headings(doc: Doc, blocks: list[Block]) -> None:
    """A short line that ends in a colon, or stands over a list, is a heading; what follows stands under it."""
    current: tuple[Block, ...] = ()
    for block, following in zip(blocks, [*blocks[1:], None], strict=False):
        words = [token for token in doc[block.start : block.end] if not token.is_space and not token.is_punct]
        final = last_word(doc, block.start, block.end)
        last = final.text if final is not None else ""
        over_list = following is not None and following.kind == BlockKind.BULLET and len(words) <= _LIST_HEADING_WORDS
        is_line = block.kind == BlockKind.LINE
        if (
            is_line
            and following
            and ((last == ":" and len(words) <= _HEADING_WORDS) or (over_list and last not in ".!?"))
        ):
            block.kind = BlockKind.HEADING
            current = (block,)
        else:
            block.headings = current


def _mark_entries(doc: Doc, blocks: list[Block]) -> None:
    """Where two lines or more open alike, with an hour, a date or a dateline, each opens an entry up to the next."""
    openings = [_opening(doc, block) for block in blocks]
    entry = None
    for block, opening in zip(blocks, openings, strict=True):
        if opening is not None and openings.count(opening) > 1:
            entry = block.start
        block.entry = entry


def _opening(doc: Doc, block: Block) -> int | None:
    if block.kind == BlockKind.TITLE:
        return None
    if block.kind == BlockKind.DATELINE:
        return len(_OPENINGS)
    line = _original_line(doc, doc[block.start])
    return next((number for number, pattern in enumerate(_OPENINGS) if pattern.match(line)), None)
