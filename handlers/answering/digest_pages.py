"""What a digest says: its schedule, its topic and a moment in, messages out. Knows the index, but no Telegram."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from handlers.answering.digest_posts import SlotTold, slot_posts
from handlers.scheduling.schedule import EVERY_DAY, Schedule
from handlers.sending.messages import Buttons, OutgoingMessage, to_json
from handlers.services.services import Services
from handlers.services.zones import known_zone
from handlers.views.digest_view import (
    DigestView,
    change_in_words,
    digest_html,
    has_more,
    label_of,
    page_html,
)
from handlers.views.texts import fill, say
from query.reading import Query
from query.search.news import PAGE, Change, Gathered, Since, as_news, change_of, gather, tell
from query.understand import understand
from query.wording.silence import silence_in_words
from store.chats.chats import chat_kind
from store.chats.digest_told import (
    Before,
    Correctable,
    Telling,
    Told,
    ToldNow,
    began,
    correctable,
    slot_before,
    told_before,
    told_events,
    told_in_slot,
    told_since,
)
from store.chats.digests import BrokenDigest, Digest, all_digests, digest_numbered
from store.chats.hook_posts import SlotPost, hooks_told_of_slot
from store.events.arrival import first_mentions, newest_mention
from store.events.loading import load_events
from store.events.states import states_of
from store.intake.silence import silence
from store.search.known_places import KnownPlaces

PREFIX = "dig1."
_MOST = 10
CORRECTED_FOR = timedelta(days=1)
_COMPARED_FOR = timedelta(days=30)


@dataclass(slots=True)
class Dues:
    """The digests whose slot has come and was not sent, with that slot; and those that can have none, with the
    reason."""

    slots: list[tuple[Digest, datetime]] = field(default_factory=list)
    troubles: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A slot of a digest: the message, what is kept of it, and what both are made of."""

    message: OutgoingMessage
    telling: Telling
    told: SlotTold


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to be said of a slot of a digest that facts have overtaken: the states by position, and where there is
    something to say, as payloads the message as it should be and a reply, and what is posted."""

    which: Correctable
    said: tuple[tuple[int, str], ...]
    anew: str | None = None
    reply: str | None = None
    posts: tuple[SlotPost, ...] = ()


def schedule_of(digest: Digest, zone: ZoneInfo) -> Schedule:
    """When a digest is due."""
    return Schedule(digest.walls, zone, digest.weekdays)


def due_digests(reader: sqlite3.Connection, now: datetime) -> Dues:
    """What is due at a moment. A slot missed for too long is passed over; a digest that bears a time to come was
    written when the clock was wrong, and is held to that no longer."""
    dues, last_slot = Dues(), cache(lambda schedule: schedule.last_slot(now))  # many share one
    for digest in all_digests(reader):
        if isinstance(digest, BrokenDigest):
            dues.troubles.append((digest.id, fill("trouble_row", why=digest.why)))
        elif (zone := known_zone(digest.zone)) is None:
            dues.troubles.append((digest.id, fill("trouble_zone", zone=digest.zone)))
        elif not digest.paused:
            schedule = schedule_of(digest, zone)
            slot, sent = last_slot(schedule), digest.last_slot or digest.created
            if not slot <= sent <= now and not slot <= digest.created <= now and not schedule.is_stale(slot, now):
                dues.slots.append((digest, slot))
    return dues


def digest_page(services: Services, reader: sqlite3.Connection, digest: Digest, slot: datetime) -> DigestPage:
    """A digest for a slot: what became known since the slot before, and what changed in what it told."""
    zone = services.zone_named(digest.zone)
    since = _since(digest, slot, zone)
    query, known = query_of_slot(services, reader, digest, slot, zone), newest_mention(reader)
    told = told_events(reader, digest.id)
    gathered = gather(query, reader, services.world, since, told)
    gathered = replace(gathered, known=min(known, gathered.known))
    counted, older = _counted_before(reader, digest, slot)
    news = tell(query, gathered.new, reader, services.world, since.moment, before=older)
    before = told_since(reader, digest.id, slot - _COMPARED_FOR)
    manner = services.manner(zone)
    labels = _labels(services, reader, [event for event, _, _ in gathered.changed], slot, zone)
    changed = [change_of(event, labels.get(event, ""), was, now) for event, was, now in gathered.changed]
    changed += [change_of(each.event_id, each.label, each.told, each.now) for each in before if each.told != each.now]
    changed = _once(changed)
    view = DigestView(title_of(digest), news, changed, counted)
    silent = silence_in_words(silence(reader, slot), slot, zone, named=True)
    view = replace(view, named=_answers_commands(reader, digest), silence=silent)
    html, shown = digest_html(view, slot, manner)
    message = OutgoingMessage(html, _buttons(digest.id, slot, view, shown), pin="pin" in digest.extras)
    payload = None if view.is_empty and "quiet" in digest.extras else to_json(message)
    rows = _rows(services, reader, gathered, before, slot, zone)
    telling = Telling(payload, since.moment, gathered.known, news.count, news.killed, rows)
    return DigestPage(message, telling, SlotTold(digest, slot, view, gathered.new))


def preview(services: Services, reader: sqlite3.Connection, digest: Digest, now: datetime) -> OutgoingMessage:
    """A digest as it would come now. Raises QuestionError where its question cannot be read."""
    page = digest_page(services, reader, digest, now)
    return OutgoingMessage(f"{say('digest_preview')}\n{page.message.html}")


def further_page(
    services: Services, reader: sqlite3.Connection, number: int, slot: datetime, offset: int, now: datetime
) -> OutgoingMessage | None:
    """Other events of a slot that was sent; None where the digest is ended, or the slot was none of its."""
    digest, since = digest_numbered(reader, number), began(reader, number, slot)
    if not isinstance(digest, Digest) or since is None:
        return None
    zone, told = services.zone_named(digest.zone), told_in_slot(reader, number, slot)
    view = _view_again(services, reader, digest, slot, since, told, offset)
    html, shown = (page_html if offset else digest_html)(view, now, services.manner(zone))
    return OutgoingMessage(html, _buttons(number, slot, view, shown))


def corrections(services: Services, reader: sqlite3.Connection, now: datetime) -> list[Correction]:
    """What is to be corrected in what was told in the last day."""
    found = []
    for which in correctable(reader, now - CORRECTED_FOR):
        digest = digest_numbered(reader, which.digest_id)
        if isinstance(digest, Digest):
            found.append(_correction(services, reader, digest, which))
    return found


def _correction(services: Services, reader: sqlite3.Connection, digest: Digest, which: Correctable) -> Correction:
    told = told_in_slot(reader, digest.id, which.slot)
    fresh = [each for each in told if each.said != each.now]
    now_said = _once([change_of(each.event_id, each.label, each.said, each.now) for each in fresh])
    words = list(map(change_in_words, now_said))
    said = tuple((each.position, each.now) for each in fresh)
    if not words:
        return Correction(which, said)
    view = _view_again(services, reader, digest, which.slot, which.since, told, 0)
    slot = SlotTold(digest, which.slot, view, _new_events(told))
    hooks = hooks_told_of_slot(reader, digest.id, which.slot)
    posts = slot_posts(services, reader, slot, hooks, number=which.corrections + 2)
    if which.message_id is None:
        return Correction(which, said, posts=posts)
    html, shown = digest_html(view, which.slot, services.manner(services.zone_named(digest.zone)))
    anew = OutgoingMessage(html, _buttons(digest.id, which.slot, view, shown), replaces=which.message_id)
    lines = "\n".join(
        [say("digest_correction"), *(say("digest_correction_line", words=line) for line in words[:_MOST])]
    )
    reply = OutgoingMessage(lines, reply_to=which.message_id)
    return Correction(which, said, to_json(anew), to_json(reply), posts)


def _new_events(told: Sequence[ToldNow]) -> tuple[int, ...]:
    """The events that a slot told as new, each once, by their numbers of now."""
    new = (each.event_id for each in told if each.changed_from is None and each.event_id is not None)
    return tuple(dict.fromkeys(new))


def _counted_before(
    reader: sqlite3.Connection, digest: Digest, slot: datetime
) -> tuple[Before | None, tuple[int, ...] | None]:
    """What the slot before one counted, and the events that it told as new. None where there was none, or where it came
    at other times than this one, so that the periods are not alike."""
    earlier = slot_before(reader, digest.id, slot)
    if earlier is None or earlier < digest.created <= slot:
        return None, None
    return told_before(reader, digest.id, slot), _new_events(told_in_slot(reader, digest.id, earlier))


def _view_again(
    services: Services,
    reader: sqlite3.Connection,
    digest: Digest,
    slot: datetime,
    since: datetime,
    told: Sequence[ToldNow],
    offset: int,
) -> DigestView:
    """A slot that was sent, with its events as they are now and what was corrected in them."""
    zone = services.zone_named(digest.zone)
    query = query_of_slot(services, reader, digest, slot, zone)
    new = [each for each in told if each.changed_from is None]
    before, older = _counted_before(reader, digest, slot)
    news = tell(query, _new_events(told), reader, services.world, since, offset, before=older)
    changed = [
        change_of(each.event_id, each.label, each.changed_from, each.now)
        for each in told
        if each.changed_from is not None
    ]
    corrected = map(
        change_in_words,
        _once([change_of(each.event_id, each.label, each.told, each.now) for each in new if each.told != each.now]),
    )
    named = _answers_commands(reader, digest)
    silent = silence_in_words(silence(reader, slot), slot, zone, named=True)
    return DigestView(title_of(digest), news, changed, before, offset, list(corrected), named, silent)


def _once(changes: Sequence[Change]) -> list[Change]:
    """The changes of which there is something to say; of those in events that have become one the first."""
    seen: set[int] = set()
    kept = []
    for change in filter(change_in_words, changes):
        if change.event_id is None or change.event_id not in seen:
            kept.append(change)
            seen |= {change.event_id} if change.event_id is not None else set()
    return kept


def _answers_commands(reader: sqlite3.Connection, digest: Digest) -> bool:
    """Whether who reads a digest can ask on where it stands: in a channel nobody can."""
    return chat_kind(reader, digest.chat_id) != "channel"


def _since(digest: Digest, slot: datetime, zone: ZoneInfo) -> Since:
    """From when on a digest tells: its last slot, or before the first the one that would have come before."""
    if digest.last_slot is not None and digest.last_slot < slot and digest.known is not None:
        return Since(digest.last_slot, digest.known)
    moment = schedule_of(digest, zone).slot_before(slot)
    return Since(moment, digest.known or 0, is_first=True)


def query_of_slot(
    services: Services, reader: sqlite3.Connection, digest: Digest, slot: datetime, zone: ZoneInfo
) -> Query:
    """What a digest asks as of a slot. Raises QuestionError."""
    return as_news(understand(digest.question, slot, services.world, zone, known_places=KnownPlaces(reader)))


def title_of(digest: Digest) -> str:
    """`Daily digest · strikes in Syria`."""
    weekly = len(digest.weekdays) == len(digest.walls) == 1
    daily = digest.weekdays == EVERY_DAY and len(digest.walls) == 1
    key = "digest_head_daily" if daily else "digest_head_weekly" if weekly else "digest_head_other"
    return say(key, topic=digest.question)


def _rows(
    services: Services,
    reader: sqlite3.Connection,
    gathered: Gathered,
    before: Sequence[ToldNow],
    slot: datetime,
    zone: ZoneInfo,
) -> tuple[Told, ...]:
    """What is kept of a slot: its new events in their order, then those that changed."""
    altered = {event: was for event, was, _ in gathered.changed}
    events = [*gathered.new, *altered]
    states, first = states_of(reader, events), first_mentions(reader, events)
    labels = _labels(services, reader, events, slot, zone)
    rows = [
        Told(first[event], event, states[event], labels[event], altered.get(event))
        for event in events
        if event in states and event in first and event in labels
    ]
    return (
        *rows,
        *(
            Told(each.mention_id, each.event_id or 0, each.now, each.label, each.told)
            for each in before
            if each.told != each.now
        ),
    )


def _labels(
    services: Services, reader: sqlite3.Connection, events: Sequence[int], slot: datetime, zone: ZoneInfo
) -> dict[int, str]:
    manner = services.manner(zone)
    return {stored.id: label_of(stored, slot, manner) for stored in load_events(reader, events)}


def _buttons(number: int, slot: datetime, view: DigestView, shown: int) -> Buttons:
    """Back and on, where a message shows a part of the events."""
    code = f"{PREFIX}{number}.{int(slot.timestamp()):x}."
    row = []
    if view.offset:
        row.append(("‹ Back", f"{code}{max(0, view.offset - PAGE)}"))
    left = view.news.count - view.offset - shown
    if shown and has_more(view, shown):
        row.append((f"{left:,} more ›", f"{code}{view.offset + shown}"))
    return (tuple(row),) if row else ()
