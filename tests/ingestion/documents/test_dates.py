"""When a document appeared."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from ingestion.documents.dates import published

EARLY, LATE = datetime(2025, 12, 1, tzinfo=UTC), datetime(2025, 12, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stated", "saved", "expected"),
    [
        (LATE, EARLY, EARLY),  # sent when it was old
        (EARLY, LATE, EARLY),  # saved anew
        (LATE, None, LATE),
        (None, EARLY, EARLY),
        (None, None, None),
        (None, datetime(2025, 12, 1), EARLY),
        (None, datetime(2025, 12, 1, 2, tzinfo=timezone(timedelta(hours=2))), EARLY),
        (LATE, datetime(1980, 1, 1), LATE),
        (None, datetime(1, 1, 1), None),
        (None, datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-5))), None),
        (None, datetime(2013, 12, 23, 23, 15), None),
    ],
)
def test_of_what_is_known_and_what_the_file_says(
    stated: datetime | None, saved: datetime | None, expected: datetime | None
) -> None:
    assert published(stated, saved) == expected
