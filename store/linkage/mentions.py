"""A mention as record linkage compares it: one event of one report, with what of the report bears on linkage."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from domain.actors import ActorKind, ActorRole
from domain.events import Event, Status
from domain.places import EventPlace, Place, PlaceKind, PlaceRole
from domain.times import Precision, TimeRange
from store.linkage.names import fold, names_in, sounds
from store.linkage.near_duplicates import Fingerprint
from store.linkage.rules import rules

POINT_KINDS = frozenset({PlaceKind.CITY, PlaceKind.SITE})
"""Places small enough to measure distances from."""

SAME = 8192
"""So many names and sentences are kept in hand: they come again and again."""

_NOBODY = frozenset({ActorKind.UNKNOWN, ActorKind.CIVILIANS})
_INSTANT_SLACK = timedelta(hours=3)
_DENIED_BEFORE = timedelta(days=1)
_BEGUN_BEFORE = timedelta(days=1)
_UNTIMED_BEFORE = timedelta(days=7)
_UNTIMED_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class MentionRecord:
    """A mention of an event. `key` names it the same way whatever arrived first (content hash and position);
    `report` is the content hash, `report_id` and `mention_id` the rows, `source` the outlet, `dataset` its name where
    the mention is a row of a structured dataset, `fingerprint` what copies of the report's text share. `event` is what
    the report says, `corrected` what a person made of that, if one did."""

    key: str
    report: str
    source: str | None
    published: datetime | None
    event: Event
    mention_id: int = 0
    report_id: int = 0
    fingerprint: Fingerprint = frozenset()
    dataset: str | None = None
    corrected: Event | None = None

    def set_right(self) -> "MentionRecord":
        """The mention as if its report said what a person set right."""
        return self if self.corrected is None else replace(self, event=self.corrected, corrected=None)

    def readings(self) -> tuple["MentionRecord", ...]:
        """What the report says, and what it says as a person set it right."""
        return (self,) if self.corrected is None else (replace(self, corrected=None), self.set_right())

    def locations(self) -> tuple[Place, ...]:
        """Where it happened, most specific first."""
        return locations(self.event)

    def areas(self) -> frozenset[str]:
        """The ids of the places that its sentences call a district, a commune or the like: larger than the town that
        they are named after."""
        return called_areas(located(self.event), self.quotes())

    def quotes(self) -> tuple[str, ...]:
        """The sentences that tell of it."""
        return tuple(each.quote for each in self.event.evidence)

    def names(self) -> tuple[frozenset[str], frozenset[str]]:
        """Names in its sentences that are not its actors', as they sound: those within a sentence, and all of them."""
        actors = _words_of(tuple(part for a in self.event.actors for part in (a.actor.name, a.text)))
        within, everywhere = names_in(self.quotes())
        return within - actors, everywhere - actors

    def place_words(self) -> frozenset[str]:
        """The words of the names of its places, as they sound."""
        return _words_of(tuple(part for p in self.event.places for part in (p.place.name, p.text)))

    def doers(self) -> frozenset[str]:
        """The ids of known perpetrators, with what they belong to."""
        return self._acting(ActorRole.PERPETRATOR)

    def sufferers(self) -> frozenset[str]:
        """The ids of known targets and victims, with what they belong to."""
        return self._acting(ActorRole.TARGET, ActorRole.VICTIM)

    def parties(self) -> frozenset[str]:
        """The ids of the sides of a fight, with what they belong to."""
        return self._acting(ActorRole.PARTY)

    def _acting(self, *roles: ActorRole) -> frozenset[str]:
        known = [a.actor for a in self.event.actors if a.role in roles and a.actor.kind not in _NOBODY]
        return frozenset(i for actor in known for i in (actor.id, actor.parent) if i is not None)

    def window(self) -> TimeRange | None:
        """When it may have happened: the time stated, or without one the week before publication. A denial often tells
        the day on which it is made, so that what it denies may have been the day before."""
        time = self.event.time
        if time is not None and time.start is not None and time.end is not None:
            if time.precision is Precision.INSTANT:
                time = TimeRange(time.start - _INSTANT_SLACK, time.end + _INSTANT_SLACK, time.precision)
            if self.event.status is Status.DENIED and time.start is not None:
                time = TimeRange(time.start - _DENIED_BEFORE, time.end, time.precision)
            return time
        if self.published is None:
            return None
        return TimeRange(self.published - _UNTIMED_BEFORE, self.published + _UNTIMED_AFTER, Precision.UNKNOWN)

    def lasts(self) -> bool:
        """Whether it is of a kind that goes on for days, so that one report dates its beginning by its announcement."""
        return self.event.type in rules().lasting

    def sought(self) -> TimeRange | None:
        """Where another mention of it may lie: its window, and a day before that for what lasts."""
        window = self.window()
        if window is None or window.start is None or not self.lasts():
            return window
        return TimeRange(window.start - _BEGUN_BEFORE, window.end, window.precision)

    def timed(self) -> bool:
        """Whether the report says when."""
        return self.event.time is not None


def located(event: Event) -> tuple[EventPlace, ...]:
    """The places where an event happened, as stated; launch sites and places merely named are left out."""
    return tuple(place for place in event.places if place.role is PlaceRole.LOCATION)


def locations(event: Event) -> tuple[Place, ...]:
    """The gazetteer's places where an event happened, most specific first."""
    return tuple(place.place for place in located(event))


def called_areas(places: Iterable[EventPlace], quotes: tuple[str, ...]) -> frozenset[str]:
    """The ids of the towns and villages among places that sentences call an area ("Lubero territory", "the commune of
    Kokorou"), or whose name has such a word in it."""
    return frozenset(p.place.id for p in places if p.place.kind in POINT_KINDS and _is_area(p.text, quotes))


@lru_cache(SAME)
def _is_area(name: str, quotes: tuple[str, ...]) -> bool:
    folded, said = fold(name), rules()
    for quote in map(fold, quotes):
        before, found, after = quote.partition(folded)
        if found and (said.area_after.match(after) or said.area_before.search(before)):
            return True
    return said.area_within.search(folded) is not None


@lru_cache(SAME)
def _words_of(parts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for part in parts for word in sounds(part))
