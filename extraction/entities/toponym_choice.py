"""A name of a place with what stands beside it → which place of the gazetteer it is, and why.

The descriptor ("province", "town of", "airport") says what kind is meant, a containing place where it must lie.
"""

from dataclasses import dataclass, replace
from functools import cache, lru_cache

from spacy.tokens import Doc

from domain.places import Place, PlaceKind
from extraction.entities.report_countries import is_own_name
from extraction.lexicon import words
from knowledge.folding import fold
from knowledge.places.gazetteer import Gazetteer
from knowledge.places.resolution import Hints, Resolution

_KINDS = {"admin1s": PlaceKind.ADMIN1, "towns": PlaceKind.CITY, "sites": PlaceKind.SITE}
_INSIDE = 0.45  # what lying in the place named beside it is worth
_OUTSIDE = -0.35
_OWN_NAME = 0.06  # Sydney is rather the one of that name than Sidney, whose name is written so at times
_ABROAD = 0.15  # what a small town loses that lies in none of the countries that the text speaks of
_SMALL = 100_000  # people
_KIND = 0.3  # what being of the kind that the descriptor says is worth
_BELIEVABLE = 0.45
_CANDIDATES = 12
_REMEMBERED = 4_096  # names with their surroundings: reports of a day name the same places over and over


@cache
def _kind_of(word: str) -> PlaceKind | None:
    """The kind of place that a word names, if any."""
    return next((kind for table, kind in _KINDS.items() if word in words("toponym_choice", table)), None)


@dataclass(frozen=True, slots=True)
class Descriptor:
    """The kind of place that the words around a name say, and the word that says it."""

    kind: PlaceKind | None = None
    word: str = ""


def descriptor_of(doc: Doc, start: int, end: int) -> Descriptor:
    """What the word after the name ("Deir al-Zor province") or before it ("the town of Dabiq") says it is."""
    after = doc[end].lower_ if end < len(doc) else ""
    if kind := _kind_of(after):
        return Descriptor(kind, after)
    before = doc[start - 2].lower_ if start > 1 and doc[start - 1].lower_ == "of" else ""
    if start > 2 and doc[start - 3].text[:1].isupper() and doc[start - 3].is_alpha:
        before = ""  # "the Ouallam department of Niger": the word is the other name's
    if before in words("toponym_choice", "of_any"):
        return Descriptor()
    kind = PlaceKind.CITY if before in words("toponym_choice", "within") else _kind_of(before)
    return Descriptor(kind, before) if kind else Descriptor()


@lru_cache(_REMEMBERED)
def best_candidate(
    gazetteer: Gazetteer, name: str, hints: Hints, descriptor: Descriptor, container: Place | None
) -> tuple[Resolution, str] | None:
    """The likeliest place of that name, with the reason in words; None where none is to be believed."""
    scored = []
    for candidate in _candidates(gazetteer, name, hints, descriptor):
        score, reasons = candidate.score, [candidate.reason]
        region = candidate.place.kind is not PlaceKind.CITY  # "Gaza" is the Strip, but Sydney no town called Sidney
        if fold(candidate.place.name) == fold(name) or (region and is_own_name(candidate.place, name)):
            score += _OWN_NAME
        if descriptor.kind:
            right = candidate.place.kind == descriptor.kind
            score += _KIND if right else 0.0
            reasons += [f"called “{descriptor.word}”"] if right else []
        if hints.countries and _is_small_abroad(candidate.place, hints.countries):
            score -= _ABROAD
        if container and container.id != candidate.place.id:
            inside = lies_in(candidate.place, container)
            score += _INSIDE if inside else _OUTSIDE
            reasons += [f"in {container.name}"] if inside else []
        scored.append((score, candidate, "; ".join(reasons)))
    if not scored:
        return None
    score, best, reason = max(scored, key=lambda entry: entry[0])
    if score < _BELIEVABLE:
        return None
    rivals = tuple(c.place for s, c, _ in scored if c is not best and s > score - 0.12)
    return replace(best, rivals=rivals), reason


def _is_small_abroad(place: Place, countries: frozenset[str]) -> bool:
    return place.kind == PlaceKind.CITY and place.population < _SMALL and place.country not in countries


def _candidates(gazetteer: Gazetteer, name: str, hints: Hints, descriptor: Descriptor) -> list[Resolution]:
    """All that the name may mean, with those of the kind that the descriptor says among them for sure."""
    found = gazetteer.candidates(name, hints, _CANDIDATES)
    if descriptor.kind in (None, PlaceKind.SITE):
        return found
    of_kind = gazetteer.candidates(name, replace(hints, kinds=frozenset({descriptor.kind})), _CANDIDATES)
    return [*of_kind, *(other for other in found if all(other.place.id != same.place.id for same in of_kind))]


def lies_in(inner: Place, outer: Place) -> bool:
    """Whether one place is part of another, by their codes."""
    if outer.kind == PlaceKind.COUNTRY:
        return inner.country == outer.country
    if outer.kind == PlaceKind.ADMIN1:
        return inner.admin1 == outer.id
    if outer.kind == PlaceKind.REGION:
        return inner.admin1 in outer.admin1s or (not outer.admin1s and inner.country in outer.countries)
    return inner.parent == outer.id
