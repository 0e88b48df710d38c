"""How well the places of two records agree: the same, one in the other, near, known by name alone, or apart."""

from collections.abc import Sequence, Set
from itertools import product

from domain.globe import kilometres
from domain.places import EventPlace, Place, PlaceKind, PlaceRole, has_position
from store.linkage.agreement import Comparison
from store.linkage.mentions import POINT_KINDS
from store.linkage.names import sounds
from store.linkage.rules import rules


def elsewhere(some: Sequence[EventPlace], others: Sequence[EventPlace], areas: Set[str] = frozenset()) -> bool:
    """Whether what happened in some places cannot be what happened in others; `areas` are the ids of towns whose names
    stand for the district around them."""
    return where(some, others, areas).apart


def where(some: Sequence[EventPlace], others: Sequence[EventPlace], areas: Set[str]) -> Comparison:
    """How well some places agree with others, by the two that agree best; `areas` as in `elsewhere`."""
    pairs = list(product(_located(some), _located(others)))
    if not pairs:
        return Comparison(rules().place["unknown"], "place not told by both")
    found = max((_place(a, b, areas) for a, b in pairs), key=lambda c: (not c.apart, c.score, c.reason))
    weight = rules().place["beside"]
    if found.score < weight or found.apart:
        shared = _points_told(some) & _points_told(others)
        if shared:
            return Comparison(weight, f"both beside {', '.join(sorted(place.name for place in shared))}")
    return found


def _located(places: Sequence[EventPlace]) -> list[Place]:
    return [each.place for each in places if each.role is PlaceRole.LOCATION]


def _points_told(places: Sequence[EventPlace]) -> set[Place]:
    """The towns and sites where it happened or beside which it is set."""
    return {each.place for each in places if each.place.kind in POINT_KINDS and each.role is not PlaceRole.ORIGIN}


def _place(a: Place, b: Place, areas: Set[str]) -> Comparison:
    if a.kind in POINT_KINDS and b.kind in POINT_KINDS:
        return _points(a, b, areas) if has_position(a) and has_position(b) else _known_by_name(a, b)
    weights = rules().place
    if a.id == b.id:
        score = {PlaceKind.ADMIN1: "same_admin1", PlaceKind.COUNTRY: "same_country"}.get(a.kind, "same_region")
        return Comparison(weights[score], f"both {a.name}")
    if PlaceKind.REGION in (a.kind, b.kind):
        return _region(a, b)
    small, large = sorted((a, b), key=lambda p: (list(PlaceKind).index(p.kind), p.id), reverse=True)
    words = f"{small.name} in {large.name}"
    if large.kind is PlaceKind.COUNTRY:
        held = small.country == large.country
        return Comparison(weights["country_holds"] if held else 0.0, words if held else "other countries", not held)
    if large.kind is PlaceKind.ADMIN1 and small.admin1 == large.id:
        return Comparison(weights["admin1_holds_point"], words)
    if small.admin1 is None and small.country == large.country:
        return Comparison(weights["somewhere"], f"{small.name} somewhere about {large.name}")
    return Comparison(0.0, " and ".join(sorted((a.name, b.name))), apart=True)


def _known_by_name(a: Place, b: Place) -> Comparison:
    """Two places of which one or both are known by their name alone: how far apart they lie is not known, only in
    which region or country; where they are shown is the town that they were named with, or the middle of an area."""
    weights = rules().place
    names = " and ".join(sorted((a.name, b.name)))
    if a.id == b.id:
        return Comparison(weights["same_point"], f"both {a.name}")
    same_country = a.country is None or b.country is None or a.country == b.country
    if sounds(a.name) <= sounds(b.name) or sounds(b.name) <= sounds(a.name):
        return Comparison(weights["near" if same_country else "same_name"], f"{names}, one name")
    if not same_country:
        return Comparison(0.0, names, apart=True)
    if a.admin1 is not None and b.admin1 is not None and a.admin1 != b.admin1:
        return Comparison(0.0, names, apart=True)
    if b.id == a.parent or a.id == b.parent:
        return Comparison(weights["named_with"], names)
    away = kilometres(a.latitude, a.longitude, b.latitude, b.longitude)
    if (has_position(a) or has_position(b)) and away <= weights["apart_km"]:
        return Comparison(weights["around"], f"{names}, about {away:.0f} km apart")
    return Comparison(weights["somewhere"], f"{names}, somewhere about each other")


def _points(a: Place, b: Place, areas: Set[str]) -> Comparison:
    weights = rules().place
    if a.id == b.id:
        return Comparison(weights["same_point"], f"both {a.name}")
    away = kilometres(a.latitude, a.longitude, b.latitude, b.longitude)
    names = f"{' and '.join(sorted((a.name, b.name)))}, {away:.0f} km apart"
    if away <= weights["near_km"]:
        return Comparison(weights["near"], names)
    if areas & {a.id, b.id} and away <= weights["district_km"] and a.country == b.country:
        return Comparison(weights["district_holds"], names)
    around = weights["site_around" if PlaceKind.SITE in (a.kind, b.kind) else "around"]
    return Comparison(around, names, apart=away > weights["apart_km"])


def _region(a: Place, b: Place) -> Comparison:
    weights = rules().place
    names = " and ".join(sorted((a.name, b.name)))
    countries = a.countries or ((a.country,) if a.country else ()), b.countries or ((b.country,) if b.country else ())
    shared = set(countries[0]) & set(countries[1])
    near = kilometres(a.latitude, a.longitude, b.latitude, b.longitude) <= weights["region_near_km"]
    held = near or (bool(shared) and PlaceKind.COUNTRY in (a.kind, b.kind))
    return Comparison(weights["region_holds"] if held else 0.0, names, apart=not held)
