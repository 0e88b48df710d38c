"""Files of places into entries for the added gazetteer: a GeoNames dump, a table of p-codes, or a table of one's own.

In: the file, and the gazetteer that says what countries and provinces there are. Out: entries, and a sentence for each
row that cannot be used, with its line. Which of the three a file is, its first line says.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from domain.places import Place, PlaceKind, named_place, point_id
from ingestion.datasets.values import WrongValue
from ingestion.decoding import UnreadableReport
from ingestion.lines import text_lines
from knowledge.folding import fold
from knowledge.places.gazetteer import Gazetteer
from knowledge.places.tables.entries import Entry

Row = tuple[int, Sequence[str]]
"""A line of the file (1 is the first) and its values."""

_GEONAMES_COLUMNS = 19
_LARGEST_SHEET = 500_000_000  # bytes unpacked: all words of a workbook are held at once
_TOWNS, _DISTRICTS = "P", frozenset({"ADM2", "ADM3", "ADM4", "ADMD"})
_SITES = frozenset(
    {"AIRB", "AIRF", "AIRP", "BDG", "BLDG", "CMP", "CMPRF", "CMPMN", "DAM", "FRM", "ISL", "MINE", "MKT", "MNMT", "PRN"}
    | {"HLL", "MT", "MTS", "PASS", "OILF", "OILR", "PRT", "RDGE", "VAL", "INSM", "CSTM", "PSTB", "PSTC", "PSTP"}
)
_LEVEL_NAME = re.compile(r"adm(?:in)?_?([0-4])_?(?:name)?_?(?:[a-z]{2})?")
_LEVEL_CODE = re.compile(r"adm(?:in)?_?([0-4])_?p_?code")
_LEVEL_OTHER = re.compile(r"adm(?:in)?_?([0-4])_?(?:alt|ref)_?name\w*")
_LATITUDES = frozenset({"latitude", "lat", "y", "center_lat", "point_y"})
_LONGITUDES = frozenset({"longitude", "lon", "long", "lng", "x", "center_lon", "point_x"})


@dataclass(slots=True)
class PlaceTally:
    """The entries of a file; the rows that are no place, or one that the gazetteer has, are passed over."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    passed: int = 0
    unlocated: int = 0


def read_places(path: Path, gazetteer: Gazetteer) -> PlaceTally:
    """The entries of a file. Raises UnreadableReport where it cannot be opened, or is none of the three."""
    rows = _rows(path)
    first = next(rows, None)
    if first is None or not any(first[1]):
        raise UnreadableReport(f"{path} is empty.")
    tally = PlaceTally()
    names = [_plain(name) for name in first[1]]
    read: Callable[[Sequence[str]], Entry | None]
    if len(first[1]) == _GEONAMES_COLUMNS and first[1][0].isdigit():
        read, rows = _GeoNames(gazetteer).entry, _with_first(first, rows)
    elif any(_LEVEL_CODE.fullmatch(name) for name in names):
        read = _PCodes(names, gazetteer, tally).entry
    elif {"name", "country"} <= set(names) and _LATITUDES & set(names) and _LONGITUDES & set(names):
        read = _Own(names, gazetteer).entry
    else:
        raise UnreadableReport(
            f"{path} is no GeoNames dump, has no p-codes (admin1Pcode or ADM1_PCODE), and not the columns name, "
            "country, latitude and longitude."
        )
    _read_all(path, rows, read, tally)
    return tally


def _read_all(
    path: Path, rows: Iterator[Row], read: Callable[[Sequence[str]], Entry | None], tally: PlaceTally
) -> None:
    for line, values in rows:
        if not any(values):
            continue
        try:
            entry = read(values)
        except WrongValue as error:
            tally.problems.append(f"{path}, line {line}: {error}.")
            continue
        if entry is None:
            tally.passed += 1
        else:
            tally.entries.append(entry)


def _with_first(first: Row, rows: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rows


def _rows(path: Path) -> Iterator[Row]:
    try:
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            yield from _sheet_rows(path)
        elif path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                inner = max(archive.infolist(), key=lambda info: info.file_size)
                with archive.open(inner) as file:
                    yield from _text_rows(
                        text_lines(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""), str(path))
                    )
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield from _text_rows(text_lines(file, str(path)))
    except (OSError, zipfile.BadZipFile, UnicodeDecodeError, csv.Error) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise UnreadableReport(f"{path} cannot be read: {said}.") from error


def _text_rows(lines: Iterator[str]) -> Iterator[Row]:
    """Tabs part the columns of a GeoNames dump, which knows no quotes; commas or semicolons those of a CSV."""
    start = next(lines, "")
    if start.count("\t") >= _GEONAMES_COLUMNS - 1:
        yield 1, start.rstrip("\r\n").split("\t")
        for line, text in enumerate(lines, 2):
            yield line, text.rstrip("\r\n").split("\t")
        return
    mark = max(",;\t", key=start.count)
    yield from ((1, row) for row in csv.reader([start], delimiter=mark))
    table = csv.reader(lines, delimiter=mark)
    for row in table:
        yield table.line_num + 1, row


