"""What feeds carry beside their news (`words.toml`)."""

import re
import tomllib
from importlib.resources import files

_WORDS: dict[str, list[str]] = tomllib.loads(
    files("ingestion.feeds").joinpath("words.toml").read_text(encoding="utf-8")
)
_ADDED, _BREAKS_OFF = (
    re.compile("|".join(f"(?:{pattern})" for pattern in _WORDS[name]), re.IGNORECASE)
    for name in ("added", "breaks_off")
)
_LONGEST = 400  # characters of a paragraph that is looked at: from its end where it breaks off


def is_added(paragraph: str) -> bool:
    """Whether a paragraph is what a program adds to every item.

    >>> is_added("The post Blast in Aden appeared first on Example News.")
    True
    """
    return len(paragraph) <= _LONGEST and _ADDED.fullmatch(paragraph.strip()) is not None


def breaks_off(text: str) -> bool:
    """Whether a text goes on elsewhere.

    >>> breaks_off("Drones hit the airport […]"), breaks_off("Drones hit the airport.")
    (True, False)
    """
    last = text.rstrip().rpartition("\n")[2]
    return _BREAKS_OFF.fullmatch(last[-_LONGEST:]) is not None
