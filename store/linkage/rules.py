"""The weights of linkage and the rules of merging, read from `linkage.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Rules:
    """What `linkage.toml` says; pairs of kinds are looked up in either order."""

    threshold: float
    longest_window_days: float
    longest_chain: int
    most_links: int
    margin: float
    chain_scores: tuple[float, ...]
    kind: dict[str, float]
    types: dict[frozenset[str], float]
    categories: dict[frozenset[str], float]
    time: tuple[tuple[float, float], ...]
    untimed: dict[str, float]
    lasting: dict[str, float]
    place: dict[str, float]
    mirrored: frozenset[frozenset[str]]
    evidence: dict[str, float]
    force: frozenset[str]
    another: tuple[str, ...]


@cache
def rules() -> Rules:
    """The rules, read once."""
    table = tomllib.loads(files("store.linkage").joinpath("linkage.toml").read_text(encoding="utf-8"))
    kind = table["kind"]
    return Rules(
        threshold=table["threshold"],
        longest_window_days=table["longest_window_days"],
        longest_chain=table["chain"]["longest"],
        most_links=table["chain"]["links"],
        margin=table["chain"]["margin"],
        chain_scores=tuple(table["chain"]["scores"]),
        kind={name: kind[name] for name in ("same", "general", "category", "other")},
        types={frozenset(row["between"]): row["score"] for row in kind["types"]},
        categories={frozenset(row["between"]): row["score"] for row in kind["categories"]},
        time=tuple((row["days"], row["score"]) for row in table["time"]),
        untimed=table["untimed"],
        lasting=table["lasting"],
        place=table["place"],
        mirrored=frozenset(frozenset(row["between"]) for row in table["mirrored"]),
        evidence=table["evidence"],
        force=frozenset(table["merging"]["force"]),
        another=tuple(table["another"]["phrases"]),
    )
