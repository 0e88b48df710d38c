"""When a document appeared, as far as its file tells."""

from datetime import UTC, datetime

from domain.calendar import of_known_years

_FIRST_YEAR = 1993  # that of the first PDF; clocks that were never set show an earlier one
_OF_A_TEMPLATE = datetime(2013, 12, 23, 23, 15, tzinfo=UTC)
"""When python-docx's template was saved: what programs make of it says so of itself, whenever that was."""


def published(stated: datetime | None, saved: datetime | None) -> datetime | None:
    """When it appeared: `stated` is what is known from elsewhere, as when it was sent, `saved` what the file says. The
    earlier one counts, since nobody sends what is not written, and many send what is old."""
    known = _known(saved)
    return min(stated, known) if stated and known else stated or known


def _known(saved: datetime | None) -> datetime | None:
    if saved is None:
        return None
    try:
        moment = of_known_years(saved.replace(tzinfo=saved.tzinfo or UTC).astimezone(UTC))
    except (ValueError, OverflowError):
        return None
    return None if moment.year < _FIRST_YEAR or moment == _OF_A_TEMPLATE else moment
