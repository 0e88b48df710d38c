"""Plain words that ask for what a command does: "settings", "alert me when …", "as csv"; which command they lead to.

The words stand in `wishes.toml`. What is no wish is a question, and answered by `questions.py`.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from telegram import Message
from telegram.ext import filters

from handlers.addressing import is_meant_for, question_of
from handlers.views.codec import Screen
from query.tokens import Word, cut
from query.understand import MOST_WORDS
from query.understanding.follow_ups import without_courtesy
from query.understanding.words.lexicon import Phrase

_FORMS = {
    "map": Screen.MAP,
    "csv": Screen.CSV,
    "geojson": Screen.GEOJSON,
    "kml": Screen.KML,
    "sources": Screen.SOURCES,
}


class Wish(StrEnum):
    """What is asked for."""

    SETTINGS = "settings"
    HELP = "help"
    PRIVACY = "privacy"
    STOP = "stop"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Form:
    """Another form of an answer: of the question in `words`, or of the answer before where there are none."""

    screen: Screen
    words: str


class Wished(filters.MessageFilter):
    """Messages to the bot that ask for one thing in plain words."""

    def __init__(self, wish: Wish) -> None:
        super().__init__()
        self._wish = wish

    def filter(self, message: Message) -> bool:
        """Whether a message is meant for the bot and asks for it."""
        bot = message.get_bot()
        return is_meant_for(message, bot.id, bot.username) and self._wish is wish_of(
            question_of(message, bot.id, bot.username)
        )


def wish_of(text: str) -> Wish | None:
    """What a message asks for, if it is no question.

    >>> wish_of("Settings, please!"), wish_of("alert me when there are strikes in Homs"), wish_of("strikes in Homs")
    (<Wish.SETTINGS: 'settings'>, <Wish.ALERT: 'alert'>, None)
    """
    words = _lowered(_kept(text))
    if _asking_to_be_told(words):
        return Wish.ALERT
    return next((wish for wish in Wish if words in _phrases(wish.value, "words")), None)


def topic_of(text: str) -> str:
    """What a message that asks to be told of something names as its topic; empty where it names none.

    >>> topic_of("Alert me when there are strikes in Homs!")
    'strikes in Homs'
    """
    kept = _kept(text)
    words = _lowered(kept)
    start = _asking_to_be_told(words)
    while words[start : start + 1] in _phrases(Wish.ALERT.value, "then"):
        start += 1
    return _typed(text, kept[start:])


def form_of(text: str) -> Form | None:
    """The other form of an answer that a message asks for.

    >>> form_of("as csv"), form_of("strikes in Syria on a map")
    (Form(screen=<Screen.CSV: 'c'>, words=''), Form(screen=<Screen.MAP: 'm'>, words='strikes in Syria'))
    """
    kept = _kept(text)
    words = _lowered(kept)
    for name, screen in _FORMS.items():
        if words in _phrases(name, "whole"):
            return Form(screen, "")
    for name, screen in _FORMS.items():
        start = _longest(words, _phrases(name, "before"))
        end = len(words) - _longest(words[::-1], frozenset(phrase[::-1] for phrase in _phrases(name, "behind")))
        if (start or end < len(words)) and start < end:
            return Form(screen, _typed(text, kept[start:end]))
    return None


def _asking_to_be_told(words: Phrase) -> int:
    """How many words ask to be told, before a topic. A single word does so alone, or before one of `then`."""
    length = _longest(words, _phrases(Wish.ALERT.value, "words"))
    led = length > 1 or length == len(words) or words[length : length + 1] in _phrases(Wish.ALERT.value, "then")
    return length if led else 0


def _longest(words: Phrase, phrases: frozenset[Phrase]) -> int:
    """The length of the longest phrase that the words begin with."""
    return max((len(phrase) for phrase in phrases if words[: len(phrase)] == phrase), default=0)


def _kept(text: str) -> Sequence[Word]:
    """The words of a message without "please" and its like."""
    return without_courtesy(cut(text)[:MOST_WORDS])


def _lowered(words: Sequence[Word]) -> Phrase:
    return tuple(word.low for word in words)


def _typed(text: str, words: Sequence[Word]) -> str:
    return text[words[0].start : words[-1].end] if words else ""


@cache
def _phrases(name: str, part: str) -> frozenset[Phrase]:
    return frozenset(_lowered(cut(phrase)) for phrase in _lists()[name][part])


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("handlers").joinpath("wishes.toml").read_text(encoding="utf-8"))
