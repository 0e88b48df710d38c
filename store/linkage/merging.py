"""All mentions of one event merged into what people are shown."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from domain.actors import ActorKind, ActorRole, EventActor
from domain.casualties import Casualty, Outcome
from domain.events import Event, Status
from domain.places import EventPlace, PlaceKind, PlaceRole
from domain.targets import Target, TargetKind
from domain.times import TimeRange
from store.linkage.copies import origins
from store.linkage.figures import Figure, breakdown, totals
from store.linkage.mentions import MentionRecord
from store.linkage.rules import rules

_EARLIEST = datetime.min.replace(tzinfo=UTC)
SAME = 8192
_FINEST_FIRST = (PlaceKind.SITE, PlaceKind.CITY, PlaceKind.ADMIN1, PlaceKind.REGION, PlaceKind.COUNTRY)


@dataclass(frozen=True, slots=True)
class Merged:
    """The event, people per outcome over all its lines, and who reported it when."""

    event: Event
    totals: dict[Outcome, Figure]
    report_count: int
    source_count: int
    first_reported: datetime | None
    last_reported: datetime | None


def merge(records: Iterable[MentionRecord]) -> Merged:
    """The event that all its records make together, and what is counted over them."""
    oldest_first = _oldest_first(records)
    if len(oldest_first) == 1:
        return _alone(oldest_first[0])
    published = [a.published for a in oldest_first if a.published is not None]
    return Merged(
        event=merged_event(oldest_first),
        totals=totals(oldest_first),
        report_count=len({a.report for a in oldest_first}),
        source_count=_publishers(oldest_first),
        first_reported=published[0] if published else None,
        last_reported=published[-1] if published else None,
    )


def merged_event(records: Iterable[MentionRecord]) -> Event:
    """What at least one record says of an event, each thing as the best placed one tells it: the most specific
    place and time, the newest figures, every side, weapon, target and source. The order given does not matter."""
    oldest_first = _oldest_first(records)
    newest_first = oldest_first[::-1]
    places, actors, casualties = _places(newest_first), _actors(newest_first), _casualties(oldest_first)
    if len(oldest_first) == 1:
        return _with_parts(oldest_first[0].event, places, actors, casualties)
    category, kind = _kind(newest_first)
    return Event(
        category=category,
        type=kind,
        status=_status(oldest_first),
        prevented=all(a.event.prevented for a in oldest_first),
        attribution=tuple(dict.fromkeys(name for a in newest_first for name in a.event.attribution)),
        count=next((a.event.count for a in newest_first if a.event.count > 1), 1),
        time=_time(newest_first),
        places=places,
        actors=actors,
        weapons=tuple(dict.fromkeys(weapon for a in newest_first for weapon in a.event.weapons)),
        casualties=casualties,
        targets=_targets(newest_first),
        evidence=newest_first[0].event.evidence,
        confidence=max(a.event.confidence for a in oldest_first),
    )


def _alone(record: MentionRecord) -> Merged:
    """The event of a single record. Where nobody speaks for a side, its people hang on its lines alone."""
    event = record.event
    if event.attribution or event.status is Status.CLAIMED:
        people, lines = totals([record]), _casualties([record])
    else:
        people, lines = _people(event.casualties)
    return Merged(
        event=_with_parts(event, _places([record]), _actors([record]), lines),
        totals=people,
        report_count=1,
        source_count=int(record.source is not None),
        first_reported=record.published,
        last_reported=record.published,
    )


@lru_cache(SAME)
def _people(lines: tuple[Casualty, ...]) -> tuple[dict[Outcome, Figure], tuple[Casualty, ...]]:
    """People per outcome, and the lines in which nobody stands twice, of one record's lines."""
    records = [MentionRecord("", "", None, None, Event("", "", casualties=lines))]
    return totals(records), _casualties(records)


def _with_parts(
    event: Event, places: tuple[EventPlace, ...], actors: tuple[EventActor, ...], casualties: tuple[Casualty, ...]
) -> Event:
    if (places, actors, casualties) == (event.places, event.actors, event.casualties):
        return event
    kind = (event.category, event.type, event.status, event.prevented, event.attribution, event.count, event.time)
    return Event(*kind, places, actors, event.weapons, casualties, event.targets, event.evidence, event.confidence)


def _oldest_first(records: Iterable[MentionRecord]) -> list[MentionRecord]:
    return sorted(records, key=lambda a: (a.published or _EARLIEST, a.key))


