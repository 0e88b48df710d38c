"""The one resolver of place names, for questions and reports: a written name and hints in, scored places out.

Every reading of the phrase is looked up by its exact folded name; where that gives nothing sure, the likest spellings
are taken as well. What is found is ranked by likeness and by fame, and fame is bent by the hints: the countries in the
context, a point nearby, and the places that the index has events at.
"""

import heapq
import math
from dataclasses import dataclass, replace

from domain.globe import kilometres
from domain.places import Place, PlaceKind
from knowledge.places.parts import part_meant
from knowledge.places.phrases import Phrase, readings
from knowledge.places.resolution import Hints, Resolution
from knowledge.places.similarity import spellings
from knowledge.places.tables.index import Known, Naming, PlaceFile

SURE = 0.72
"""An exact match of this score and above is taken without looking for other spellings, or behind words for a kind."""
CLOSE = 0.1
"""Rivals score at most so much less than the best."""
_SMALL = 100_000  # people; a bigger town is meant by its name in whatever context
_APART_KM = 30.0  # nearer ones are the same to a reader
_FAME_SHARE = 0.4  # of the score; the rest is likeness
_MISSPELT = 1.15  # a misspelling costs so much more than its unlikeness
_EVERYDAY = 0.75  # factor for a name that is an everyday English word
_ADDED = 0.92  # factor for a name that only GeoNames has, where it is misspelt
_CUT = 0.95  # factor for a misspelt name that was cut out of the words around it
_OTHER_KIND = 0.85  # factor where the word for the kind does not fit
_SPELLINGS = 12  # a misspelt name is tried with so many known ones  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Match:
    place: Place
    like: float
    fame: float
    how: str

    @property
    def score(self) -> float:
        return _score(self.like, self.fame)


def _score(like: float, fame: float) -> float:
    return like * (1 - _FAME_SHARE + _FAME_SHARE * fame)


def candidates(file: PlaceFile, name: str, hints: Hints) -> list[Resolution]:
    """The places that a written name may mean, likeliest first."""
    hints = _with_comma(file, name, hints)
    phrases = readings(name.partition(",")[0])
    found: dict[str, _Match] = {}
    for literal in (True, False):
        for phrase in phrases:
            if phrase.literal is literal and not _sure(found):
                _look_up(file, phrase, hints, found)
    if hints.misspelt and (not _sure(found) or _only_small_abroad(found, hints)):
        for phrase in phrases:
            _look_up_misspelt(file, phrase, hints, found)
    fitting = [match for match in found.values() if not hints.kinds or match.place.kind in hints.kinds]
    ranked = sorted(fitting or found.values(), key=lambda match: -match.score)
    return [Resolution(match.place, round(match.score, 4), _reason(match, hints)) for match in ranked]


def with_rivals(ranked: list[Resolution], twin: str | None) -> Resolution | None:
    """The best of the candidates, the close calls as its rivals. Its twin (city or province of the name) is none."""
    if not ranked:
        return None
    best, rivals = ranked[0], []
    for other in ranked[1:8]:
        if other.score < best.score - CLOSE:
            break
        if other.place.id != twin and not _same_spot(best.place, other.place):
            rivals.append(other.place)
    return replace(best, rivals=tuple(rivals[:4]))


def _sure(found: dict[str, _Match]) -> bool:
    return any(match.score >= SURE for match in found.values())


def _only_small_abroad(found: dict[str, _Match], hints: Hints) -> bool:
    """Whether the context names countries, and what bears the name exactly is a small town in none of them."""
    return bool(hints.countries) and all(
        match.place.kind is PlaceKind.CITY
        and match.place.population < _SMALL
        and match.place.country not in hints.countries
        for match in found.values()
    )


def _same_spot(one: Place, other: Place) -> bool:
    apart = kilometres(one.latitude, one.longitude, other.latitude, other.longitude)
    return one.country == other.country and apart < _APART_KM


