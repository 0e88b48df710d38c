"""A query in the store's terms: a `Query` in, the store's `Selection` out.

A city takes in what is placed at it, at its parts and sites, and what lies within a radius that grows with its people
(3 to 15 km), unless that is placed at another town; a site 5 km, "near" 50 km, a province or country what lies in it,
"near" a country what is told of its seas too.
An actor stands for itself and all that belong to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.actors import ActorKind, ActorRole
from domain.casualties import Outcome
from domain.places import Place, PlaceKind, has_position
from domain.taxonomy import category_of, kinds, types_within
from knowledge.world import World
from query.reading import AskedActor, AskedPlace, AskedRole, Intent, Query
from query.search.town_reach import other_towns, reach_km
from query.wording.waters import seas_of
from store.search.selection import Area, Around, AtPlace, InAdmin1, InBox, InCountry, Involving, Selection

SITE_KM, NEAR_KM = 5.0, 50.0
SIDELESS = frozenset({"clash", "territory"})  # kinds whose sides are often reported as mere parties


def select(query: Query, world: World) -> Selection:
    """Which events of the index a query asks for."""
    types = _types(query, world)
    victims = [actor for actor in query.actors if actor.role is AskedRole.VICTIM]
    return Selection(
        types=types - {t for left_out in query.exclude.event_types for t in types_within(left_out)},
        areas=_areas(query, world),
        actors=_clauses(query, world),
        time=query.time,
        zone=str(query.zone),
        words=query.keywords,
        without=frozenset(id for actor in query.exclude.actors for id in world.catalogue.within(actor.id)),
        outside=tuple(area for asked in query.exclude.places for area in areas(asked, world)),
        sides=frozenset(id for actor in victims for id in world.catalogue.within(actor.id)),
        group=query.group,
        outcomes=frozenset(query.outcomes) or _of_toll(query),
        suffered=_suffered(query),
        prevented=query.prevented,
        reliability=query.reliability,
        at_least=query.toll.min if query.toll else None,
        at_most=query.toll.max if query.toll else None,
        statuses=frozenset(query.statuses),
        targets=frozenset() if query.targets_as_text else frozenset(query.targets),
        outlets=tuple(name for source in query.sources for name in _names_of(source, world)),
        any_word=query.any_keyword,
        least_sources=query.least_sources,
        without_words=query.exclude.keywords,
        order=query.order,
    )


def _areas(query: Query, world: World) -> tuple[Area, ...]:
    """Where to look; where only a place is asked about that nobody knows, at that name, which no event has."""
    if not query.places:
        return tuple(AtPlace(f"unknown {name}") for name in query.unknown_places)
    return tuple(area for asked in query.places for area in areas(asked, world))


def _of_toll(query: Query) -> frozenset[Outcome]:
    """The outcome that a toll counts, where the question names no other."""
    return frozenset({query.toll.outcome} if query.toll and query.toll.outcome else ())


def _suffered(query: Query) -> bool:
    """Whether only events are asked for in which those asked about came to harm; a toll says that by itself, and one
    that is bound above alone takes in those of nobody: "fewer than five killed", "no civilian deaths"."""
    asked = query.intent in (Intent.LIST, Intent.COUNT) and bool(query.outcomes or query.group)
    return asked and query.toll is None


def _names_of(source: str, world: World) -> tuple[str, ...]:
    """All names of an outlet or authority: what the catalogue calls it too, where it knows it."""
    match = world.catalogue.resolve(source)
    known = world.catalogue.names(match.actor.id) if match is not None and match.score == 1 else ()
    own = any(name.casefold() == source.casefold() for name in known)  # SANA speaks for Syria, and is not all of it
    return (source, *known) if own else (source,)


def areas(asked: AskedPlace, world: World) -> tuple[Area, ...]:
    """Where to look for a place."""
    place = asked.place
    if asked.radius_km is not None:
        return (Around(place.latitude, place.longitude, asked.radius_km),)
    if place.kind is PlaceKind.COUNTRY and place.country:
        seas = seas_of(place.country) if asked.near else ()
        return (InCountry(place.country), *(AtPlace(sea.id) for sea in seas))
    if place.kind is PlaceKind.REGION:
        return _region(place)
    if asked.near and has_position(place):
        return (Around(place.latitude, place.longitude, NEAR_KM), *_whole(place))
    if place.kind is PlaceKind.ADMIN1:
        return (InAdmin1(place.id),)
    if not has_position(place):
        return (AtPlace(place.id),)
    around: tuple[Area, ...] = (_around(place, world), AtPlace(place.id))
    return (*around, InAdmin1(asked.province.id)) if asked.province else around


def _around(place: Place, world: World) -> Around:
    """What lies round a site or a city: of a city, without what belongs to other towns."""
    if place.kind is PlaceKind.SITE:
        return Around(place.latitude, place.longitude, SITE_KM)
    return Around(place.latitude, place.longitude, reach_km(place), other_towns(place, world.gazetteer))


def only_place(query: Query, asked: AskedPlace) -> Query:
    """The query asked of one of its places."""
    return replace(query, places=(asked,))


def only_actor(query: Query, actor: AskedActor) -> Query:
    """The query asked of one of its actors."""
    return replace(query, actors=(actor,))


def _whole(place: Place) -> tuple[Area, ...]:
    return (InAdmin1(place.id),) if place.kind is PlaceKind.ADMIN1 else (AtPlace(place.id),)


def _region(place: Place) -> tuple[Area, ...]:
    """A named region: its provinces, its rectangle or its countries, and whatever is reported of the region as such."""
    inside: list[Area] = [InAdmin1(admin1) for admin1 in place.admin1s]
    if place.box is not None:
        inside = [InBox(place.box, place.countries)]  # a part of the region
    elif not inside:
        inside = [InCountry(country) for country in place.countries]
    return (*inside, AtPlace(place.id))


def _types(query: Query, world: World) -> frozenset[str]:
    """The kinds with all they take in; a state's bombings take in its strikes, which are bombing from the air."""
    asked = set(query.event_types)
    doers = [world.catalogue.get(actor.id) for actor in query.actors if actor.role is AskedRole.PERPETRATOR]
    if "bombing" in asked and any(doer is not None and doer.kind is ActorKind.STATE for doer in doers):
        asked.add("strike")
    if not asked and query.exclude.event_types:
        asked = {kind.id for kind in kinds().values() if kind.counted}
        return frozenset(asked)
    return frozenset(t for kind in asked for t in types_within(kind))


