"""Values of a dataset's columns, read strictly: a wrong one is named with its column."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache

from domain.calendar import FIRST_YEAR, LAST_YEAR
from domain.casualties import MOST

SAME = 8192
"""So many combinations of values are kept in hand for each part of a row."""


def by_columns[T](read: Callable[[Mapping[str, str]], T], *columns: str) -> Callable[[Mapping[str, str]], T]:
    """`read`, which looks at these columns of a row and no other, done once for the same values: days, places, sides
    and figures come again from row to row. A wrong value is not remembered."""

    @lru_cache(SAME)
    def read_once(*values: str | None) -> T:
        return read({name: value for name, value in zip(columns, values, strict=True) if value is not None})

    return lambda row: read_once(*map(row.get, columns))


_DIGITS = 20
"""Python itself refuses numbers of thousands of digits."""


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
