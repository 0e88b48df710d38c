"""The words of losses and of those who suffer them: `lexicon/casualties.toml`, read once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lexicon() -> dict[str, Any]:
    """`lexicon/casualties.toml`."""
    return tomllib.loads(files("extraction").joinpath("lexicon/casualties.toml").read_text(encoding="utf-8"))


@cache
def words(table: str, key: str) -> frozenset[str]:
    """A word list of the lexicon."""
    return frozenset(lexicon()[table][key])
