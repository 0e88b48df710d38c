"""Values of a dataset's columns, read strictly: a wrong one is named with its column."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter

from domain.calendar import FIRST_YEAR, LAST_YEAR
from domain.casualties import MOST

SAME = 8192
"""So many combinations of values are kept in hand for each part of a row."""

_DIGITS = 20
"""Python itself refuses numbers of thousands of digits."""

Row = Mapping[str, str]
"""The values of a row, or of some of its columns; a column that the file does not have is not there."""


def row_of(names: Sequence[str], *columns: str) -> Callable[[Sequence[str]], Row]:
    """What picks these columns out of the values of a row, where `names` are those of all its columns."""
    present, pick = _picking(names, columns)
    return lambda values: dict(zip(present, pick(values), strict=True))


def by_columns[T](read: Callable[[Row], T], names: Sequence[str], *columns: str) -> Callable[[Sequence[str]], T]:
    """`read`, which looks at these columns of a row and no other, done once for the same values: days, places, sides
    and figures come again from row to row. A wrong value is not remembered."""
    present, pick = _picking(names, columns)

    @lru_cache(SAME)
    def read_once(picked: tuple[str, ...]) -> T:
        return read(dict(zip(present, picked, strict=True)))

    return lambda values: read_once(pick(values))


def _picking(
    names: Sequence[str], columns: Sequence[str]
) -> tuple[tuple[str, ...], Callable[[Sequence[str]], tuple[str, ...]]]:
    """Those of the columns that the file has, and what takes their values out of a row."""
    present = tuple(column for column in columns if column in names)
    places = [names.index(column) for column in present]
    if len(places) < 2:  # itemgetter would give the value itself
        return present, lambda values: tuple(values[at] for at in places)
    return present, itemgetter(*places)


class WrongValue(ValueError):  # noqa: N818 - it tells of the value
    """A column holds what it must not; `column` and the sentence's end ("must be a whole number, not 'x'")."""

    def __init__(self, column: str, fault: str) -> None:
        super().__init__(f"column {column} {fault}")
        self.column = column


def identifier(row: Mapping[str, str], column: str) -> str:
    """A value that must be there."""
    value = (row.get(column) or "").strip()
    if not value:
        raise WrongValue(column, "is empty")
    return value


def number(row: Mapping[str, str], column: str) -> int:
    """A whole number, not negative and no larger than people are many."""
    value = (row.get(column) or "").strip()
    if not value.isdecimal():
        raise WrongValue(column, f"must be a whole number, not {value!r}")
    if len(value) > _DIGITS or (found := int(value)) > MOST:
        raise WrongValue(column, f"must be at most {MOST:,}")
    return found


def decimal(row: Mapping[str, str], column: str, least: float, most: float) -> float:
    """A number within limits."""
    value = (row.get(column) or "").strip()
    try:
        found = float(value)
    except ValueError:
        raise WrongValue(column, f"must be a number, not {value!r}") from None
    if not least <= found <= most:
        raise WrongValue(column, f"must be from {least} to {most}, not {value}")
    return found


def day(row: Mapping[str, str], column: str) -> date:
    """A calendar day of a year that data are of; a time of day behind it is passed over."""
    value = (row.get(column) or "").strip()
    try:
        found = date.fromisoformat(value[:10])
    except ValueError:
        raise WrongValue(column, f"must be a date such as 2025-12-20, not {value!r}") from None
    return within_years(column, found)


def within_years(column: str, found: date) -> date:
    """A day, if data can be of its year."""
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise WrongValue(column, f"must be from {FIRST_YEAR} to {LAST_YEAR}, not {found}")
    return found


def kebab(name: str) -> str:
    """A name as an id: lower-case ASCII words with hyphens between."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or "unnamed"
