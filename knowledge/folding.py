"""Spellings brought to a common form: text in, a form to compare out.

`fold` takes away what people leave out when they type (capitals, diacritics, apostrophes, hyphens). `key` takes away
what transliteration leaves open (articles, kh/h, q/k/c, ou/u, doubled letters, final -ah/-eh). `consonants` leaves only
the consonants of a key. Arabic and Hebrew letters are folded on their own; Cyrillic ones are keyed in Latin.
"""

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path
from zlib import crc32

with (Path(__file__).parent / "data" / "letters.toml").open("rb") as _file:
    _letters = tomllib.load(_file)

_PLAIN: dict[str, str] = dict.fromkeys(_letters["drop"], "") | _letters["plain"] | _letters["arabic"]
_CYRILLIC = str.maketrans(_letters["cyrillic"])
ARTICLES = frozenset(_letters["sounds"]["articles"])
"""The Arabic article in its many spellings."""
_SOUNDS = [(re.compile(spelling), sound) for spelling, sound in _letters["sounds"]["rewrites"]]
_ACRONYM = re.compile(r"(?<=\b\w)\.(?=\w\b|\s|$)")
_GLUED = re.compile(r"\b(?<=.)[aeu](?=(tt|dd|rr|zz|ss|shsh|nn)[aeiouyw])")  # Deir Ezzour: the article's vowel
_ARABIC_ARTICLE = re.compile(r"\bال(?=\w{2})")
_DOUBLE = re.compile(r"(.)\1+")
_REMEMBERED = 20_000  # names whose key is kept
_THREE_BYTES = 0x7FFFFF  # small in the file; what meets by chance is measured anyhow
_VOWELS = str.maketrans("", "", "aiu")


class _Folds(dict[int, str]):
    """What each letter folds to, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = letter
        while (again := _fold_letters(folded)) != folded:
            folded = again
        self[code] = folded
        return folded


def _fold_letters(letters: str) -> str:
    plain = "".join(_PLAIN.get(letter, letter) for letter in letters.casefold())
    bare = [letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter)]
    return "".join(letter if letter.isalnum() or letter.isspace() else _PLAIN.get(letter, " ") for letter in bare)


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Small letters without diacritics, apostrophes and hyphens, words parted by one space. Idempotent.

    >>> fold("Dayr az-Zawr"), fold("Ḩalab"), fold("Dar'ā"), fold("U.S.")
    ('dayr az zawr', 'halab', 'dara', 'us')
    """
    if "." in text:
        text = _ACRONYM.sub("", text)
    return " ".join(text.translate(_FOLDS).split())


@lru_cache(_REMEMBERED)
def key(text: str) -> str:
    """What is left of a name in every usual transliteration: one word of plain sounds.

    >>> key("Dayr az-Zawr") == key("Deir Ezzour") == key("Der Zor")
    True
    """
    sounds = fold(text)
    if not sounds.isascii():
        sounds = _ARABIC_ARTICLE.sub("", sounds.translate(_CYRILLIC))
    words = sounds.split()
    if len(words) > 1:
        sounds = _GLUED.sub("", " ".join([word for word in words if word not in ARTICLES] or words))
    for pattern, sound in _SOUNDS:
        sounds = pattern.sub(sound, sounds)
    return _DOUBLE.sub(r"\1", sounds.replace(" ", ""))


def consonants(sounds: str) -> str:
    """The consonants of a key; the key itself where it has none."""
    return sounds.translate(_VOWELS) or sounds


def variants(folded: str) -> set[int]:
    """Checksums of a folded name, whole and with any one letter left out; spaces do not count.

    Names one letter apart (left out, put in, replaced, or two exchanged) have at least one in common: `compile` writes
    them, `similarity` asks for them.
    """
    letters = folded.replace(" ", "")
    shorter = (letters[:at] + letters[at + 1 :] for at in range(len(letters)))
    return {crc32(form.encode()) & _THREE_BYTES for form in (letters, *shorter)}
