"""A report's characters → characters the parser can read, one for one, so that every offset stays true.

Emoji, bullets, hashtag signs, HTML left-overs, invisible and broken characters are blanked; text that shouts in
capitals is lowered to what it would be in running text. The length never changes.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

_TAG = re.compile(r"</?[a-zA-Z!][^<>\n]{0,300}>")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_ENDLESS = re.compile(r"\S{400,}")  # no word is so long; the tokenizer would be at it for minutes
_HASHTAG = re.compile(r"#(?=\w)")
_CAMEL_TAG = re.compile(r"#[A-Z][a-z]+(?:[A-Z][a-z]+)+(?![\w-])")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BULLET = re.compile(r"^[ \t]*(?:[•▪▫◾◽●○■□►▸‣⁃*·–—-]|\.(?=[ \t]{2}))+[ \t]+", re.MULTILINE)
_CLOCK = re.compile(r"^[ \t]*\d{1,2}[:.]\d{2}(?: ?(?:UTC|GMT|[ap]\.?m\.?))?(?: ?[–—:|-])?[ \t]+(?=\S)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+(?:[.'’][^\W\d_]+)*\.?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_PARAGRAPH_BREAK = re.compile(r"(\n[ \t]*\n)")
_MARK = "\ufffc"  # stands for a blanked picture sign until lines are looked at
_SHOUT_WORDS = 4  # a line of fewer capital words may be a dateline, a heading or a list of acronyms
_WRAPPED_LINES, _WRAPPED_WIDTH, _WRAPPED_SPREAD = 3, 50, 22

type KnowsWord = Callable[[str], bool]


def clean(text: str, is_common_word: KnowsWord) -> str:
    """The text with clutter blanked and shouting lowered; `len(clean(t)) == len(t)`."""
    text = "".join(map(_readable, text)) if not text.isascii() else _CONTROL.sub(" ", text)
    text = _blank(_TAG, _blank(_ENTITY, _blank(_ENDLESS, text)))
    text = _HASHTAG.sub(" ", text)
    text = _break_at_marks(text)
    text = _blank(_CLOCK, _blank(_BULLET, text))
    return _unwrap("\n".join(_lower_shouting(line, is_common_word) for line in text.split("\n")))


def hashtags(text: str) -> Iterator[tuple[int, list[str]]]:
    """Where a hashtag of several words stands ("#SouthKordofan"), and its words."""
    for found in _CAMEL_TAG.finditer(text):
        yield found.start() + 1, _CAMEL.split(found[0][1:])


def _readable(sign: str) -> str:
    if sign < "\x7f":
        return " " if sign < " " and sign not in "\n\t" else sign
    category = unicodedata.category(sign)
    if category in ("So", "Sk"):
        return _MARK
    if category in ("Cs", "Co", "Cn", "Cc", "Cf", "Zs", "Me") or "\ufe00" <= sign <= "\ufe0f":
        return " "
    return "\n" if category in ("Zl", "Zp") else sign


def _blank(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: " " * len(found[0]), text)


def _break_at_marks(text: str) -> str:
    """A picture sign between two pieces of a line parts them as a full stop would; at a line's ends it says nothing."""
    if _MARK not in text:
        return text
    text = re.sub(rf"(?<=\w)([ \t]*){_MARK}(?=[ {_MARK}\t]*\w)", lambda found: found[1] + "\n", text)
    text = re.sub(rf"(?<=[.!?])([ \t]*){_MARK}(?=[ {_MARK}\t]*\w)", lambda found: found[1] + "\n", text)
    return text.replace(_MARK, " ")


def _lower_shouting(line: str, is_common_word: KnowsWord) -> str:
    words = [word for word in _WORD.findall(line) if len(word) > 1]
    capitals = sum(word.isupper() for word in words)
    if len(words) < _SHOUT_WORDS or capitals < 0.7 * len(words):
        return line
    return _WORD.sub(lambda found: _lowered(found[0], is_common_word), line)


def _lowered(word: str, is_common_word: KnowsWord) -> str:
    lower = word.lower()
    if not word.isupper() or len(lower) != len(word):
        return word
    if is_common_word(lower):
        return lower
    return word if len(word) <= 4 or "." in word else word.capitalize()


def _unwrap(text: str) -> str:
    """Join the lines of a paragraph that was wrapped at a fixed width: its lines are long and about equally so, and
    none had room for the next line's first word."""
    pieces = _PARAGRAPH_BREAK.split(text)
    return "".join(piece.replace("\n", " ") if _is_wrapped(piece) else piece for piece in pieces)


def _is_wrapped(paragraph: str) -> bool:
    lines = paragraph.split("\n")
    if len(lines) < _WRAPPED_LINES:
        return False
    widths = [len(line.rstrip()) for line in lines[:-1]]
    next_words = [len(line.split(" ", 1)[0]) for line in lines[1:]]
    full = all(width + 1 + word >= max(widths) for width, word in zip(widths, next_words, strict=True))
    similar = min(widths) >= _WRAPPED_WIDTH and max(widths) - min(widths) <= _WRAPPED_SPREAD
    return full and similar and max(widths) < 100
