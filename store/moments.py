"""Moments as rows hold them."""

from datetime import datetime

from domain.times import from_iso


def held_moment(text: str | None) -> datetime | None:
    """The moment that a row holds; None where it holds none, or one that cannot be read, which `doctor` tells of: the
    rest of what is known stands all the same."""
    try:
        return from_iso(text) if text else None
    except ValueError:
        return None
