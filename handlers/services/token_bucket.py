"""How much one person may ask: a token bucket of questions, which fills up again with time."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

_MOST_PEOPLE = 10_000


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
        passed = max(0.0, (now - bucket.at).total_seconds())
        bucket.left = min(float(self._burst), bucket.left + passed / self._seconds)
        bucket.at = max(bucket.at, now)  # an edited message bears its old date: the same time must not be given twice
        if bucket.left >= 1:
            bucket.left -= 1
            bucket.warned = False
            return Verdict.WELCOME
        verdict = Verdict.STILL_TOO_FAST if bucket.warned else Verdict.TOO_FAST
        bucket.warned = True
        return verdict
