"""The words after `/digest`: what is to be set, or what is to be done with a digest that was set."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from handlers.scheduling.line import Line, read_line
from handlers.scheduling.zone_words import CityZone

_CHAT = re.compile(r"^(@[A-Za-z][A-Za-z0-9_]{3,31}|-\d{5,19})$")
_DEEDS = {
    "off": "off",
    "stop": "off",
    "end": "off",
    "remove": "off",
    "delete": "off",
    "pause": "pause",
    "rest": "pause",
    "resume": "resume",
    "continue": "resume",
    "now": "now",
    "preview": "now",
    "test": "now",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A digest as asked for, and for which other chat (`@channel`), if any."""

    line: Line
    chat: str | None = None


@dataclass(frozen=True, slots=True)
class Deed:
    """What is to be done with a digest of this chat or another: `off`, `pause`, `resume` or `now`. `number` is None
    where none is named, `text` what was written for it, empty where nothing was."""

    what: str
    number: int | None
    text: str
    chat: str | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """A digest of this chat or another that is to come otherwise, and the words that say how."""

    number: int
    words: list[str]
    chat: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The menu, for this chat or another."""

    chat: str | None = None


def read_digest(
    words: Sequence[str], default_zone: ZoneInfo, city_zone: CityZone
) -> Wanted | Deed | Amendment | Opened:
    """What the words after `/digest` ask for. Raises LineError where they cannot be read."""
    words, chat = _without_chat(words)
    if not words:
        return Opened(chat)
    if words[0].casefold() == "change" and len(words) > 1 and (number := _number(words[1])) is not None:
        return Amendment(number, words[2:], chat)
    return read_deed(words, chat) or Wanted(read_line(words, default_zone, city_zone), chat)


def read_deed(words: Sequence[str], chat: str | None = None) -> Deed | None:
    """What is to be done with one that is set: `off 3`, `pause 3`; None where the words say nothing of the kind."""
    deed = _DEEDS.get(words[0].casefold()) if words else None
    return _deed(deed, words[1:], chat) if deed and len(words) <= 2 else None


def _without_chat(words: Sequence[str]) -> tuple[list[str], str | None]:
    """The words without the chat that stands first or last among them."""
    for at in (0, len(words) - 1):
        if words and _CHAT.match(words[at]):
            return [word for place, word in enumerate(words) if place != at], words[at]
    return list(words), None


def _deed(what: str, words: Sequence[str], chat: str | None) -> Deed:
    if not words:
        return Deed(what, None, "", chat)
    return Deed(what, _number(words[0]), words[0], chat)


def _number(word: str) -> int | None:
    """The number of a digest: `3`, `#3`; None where a word is none."""
    text = word.removeprefix("#")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else None
