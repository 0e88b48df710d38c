"""Names in datasets' columns into places and actors that the world knows, each looked up once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self

from domain.actors import Actor, ActorKind
from domain.globe import kilometres
from domain.places import Place, PlaceKind, point_id
from ingestion.datasets.values import kebab
from knowledge.places.resolution import Hints
from knowledge.world import World

_BRACKETS = re.compile(r"\s*\(([^)]*)\)")
_EITHER = re.compile(r"\s+and/or\s+|(?<=[a-z])/(?=[A-Z][a-z])")
_SURE = 0.9
_ABROAD_KM = 1500
"""So far from its own country a group is taken for the one that bears such initials: the PKK in Syria, the LRA in DR
Congo, not Sudan's SRF in Syria."""
_OFTEN_BORNE = 3
"""Initials of so few letters are borne by several; of more, hardly: AQIM is the same in Mali and in Libya."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a dataset calls things. `countries` are names that only it uses, with their alpha-2 codes; `endings` the
    words that its province names end in; `forces` what stands before a state's name; `claimants` our ids for those
    listed as a part of a state's forces who fight for themselves, by the name of the part; `actors` our ids for names
    that only it uses; `unnamed` the word before a noun for those whom nobody can name; `arms` whether " - " stands
    before an arm of an actor that is counted as the actor itself."""

    countries: Mapping[str, str]
    endings: Sequence[str]
    forces: Sequence[str]
    claimants: Mapping[str, str] = field(default_factory=dict)
    actors: Mapping[str, str] = field(default_factory=dict)
    unnamed: str = ""
    arms: bool = False

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Self:
        """What a dataset's own TOML file says."""
        return cls(
            countries=table["countries"],
            endings=table["admin1_endings"],
            forces=table["forces"],
            claimants=table.get("claimants", {}),
            actors=table["actors"],
            unnamed=table.get("unnamed", ""),
            arms=table.get("arms", False),
        )