def _sheet_rows(path: Path) -> Iterator[Row]:
    """The rows of the sheet that has p-codes or coordinates, else of the first."""
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise UnreadableReport(
            f"{path} is an XLSX file: install watchfloor[xlsx], which reads them, or save it as CSV."
        ) from error
    with zipfile.ZipFile(path) as packed:
        if sum(info.file_size for info in packed.infolist()) > _LARGEST_SHEET:
            raise UnreadableReport(f"{path} unpacks to more than {_LARGEST_SHEET // 1_000_000} MB: save it as CSV.")
    book = load_workbook(path, read_only=True, data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.max_row]
    deepest = max(sheets, key=lambda sheet: _depth(next(sheet.iter_rows(values_only=True), ())), default=None)
    for line, row in enumerate(deepest.iter_rows(values_only=True) if deepest else (), 1):
        yield line, ["" if value is None else str(value) for value in row]


def _depth(header: Sequence[object]) -> int:
    """How deep the levels go that a sheet has codes for."""
    found = [_LEVEL_CODE.fullmatch(_plain(str(name))) for name in header if name is not None]
    return max((int(match[1]) for match in found if match), default=-1)


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


def _number(column: str, text: str, most: float) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise WrongValue(column, f"is no number: {text!r}") from None
    if not -most <= value <= most:
        raise WrongValue(column, f"lies outside -{most:.0f} to {most:.0f}: {text!r}")
    return round(value, 4)


class _GeoNames:
    """Rows of a dump: https://download.geonames.org/export/dump/readme.txt"""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def entry(self, values: Sequence[str]) -> Entry | None:
        """A town, a district or a site; None for what is neither, or known."""
        if len(values) != _GEONAMES_COLUMNS:
            raise WrongValue("geonameid", f"stands in a row of {len(values)} columns, not {_GEONAMES_COLUMNS}")
        number, name, _, others, latitude, longitude, feature, code, country = values[:9]
        if feature != _TOWNS and code not in _DISTRICTS and code not in _SITES:
            return None
        if not number.isdigit():
            raise WrongValue("geonameid", f"is no number: {number!r}")
        where = _number("latitude", latitude, 90), _number("longitude", longitude, 180)
        id = f"gn-{number}"
        if self._gazetteer.get(id) is not None and not self._gazetteer.was_added(id):
            return None
        admin1 = f"{country}-{values[10]}".lower()
        return Entry(
            id=id,
            name=name,
            kind=PlaceKind.SITE if code in _SITES else PlaceKind.CITY,
            country=country,
            admin1=admin1 if self._gazetteer.get(admin1) else None,
            latitude=where[0],
            longitude=where[1],
            population=int(values[14]) if values[14].isdigit() else 0,
            aka=tuple(dict.fromkeys(other for other in others.split(",") if other.isascii() and len(other) > 3))[:12],
            tongues=1 + others.count(","),
        )


class _Own:
    """Rows of a table of one's own: name, country, latitude, longitude, and perhaps admin1 and aliases."""

    def __init__(self, names: Sequence[str], gazetteer: Gazetteer) -> None:
        self._at = {name: at for at, name in enumerate(names)}
        self._latitude = next(name for name in names if name in _LATITUDES)
        self._longitude = next(name for name in names if name in _LONGITUDES)
        self._gazetteer = gazetteer

    def _value(self, values: Sequence[str], column: str) -> str:
        at = self._at.get(column)
        return values[at].strip() if at is not None and at < len(values) else ""

    def entry(self, values: Sequence[str]) -> Entry | None:
        """The place of a row."""
        name = self._value(values, "name")
        if not name:
            raise WrongValue("name", "is empty")
        country = country_of(self._value(values, "country"), self._gazetteer)
        latitude = _number(self._latitude, self._value(values, self._latitude), 90)
        longitude = _number(self._longitude, self._value(values, self._longitude), 180)
        told = self._value(values, "admin1")
        admin1 = admin1_of(told, country, self._gazetteer)
        if told and admin1 is None:
            raise WrongValue("admin1", f"is no first-level region of {country.name} that is known: {told!r}")
        others = re.split(r"[;|]", self._value(values, "aliases"))
        return Entry(
            id=point_id(PlaceKind.CITY, latitude, longitude),
            name=name,
            kind=PlaceKind.CITY,
            country=country.country,
            admin1=admin1.id if admin1 else None,
            latitude=latitude,
            longitude=longitude,
            aka=tuple(other.strip() for other in others if other.strip()),
        )


