"""Moments as rows hold them."""

from datetime import datetime

from domain.times import from_iso, iso

MIDNIGHT = "T00:00:00Z"


def short(moment: datetime) -> str:
    """A moment as events are sorted by it: midnight, at which all days begin, has its date only (`2025-12-20`). Such
    texts sort as their moments do, among one another alone."""
    return iso(moment).removesuffix(MIDNIGHT)


def held_moment(text: str | None) -> datetime | None:
    """The moment that a row holds; None where it holds none, or one that cannot be read, which `doctor` tells of: the
    rest of what is known stands all the same."""
    try:
        return from_iso(text) if text else None
    except ValueError:
        return None
