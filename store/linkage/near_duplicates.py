"""Texts that are copies of one another: a text in, a short fingerprint out, and whether two fingerprints are alike.

The fingerprint is the least hashes of a text's runs of words; the share of them that two texts have in common is about
the share of their runs. A report carried by ten outlets is thus seen to be one report.
"""

import re
from functools import lru_cache
from zlib import crc32

RUN = 4
"""So many words in a row make a run."""

KEPT = 48
"""So many hashes are kept of a text."""

FEWEST_WORDS = 10
"""Shorter texts are alike by chance; their fingerprint is empty."""

ALIKE = 0.6

Fingerprint = frozenset[int]


def fingerprint(text: str) -> str:
    """The fingerprint of a text, as the index keeps it: hexadecimal hashes, empty for a short text."""
    words = re.findall(r"\w+", text.casefold())
    if len(words) < FEWEST_WORDS:
        return ""
    runs = {crc32(" ".join(words[start : start + RUN]).encode()) for start in range(len(words) - RUN + 1)}
    return "".join(f"{value:08x}" for value in sorted(runs)[:KEPT])


@lru_cache(500)
def read_fingerprint(kept: str) -> Fingerprint:
    """The hashes of a fingerprint as the index keeps it."""
    return frozenset(int(kept[start : start + 8], 16) for start in range(0, len(kept), 8))


def alike(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether two texts are the same but for a few words."""
    if not one or not other:
        return False
    least = sorted(one | other)[:KEPT]
    shared = one & other
    return sum(value in shared for value in least) >= ALIKE * len(least)