def _with_comma(file: PlaceFile, name: str, hints: Hints) -> Hints:
    """The hints, with what follows a comma as the context: "Tripoli, Lebanon"."""
    _, comma, rest = name.rpartition(",")
    if not comma:
        return hints
    for phrase in readings(rest):
        for naming in file.named(phrase.name)[:1]:
            wider = naming.known.place
            if wider.country and wider.kind in (PlaceKind.COUNTRY, PlaceKind.ADMIN1):
                near = (wider.latitude, wider.longitude) if wider.kind is PlaceKind.ADMIN1 else hints.near
                return replace(hints, countries=frozenset([wider.country]), near=near)
    return hints


def _look_up(file: PlaceFile, phrase: Phrase, hints: Hints, found: dict[str, _Match]) -> None:
    for naming in file.named(phrase.name):
        like = 1.0
        if file.is_word(phrase.name) and phrase.literal and not _own_name(naming):
            like = _EVERYDAY
        _add(file, phrase, naming, like, "exact name", hints, found)


def _look_up_misspelt(file: PlaceFile, phrase: Phrase, hints: Hints, found: dict[str, _Match]) -> None:
    doubt = (_EVERYDAY if file.is_word(phrase.name) else 1.0) * (1.0 if phrase.literal else _CUT)
    likely = [
        (_score(like, min(1.0, known.weight / 100)), known.folded, like)
        for known, alike in spellings(file, phrase.name)
        if (like := max(0.0, 1 - _MISSPELT * (1 - alike)) * doubt)
    ]
    for _, known, like in heapq.nlargest(_SPELLINGS, likely):
        for naming in file.named(known):
            fit = like * (_ADDED if naming.rank == 2 else 1.0)
            _add(file, phrase, naming, fit, f"spelt like “{known}”", hints, found)


def _own_name(naming: Naming) -> bool:
    """Whether an everyday word is meant as this place all the same: the country Turkey, the city of Nice."""
    return naming.rank == 0 and naming.known.prominence > 0.75


def _add(
    file: PlaceFile, phrase: Phrase, naming: Naming, like: float, how: str, hints: Hints, found: dict[str, _Match]
) -> None:
    """Take in a match, unless the same place was matched better."""
    known = naming.known
    if phrase.kind is PlaceKind.ADMIN1 and known.place.kind is PlaceKind.CITY and known.twin:
        known = file.get(known.twin) or known
    place = _part(file, known, phrase) if phrase.part else known.place
    if phrase.kind and place.kind is not phrase.kind and not phrase.part:
        like *= _OTHER_KIND
    match = _Match(place, like, _fame(naming, place, hints), how)
    if place.id not in found or found[place.id].score < match.score:
        found[place.id] = match


def _part(file: PlaceFile, whole: Known, phrase: Phrase) -> Place:
    """The part of a country or region, or of the province round a city of the same name; else the city itself."""
    whole_kind = phrase.kind is PlaceKind.ADMIN1 and not phrase.countryside
    return part_meant(file, whole, phrase.part or "", of=phrase.of, kind=whole_kind) or whole.place


def _fame(naming: Naming, place: Place, hints: Hints) -> float:
    """How well known the place is, given what the context says."""
    fame = min(1.0, naming.weight)
    if hints.countries:
        inside = place.country in hints.countries or bool(hints.countries.intersection(place.countries))
        fame = 0.6 + 0.4 * fame if inside else 0.75 * fame
    if hints.near:
        away = kilometres(*hints.near, place.latitude, place.longitude)
        fame += (1 - fame) * 0.6 * math.exp(-away / 150)
    if hints.known and (events := hints.known.get(place.id, 0)):
        fame += (1 - fame) * min(0.6, 0.2 + 0.1 * math.log2(1 + events))
    return fame


def _reason(match: _Match, hints: Hints) -> str:
    place, reasons = match.place, [match.how]
    if place.country in hints.countries:
        reasons.append(f"{place.country} is in the context")
    if hints.known and (events := hints.known.get(place.id, 0)):
        reasons.append(f"{events} events there")
    if place.population:
        reasons.append(f"{place.population:,} people")
    return "; ".join(reasons)
