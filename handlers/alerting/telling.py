"""What waits to be told goes into the outbox, chat by chat: first cards, then one message of many, edits, and short
replies.

A chat gets at most FEW cards in WINDOW; what comes beyond waits for GATHER and comes in one message. In quiet hours
nothing is told aloud: what came is held and released together, while messages that are there already are still
corrected.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from handlers.alerting.deciding import facts_now, gone, worth_a_sound
from handlers.alerting.facts import Change, Facts, Said, changes, from_text, to_text
from handlers.alerting.pages import alert_page, change_page, changes_page, gathering_page, gone_page, killed
from handlers.sending.messages import Buttons, OutgoingMessage, to_json
from handlers.services.services import Services
from handlers.views.cards import Manner
from handlers.views.texts import template
from store.chats.alerts import (
    Alert,
    Gathering,
    WatchState,
    add_gathering,
    chats_to_tell,
    drop_alert,
    due_alerts,
    gathered,
    gathering_of,
    is_told,
    move_alert,
    regather,
    sent_by,
    settle,
    supersede,
    tell,
    told_lately,
)
from store.chats.deliveries import Parcel, queue_delivery
from store.chats.preferences import preferences_of
from store.database import transaction
from store.events.changes import Telling, event_of, tellings_of
from store.events.loading import load_events
from store.search.finding import StoredEvent

FEW = 4
WINDOW, GATHER = timedelta(minutes=2), timedelta(minutes=1)
PREFIX = "bell1."
_MOST = 1000

Step = Callable[[sqlite3.Connection], object]


@dataclass(slots=True)
class _Round:
    """What is known while the messages for one chat are made, and the steps that they make. `latest` are the facts of
    events that were looked at, `tellings` what tells of them."""

    reader: sqlite3.Connection
    chat: int
    now: datetime
    manner: Manner
    quiet: bool
    events: Mapping[int, StoredEvent]
    tellings: Mapping[int, Sequence[Telling]]
    latest: dict[int, Facts] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def facts(self, stored: StoredEvent) -> Facts:
        """What is told of an event now."""
        tellings = self.tellings.get(stored.id, ())
        return facts_now(self.reader, stored, self.manner.countries, tellings)


async def tell_chats(services: Services) -> int:
    """Put into the outbox what is to be told now; returns for how many chats there was anything."""
    told = 0
    for chat in await services.index.read(chats_to_tell):
        now = services.clock()
        steps = await services.index.read(partial(_steps, services, chat, now))
        if steps:
            await services.index.write(partial(_carry_out, steps))
            told += 1
    return told


def _carry_out(steps: Sequence[Step], writer: sqlite3.Connection) -> None:
    with transaction(writer):
        for step in steps:
            step(writer)


def _steps(services: Services, chat: int, now: datetime, reader: sqlite3.Connection) -> list[Step]:
    """What is to be done for a chat, all of it or nothing."""
    set_here = preferences_of(reader, chat)
    zone = services.zone_named(set_here.zone)
    quiet = set_here.quiet is not None and set_here.quiet.holds(now.astimezone(zone).time())
    due = due_alerts(reader, chat, _MOST)
    ids = [alert.event_id for alert in due]
    events = {stored.id: stored for stored in load_events(reader, ids)}
    round_ = _Round(reader, chat, now, services.manner(zone), quiet, events, tellings_of(reader, ids))
    followed = _tell_changes(round_, [alert for alert in due if alert.told is not None and not alert.is_sending])
    _tell_new(round_, [alert for alert in due if alert.told is None and alert.event_id not in followed])
    return round_.steps


def _tell_new(round_: _Round, waiting: Sequence[Alert]) -> None:
    """The first of what waits as cards; the rest, once it has waited long enough, in one message for each topic. What
    is gone by now, or was found by a watch that stands still by now, is not told."""
    there = [alert for alert in waiting if alert.event_id in round_.events and alert.watch is WatchState.ON]
    round_.steps += [partial(drop_alert, alert=alert) for alert in waiting if alert not in there]
    if round_.quiet or not there:
        return
    free = max(0, FEW - told_lately(round_.reader, round_.chat, round_.now - WINDOW))
    ranked = sorted(there, key=lambda alert: (-killed(round_.events[alert.event_id]), alert.made, alert.event_id))
    for alert in ranked[:free]:
        _tell_one(round_, alert)
    rest: defaultdict[int | None, list[Alert]] = defaultdict(list)
    for alert in ranked[free:]:
        rest[alert.thread_id].append(alert)
    for thread, alerts in rest.items():
        if min(alert.made for alert in alerts) > round_.now - GATHER:
            continue
        if len(alerts) == 1:
            _tell_one(round_, alerts[0])
        else:
            _tell_many(round_, thread, alerts)


def _tell_one(round_: _Round, alert: Alert) -> None:
    stored = round_.events[alert.event_id]
    facts = round_.facts(stored)
    html = alert_page(stored, alert.meaning, round_.now, round_.manner)
    said = to_text(Said(facts, facts))
    round_.steps.append(partial(_send_card, alert, html, said, round_.now))


def _send_card(alert: Alert, html: str, said: str, now: datetime, writer: sqlite3.Connection) -> None:
    parcel = Parcel(alert.chat_id, to_json(OutgoingMessage(html)), alert.thread_id)
    tell(writer, alert, now, said, html, delivery=queue_delivery(writer, parcel, now))


def _tell_many(round_: _Round, thread: int | None, alerts: Sequence[Alert]) -> None:
    events = [(round_.facts(stored), stored) for alert in alerts if (stored := round_.events.get(alert.event_id))]
    html = gathering_page(events, [alert.meaning for alert in alerts], round_.now, round_.manner)
    said = [(alert, to_text(Said(facts, facts))) for alert, (facts, _) in zip(alerts, events, strict=True)]
    round_.steps.append(partial(_send_many, thread, said, html, round_.now))


def _send_many(
    thread: int | None, alerts: Sequence[tuple[Alert, str]], html: str, now: datetime, writer: sqlite3.Connection
) -> None:
    chat = alerts[0][0].chat_id
    gathering = add_gathering(writer, chat, html, now)
    what = OutgoingMessage(html, show_button(gathering))
    sent_by(writer, gathering, queue_delivery(writer, Parcel(chat, to_json(what), thread), now))
    for alert, said in alerts:
        tell(writer, alert, now, said, None, gathering=gathering)


def show_button(gathering: int) -> Buttons:
    """The button that shows the events of a message one by one."""
    return (((template("alert_show"), f"{PREFIX}{gathering}.0"),),)


def _tell_changes(round_: _Round, known: Sequence[Alert]) -> frozenset[int]:
    """What was told before and may be another now: its message is edited, and what matters is said in reply. Returns
    the events that took the place of those that were told."""
    loud: list[tuple[Alert, Facts, list[Change]]] = []
    followed: set[int] = set()
    for alert in known:
        said, stored = from_text(alert.facts or ""), round_.events.get(alert.event_id)
        successor = None if stored else event_of(round_.reader, said.aloud.mentions)
        if successor is not None and not is_told(round_.reader, round_.chat, successor) and successor not in followed:
            followed.add(successor)
            round_.steps.append(partial(move_alert, alert=alert, event=successor))
            continue
        now = round_.facts(stored) if stored else gone(round_.reader, alert.event_id, said.aloud, successor)
        round_.latest[alert.event_id] = now
        silent = successor is not None or alert.watch is not WatchState.ON
        aloud = [] if silent else worth_a_sound(round_.tellings.get(alert.event_id, ()), said.aloud, now)
        if aloud and not round_.quiet:
            loud.append((alert, now, aloud))
        _bring_up_to_date(round_, alert, said, now, held_back=bool(aloud) and round_.quiet)
    taking = [alert.gathering_id for alert in known if alert.watch is not WatchState.STOPPED]
    for gathering in sorted({gathering for gathering in taking if gathering is not None}):
        _regather(round_, gathering)
    _reply(round_, loud)
    return frozenset(followed)


def _bring_up_to_date(round_: _Round, alert: Alert, said: Said, now: Facts, held_back: bool) -> None:
    """Let the message of an event say what is known now. What is `held_back` is still to be said aloud."""
    html = _live_page(round_, alert, said, now) if alert.gathering_id is None else alert.shown
    is_new = html != alert.shown and alert.live_id is not None and alert.watch is not WatchState.STOPPED
    if held_back and not is_new:
        return
    quietly = not any(change.loud for change in changes(said.aloud, now))
    aloud = replace(said.aloud, mentions=now.mentions) if quietly and not now.gone else now
    kept = said if held_back else Said(said.first, aloud)
    round_.steps.append(partial(_settle, alert, to_text(kept), html, is_new, held_back, round_.now))


def _live_page(round_: _Round, alert: Alert, said: Said, now: Facts) -> str:
    stored = round_.events.get(alert.event_id)
    if stored is None:
        return gone_page(now, alert.meaning)
    return alert_page(stored, alert.meaning, round_.now, round_.manner, changes(said.first, now), alert.told)


def _settle(
    alert: Alert,
    said: str,
    html: str | None,
    is_new: bool,
    held_back: bool,
    now: datetime,
    writer: sqlite3.Connection,
) -> None:
    edit = alert.edit_id
    if is_new and html is not None:
        supersede(writer, alert.edit_id)
        what = OutgoingMessage(html, replaces=alert.live_id)
        edit = queue_delivery(writer, Parcel(alert.chat_id, to_json(what), alert.thread_id), now)
    settle(writer, alert, said, html, edit, due=held_back)


def _regather(round_: _Round, gathering: int) -> None:
    """Let a message of several events say what is known of them now."""
    row, told = gathering_of(round_.reader, gathering), gathered(round_.reader, gathering)
    if row is None or row.message_id is None:
        return
    events = {stored.id: stored for stored in load_events(round_.reader, [one.event_id for one in told])}
    facts = [(round_.latest.get(one.event_id) or from_text(one.facts).aloud, events.get(one.event_id)) for one in told]
    html = gathering_page(facts, [one.meaning for one in told], round_.now, round_.manner)
    if html != row.shown:
        round_.steps.append(partial(_send_again, row, html, round_.now))


def _send_again(row: Gathering, html: str, now: datetime, writer: sqlite3.Connection) -> None:
    supersede(writer, row.edit_id)
    what = OutgoingMessage(html, show_button(row.id), replaces=row.message_id)
    regather(writer, row.id, html, queue_delivery(writer, Parcel(row.chat_id, to_json(what)), now))


def _reply(round_: _Round, loud: Sequence[tuple[Alert, Facts, list[Change]]]) -> None:
    """A short reply for each event that matters; one word on all of them in each topic, where they are many."""
    if len(loud) <= FEW:
        for alert, now, since in loud:
            html = change_page(now, alert.event_id, since)
            round_.steps.append(partial(_say, alert.thread_id, OutgoingMessage(html, reply_to=alert.live_id), round_))
        return
    by_topic: defaultdict[int | None, list[tuple[Facts, int, list[Change]]]] = defaultdict(list)
    for alert, now, since in loud:
        by_topic[alert.thread_id].append((now, alert.event_id, since))
    for thread, changed in by_topic.items():
        round_.steps.append(partial(_say, thread, OutgoingMessage(changes_page(changed)), round_))


def _say(thread: int | None, what: OutgoingMessage, round_: _Round, writer: sqlite3.Connection) -> None:
    queue_delivery(writer, Parcel(round_.chat, to_json(what), thread), round_.now)