class Names:
    """`country`, `admin1` and `actor` by name, as a dataset uses them."""

    def __init__(self, world: World, usage: Usage) -> None:
        self._world = world
        self._usage = usage
        self._endings = re.compile(rf"\s+(?:{'|'.join(usage.endings)})$", re.IGNORECASE)
        self._forces = re.compile(rf"^(?:{'|'.join(usage.forces)})\s+")
        self.country = cache(self._find_country)
        self.admin1 = cache(self._find_admin1)
        self.actor = cache(self._find_actor)

    def _find_actor(self, name: str, country: str, kind: ActorKind = ActorKind.ARMED_GROUP) -> Actor:
        """The actor of a name that is reported in a country; one of this name and kind where nobody knows it."""
        plain = without_brackets(name)
        if plain == "Civilians":
            return Actor("civilians", "civilians", ActorKind.CIVILIANS)
        own = self._usage.actors.get(name) or self._usage.actors.get(plain)
        if own and (listed := self._world.catalogue.get(own)):
            return listed
        if (forces := self._forces.match(name)) and (found := self._of_a_state(name[forces.end() :])):
            return found
        here = self._home(name) or self.code(country)
        for spelling in self._spellings(name):
            if found := self._known(spelling, here):
                return found
        id = kebab(plain)
        taken = self._world.catalogue.get(id) is not None  # initials: "BRA" is neither Brazil nor its forces
        return Actor(f"{id}-{kebab(country)}" if taken else id, plain, kind)

    def _home(self, name: str) -> str | None:
        """The country (alpha-2) that stands behind a name in brackets: "NDF (Syria)"."""
        hints = Hints(kinds=frozenset({PlaceKind.COUNTRY}), misspelt=False)
        for within in _BRACKETS.findall(name):
            match = None if within.isupper() else self._world.gazetteer.resolve(within, hints)
            if match is not None and match.score >= _SURE:
                return match.place.country
        return None

    def _spellings(self, name: str) -> Iterator[str]:
        """The ways to read a name, the fullest first: "HTS: Hayat Tahrir al Sham" has both of them, and what stands in
        brackets may belong to it ("Sudan People's Liberation Movement (North)")."""
        parts = [name, *reversed(name.split(": "))]
        pieces = [piece for part in parts for piece in _EITHER.split(part)]
        arms = [arm for part in parts for arm in part.split(" - ")] if self._usage.arms else []
        for spelling in dict.fromkeys([*parts, *pieces, *arms]):
            yield _BRACKETS.sub(r" \1", spelling).strip()
            yield without_brackets(spelling)
        if self._usage.unnamed and name.startswith(self._usage.unnamed):
            yield without_brackets(name.removeprefix(self._usage.unnamed))

    def _known(self, name: str, here: str) -> Actor | None:
        """The actor of the catalogue that bears a name, or nearly so, in a country (alpha-2)."""
        initials = name.isupper()
        if bearers := self._world.catalogue.bearers(name, here):
            return bearers[0] if not initials or self._acts_in(bearers[0], name, here) else None
        if initials:
            return None
        match = self._world.catalogue.resolve(name, countries=frozenset({here}))
        if match is None or match.score < _SURE or match.actor.kind is ActorKind.UNKNOWN:  # a common noun, grown
            return None
        return match.actor

    def _acts_in(self, actor: Actor, initials: str, here: str) -> bool:
        """Whether initials may be an actor's in a country: no state's elsewhere ("MIT" in Indonesia is not Turkey's),
        no group's from far away."""
        if actor.country in (None, here):
            return True
        if actor.kind in (ActorKind.ARMED_GROUP, ActorKind.COALITION) and len(initials) > _OFTEN_BORNE:
            return True
        home, country = self._world.gazetteer.country(actor.country or ""), self._world.gazetteer.country(here)
        if actor.kind is ActorKind.STATE or home is None or country is None:
            return False
        return kilometres(home.latitude, home.longitude, country.latitude, country.longitude) <= _ABROAD_KM

    def _of_a_state(self, name: str) -> Actor | None:
        """Whose forces "Ukraine (2019-) Azov Regiment" are: those of the state before the brackets, if known."""
        state, *behind = _BRACKETS.split(name, maxsplit=1)
        for part, claimant in self._usage.claimants.items() if behind else ():
            if re.search(rf"\b{re.escape(part)}\b", behind[-1]):
                return self._world.catalogue.get(claimant)
        return self._world.catalogue.state(self.code(state.strip()))  # "Somaliland" is listed as no country

    def _find_admin1(self, name: str, country: str) -> Place | None:
        """The first-level region of a name in a country (alpha-2)."""
        hints = Hints(countries=frozenset({country}), kinds=frozenset({PlaceKind.ADMIN1}))
        for spelling in (self._endings.sub("", name), name):
            match = self._world.gazetteer.resolve(spelling, hints) if spelling else None
            if match is not None and match.place.kind is PlaceKind.ADMIN1 and match.place.country == country:
                return match.place
        return None

    def code(self, country: str) -> str:
        """The ISO 3166-1 alpha-2 code of a country, empty where no such country is known."""
        place = self.country(country)
        return (place.country if place else None) or ""

    def _find_country(self, name: str) -> Place | None:
        """The country of a name; None for a name that the gazetteer does not have."""
        plain = without_brackets(name)
        if plain in self._usage.countries:
            return self._world.gazetteer.country(self._usage.countries[plain])
        match = self._world.gazetteer.resolve(plain, Hints(kinds=frozenset({PlaceKind.COUNTRY})))
        return match.place if match is not None and match.place.kind is PlaceKind.COUNTRY else None


def without_brackets(name: str) -> str:
    """A name without what stands in brackets behind it: "Civilians (Syria)"."""
    return _BRACKETS.sub("", name).strip()


def point(name: str, kind: PlaceKind, where: tuple[float, float], country: Place | None, admin1: Place | None) -> Place:
    """A place that only the dataset knows, named by where it lies."""
    latitude, longitude = where
    return Place(
        id=point_id(kind, latitude, longitude),
        name=name,
        kind=kind,
        country=country.country if country else None,
        admin1=admin1.id if admin1 else None,
        latitude=latitude,
        longitude=longitude,
    )


def with_country(name: str, country: str) -> str:
    """What a place is called in a country that the gazetteer does not have, so that it is found by the country too."""
    return name if country in name else f"{name}, {country}"
