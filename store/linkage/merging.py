"""All tellings of one happening into the one event that people are shown."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from domain.actors import EventActor
from domain.casualties import Casualty, Outcome
from domain.events import Event, Status
from domain.places import EventPlace, PlaceKind, PlaceRole
from domain.times import TimeRange
from store.linkage.figures import Figure, breakdown, totals
from store.linkage.mentions import Account
from store.linkage.near_duplicates import alike
from store.linkage.rules import rules

_EARLIEST = datetime.min.replace(tzinfo=UTC)
MEETING = 8
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


def merge(accounts: Iterable[Account]) -> Merged:
    """The event that all accounts of a happening make together, and what is counted over them."""
    oldest_first = _oldest_first(accounts)
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


def merged_event(accounts: Iterable[Account]) -> Event:
    """What at least one account says of a happening, each thing as the best placed one tells it: the most specific
    place and time, the newest figures, every side, weapon and source. The order given does not matter."""
    oldest_first = _oldest_first(accounts)
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
        evidence=newest_first[0].event.evidence,
        confidence=max(a.event.confidence for a in oldest_first),
    )


def _alone(account: Account) -> Merged:
    """The event of a single account. Where nobody speaks for a side, its people hang on its lines alone."""
    event = account.event
    if event.attribution or event.status is Status.CLAIMED:
        people, lines = totals([account]), _casualties([account])
    else:
        people, lines = _people(event.casualties)
    return Merged(
        event=_with_parts(event, _places([account]), _actors([account]), lines),
        totals=people,
        report_count=1,
        source_count=int(account.source is not None),
        first_reported=account.published,
        last_reported=account.published,
    )


@lru_cache(SAME)
def _people(lines: tuple[Casualty, ...]) -> tuple[dict[Outcome, Figure], tuple[Casualty, ...]]:
    """People per outcome, and the lines in which nobody stands twice, of one account's lines."""
    accounts = [Account("", "", None, None, Event("", "", casualties=lines))]
    return totals(accounts), _casualties(accounts)


def _with_parts(
    event: Event, places: tuple[EventPlace, ...], actors: tuple[EventActor, ...], casualties: tuple[Casualty, ...]
) -> Event:
    if (places, actors, casualties) == (event.places, event.actors, event.casualties):
        return event
    kind = (event.category, event.type, event.status, event.prevented, event.attribution, event.count, event.time)
    return Event(*kind, places, actors, event.weapons, casualties, event.evidence, event.confidence)


def _oldest_first(accounts: Iterable[Account]) -> list[Account]:
    return sorted(accounts, key=lambda a: (a.published or _EARLIEST, a.key))


def _publishers(accounts: Sequence[Account]) -> int:
    """How many outlets stand behind it: those that carry the same text count once, as none of them corroborates it."""
    reports = {a.report: a for a in accounts if a.source is not None}
    origin = {a.source: a.source for a in reports.values()}
    holders: dict[int, list[Account]] = {}
    for account in reports.values():
        # copies have most of their hashes in common, so that they are bound to meet in one of the least
        for value in sorted(account.fingerprint)[:MEETING]:
            for other in holders.setdefault(value, []):
                if origin[account.source] != origin[other.source] and alike(account.fingerprint, other.fingerprint):
                    kept, given = origin[account.source], origin[other.source]
                    origin = {source: kept if at == given else at for source, at in origin.items()}
            holders[value].append(account)
    return len(set(origin.values()))


def _kind(newest_first: Sequence[Account]) -> tuple[str, str]:
    """The category that most accounts give, and the type within it that most give, rather than none. Of categories
    given as often, the one by which force was used, then one told more finely, wins."""
    categories = Counter(a.event.category for a in newest_first)
    fine = Counter(a.event.category for a in newest_first if a.event.type != a.event.category)
    category = min(categories, key=lambda c: (-categories[c], c not in rules().force, -fine[c], c))
    types = Counter(a.event.type for a in newest_first if a.event.category == category)
    return category, min(types, key=lambda t: (t == category, -types[t], t))


def _status(oldest_first: Sequence[Account]) -> Status:
    """Denied by one and told by another is disputed; otherwise the firmest word holds. An outlet that takes its own
    report back, and names nobody else who denies it, leaves nothing of what it told before."""
    withdrawn: set[str] = set()
    told: set[Status] = set()
    for account in reversed(oldest_first):
        if account.source in withdrawn:
            continue
        told.add(account.event.status)
        if account.event.status is Status.DENIED and account.source is not None and not account.event.attribution:
            withdrawn.add(account.source)
    standing = told - {Status.DENIED, Status.PLANNED}
    if Status.DISPUTED in told or (Status.DENIED in told and standing):
        return Status.DISPUTED
    firmest = (Status.CONFIRMED, Status.REPORTED, Status.CLAIMED, Status.DENIED, Status.PLANNED)
    return next(status for status in firmest if status in told)


def _time(newest_first: Sequence[Account]) -> TimeRange | None:
    """The shortest span told, the newest of equals."""
    told = [a.event.time for a in newest_first if a.event.time is not None]
    return min(told, key=_seconds, default=None)


def _seconds(time: TimeRange) -> float:
    return (time.end - time.start).total_seconds() if time.start and time.end else float("inf")


def _places(newest_first: Sequence[Account]) -> tuple[EventPlace, ...]:
    """Every place told, the most specific and most often told first; none is merely mentioned that it happened at."""
    told = [place for a in newest_first for place in a.event.places]
    if len(told) == 1:
        return tuple(told)
    times_told = Counter((place.place.id, place.role) for place in told)
    first = {(place.place.id, place.role): place for place in reversed(told)}
    happened = {i for i, role in first if role is not PlaceRole.MENTIONED}
    kept = [p for (i, role), p in first.items() if role is not PlaceRole.MENTIONED or i not in happened]
    roles = list(PlaceRole)
    return tuple(
        sorted(
            kept,
            key=lambda p: (
                roles.index(p.role),
                _FINEST_FIRST.index(p.place.kind),
                -times_told[p.place.id, p.role],
                p.place.id,
            ),
        )
    )


def _actors(newest_first: Sequence[Account]) -> tuple[EventActor, ...]:
    """Every actor in every role told, in the words of the newest account that has it."""
    first: dict[tuple[str, str], EventActor] = {}
    for account in newest_first:
        for actor in account.event.actors:
            first.setdefault((actor.actor.id, actor.role), actor)
    return tuple(first.values())


def _casualties(oldest_first: Sequence[Account]) -> tuple[Casualty, ...]:
    return tuple(
        Casualty(outcome, f.min, f.max, f.best, group, side, f.text)
        for outcome, lines in breakdown(oldest_first).items()
        for (group, side), f in lines.items()
    )
