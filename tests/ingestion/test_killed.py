"""Ingest, import and migration killed with -9 at random moments: the short form of `make crash`."""

from tests.ingestion.crashing import KILLS_BEFORE_COMPLETION, crash


def test_nothing_is_lost_or_doubled_by_kills() -> None:
    files = list(crash(kills=12, seed=5))
    assert len(files) == 12 / KILLS_BEFORE_COMPLETION
