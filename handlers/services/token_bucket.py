"""How much one person may ask: a token bucket of questions, which fills up again with time."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

_MOST_PEOPLE = 10_000
_SET_BACK = 3600.0  # seconds: nothing comes so late, the clock was set back


class Verdict(Enum):
    """Whether a question is let in; a person who asks too fast is warned once, and not at all until it is better."""

    WELCOME = "welcome"
    TOO_FAST = "too fast"
    STILL_TOO_FAST = "still too fast"


@dataclass(slots=True)
class _Bucket:
    left: float
    at: datetime
    warned: bool = False


class TokenBucket:
    """`burst` questions at once, and one more every `seconds`. Holds the people who asked last, and forgets others."""

    def __init__(self, burst: int = 20, seconds: float = 2.0) -> None:
        self._burst = burst
        self._seconds = seconds
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()

    def take(self, user: int, now: datetime) -> Verdict:
        """Count one question of a person."""
        bucket = self._buckets.setdefault(user, _Bucket(float(self._burst), now))
        self._buckets.move_to_end(user)
        if len(self._buckets) > _MOST_PEOPLE:
            self._buckets.popitem(last=False)
        passed = (now - bucket.at).total_seconds()
        bucket.left = min(float(self._burst), bucket.left + max(0.0, passed) / self._seconds)
        if passed > 0 or passed < -_SET_BACK:  # what comes out of turn must not be given the same time twice
            bucket.at = now
        if bucket.left >= 1:
            bucket.left -= 1
            bucket.warned = False
            return Verdict.WELCOME
        verdict = Verdict.STILL_TOO_FAST if bucket.warned else Verdict.TOO_FAST
        bucket.warned = True
        return verdict
