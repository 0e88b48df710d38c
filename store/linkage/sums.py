"""Sums that a report tells beside what they are made of: "13 killed in two operations", and then nine in the one and
four in the other. Only the parts are events; the sum would count everybody twice.
"""

from collections.abc import Sequence
from itertools import combinations, islice

from domain.casualties import Outcome
from domain.events import Event
from store.linkage.comparison import counted
from store.linkage.mentions import locations

MOST_PARTS = 8
"""Of so many events at most are the parts looked for: a list that is longer is rarely one sum."""


def without_sums(events: Sequence[Event]) -> list[Event]:
    """A report's events but for those told as several of which each is told too: as many, with its dead in all."""
    return [event for event in events if not _is_sum(event, events)]


def _is_sum(whole: Event, events: Sequence[Event]) -> bool:
    killed = counted(whole, Outcome.KILLED) or 0
    if whole.count < 2 or not killed:
        return False
    parts = (n for event in events if _may_be_part(event, whole) and (n := counted(event, Outcome.KILLED)))
    return any(sum(some) == killed for some in combinations(islice(parts, MOST_PARTS), whole.count))


def _may_be_part(event: Event, whole: Event) -> bool:
    """Whether an event is one of those that the other tells as several: at its time, in its country."""
    if event is whole or event.count > 1:
        return False
    if event.time is not None and whole.time is not None and not event.time.touches(whole.time):
        return False
    homes, whole_homes = ({place.country for place in locations(each)} for each in (event, whole))
    return not homes or not whole_homes or bool(homes & whole_homes)
