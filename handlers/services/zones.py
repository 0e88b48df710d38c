"""Time zones by the names that rows of the index hold: the zone, though the machine may have lost it meanwhile."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def known_zone(name: str) -> ZoneInfo | None:
    """The time zone of that name; None where this machine knows none: zones are renamed, and rows edited by hand."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # the last where it is the name of a folder of zones
        return None
