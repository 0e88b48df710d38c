"""The weights of linkage and the rules of merging, read from `linkage.toml`."""

import re
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
    most_filed: int
    most_compared: int
    chain_scores: tuple[float, ...]
    kind: dict[str, float]
    types: dict[frozenset[str], float]
    categories: dict[frozenset[str], float]
    time: tuple[tuple[float, float], ...]
    other_night: float
    untimed: dict[str, float]
    lasting: dict[str, float]
    place: dict[str, float]
    mirrored: frozenset[frozenset[str]]
    kin: tuple[frozenset[str], ...]
    evidence: dict[str, float]
    force: frozenset[str]
    scenes: dict[str, str]
    rare_kinds: frozenset[str]
    another: re.Pattern[str]
    area_before: re.Pattern[str]
    area_after: re.Pattern[str]
    area_within: re.Pattern[str]


@cache
def rules() -> Rules:
    """The rules, read once."""
    table = tomllib.loads(files("store.linkage").joinpath("linkage.toml").read_text(encoding="utf-8"))
    kind = table["kind"]
    areas = "|".join(table["areas"]["words"])
    return Rules(
        threshold=table["threshold"],
        longest_window_days=table["longest_window_days"],
        longest_chain=table["chain"]["longest"],
        most_links=table["chain"]["links"],
        margin=table["chain"]["margin"],
        most_filed=table["near"]["filed"],
        most_compared=table["near"]["compared"],
        chain_scores=tuple(table["chain"]["scores"]),
        kind={name: kind[name] for name in ("same", "general", "category", "other")},
        types={frozenset(row["between"]): row["score"] for row in kind["types"]},
        categories={frozenset(row["between"]): row["score"] for row in kind["categories"]},
        time=tuple((row["days"], row["score"]) for row in table["time"]),
        other_night=table["nights"]["other"],
        untimed=table["untimed"],
        lasting=table["lasting"],
        place=table["place"],
        mirrored=frozenset(frozenset(row["between"]) for row in table["mirrored"]),
        kin=tuple(map(frozenset, table["kin"]["groups"])),
        evidence=table["evidence"],
        force=frozenset(table["merging"]["force"]),
        scenes={word: scene for scene, words in table["scenes"].items() for word in words},
        rare_kinds=frozenset(table["rare"]["kinds"]),
        another=re.compile("|".join(table["another"]["phrases"])),
        area_before=re.compile(rf"\b(?:{areas}) of (?:the )?$"),
        area_after=re.compile(rf"(?:['’]s)?[ -](?:{areas})\b"),
        area_within=re.compile(rf"\b(?:{areas})\b"),
    )