def _clauses(query: Query, world: World) -> tuple[Involving, ...]:
    """One clause per role; actors of one role are alternatives, the sides of a fight must both be there."""
    by_role: dict[AskedRole, list[AskedActor]] = {}
    for actor in query.actors:
        by_role.setdefault(actor.role, []).append(actor)
    clauses: list[Involving] = []
    for role, actors in by_role.items():
        roles = _roles(role, query.event_types)
        if role is AskedRole.ANY and query.intent is not Intent.COMPARE:
            clauses += [Involving(_ids([actor], world), roles) for actor in actors]
        else:
            clauses.append(Involving(_ids(actors, world), roles))
    return tuple(clauses)


def _ids(actors: Iterable[AskedActor], world: World) -> frozenset[str]:
    return frozenset(id for actor in actors for id in world.catalogue.within(actor.id))


def _roles(role: AskedRole, types: Sequence[str]) -> frozenset[ActorRole]:
    sideless = not types or any(category_of(kind) in SIDELESS for kind in types if kind in kinds())
    party = {ActorRole.PARTY} if sideless else set[ActorRole]()
    if role is AskedRole.PERPETRATOR:
        return frozenset({ActorRole.PERPETRATOR} | party)
    if role is AskedRole.TARGET:
        return frozenset({ActorRole.TARGET, ActorRole.VICTIM} | party)
    if role is AskedRole.VICTIM:
        return frozenset({ActorRole.TARGET, ActorRole.VICTIM, ActorRole.PARTY})
    return frozenset()
