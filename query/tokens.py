"""A question cut into words that remember what stood between them.

In: the question as typed, with hashtags, handles, links, emoji, dotted abbreviations and any script. Out: `Word`s of
letters or digits alone; "48h" gives two words, "M23" one, "10-15" two with a dash before the second.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

LONGEST_WORD = 40  # nothing that anybody asks about; the longest place name of one word has 30 letters
_LETTER = r"[^\W\d_]"
_MARK = r"[\u0300-\u036f\u064b-\u0655\u0670\u0640]"  # combining accents, Arabic vowel signs and the stretching tatweel
_APOSTROPHE = r"['’‘ʼʿʾ`´]"
_TOKEN = re.compile(
    rf"(?P<link>https?://\S+|www\.\S+)"
    rf"|(?P<handle>(?<!\w)@\w+)"
    rf"|(?P<dotted>(?<!\w)(?:[A-Za-z]\.){{2,}}(?:[A-Za-z](?!\w))?)"
    rf"|(?P<word>{_LETTER}(?:{_LETTER}|\d|{_MARK}|{_APOSTROPHE}(?={_LETTER}))*)"
    rf"|(?P<number>\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)"
)
_LEFT_OUT = re.compile(rf"{_MARK}|{_APOSTROPHE}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIGITS_INSIDE = re.compile(r"^([^\W\d_]{3,})(\d{1,2})$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as typed, folded for the lexicons (`low`), where it stands, and what separates it from the word before
    (`before`, white space taken out). `possessive`: "Israel's" is the word "Israel" with this mark."""

    text: str
    low: str
    start: int
    end: int
    before: str = ""
    spaced: bool = True
    possessive: bool = False

    @property
    def number(self) -> int | None:
        """The value of a word of digits."""
        digits = self.text.replace(",", "")  # "1,000" is one word
        return int(digits) if digits.isdecimal() and len(digits) <= 9 else None


def cut(question: str) -> tuple[Word, ...]:
    """The words of a question. `question` should be in NFC, so that the offsets are those of the text shown."""
    words: list[Word] = []
    last = 0
    for match in _TOKEN.finditer(question):
        between = question[last : match.start()]
        last = match.end()
        if match.lastgroup in ("link", "handle") or match.end() - match.start() > LONGEST_WORD:
            continue
        for start, end in _parts(question, match):
            gap = between if start == match.start() else ""
            words.append(_word(question, start, end, gap))
    return tuple(words)


@lru_cache(maxsize=8192)
def fold_word(text: str) -> str:
    """The form in which lexicons hold a word: case, accents and apostrophes folded away."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _LEFT_OUT.sub("", plain)


def _parts(question: str, match: re.Match[str]) -> list[tuple[int, int]]:
    """Where the words of one token lie: hashtags are cut at their humps ("#DeirEzzor"), "dec10" before its digits."""
    start, end = match.span()
    text = match.group()
    if match.lastgroup == "word" and start and question[start - 1] == "#":
        humps = [0, *(hump.start() for hump in _CAMEL.finditer(text)), len(text)]
        return [(start + a, start + b) for a, b in pairwise(humps)]
    glued = _DIGITS_INSIDE.match(text)
    if match.lastgroup == "word" and glued:
        return [(start, start + len(glued[1])), (start + len(glued[1]), end)]
    return [(start, end)]


def _word(question: str, start: int, end: int, gap: str) -> Word:
    text = question[start:end]
    if "." in text:
        text = text.replace(".", "")
    possessive = len(text) > 2 and text[-1] in "sS" and re.match(_APOSTROPHE, text[-2]) is not None
    if possessive:
        text = text[:-2]
    spaced = start == 0 or any(c.isspace() for c in gap)
    return Word(text, fold_word(text), start, end, "".join(gap.split()), spaced, possessive)
