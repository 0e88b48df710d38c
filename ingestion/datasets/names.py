"""Names in datasets' columns into places and actors that the world knows, each looked up once."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from domain.actors import Actor, ActorKind
from domain.places import Place, PlaceKind, point_id
from ingestion.datasets.values import WrongValue, kebab
from knowledge.places.resolution import Hints
from knowledge.world import World

_BRACKETS = re.compile(r"\s*\([^)]*\)")
_SURE = 0.9


class Names:
    """`country`, `admin1` and `actor` by name. `countries` are names that only the dataset uses, with their alpha-2
    codes; `endings` the words that its province names end in; `forces` what stands before a state's name; `claimants`
    our ids for those listed as a part of a state's forces who fight for themselves, by the name of the part."""

    def __init__(
        self,
        world: World,
        countries: Mapping[str, str],
        endings: Sequence[str],
        forces: Sequence[str],
        claimants: Mapping[str, str] | None = None,
    ) -> None:
        self._world = world
        self._countries = countries
        self._endings = re.compile(rf"\s+(?:{'|'.join(endings)})$", re.IGNORECASE)
        self._forces = re.compile(rf"^(?:{'|'.join(forces)})\s+")
        self._claimants = claimants or {}
        self.country = cache(self._find_country)
        self.admin1 = cache(self._find_admin1)
        self.actor = cache(self._find_actor)

    def _find_actor(self, name: str, country: str, kind: ActorKind = ActorKind.ARMED_GROUP) -> Actor:
        """The actor of a name that is reported in a country; of the given kind where nobody knows it."""
        plain = without_brackets(name)
        if plain == "Civilians":
            return Actor("civilians", "civilians", ActorKind.CIVILIANS)
        if (forces := self._forces.match(name)) and (found := self._of_a_state(name[forces.end() :])):
            return found
        here = self.country(country).country or ""
        for spelling in (plain, *reversed(plain.split(": "))):  # "HTS: Hayat Tahrir al Sham"
            match = self._world.catalogue.resolve(spelling, countries=frozenset({here}))
            if match is not None and match.score >= _SURE and not _initials_elsewhere(spelling, match.actor, here):
                return match.actor
        return Actor(kebab(plain), plain, kind)

    def _of_a_state(self, name: str) -> Actor | None:
        """Whose forces "Ukraine (2019-) Azov Regiment" are: those of the state before the brackets, if known."""
        state, *part = _BRACKETS.split(name)
        if claimant := self._world.catalogue.get(self._claimants.get("".join(part).strip(), "")):
            return claimant
        try:
            country = self.country(state.strip())
        except WrongValue:
            return None  # "Somaliland", which is listed as no country
        return self._world.catalogue.state(country.country or "")

    def _find_admin1(self, name: str, country: str) -> Place | None:
        """The first-level region of a name in a country (alpha-2)."""
        hints = Hints(countries=frozenset({country}), kinds=frozenset({PlaceKind.ADMIN1}))
        for spelling in (self._endings.sub("", name), name):
            match = self._world.gazetteer.resolve(spelling, hints) if spelling else None
            if match is not None and match.place.kind is PlaceKind.ADMIN1 and match.place.country == country:
                return match.place
        return None

    def _find_country(self, name: str) -> Place:
        plain = without_brackets(name)
        if plain in self._countries:
            place = self._world.gazetteer.country(self._countries[plain])
        else:
            match = self._world.gazetteer.resolve(plain, Hints(kinds=frozenset({PlaceKind.COUNTRY})))
            place = match.place if match is not None and match.place.kind is PlaceKind.COUNTRY else None
        if place is None:
            raise WrongValue("country", f"names no country that is known: {name!r}")
        return place


def without_brackets(name: str) -> str:
    """A name without what stands in brackets behind it: "Civilians (Syria)"."""
    return _BRACKETS.sub("", name).strip()


def point(name: str, kind: PlaceKind, where: tuple[float, float], country: Place, admin1: Place | None) -> Place:
    """A place that only the dataset knows, named by where it lies."""
    latitude, longitude = where
    return Place(
        id=point_id(kind, latitude, longitude),
        name=name,
        kind=kind,
        country=country.country,
        admin1=admin1.id if admin1 else None,
        latitude=latitude,
        longitude=longitude,
    )


def _initials_elsewhere(name: str, actor: Actor, country: str) -> bool:
    """Whether initials are those of a group of another country ("SRF" in Syria and in Sudan)."""
    return name.isupper() and actor.kind is not ActorKind.STATE and actor.country not in (None, country)