class _PCodes:
    """Rows of an OCHA table: the names and p-codes of the levels, perhaps with the middle of the deepest."""

    def __init__(self, names: Sequence[str], gazetteer: Gazetteer, tally: PlaceTally) -> None:
        self._names, self._codes, self._others = (
            _levels(names, pattern) for pattern in (_LEVEL_NAME, _LEVEL_CODE, _LEVEL_OTHER)
        )
        self._latitude = next((at for at, name in enumerate(names) if name in _LATITUDES), None)
        self._longitude = next((at for at, name in enumerate(names) if name in _LONGITUDES), None)
        self._gazetteer = gazetteer
        self._tally = tally

    def entry(self, values: Sequence[str]) -> Entry | None:
        """The district or village of the deepest level that the row names; None for a country or province."""
        named = {level: text for level, ats in self._names.items() if (text := _first(values, ats))}
        deepest = max(named, default=0)
        if deepest < 2:
            return None
        code = _first(values, self._codes.get(deepest, ()))
        if not code:
            raise WrongValue(f"admin{deepest}Pcode", "is empty")
        country = self._country(values, named.get(0, ""))
        admin1 = admin1_of(named.get(1, ""), country, self._gazetteer)
        where = self._where(values) or self._namesake(named[deepest], admin1 or country)
        others = tuple(dict.fromkeys(text for at in self._others.get(deepest, ()) if (text := _first(values, (at,)))))
        if where is None:
            self._tally.unlocated += 1
            place = named_place(named[deepest], PlaceKind.CITY, admin1 or country)
            return _entry_of(place, others)
        return Entry(
            id=f"pcode-{code.lower()}",
            name=named[deepest],
            kind=PlaceKind.CITY,
            country=country.country,
            admin1=admin1.id if admin1 else None,
            latitude=where[0],
            longitude=where[1],
            aka=others,
        )

    def _country(self, values: Sequence[str], name: str) -> Place:
        code = next((text for level in sorted(self._codes) if (text := _first(values, self._codes[level]))), "")
        known = self._gazetteer.country(code[:2]) if code[:2].isalpha() else None
        return country_of(name, self._gazetteer) if name or known is None else known

    def _where(self, values: Sequence[str]) -> tuple[float, float] | None:
        if self._latitude is None or self._longitude is None:
            return None
        latitude, longitude = values[self._latitude].strip(), values[self._longitude].strip()
        if not latitude and not longitude:
            return None
        return _number("latitude", latitude, 90), _number("longitude", longitude, 180)

    def _namesake(self, name: str, area: Place) -> tuple[float, float] | None:
        """Where the town of a district's name lies, which the district is named after."""
        for place in self._gazetteer.named(name):
            inside = place.admin1 == area.id if area.kind is PlaceKind.ADMIN1 else place.country == area.country
            if inside and place.kind is PlaceKind.CITY:
                return place.latitude, place.longitude
        return None


def _entry_of(place: Place, aka: tuple[str, ...]) -> Entry:
    return Entry(
        place.id, place.name, place.kind, place.country, place.admin1, place.latitude, place.longitude, aka=aka
    )


def _levels(names: Sequence[str], pattern: re.Pattern[str]) -> dict[int, tuple[int, ...]]:
    """The columns of each level, those in English first."""
    found: dict[int, list[int]] = {}
    for at in sorted(range(len(names)), key=lambda at: (not names[at].endswith("en"), at)):
        if match := pattern.fullmatch(names[at]):
            found.setdefault(int(match[1]), []).append(at)
    return {level: tuple(ats) for level, ats in found.items()}


def _first(values: Sequence[str], ats: Sequence[int]) -> str:
    return next((values[at].strip() for at in ats if at < len(values) and values[at].strip()), "")


def country_of(text: str, gazetteer: Gazetteer) -> Place:
    """The country of an alpha-2 code or a name. Raises WrongValue."""
    if len(text) == 2 and (country := gazetteer.country(text)) is not None:
        return country
    found = next((place for place in gazetteer.named(text) if place.kind is PlaceKind.COUNTRY), None)
    if found is None:
        raise WrongValue("country", f"names no country that is known: {text!r}")
    return found


def admin1_of(text: str, country: Place, gazetteer: Gazetteer) -> Place | None:
    """The first-level region of an id or a name in a country."""
    known = gazetteer.get(text.lower()) if text else None
    if known is not None and known.kind is PlaceKind.ADMIN1:
        return known
    folded = fold(text)
    for region in gazetteer.admin1s(country.country or "") if text else ():
        if folded in {fold(name) for name in (region.name, *region.aka)}:
            return region
    named = (place for place in gazetteer.named(text) if place.kind is PlaceKind.ADMIN1) if text else iter(())
    return next((place for place in named if place.country == country.country), None)