def _publishers(records: Sequence[MentionRecord]) -> int:
    """How many outlets stand behind it: those that carry the same text count once, as none of them corroborates it."""
    texts = {a.report: (a.source, a.fingerprint) for a in records if a.source is not None}
    return len(set(origins(texts.values()).values()))


def _kind(newest_first: Sequence[MentionRecord]) -> tuple[str, str]:
    """The category that most records give, and the type within it that most give, rather than none. Of categories
    given as often, the one by which force was used, then the one with finer types, wins."""
    categories = Counter(a.event.category for a in newest_first)
    fine = Counter(a.event.category for a in newest_first if a.event.type != a.event.category)
    category = min(categories, key=lambda c: (-categories[c], c not in rules().force, -fine[c], c))
    types = Counter(a.event.type for a in newest_first if a.event.category == category)
    return category, min(types, key=lambda t: (t == category, -types[t], t))


def _status(oldest_first: Sequence[MentionRecord]) -> Status:
    """Denied by one and reported by another is disputed; otherwise the firmest word holds. An outlet that takes its own
    report back, and names nobody else who denies it, leaves nothing of what it reported before."""
    withdrawn: set[str] = set()
    reported: set[Status] = set()
    for record in reversed(oldest_first):
        if record.source in withdrawn:
            continue
        reported.add(record.event.status)
        if record.event.status is Status.DENIED and record.source is not None and not record.event.attribution:
            withdrawn.add(record.source)
    standing = reported - {Status.DENIED, Status.PLANNED}
    if Status.DISPUTED in reported or (Status.DENIED in reported and standing):
        return Status.DISPUTED
    firmest = (Status.CONFIRMED, Status.REPORTED, Status.CLAIMED, Status.DENIED, Status.PLANNED)
    return next(status for status in firmest if status in reported)


def _time(newest_first: Sequence[MentionRecord]) -> TimeRange | None:
    """The shortest span stated, the newest of equals."""
    times = [a.event.time for a in newest_first if a.event.time is not None]
    return min(times, key=_seconds, default=None)


def _seconds(time: TimeRange) -> float:
    return (time.end - time.start).total_seconds() if time.start and time.end else float("inf")


def _places(newest_first: Sequence[MentionRecord]) -> tuple[EventPlace, ...]:
    """Every place stated, the most specific and most often stated first; where it happened, none is a mere mention."""
    stated = [place for a in newest_first for place in a.event.places]
    if len(stated) == 1:
        return tuple(stated)
    times_stated = Counter((place.place.id, place.role) for place in stated)
    first = {(place.place.id, place.role): place for place in reversed(stated)}
    happened = {i for i, role in first if role is not PlaceRole.MENTIONED}
    kept = [p for (i, role), p in first.items() if role is not PlaceRole.MENTIONED or i not in happened]
    roles = list(PlaceRole)
    return tuple(
        sorted(
            kept,
            key=lambda p: (
                roles.index(p.role),
                _FINEST_FIRST.index(p.place.kind),
                -times_stated[p.place.id, p.role],
                p.place.id,
            ),
        )
    )


def _actors(newest_first: Sequence[MentionRecord]) -> tuple[EventActor, ...]:
    """Every actor in every role stated, in the words of the newest record that has it; the gunmen of one report are
    those whom another names."""
    first: dict[tuple[str, str], EventActor] = {}
    for record in newest_first:
        for actor in record.event.actors:
            first.setdefault((actor.actor.id, actor.role), actor)
    named = {actor.role for actor in first.values() if actor.actor.kind is not ActorKind.UNKNOWN}
    did = ActorRole.PERPETRATOR
    nameless = [key for key, a in first.items() if a.role is did and did in named and a.actor.kind is ActorKind.UNKNOWN]
    return tuple(actor for key, actor in first.items() if key not in nameless)


def _targets(newest_first: Sequence[MentionRecord]) -> tuple[Target, ...]:
    """Every kind of target told, each in the words of the newest record that has it."""
    told: dict[TargetKind, tuple[Target, ...]] = {}
    for record in newest_first:
        kinds = dict.fromkeys(target.kind for target in record.event.targets)
        told = {kind: tuple(t for t in record.event.targets if t.kind is kind) for kind in kinds} | told
    return tuple(dict.fromkeys(target for targets in told.values() for target in targets))


def _casualties(oldest_first: Sequence[MentionRecord]) -> tuple[Casualty, ...]:
    return tuple(
        Casualty(outcome, f.min, f.max, f.best, group, side, f.text)
        for outcome, lines in breakdown(oldest_first).items()
        for (group, side), f in lines.items()
    )
