"""Whether a name that no gazetteer has may be a slip in typing a place's, or is better said to be unknown."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from domain.places import Place, PlaceKind
from knowledge.folding import fold, key
from knowledge.places.resolution import Resolution

CERTAIN, ALIKE = 0.85, 0.6  # a guess of less certainty must be so much alike, letter by letter
SHORT_NAME, LONG_NAME, LONGER_NAME, MOST_SLIPS = 5, 8, 14, 3
"""Letters of a name in which one slip is another name, two are one slip each, and three; and the most slips."""
ALIKE_LETTERS = ("ckqx", "jgy", "iey", "ou", "sz", "vwf", "dt", "ah", "bp")
VILLAGE = 5_000
OUR_OWN = "site-"  # begins the ids of the towns that were put into our own tables because wars are fought there


def begins_alike(typed: str, place: Place) -> bool:
    """Whether a name may be a slip for a place's: the first letter is seldom wrong, but for those that sound alike."""
    first = fold(typed)[:1]
    begins = {fold(name)[:1] for name in (place.name, *place.aka)}
    return first in begins or any(first in alike and begins & set(alike) for alike in ALIKE_LETTERS)


def far_fetched(typed: str, resolution: Resolution) -> bool:
    """Whether a guess is worse than saying that the name is not known: little alike, more than a slip away and heard
    otherwise, or a village that nobody asks about."""
    if resolution.score >= CERTAIN:
        return False
    place = resolution.place
    names = [fold(name) for name in (place.name, *place.aka)]
    alike = max(OSA.normalized_similarity(fold(typed), name) for name in names)
    slip = any(is_slip(fold(typed), name) or key(name) == key(typed) for name in names)
    hamlet = place.kind is PlaceKind.CITY and place.population < VILLAGE and not place.id.startswith(OUR_OWN)
    return alike < ALIKE or not slip or hamlet


def is_slip(typed: str, name: str) -> bool:
    """Whether a name may be a slip in typing another: one letter, two in a long name. Another letter in a short word
    makes another word.

    >>> is_slip("tikirt", "tikrit"), is_slip("pataz", "patan"), is_slip("enga", "enugu")
    (True, False, False)
    """
    distance = OSA.distance(typed, name, score_cutoff=MOST_SLIPS)
    if min(len(typed), len(name)) <= SHORT_NAME:
        return distance <= 1 and (len(typed) != len(name) or sorted(typed) == sorted(name))
    return distance <= 1 + (len(typed) >= LONG_NAME) + (len(typed) >= LONGER_NAME)


def city_called(name: str, named: Sequence[Place], found: Place) -> Place | None:
    """The larger city whose name has "City" behind it, where the place found is only called so too: "Marawi" is rather
    Marawi City than Merowe."""
    if found.kind is not PlaceKind.CITY or fold(found.name) == fold(name):
        return None
    meant = (place for place in named if fold(place.name) == f"{fold(name)} city")
    return next((place for place in meant if place.population > found.population), None)
