"""Bytes into text, whatever wrote them: what cannot be text is refused in one clear sentence."""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from domain.errors import WatchfloorError

MAX_BYTES = 10_000_000
"""The largest file read as one report."""

MAX_CHARACTERS = 1_000_000
"""The longest text of one report; a longer one is a book or a dump."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODE_PAGES = {"cp1251": "Windows-1251", "koi8_r": "KOI8-R", "koi8_u": "KOI8-U", "cp1256": "Windows-1256"}
_SAMPLE = 20_000  # bytes that tell the code page
_HALVES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,200}charset|<\?xml[^>]{0,200}encoding)\s*=\s*["']?([\w-]{2,40})""", re.IGNORECASE
)
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "undefined"})
"""What Python decodes and no page is written in; to decode some of it takes a time that grows with the square of it."""


class UnreadableReport(WatchfloorError):  # noqa: N818 - named for what it is, as the other rooms know it
    """A report that cannot be read; the message says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and the encoding it was taken to be in where nothing in the file said so."""

    text: str
    guessed: str | None = None


def decode(content: bytes, name: str) -> Decoded:
    """The text of a file's bytes: by its byte-order mark, as UTF-8, as HTML declares it, by its letters
    where they are Cyrillic or Arabic, else as Windows-1252.

    Raises UnreadableReport for what is empty, binary or too large; `name` is what the message calls it.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableReport(f"{name} is larger than {MAX_BYTES // 1_000_000} MB: split it into single reports.")
    if not content.strip():
        raise UnreadableReport(f"{name} is empty: there is nothing to read.")
    decoded = _decode(content, name)
    return Decoded(clean(decoded.text.replace("\r\n", "\n").replace("\r", "\n")), decoded.guessed)


def as_utf8(content: bytes, charset: str | None) -> bytes:
    """Bytes that came with the name of their encoding beside them, as UTF-8. They stay what they are where they are
    UTF-8 already, begin with a byte-order mark, or are in another encoding than the name says."""
    if charset is None or content.startswith(tuple(mark for mark, _ in _BYTE_ORDER_MARKS)):
        return content
    if b"\x00" not in content and _as_declared(content, "utf-8") is not None:
        return content
    text = _as_declared(content, charset)
    return content if text is None else text.encode("utf-8", "replace")


def clean(text: str) -> str:
    """Text that any program can store: halves of broken characters become U+FFFD, null characters go."""
    if _HALVES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\x00", "")


def check_length(text: str, name: str) -> None:
    """Raise UnreadableReport where a report has no text, or more than anyone writes."""
    if not text.strip():
        raise UnreadableReport(f"{name} has no text: there is nothing to read.")
    if len(text) > MAX_CHARACTERS:
        raise UnreadableReport(f"{name} is longer than {MAX_CHARACTERS:,} characters: split it into single reports.")


def _decode(content: bytes, name: str) -> Decoded:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return Decoded(content.decode(encoding))
            except UnicodeDecodeError as error:
                raise UnreadableReport(f"{name} breaks off in the middle of a character: save it as UTF-8.") from error
    if wide := _wide(content):
        return Decoded(content.decode(wide, "replace"), wide.upper())
    if len(_CONTROLS.findall(content[:100_000])) > len(content[:100_000]) // 1000:
        raise UnreadableReport(f"{name} is not text: check what kind of file it is.")
    try:
        return Decoded(content.decode("utf-8"))
    except UnicodeDecodeError:
        return _declared(content) or _by_letters(content) or _western(content)


def _wide(content: bytes) -> str | None:
    """UTF-16 without a byte-order mark: Western text has every second byte zero."""
    sample = content[:2000]
    if len(sample) < 4:
        return None
    low, high = sample[0::2], sample[1::2]
    if high.count(0) > len(high) * 0.7 and low.count(0) < len(low) * 0.1:
        return "utf-16-le"
    if low.count(0) > len(low) * 0.7 and high.count(0) < len(high) * 0.1:
        return "utf-16-be"
    return None


def _declared(content: bytes) -> Decoded | None:
    match = _DECLARED.search(content[:4000])
    text = None if match is None else _as_declared(content, match[1].decode("ascii"))
    return None if text is None else Decoded(text)


def _as_declared(content: bytes, charset: str) -> str | None:
    """The text in the encoding that somebody says it has, None where it has another, or there is none of that name."""
    try:
        codec = codecs.lookup(charset.strip())
        return None if codec.name in _NO_CHARSETS else content.decode(codec.name)
    except (LookupError, UnicodeError, ValueError):
        return None


def _by_letters(content: bytes) -> Decoded | None:
    """Cyrillic and Arabic in a code page that nothing declares: known by the letters, most of which such a text has in
    its own script. A Western text with a few accents is none."""
    best = from_bytes(content[:_SAMPLE], cp_isolation=list(_CODE_PAGES)).best()
    if best is None or best.encoding not in _CODE_PAGES:
        return None
    letters = [letter for letter in str(best) if letter.isalpha()]
    if sum(not letter.isascii() for letter in letters) * 2 <= len(letters):
        return None
    return Decoded(content.decode(best.encoding, "replace"), _CODE_PAGES[best.encoding])


def _western(content: bytes) -> Decoded:
    try:
        return Decoded(content.decode("cp1252"), "Windows-1252")
    except UnicodeDecodeError:
        return Decoded(content.decode("latin-1"), "Latin-1")
