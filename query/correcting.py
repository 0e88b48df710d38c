"""What an editor types to set an event right, read as a `Correction`: "killed 7", "place Goma", "date 12 December".

Kinds, places and days are read as in questions, so that one name means one thing wherever it is typed.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from importlib.resources import files

from domain.actors import Actor, EventActor
from domain.casualties import MOST, Casualty, Group
from domain.corrections import OUTCOMES, ROLES, Aspect, Correction
from domain.errors import WatchfloorError
from domain.events import Event
from domain.places import EventPlace
from domain.taxonomy import kinds
from domain.times import TimeRange
from knowledge.world import World
from query.reading import QUOTED, Query
from query.understand import understand

LONGEST = 200
"""So many characters a value has at most."""

_SURE = 0.7  # below it a person should be asked (`Catalogue.resolve`)
_MOST_ACTORS = 6
_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d+)"
_ANY_KIND = "attack"


class CorrectionError(WatchfloorError, ValueError):
    """What cannot be set right as it was typed; the message is one sentence with an example."""


@dataclass(frozen=True, slots=True)
class Told:
    """Where and when something is typed: what is known of the world, the moment, and whose days are meant."""

    world: World
    now: datetime
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class _Words:
    aspects: dict[str, Aspect]
    examples: dict[Aspect, str]
    groups: dict[str, Group]
    nothing: frozenset[str]
    none: frozenset[str]
    least: str
    most: str


def read_correction(words: str, told: Told) -> Correction:
    """The correction that a line says: an aspect, then its value. Raises CorrectionError where it says none.

    >>> from unittest.mock import sentinel
    >>> read_correction("killed at least 7", Told(sentinel.world, datetime(2025, 12, 20, tzinfo=UTC))).told.casualties
    (Casualty(outcome=<Outcome.KILLED: 'killed'>, min=7, max=None, best=7, group=<Group.UNKNOWN: 'unknown'>, \
side=None, text='', part=False),)
    """
    first, _, rest = words.strip().partition(" ")
    aspect = _words().aspects.get(first.casefold().rstrip(":="))
    if aspect is None:
        raise CorrectionError(
            f"“{_quoted(first)}” cannot be set right: say kind, place, date, killed, injured, missing, captured, by, "
            "against, victim, parties or side, then what it is, as in “killed 7” or “place Goma”."
            if first
            else "Say what is to be set right and how it is, as in “killed 7”, “place Goma” or “date 12 December”."
        )
    return read_value(aspect, rest.strip(), told)


def read_value(aspect: Aspect, value: str, told: Told) -> Correction:
    """The correction of an aspect by a typed value. Raises CorrectionError where it cannot be read as one."""
    if not value:
        what = f"how many were {aspect.value}" if aspect in OUTCOMES else f"what the {aspect.value} is"
        raise CorrectionError(f"Say {what}, for example {example(aspect)}.")
    if len(value) > LONGEST:
        raise CorrectionError(f"That is too long for the {aspect.value}: write it as in {example(aspect)}.")
    nothing = value.casefold() in _words().nothing
    if aspect is Aspect.KIND:
        kind = _kind(value, told)
        return Correction(aspect, Event(kinds()[kind].category, kind))
    if aspect is Aspect.PLACE:
        return Correction(aspect, _about(places=() if nothing else (_place(value, told),)))
    if aspect is Aspect.DATE:
        return Correction(aspect, _about(time=None if nothing else _day(value, told)))
    if aspect in ROLES:
        return Correction(aspect, _about(actors=() if nothing else _actors(aspect, value, told)))
    if aspect is Aspect.SIDE:
        return Correction(aspect, _about(casualties=(_side(value, told),)))
    return Correction(aspect, _about(casualties=() if nothing else (_figure(aspect, value),)))


def example(aspect: Aspect) -> str:
    """What may be typed for an aspect, for messages."""
    return _words().examples[aspect]


def _about(**fields: object) -> Event:
    """An event of which only these fields count."""
    return Event(_ANY_KIND, _ANY_KIND, **fields)  # type: ignore[arg-type]


def _kind(value: str, told: Told) -> str:
    plain = " ".join(value.casefold().replace("-", " ").split())
    for kind in kinds().values():
        if plain in {kind.id.replace("-", " "), kind.one, kind.many}:
            return kind.id
    query = _asked(value, told, "event_types")
    if len(query.event_types) != 1:
        raise CorrectionError(
            f"I know no kind of event called “{_quoted(value)}”: write it as in {example(Aspect.KIND)}."
        )
    return query.event_types[0]


def _place(value: str, told: Told) -> EventPlace:
    query = _asked(value, told, "places")
    if len(query.places) != 1:
        raise CorrectionError(
            f"I know no place called “{_quoted(value)}”: write one place, with its country where several share the "
            f"name, as in {example(Aspect.PLACE)}."
        )
    return EventPlace(query.places[0].place, value)


def _day(value: str, told: Told) -> TimeRange:
    time = _asked(value, told, "time").time
    if time is None or time.start is None or time.end is None:
        raise CorrectionError(
            f"“{_quoted(value)}” is no date: write a day, as in {example(Aspect.DATE)} or 2025-12-12."
        )
    if time.start > told.now:
        raise CorrectionError(
            f"“{_quoted(value)}” is still to come: write a day that is past, as in {example(Aspect.DATE)}."
        )
    return time if time.has_hour else time.on_the_wall(told.zone)


def _asked(value: str, told: Told, wanted: str) -> Query:
    """What a value means as a question; nothing where it says more than the one thing that is wanted of it."""
    query = understand(value, told.now, told.world, told.zone).query
    beside = {"event_types", "places", "actors", "time", "keywords"} - {wanted}
    return Query() if any(getattr(query, name) for name in beside) else query


def _actors(aspect: Aspect, value: str, told: Told) -> tuple[EventActor, ...]:
    names = [name.strip() for name in re.split(r"[;,]", value) if name.strip()]
    if not names or len(names) > _MOST_ACTORS:
        raise CorrectionError(f"Name one to {_MOST_ACTORS} sides, with “;” between them, as in {example(aspect)}.")
    actors = dict.fromkeys(_actor(name, told) for name in names)
    return tuple(EventActor(actor, actor.name, ROLES[aspect]) for actor in actors)


def _actor(name: str, told: Told) -> Actor:
    catalogue = told.world.catalogue
    if known := catalogue.get(name.casefold()):
        return known
    match = catalogue.resolve(name)
    if match is not None and match.score >= _SURE:
        return match.actor
    country = told.world.gazetteer.resolve(name)
    state = catalogue.state(country.place.country or "") if country and country.place.kind == "country" else None
    if state is None or (country is not None and country.score < _SURE):
        raise CorrectionError(
            f"I know nobody called “{_quoted(name)}”: write a name such as {example(Aspect.PERPETRATOR)}."
        )
    return state


def _side(value: str, told: Told) -> Casualty:
    first, _, rest = value.partition(" ")
    aspect = _words().aspects.get(first.casefold())
    outcome = OUTCOMES.get(aspect) if aspect else None
    if outcome is None or not rest.strip():
        raise CorrectionError(f"Say who was killed or hurt, and whose people, as in side {example(Aspect.SIDE)}.")
    group_word, _, name = rest.strip().partition(" ")
    group = _words().groups.get(group_word.casefold())
    if group is None:
        group, name = Group.UNKNOWN, rest
    side = _actor(name.strip(), told).id if name.strip() else None
    return Casualty(outcome, None, None, None, group, side)


def _figure(aspect: Aspect, value: str) -> Casualty:
    words, outcome = _words(), OUTCOMES[aspect]
    plain = " ".join(value.casefold().split())
    if plain in words.none:
        return Casualty(outcome, 0, 0, 0)
    if found := re.fullmatch(rf"(?:{words.least}) {_NUMBER}|{_NUMBER} ?\+", plain):
        low = _people(aspect, found[1] or found[2])
        return Casualty(outcome, low, None, low)
    if found := re.fullmatch(rf"(?:{words.most}) {_NUMBER}", plain):
        return Casualty(outcome, None, _people(aspect, found[1]), None)
    if found := re.fullmatch(rf"{_NUMBER} ?(?:-|–|to) ?{_NUMBER}", plain):
        low, high = sorted(_people(aspect, number) for number in found.groups())
        return Casualty(outcome, low, high, None if low != high else low)
    if found := re.fullmatch(_NUMBER, plain):
        number = _people(aspect, found[1])
        return Casualty(outcome, number, number, number)
    raise CorrectionError(
        f"“{_quoted(value)}” is no figure of people {outcome.value}: write it as in {example(aspect)}."
    )


def _people(aspect: Aspect, digits: str) -> int:
    number = digits.replace(",", "")
    if len(number) > len(str(MOST)) or int(number) > MOST or not number.isascii():
        raise CorrectionError(
            f"That is more people than can be {aspect.value}: write a figure as in {example(aspect)}."
        )
    return int(number)


def _quoted(text: str) -> str:
    return " ".join(text.split())[:QUOTED]


def _pattern(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, words))


@cache
def _words() -> _Words:
    table = tomllib.loads(files("query.lexicon").joinpath("correcting.toml").read_text(encoding="utf-8"))
    return _Words(
        aspects={word: Aspect(aspect) for aspect, words in table["aspects"].items() for word in words},
        examples={Aspect(aspect): words for aspect, words in table["examples"].items()},
        groups={word: Group(group) for group, words in table["groups"].items() for word in words},
        nothing=frozenset(table["nothing"]["words"]),
        none=frozenset(table["figures"]["none"]),
        least=_pattern(table["figures"]["least"]),
        most=_pattern(table["figures"]["most"]),
    )
