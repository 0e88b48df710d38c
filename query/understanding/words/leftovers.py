"""The words of a question that no piece explains: each is searched as text, or named as not understood.

A word narrows an answer only where it names a thing, a being, a happening or is no word of English (a name), and
where some report holds it. All others are told, so that no word is dropped unsaid.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from query.reading import ASKER
from query.times.vocabulary import time_words
from query.tokens import Word, fold_word
from query.understanding.spans import Span
from query.understanding.words.chunks import Chunks
from query.understanding.words.lexicon import Kind, lexicon
from query.understanding.words.typos import is_english, is_subject

SHORTEST = 3
SHORT = 8
"""A question of so few words holds no remarks beside what is asked."""
HAPPENING = (Kind.TYPE, Kind.OUTCOME, Kind.CASUALTIES, Kind.TARGET, Kind.KEYWORD)
LINKS = (
    "on",
    "against",
    "at",
    "the",
    "a",
    "of",
    "by",
    "with",
    "in",
    "to",
    "from",
    "involving",
    "mentioning",
    "about",
    "and",
    "or",
    "between",
)
MOST = 8
INSIDE = ("in", "inside", "within", "across", "throughout")
ROLES = (
    "by", "upon", "at", "near", "of", "between", "joining", "auxiliary", "who", "involving", "harming", "mentioning",
    "limit", "negation", "hyphened",
)  # fmt: skip
Held = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class LeftOver:
    """`keywords` are searched as text, word by word; `ignored` are words that were understood as nothing, among them
    those of `unknown_places`, which stand where a place would."""

    keywords: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    unknown_places: tuple[str, ...] = ()


def left_over(chunks: Chunks, searched: Sequence[tuple[Span, str]], held: Held | None) -> LeftOver:
    """What is left over, in order. `searched` are pieces that are searched as well, with another word for it or none;
    `held` tells whether a report of the index holds a word; None where there is no report yet: then nouns narrow."""
    covered = chunks.covered
    words = {span.start: word for span, word in searched if word}
    typed = {at for span, word in searched if not word for at in range(span.start, span.end)}
    dropped = {at for span in chunks.of(Kind.LEFT_OUT) for at in range(span.start, span.end)}
    quoted = {at: span for span in chunks.of(Kind.KEYWORD) for at in range(span.start, span.end)}
    literal = _in_quotes(chunks.words)
    short = len(chunks.words) <= SHORT
    kept: list[str] = []
    ignored: dict[int, str] = {}
    for at, word in enumerate(chunks.words):
        if at in quoted:
            span = quoted[at]
            kept += [span.ids[0]] if span.ids else [written(word)]
        elif at in words:
            kept.append(words[at])
        elif (at in literal and at not in covered) or at in typed:
            kept.append(written(word))
        elif at in dropped or _is_asker(chunks, at) or _leads_nowhere(chunks, at):
            ignored[at] = written(word)
        elif at not in covered and not _is_function(word):
            narrows = _narrows(word, held) and (short or _qualifies(chunks, at))
            if narrows:
                kept.append(written(word))
            else:
                ignored[at] = written(word)
    kept = list(dict.fromkeys(kept))
    left_out = tuple(dict.fromkeys((*ignored.values(), *kept[MOST:])))
    return LeftOver(tuple(kept[:MOST]), left_out, _unknown_places(chunks, ignored))


def _is_asker(chunks: Chunks, at: int) -> bool:
    """Whether a word stands for where the asker is, which nobody knows: "near me", "around here"."""
    return chunks.lowered[at] in ASKER and lexicon().role_before("near", chunks.lowered, at) is not None


def _leads_nowhere(chunks: Chunks, at: int) -> bool:
    """Whether "since" or "until" stands before no time: "since the Taliban took over" is not understood."""
    if chunks.lowered[at] not in ("since", "until"):
        return False
    told = chunks.of(Kind.TIME, Kind.MEASURE)
    return not any(span.start <= at < span.end or at < span.start <= at + 2 or span.end == at for span in told)


def _unknown_places(chunks: Chunks, ignored: Mapping[int, str]) -> tuple[str, ...]:
    """The names among the words left out that stand where a place would: behind "in", before "province". What is a word
    of English may be anything ("in anger")."""
    names = []
    at = 0
    while at < len(chunks.words):
        end = at
        while end in ignored and _may_be_a_place(chunks, end) and (end == at or not chunks.words[end].before):
            end += 1
        if end > at and (_led_into(chunks, at) or _called_a_place(chunks, end)):
            names.append(" ".join(word.text for word in chunks.words[at:end]))
        at = max(end, at + 1)
    return tuple(dict.fromkeys(names))


def _may_be_a_place(chunks: Chunks, at: int) -> bool:
    return _is_asker(chunks, at) or not is_english(chunks.words[at].low)


def _led_into(chunks: Chunks, at: int) -> bool:
    """Whether "in" or "near" stands right before a word, articles and words for a kind of place aside."""
    known = lexicon()
    while at and chunks.lowered[at - 1] in ("the", "of", "city", "town", "village", "province", "district"):
        at -= 1
    inside = at > 0 and chunks.lowered[at - 1] in INSIDE
    return inside or known.role_before("near", chunks.lowered, at) is not None


def _called_a_place(chunks: Chunks, end: int) -> bool:
    """Whether a word for a kind of place stands right behind."""
    roles = ("kind admin1", "kind city")
    return end < len(chunks.lowered) and any(lexicon().role_at(role, chunks.lowered, end) for role in roles)


def _in_quotes(words: Sequence[Word]) -> frozenset[int]:
    """The words in quotation marks, which are to be searched as they stand."""
    inside, found = False, set()
    for at, word in enumerate(words):
        for mark in word.before:
            inside = mark in "“«" or (mark == '"' and not inside) or (inside and mark not in '”»"')
        if inside:
            found.add(at)
    return frozenset(found)


def _qualifies(chunks: Chunks, at: int) -> bool:
    """Whether a word belongs to what happened, in a question long enough to hold remarks: it stands before a kind of
    event or what became of people ("train hijack"), or right behind one ("blasts on the tankers")."""
    covered = chunks.covered
    end = at + 1
    while end < len(chunks.words) and end not in covered and not chunks.words[end].before:
        end += 1
    if any(span.start == end and span.kind in HAPPENING for span in chunks.items):
        return True
    start = at
    while start and (chunks.lowered[start - 1] in LINKS or start - 1 not in covered) and not chunks.words[start].before:
        start -= 1
    return any(span.end == start and span.kind in HAPPENING for span in chunks.items)


def _narrows(word: Word, held: Held | None) -> bool:
    if word.number is not None or (word.low.isascii() and len(word.low) < SHORTEST):
        return False
    if held is None:
        return is_subject(word.low)
    return held(word.text) and (is_subject(word.low) or not is_english(word.low))


def written(word: Word) -> str:
    """A word as typed but for its case, or what a typo was mended to."""
    return word.text.lower() if fold_word(word.text) == word.low else word.low


def _is_function(word: Word) -> bool:
    """Whether a word only joins others."""
    if word.number is not None:
        return False
    return word.low in _function_words() or (word.low.isascii() and len(word.low) < SHORTEST - 1)


@cache
def _function_words() -> frozenset[str]:
    known = lexicon()
    roles = {phrase[0] for role in ROLES for phrase in known.roles[role] if len(phrase) == 1}
    return frozenset(roles) | (time_words().vocabulary - frozenset(time_words().months))
