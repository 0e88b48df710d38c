"""What hooks are to tell goes into their queue: an event when it first matches, and again when something changes that
is worth a sound in a chat. Quiet hours and gatherings are for people: a hook has neither.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from domain.times import iso
from handlers.alerting.deciding import facts_now, gone, worth_a_sound
from handlers.alerting.facts import Change, Facts, Said, changes, from_text, to_text
from handlers.services.services import Services
from store.chats.hook_posts import (
    Due,
    drop_event,
    due_for_hook,
    hook_told,
    hooks_to_tell,
    move_event,
    new_post_id,
    queue_post,
    settle_event,
)
from store.database import transaction
from store.events.changes import Telling, event_of, tellings_of
from store.events.loading import load_events
from store.export.export import event_as_json
from store.reliability import grades
from store.search.finding import StoredEvent

Step = Callable[[sqlite3.Connection], object]

_ROUNDS = 3
"""An event that became another is looked at again as that one."""


@dataclass(slots=True)
class _Round:
    """What is known while the posts of one hook are made, and the steps that they make."""

    reader: sqlite3.Connection
    now: datetime
    countries: Mapping[str, str]
    letters: Mapping[str, str]
    events: Mapping[int, StoredEvent]
    tellings: Mapping[int, Sequence[Telling]]
    followed: set[int] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)


async def queue_posts(services: Services) -> None:
    """Put what hooks are to tell now into their queue."""
    for _ in range(_ROUNDS):
        for hook, room in (await services.index.read(hooks_to_tell)).items():
            now = services.clock()
            steps = await services.index.read(partial(_steps, services.countries, hook, room, now))
            if steps:
                await services.index.write(partial(_carry_out, steps))


def _carry_out(steps: Sequence[Step], writer: sqlite3.Connection) -> None:
    with transaction(writer):
        for step in steps:
            step(writer)


def _steps(countries: Mapping[str, str], hook: int, room: int, now: datetime, reader: sqlite3.Connection) -> list[Step]:
    dues = due_for_hook(reader, hook, room)
    ids = [due.event_id for due in dues]
    events = {stored.id: stored for stored in load_events(reader, ids)}
    round_ = _Round(reader, now, countries, grades(reader), events, tellings_of(reader, ids))
    for due in dues:
        if due.is_told:
            _tell_change(round_, due)
    for due in dues:
        if not due.is_told and due.event_id not in round_.followed:
            _tell_new(round_, due)
    return round_.steps


def _tell_new(round_: _Round, due: Due) -> None:
    """What is gone by now, or was found by a watch that stands still by now, is not told."""
    stored = round_.events.get(due.event_id)
    if stored is None or not due.is_on:
        round_.steps.append(partial(drop_event, due=due))
        return
    now = facts_now(round_.reader, stored, round_.countries, round_.tellings.get(due.event_id, ()))
    _post(round_, due, "event.first", Said(now, now), [])


def _tell_change(round_: _Round, due: Due) -> None:
    """What was told before, where it is another now in a way that is worth a sound."""
    said, stored = from_text(due.facts or ""), round_.events.get(due.event_id)
    successor = None if stored else event_of(round_.reader, said.aloud.mentions)
    is_known = successor in round_.followed or hook_told(round_.reader, due.hook_id, successor or 0)
    if successor is not None and not is_known:
        round_.followed.add(successor)
        round_.steps.append(partial(move_event, due=due, event=successor))
        return
    tellings = round_.tellings.get(due.event_id, ())
    if stored is not None:
        now = facts_now(round_.reader, stored, round_.countries, tellings)
    else:
        now = gone(round_.reader, due.event_id, said.aloud, successor)
    since = worth_a_sound(tellings, said.aloud, now) if due.is_on else []
    if since:
        _post(round_, due, "event.gone" if now.gone else "event.changed", Said(said.first, now), since)
        return
    quiet = not any(change.loud for change in changes(said.aloud, now))
    aloud = replace(said.aloud, mentions=now.mentions) if quiet and not now.gone else now
    round_.steps.append(partial(settle_event, due=due, facts=to_text(Said(said.first, aloud))))


def _post(round_: _Round, due: Due, kind: str, said: Said, since: Sequence[Change]) -> None:
    post = new_post_id()
    body = json.dumps(_body(round_, due, post, kind, said.aloud, since), ensure_ascii=False)
    round_.steps.append(partial(queue_post, due=due, post=post, body=body, facts=to_text(said), now=round_.now))


def _body(round_: _Round, due: Due, post: str, kind: str, now: Facts, since: Sequence[Change]) -> dict[str, object]:
    stored = round_.events.get(due.event_id)
    return {
        "id": post,
        "type": kind,
        "made": iso(round_.now),
        "hook": due.hook_id,
        "watch": due.meaning,
        "event_id": str(due.event_id),
        "state": due.number + 1,
        "title": now.title,
        "gone": now.gone or None,
        "changes": [change.words for change in since],
        "event": None if stored is None else event_as_json(stored, round_.letters),
    }
