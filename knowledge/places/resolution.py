"""The values that the matching of place names takes and gives: hints in, a resolution out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.places import Place, PlaceKind


@dataclass(frozen=True, slots=True)
class Hints:
    """What the context says of a name that is to be resolved; all of it may be empty.

    `countries` are alpha-2 codes that the question or report names; `kinds` the kinds of place that may be meant
    ("province" → admin1); `near` a latitude and longitude; `known` ids of places with events in the index, how many.
    `misspelt` says whether the name may be written wrong, as in a question, or is to be found letter by letter.
    """

    countries: frozenset[str] = frozenset()
    kinds: frozenset[PlaceKind] = frozenset()
    near: tuple[float, float] | None = None
    known: Mapping[str, int] | None = field(default=None, hash=False)
    misspelt: bool = True


@dataclass(frozen=True, slots=True)
class Resolution:
    """A name matched to a place, and why this one."""

    place: Place
    score: float
    """0..1, comparable between names: 1 a well-known place by its exact name, under 0.6 hardly to be believed."""
    reason: str
    rivals: tuple[Place, ...] = ()
    """Other places close enough that a person should be asked."""


@dataclass(frozen=True, slots=True)
class PlaceSpan:
    """Words `start` to `end` (exclusive) that name a place; `places` are what they may mean, best known first.

    `common` says that the name is an everyday word as well ("Of", "Most", "Man"): it needs more than its letters.
    """

    start: int
    end: int
    name: str
    places: tuple[Place, ...]
    common: bool = False
    weight: float = 1.0
    """0..1: how likely the name means its best known place; under 0.5 it needs more than its letters."""
