"""The seas beside a country: "near Yemen" takes in what is told of the Red Sea.

In: a country's code (alpha-2). Out: its seas, each by the id that the gazetteer has for it and by its name.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parents[1] / "lexicon" / "waters.toml"


class Sea(NamedTuple):
    """A sea: its place id, and what it is called."""

    id: str
    name: str


def seas_of(country: str) -> tuple[Sea, ...]:
    """The seas beside a country, none for one without a coast.

    >>> [sea.name for sea in seas_of("DJ")]
    ['the Red Sea', 'the Gulf of Aden', 'Bab al-Mandab']
    """
    return _seas().get(country, ())


@cache
def _seas() -> dict[str, tuple[Sea, ...]]:
    beside: dict[str, list[Sea]] = {}
    for row in tomllib.loads(TABLE.read_text(encoding="utf-8"))["sea"]:
        for country in row["countries"]:
            beside.setdefault(country, []).append(Sea(row["id"], row["name"]))
    return {country: tuple(seas) for country, seas in beside.items()}
