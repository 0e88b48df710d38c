"""In what language a text is written, as far as that can be told: by its letters, or by the small words of it.

In: text. Out: a code of ISO 639, None where nothing is sure. What decides stands in `data/languages.toml`.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

ENGLISH = "en"

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# "Juan de los Lagos": what stands between two words of a name tells nothing of the text.
_IN_A_NAME = re.compile(
    r"(?<= )(?P<name>[A-Z][^\W\d_]*) (?:d[aeio]s?|del|des|du|l[aeo]s?|el|al|y|e|et|van|von|de[nr])"
    r"(?: (?:l[aeo]s?|de[nr]))? (?=[A-Z])"
)
_LATIN = "LATIN"
_MOSTLY, _HALF = 0.7, 0.5
_FEWEST_LETTERS = 8  # of another script: fewer are a name or a cry
_OWN_LETTERS = 0.01
_FEWEST, _SHARE = 2, 0.08  # small words, at least, and of all words
_SURE_FEWEST, _SURE_SHARE, _SURE_ENGLISH = 4, 0.2, 0.25


def language_of(text: str) -> str | None:
    """The language that most of a text is in. What is in Latin letters decides where there is enough of it.

    >>> [language_of(text) for text in ("Five were killed in an attack.", "Cinq morts dans une attaque.", "Homs: 5")]
    ['en', 'fr', None]
    """
    text = _running(text)
    return _by_letters(text, _MOSTLY) or _by_words(text) or _by_letters(text, _HALF)


def language_name(code: str) -> str:
    """A language as people call it; the code itself where it is not known.

    >>> language_name("fr-BE"), language_name("xx")
    ('French', 'xx')
    """
    names: Mapping[str, str] = _data()["names"]
    return names.get(main_part(code), code)


def main_part(code: str) -> str:
    """The language of a code that tells of a country, too (`en-GB`)."""
    return re.split(r"[-_]", code.strip().casefold(), maxsplit=1)[0]


def unread_language(text: str) -> str | None:
    """The language of a text of which nothing is read as English; None of any other.

    >>> unread_language("Cinq morts dans une attaque."), unread_language("Five were killed in an attack.")
    ('fr', None)
    """
    code = language_of(text)
    return None if code in {ENGLISH, None} or english_of(text).strip() else code


def english_of(text: str) -> str:
    """The text with the lines blanked that are surely not English; of one that is in another language, all that are not
    surely English. The length never changes."""
    foreign = language_of(text) not in {ENGLISH, None}
    return "\n".join(
        line if (language_of(line) == ENGLISH if foreign else not _is_surely_other(line)) else " " * len(line)
        for line in text.split("\n")
    )


def _is_surely_other(line: str) -> bool:
    """Whether a line of a text that may be English is in another language: a name in it says little."""
    line = _running(line)
    if _by_letters(line, _MOSTLY):
        return True
    words = _small_words(line)
    hits = _hits(words)
    most = max(hits.values())
    return most >= _SURE_FEWEST and most >= _SURE_SHARE * len(words) and hits[ENGLISH] <= _SURE_ENGLISH * most


def _running(text: str) -> str:
    """The text without addresses, names of accounts and hashtags, which are of no language."""
    return " ".join(word for word in text.split() if word[0] not in "@#" and "/" not in word)


def _by_letters(text: str, least: float) -> str | None:
    """The language of a text of which so many letters at least are of other scripts than the Latin one."""
    if text.isascii():
        return None
    signs, letters = Counter(text.casefold()), Counter[str]()
    for sign, count in signs.items():
        if sign.isalpha():
            letters[_script(sign)] += count
    scripts = {script: count for script, count in letters.items() if script in _data()["scripts"]}
    other = sum(scripts.values())
    if other < _FEWEST_LETTERS or other < least * letters.total():
        return None
    script = max(scripts, key=lambda each: scripts[each])
    usual = "ja" if {"HIRAGANA", "KATAKANA"} & scripts.keys() else _data()["scripts"][script]
    enough = max(1.0, _OWN_LETTERS * scripts[script])
    for code, own in _data()["letters"].items():
        if sum(signs[sign] for sign in own) >= enough and _script(own[0]) == script:
            return code
    return "bg" if usual == "ru" and signs["ъ"] >= enough and not signs["ы"] and not signs["э"] else usual


def _by_words(text: str) -> str | None:
    """The language whose small words a text has most of; English where another has hardly more of them."""
    words = _small_words(text)
    hits = _hits(words)
    best = max(hits, key=lambda code: (hits[code], code == ENGLISH))
    if hits[best] < max(_FEWEST, _SHARE * len(words)):
        return None
    second = max(count for code, count in hits.items() if code != best)
    if best == ENGLISH:
        return ENGLISH if hits[best] > second or hits[best] >= 2 * _FEWEST else None
    return best if hits[best] > 1.5 * hits[ENGLISH] else None


def _small_words(text: str) -> list[str]:
    """The words of a text in small letters; what is written with a capital may be a name and is none, unless all is."""
    if text.isupper():
        return _WORD.findall(text.casefold())
    return [word if word.islower() else "" for word in _WORD.findall(_IN_A_NAME.sub(" ", text))]


def _hits(words: list[str]) -> dict[str, int]:
    """How many of the words are small ones of each language."""
    hits = dict.fromkeys(_data()["words"], 0)
    known = _words()
    for word in words:
        for code in known.get(word, ()):
            hits[code] += 1
    return hits


@lru_cache(4096)
def _script(sign: str) -> str:
    return unicodedata.name(sign, _LATIN).split(" ", 1)[0]


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """Each small word with the languages that have it."""
    languages: dict[str, tuple[str, ...]] = {}
    for code, told in _data()["words"].items():
        for word in dict.fromkeys(told.split()):
            languages[word] = (*languages.get(word, ()), code)
    return languages


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("knowledge").joinpath("data", "languages.toml").read_text(encoding="utf-8"))
