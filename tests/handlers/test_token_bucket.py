"""How much one person may ask."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from handlers.services.token_bucket import TokenBucket, Verdict

NOON = datetime(2025, 12, 20, 12, tzinfo=UTC)


def test_a_burst_then_one_warning_then_silence_then_welcome_again() -> None:
    bucket = TokenBucket(burst=3, seconds=2)
    verdicts = [bucket.take(1, NOON) for _ in range(5)]
    assert verdicts == [Verdict.WELCOME] * 3 + [Verdict.TOO_FAST, Verdict.STILL_TOO_FAST]
    assert bucket.take(2, NOON) is Verdict.WELCOME
    assert bucket.take(1, NOON + timedelta(seconds=2)) is Verdict.WELCOME
    assert bucket.take(1, NOON + timedelta(seconds=2)) is Verdict.TOO_FAST


def test_a_question_of_long_ago_gives_back_nothing() -> None:
    bucket = TokenBucket(burst=3, seconds=2)
    asked = [NOON] * 3 + [NOON - timedelta(hours=1)] + [NOON] * 3
    assert [bucket.take(1, moment) for moment in asked].count(Verdict.WELCOME) == 3


def test_a_clock_that_was_ahead_for_a_while_shuts_nobody_out() -> None:
    bucket = TokenBucket(burst=3, seconds=2)
    for _ in range(5):
        bucket.take(1, NOON + timedelta(days=3650))
    assert bucket.take(1, NOON) is Verdict.STILL_TOO_FAST
    assert bucket.take(1, NOON + timedelta(seconds=2)) is Verdict.WELCOME


@given(st.lists(st.floats(0, 60), max_size=200))
def test_never_more_than_the_burst_and_what_time_gives(pauses: list[float]) -> None:
    bucket, now = TokenBucket(burst=5, seconds=2), NOON
    welcome = 0
    for pause in pauses:
        now += timedelta(seconds=pause)
        welcome += bucket.take(1, now) is Verdict.WELCOME
    assert welcome <= 5 + (now - NOON).total_seconds() / 2 + 1e-6
