"""A small war in the form of UCDP GED, invented but the same each time, and its figures worked out from its rows alone.

Each row is known here in plain words (who, whom, where, when, how many), so that nothing of the product is needed to
count them.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.ingestion.ged_rows import table

GOVERNMENT, INSURGENTS, IS, SDF, HTS = "Government of Syria", "Syrian insurgents", "IS", "SDF", "HTS"
ALLIES = "National Front for Liberation, SNA"
IRAQ, CIVILIANS = "Government of Iraq", "Civilians"
TOWNS = {
    "Idlib": ("Idlib Governorate", "Syria", 35.9306, 36.6339),
    "Saraqib": ("Idlib Governorate", "Syria", 35.8644, 36.8060),
    "Aleppo": ("Aleppo Governorate", "Syria", 36.2012, 37.1612),
    "Manbij": ("Aleppo Governorate", "Syria", 36.5282, 37.9549),
    "Raqqa": ("Ar-Raqqah Governorate", "Syria", 35.9528, 39.0079),
    "Palmyra": ("Homs Governorate", "Syria", 34.5624, 38.2840),
    "Mosul": ("Ninawa Governorate", "Iraq", 36.3350, 43.1189),
    "Baghdad": ("Baghdad Governorate", "Iraq", 33.3406, 44.4009),
}
HEADLINES = {
    "clash": "Fighting near {}",
    "air-strike": "Warplanes over {}",
    "shelling": "Artillery hits {}",
    "drone-strike": "A drone over {}",
    "ied": "A roadside bomb in {}",
    "attack": "Killings in {}",
}
DYADS = (
    (1, GOVERNMENT, INSURGENTS, ("Idlib", "Saraqib", "Aleppo"), ("clash", "air-strike", "shelling")),
    (1, GOVERNMENT, IS, ("Palmyra", "Raqqa"), ("clash", "air-strike", "ied")),
    (2, SDF, IS, ("Raqqa", "Manbij"), ("clash", "drone-strike", "ied")),
    (2, HTS, ALLIES, ("Idlib", "Aleppo"), ("clash", "shelling")),
    (1, IRAQ, IS, ("Mosul", "Baghdad"), ("clash", "air-strike", "ied")),
    (3, IS, CIVILIANS, ("Mosul", "Raqqa", "Palmyra"), ("attack", "ied")),
    (3, GOVERNMENT, CIVILIANS, ("Idlib", "Aleppo"), ("attack", "shelling")),
)
FIRST, DAYS, ROWS = date(2018, 1, 1), 730, 420


@dataclass(frozen=True, slots=True)
class Row:
    """One event of the war."""

    id: int
    violence: int
    sides: tuple[str, str]
    kind: str
    town: str
    day: date
    losses: tuple[int, int]
    civilians: int
    unknown: int

    @property
    def killed(self) -> int:
        """All the dead."""
        return sum(self.losses) + self.civilians + self.unknown

    @property
    def province(self) -> str:
        """The first-level region."""
        return TOWNS[self.town][0]

    @property
    def country(self) -> str:
        """The country by its name."""
        return TOWNS[self.town][1]

    @property
    def actors(self) -> frozenset[str]:
        """All who take part, allies one by one; civilians do not."""
        return frozenset(name for side in self.sides for name in side.split(", ")) - {CIVILIANS}

    @property
    def doers(self) -> frozenset[str]:
        """Who did it: of an attack on civilians the first side alone, of a fight all."""
        return frozenset({self.sides[0]}) if self.violence == 3 else self.actors

    def lost(self, actor: str) -> int:
        """The dead of an actor who fought alone on its side."""
        return sum(dead for side, dead in zip(self.sides, self.losses, strict=True) if side == actor)

    def columns(self) -> dict[str, str]:
        """The row as UCDP writes it."""
        province, country, latitude, longitude = TOWNS[self.town]
        return {
            "id": str(self.id),
            "type_of_violence": str(self.violence),
            "side_a": self.sides[0],
            "side_b": self.sides[1],
            "source_date": self.day.isoformat(),
            "source_headline": HEADLINES[self.kind].format(self.town),
            "where_coordinates": f"{self.town} town",
            "adm_1": province,
            "country": country,
            "latitude": str(latitude),
            "longitude": str(longitude),
            "date_start": f"{self.day} 00:00:00.000",
            "date_end": f"{self.day} 00:00:00.000",
            "deaths_a": str(self.losses[0]),
            "deaths_b": str(self.losses[1]),
            "deaths_civilians": str(self.civilians),
            "deaths_unknown": str(self.unknown),
            "low": str(max(0, self.killed - self.unknown)),
            "best": str(self.killed),
            "high": str(self.killed + self.unknown),
        }


def _rows() -> Iterator[Row]:
    chance = random.Random(7)
    for number in range(1, ROWS + 1):
        violence, first, second, towns, kinds = chance.choice(DYADS)
        fought = violence != 3
        yield Row(
            id=number,
            violence=violence,
            sides=(first, second),
            kind=chance.choice(kinds),
            town=chance.choice(towns),
            day=FIRST + timedelta(days=chance.randrange(DAYS)),
            losses=(chance.randrange(6), chance.randrange(9)) if fought else (0, 0),
            civilians=chance.choice((0, 0, 2, 5)) if fought else chance.randrange(1, 40),
            unknown=chance.choice((0, 0, 0, 3)),
        )


WAR = tuple(_rows())


def war_file() -> str:
    """The war as a CSV file."""
    return table(*(row.columns() for row in WAR))


def rows(*conditions: Callable[[Row], bool]) -> list[Row]:
    """The rows for which all of this holds."""
    return [row for row in WAR if all(holds(row) for holds in conditions)]
