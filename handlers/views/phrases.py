"""Small pieces of an answer in plain words: dates, figures, places and people of an event. No markup, no Telegram."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo

from domain.actors import ActorRole
from domain.casualties import Casualty, Group
from domain.events import Event
from domain.places import Place, PlaceKind, PlaceRole
from domain.taxonomy import kinds
from domain.times import Precision, TimeRange
from query.reading import Query
from query.wording.casualty_phrases import span
from query.wording.paraphrase import STATUSES, sentence
from query.wording.time_phrases import time_in_words

_REGION_WORD = re.compile(r"(?i)\b(province|oblast|governorate|region|state|district|county|republic|territory)\b")
_MIDNIGHT = time()


def day(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """`19 Dec`, with the year where it is not this one."""
    local, today = moment.astimezone(zone), now.astimezone(zone)
    return f"{local.day} {local:%b}" + ("" if local.year == today.year else f" {local.year}")


def ago(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """`today`, `yesterday`, `5 days ago`, `in 3 days`; beyond two weeks nothing."""
    days = (now.astimezone(zone).date() - moment.astimezone(zone).date()).days
    if -14 <= days < 0:
        return "tomorrow" if days == -1 else f"in {-days} days"
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago" if 0 < days <= 14 else "")


def when(time: TimeRange | None, now: datetime, zone: tzinfo) -> str:
    """The time of an event, relative and absolute: `yesterday, 19 Dec`, `week of 15 Dec`, `day not stated`."""
    if time is None:
        return "day not stated"
    if not time.has_hour:  # the day is the same in every zone; which one is today, the zone says
        now, zone = now.astimezone(zone).replace(tzinfo=UTC), UTC
    if time.start is None or time.end is None:
        return _open(time, now, zone)
    inside = time.start + min(timedelta(hours=12), (time.end - time.start) / 2)
    match time.precision:
        case Precision.YEAR:
            return f"{inside.year}, day not stated"
        case Precision.MONTH:
            return f"{inside:%B %Y}, day not stated"
        case Precision.WEEK:
            this = inside.isocalendar()[:2] == now.isocalendar()[:2]
            return f"{'this week' if this else f'week of {day(inside, now, zone)}'}, day not stated"
        case Precision.INSTANT:
            return _with_ago(time.start, now, zone)
    if time.end - time.start > timedelta(hours=36):
        return f"{day(inside, now, zone)} – {day(time.end - timedelta(hours=12), now, zone)}"
    return _with_ago(inside, now, zone)


def _open(time: TimeRange, now: datetime, zone: tzinfo) -> str:
    if time.start is not None:
        return f"since {day(time.start, now, zone)}"
    return f"before {day(time.end, now, zone)}" if time.end is not None else "day not stated"


def question(query: Query, zone: tzinfo) -> str:
    """What was asked, as it was understood; a time that goes with the clock in the words that it came in."""
    words, over = sentence(query, zone), query.time
    return words.replace(time_in_words(over, zone), over.text) if over and is_rolling(over, zone) else words


def is_rolling(over: TimeRange, zone: tzinfo) -> bool:
    """Whether a time is better said by its words ("last 24 hours") than by its dates."""
    sides = [side.astimezone(zone).time() for side in (over.start, over.end) if side is not None]
    return bool(over.text) and any(side != _MIDNIGHT for side in sides)


def _with_ago(moment: datetime, now: datetime, zone: tzinfo) -> str:
    return ", ".join(part for part in (ago(moment, now, zone), day(moment, now, zone)) if part)


def stated_toll(event: Event) -> str:
    """The figures of an event as one report tells it, line by line: `4 killed (civilian), at least 9 injured`."""
    lines = [line for line in event.casualties if not line.part]
    return ", ".join(filter(None, map(_line, lines)))


def _line(line: Casualty) -> str:
    group = "" if line.group is Group.UNKNOWN else f" ({line.group})"
    if line.min == line.max == 0:
        return f"none {line.outcome}{group}"
    return f"{span(line.min, line.max, line.best) or 'some'} {line.outcome}{group}"


def kind(event: Event) -> str:
    """`Missile strike`, `5 air strikes`, `Foiled suicide bombing`."""
    known = kinds().get(event.type) or kinds()[event.category]
    words = f"{event.count} {known.many}" if event.count > 1 else known.one
    if event.prevented:
        words = f"foiled {words}"
    return words[:1].upper() + words[1:]


def emoji(event: Event) -> str:
    """The sign of the event's kind."""
    return (kinds().get(event.type) or kinds()[event.category]).emoji


def where(event: Event, countries: Mapping[str, str]) -> str:
    """`Palmyra, Syria`: the places of the event, most specific first, and the country. Empty if none."""
    located = [p.place for p in event.places if p.role is PlaceRole.LOCATION]
    fine = [place for place in located if place.kind is not PlaceKind.COUNTRY] or located
    names = list(dict.fromkeys(_name(place) for place in fine if place.kind is fine[0].kind))
    shown = _join(names, 2)
    country = countries.get(fine[0].country or "", "") if fine else ""
    return shown if not country or country in shown else f"{shown}, {country}"


def _name(place: Place) -> str:
    """A province says that it is one where its name does not, as many share theirs with a city."""
    says_so = place.kind is not PlaceKind.ADMIN1 or _REGION_WORD.search(place.name)
    return place.name if says_so else f"{place.name} province"


def people(event: Event) -> str:
    """Who → whom: perpetrators to targets (or victims), or the sides of a fight. Empty where nobody is named."""
    doers = _names(event, ActorRole.PERPETRATOR)
    aimed = _names(event, ActorRole.TARGET) or _names(event, ActorRole.VICTIM)
    sides = _names(event, ActorRole.PARTY)
    if sides and not doers:
        return " – ".join([*sides, *aimed])
    if doers and aimed:
        return f"{_join(doers)} → {_join(aimed)}"
    return f"by {_join(doers)}" if doers else f"against {_join(aimed)}" if aimed else ""


def targets(event: Event) -> str:
    """`hit or meant: the maternity ward, a nurse`, in the words of the reports. Empty where none is told."""
    told = list(dict.fromkeys(target.text or target.kind.value for target in event.targets))
    return f"hit or meant: {_join(told)}" if told else ""


def _names(event: Event, role: ActorRole) -> list[str]:
    return list(dict.fromkeys(actor.actor.name for actor in event.actors if actor.role is role))


def _join(names: list[str], most: int = 3) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def status(event: Event) -> str:
    """The word for who stands behind an event; empty for a plain report."""
    return STATUSES.get(event.status, "")


def plural(number: int, one: str, many: str | None = None) -> str:
    """`1 event`, `1,200 events`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
