"""A watch set up by talking: `/watch` alone opens one message with buttons, which is edited with each tap.

The message holds the typed line that sets the same, and that line is all that is remembered: a tap reads it, changes a
part and writes it anew. So the menu outlives a restart, and whoever sees it learns the line.
"""

import re
import sqlite3
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from telegram import Message

from handlers.chat_admins import is_chat_name
from handlers.sending.messages import Buttons, OutgoingMessage
from handlers.services.services import Services
from handlers.views.texts import fill, say, say_whole, template
from handlers.watching.words import line_of, said_in
from query.reading import AskedPlace, Query
from query.search.narrowing import combined, least_dead, subject_of, with_dead, with_sources
from query.wording.paraphrase import harm_in_words, places_in_words, sentence
from store.chats.questions import latest_questions
from store.events.results import By
from store.search.finding import series
from store.search.selection import Selection

PREFIX = "wtm1."
SET = "set"
DEAD, SOURCES = (0, 1, 10), (0, 2, 3)
_LINE = re.compile(r"^/watch (.+)$", re.MULTILINE)
_LONGEST = 40
_SUBJECTS, _COUNTRIES, _IN_A_ROW = 3, 5, 3


@dataclass(frozen=True, slots=True)
class _Choices:
    """What may be chosen: subjects in words, and countries by their codes, those most told of first."""

    subjects: tuple[str, ...]
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a menu shows: the words of its line, and the other chat that it is for, by name, if any."""

    words: str
    named: str | None = None


def opening(services: Services, reader: sqlite3.Connection, chat: int, named: str | None = None) -> OutgoingMessage:
    """The menu as it opens in a chat: the last thing that was asked there, else the first of the examples. `named` is
    another chat that it is for."""
    said = (said_in(services, reader, chat, words) for words in (*latest_questions(reader, chat, 1), *_examples()))
    return menu_of(services, reader, chat, next(query for query in said if query), named)


def menu_of(
    services: Services, reader: sqlite3.Connection, chat: int, query: Query, named: str | None = None
) -> OutgoingMessage:
    """The menu for what would be watched for, with a button for each other choice."""
    html = say_whole(
        "watch_menu",
        what=sentence(subject_of(query), ordered=False),
        where=places_in_words(query.places) or template("watch_menu_anywhere"),
        harm=harm_told(query),
        sources=sources_told(query),
        line=f"{named} {line_of(query)}" if named else line_of(query),
    )
    if named:
        head, _, rest = html.partition("\n")
        html = "\n".join([head, say("watch_menu_told", chat=named), rest])
    asked = latest_questions(reader, chat, _SUBJECTS)
    wordings = [words for words in dict.fromkeys((*asked, *_examples())) if len(words) <= _LONGEST]
    subjects = tuple(words for words in wordings if _is_another(services, reader, chat, query, words))
    countries = tuple(
        point.key
        for point in series(reader, Selection(), By.COUNTRY, limit=_COUNTRIES)
        if point.key in services.countries
    )
    return OutgoingMessage(html, _buttons(services, query, _Choices(subjects[:_SUBJECTS], countries)))


def _is_another(services: Services, reader: sqlite3.Connection, chat: int, query: Query, words: str) -> bool:
    """Whether a tap on these words would change anything."""
    said = said_in(services, reader, chat, words)
    return said is not None and combined(query, said) != query and len(f"{PREFIX}what.{words}".encode()) <= 64


def harm_told(query: Query) -> str:
    """How much harm the events must have done, in words."""
    return harm_in_words(query) if query.toll or query.outcomes else template("watch_menu_any_harm")


def sources_told(query: Query) -> str:
    """How many sources must tell of the events, in words."""
    least = query.least_sources
    return fill("watch_menu_least_sources", least=least) if least else template("watch_menu_any_source")


def harm_row(query: Query, prefix: str, steps: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """A button for each least number of dead, 0 for any harm; the chosen one is ticked."""
    chosen = least_dead(query) or (0 if not query.toll and not query.outcomes else None)
    keys = {0: "watch_button_any_harm", 1: "watch_button_dead"}
    return tuple(
        (ticked(fill(keys.get(step, "watch_button_more_dead"), least=step), step == chosen), f"{prefix}{step}")
        for step in steps
    )


def sources_row(query: Query, prefix: str) -> tuple[tuple[str, str], ...]:
    """A button for each least number of sources, 0 for any; the chosen one is ticked."""
    return tuple(
        (
            ticked(
                fill("watch_button_sources" if step else "watch_button_any_source", least=step),
                step == (query.least_sources or 0),
            ),
            f"{prefix}{step}",
        )
        for step in SOURCES
    )


def ticked(label: str, chosen: bool) -> str:
    """A label, with a tick where it is what is chosen."""
    return f"✓ {label}" if chosen else label


def _buttons(services: Services, query: Query, choices: _Choices) -> Buttons:
    """Rows in reach of a thumb: subjects, countries, harm, sources, and at the bottom the one that sets it."""
    there = {asked.place.id for asked in query.places}
    places = [(ticked(template("watch_button_anywhere"), not there), f"{PREFIX}in.")]
    for code in choices.countries:
        country = services.world.gazetteer.country(code)
        if country is not None:
            places.append((ticked(services.countries[code], there == {country.id}), f"{PREFIX}in.{code}"))
    return (
        *(((words, f"{PREFIX}what.{words}"),) for words in choices.subjects),
        *(tuple(places[at : at + _IN_A_ROW]) for at in range(0, len(places), _IN_A_ROW)),
        harm_row(query, f"{PREFIX}dead.", DEAD),
        sources_row(query, f"{PREFIX}from."),
        ((template("watch_button_set_it"), f"{PREFIX}{SET}"),),
    )


def shown_in(message: Message) -> Shown | None:
    """What a menu shows; None where the message is none."""
    typed = _LINE.search(message.text or "")
    if typed is None or not (message.text or "").startswith(_first_line()):
        return None
    first, _, rest = typed[1].partition(" ")
    return Shown(rest, first) if is_chat_name(first) else Shown(typed[1])


def _first_line() -> str:
    return re.sub(r"<[^>]*>", "", template("watch_menu")).strip().splitlines()[0]


def tapped(
    services: Services, reader: sqlite3.Connection, chat: int, query: Query, what: str, value: str
) -> Query | None:
    """What would be watched for after a tap; None for a tap that this version did not offer."""
    match what:
        case "what":
            said = said_in(services, reader, chat, value)
            return combined(query, said) if said else None
        case "in":
            country = services.world.gazetteer.country(value) if value else None
            asked = (AskedPlace(country),) if country else ()
            return replace(query, places=asked) if asked or not value else None
        case "dead" if value in map(str, DEAD):
            return with_dead(query, int(value) or None)
        case "from" if value in map(str, SOURCES):
            return with_sources(query, int(value) or None)
    return None


@cache
def _examples() -> tuple[str, ...]:
    kept = tomllib.loads(files("handlers.watching").joinpath("watch_menu.toml").read_text(encoding="utf-8"))
    return tuple(kept["subjects"])
