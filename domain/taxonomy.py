"""The kinds of events: categories and types, the words for them, and what they map to in ACLED.

The kinds themselves stand in `taxonomy.toml`; ids are those of the contract.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Kind:
    """A category or type of event. `category` is its own id for a category; `umbrella` lists the further categories
    that a question for this kind takes in; `counted` is False for statements, which are kept and never counted."""

    id: str
    category: str
    one: str
    many: str
    emoji: str
    acled_event: str
    acled_sub_event: str
    counted: bool = True
    umbrella: tuple[str, ...] = ()


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its id, categories before their types."""
    rows = tomllib.loads(files("domain").joinpath("taxonomy.toml").read_text(encoding="utf-8"))["kind"]
    return {
        row["id"]: Kind(**{"category": row["id"], **row, "umbrella": tuple(row.get("umbrella", ()))}) for row in rows
    }


def category_of(kind: str) -> str:
    """The category of a category or type id. Raises KeyError for an unknown id."""
    return kinds()[kind].category


@cache
def types_within(kind: str) -> frozenset[str]:
    """The ids that a question for `kind` takes in: the kind itself, a category's types, and its umbrella's.

    "Attacks" takes in strikes, bombings, killings and abductions too (contract, `event_types`).
    """
    asked = {kind, *kinds()[kind].umbrella}
    return frozenset(k.id for k in kinds().values() if k.id in asked or k.category in asked)
