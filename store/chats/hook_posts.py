"""What hooks know of events, and the posts on their way.

    waiting ──told──▶ a post queued ──taken up──▶ sent | tried again, under the same id

A post is made once for a hook, an event or a slot of a digest, and a state of that, in one transaction with what is
known of having told it. Who takes one
up has it for LEASE; where that ends in a crash it is taken up again, and the receiver knows it by its id.
"""

import json
import sqlite3
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.times import from_iso, iso
from store.chats.alerts import Hit
from store.chats.hooks import hook_failed, hook_is_well
from store.database import explained, transaction

LEASE = timedelta(minutes=2)
"""Longer than any post takes."""

MOST_WAITING = 500
"""So many posts wait for one receiver; events beyond them are told of when there is room."""

WAIT = """
    insert into hook_events (hook_id, event_id, made)
    select id, ?, ? from hooks where watch_id = ? on conflict do nothing
"""  # index hooks_by_watch
STIR = "update hook_events set due = 1 where event_id in (select value from json_each(?))"  # index hook_events_by_event
TO_TELL = """
    select id, room from (
        select h.id, :most - (select count(*) from hook_posts where hook_id = h.id and sent is null) as room
        from hooks as h where exists (select 1 from hook_events where hook_id = h.id and due = 1)
    ) where room > 0 order by id
"""  # indexes hook_posts_waiting and hook_events_due
DUE = """
    select e.hook_id, e.event_id, e.made, e.number, e.facts, e.told is not null as is_told, w.meaning,
        coalesce(w.trouble is null and not w.paused, 0) as is_on
    from hook_events as e join hooks as h on h.id = e.hook_id left join watches as w on w.id = h.watch_id
    where e.hook_id = ? and e.due = 1 order by e.made, e.event_id limit ?
"""  # index hook_events_due
HOOKS_OF_DIGEST = "select id from hooks where digest_id = ? order by id"  # index hooks_by_digest
TOLD_OF_SLOT = """
    select h.id from hooks as h where h.digest_id = ?
        and exists (select 1 from hook_posts as p where p.hook_id = h.id and p.slot = ?)
    order by h.id
"""  # index hooks_by_digest, unique key of hook_posts
QUEUE_SLOT = """
    insert into hook_posts (id, hook_id, slot, number, body, made)
    select :id, h.id, :slot, :number, :body, :now from hooks as h where h.id = :hook
        and (select count(*) from hook_posts where hook_id = h.id and sent is null) < :most
"""  # index hook_posts_waiting
QUEUE = "insert into hook_posts (id, hook_id, event_id, number, body, made) values (?, ?, ?, ?, ?, ?)"
TOLD = """
    update hook_events set due = 0, told = :now, facts = :facts, number = :number
    where hook_id = :hook and event_id = :event
"""
SETTLED = "update hook_events set due = 0, facts = ? where hook_id = ? and event_id = ?"
TOLD_OF = "select 1 from hook_events where hook_id = ? and event_id = ? and told is not null"
DROP = "delete from hook_events where hook_id = ? and event_id = ? and told is null"
MOVED = "update hook_events set event_id = :now where hook_id = :hook and event_id = :event"
NEXT = """
    select p.id, p.hook_id, p.body, p.attempts, h.url, h.secret_file
    from hooks as h join hook_posts as p
        on p.place = (select min(place) from hook_posts where hook_id = h.id and sent is null)
    where h.trouble is null and (h.not_before is null or h.not_before <= :now)
        and (p.not_before is null or p.not_before <= :now) and (:hook is null or h.id = :hook)
    order by h.id
"""  # index hook_posts_waiting
TAKE_UP = """
    update hook_posts set attempts = attempts + 1, not_before = :until
    where id = :post and attempts = :attempts and sent is null
"""
FORGET = (
    "delete from hook_posts where sent < :before",
    "delete from hook_events where due = 0 and coalesce(told, made) < :before and not exists "
    "(select 1 from hook_posts as p where p.hook_id = hook_events.hook_id and p.event_id = hook_events.event_id)",
)


@dataclass(frozen=True, slots=True)
class Due:
    """An event that a hook is to tell of, or that may be another than it told. `number` counts what was posted of it,
    `facts` (opaque here) is what was said last; `is_on` where its watch goes on."""

    hook_id: int
    event_id: int
    made: datetime
    number: int
    facts: str | None
    is_told: bool
    meaning: str | None
    is_on: bool


@dataclass(frozen=True, slots=True)
class Post:
    """A post that may be taken up: what, where to, and where the secret is that signs it."""

    id: str
    hook_id: int
    body: str
    attempts: int
    url: str
    secret_file: str


@dataclass(frozen=True, slots=True)
class SlotPost:
    """A slot of a digest that is to be posted to a hook: under which id, and which state of it that is."""

    hook_id: int
    id: str
    number: int
    body: str


def note_hook_hits(writer: sqlite3.Connection, hits: Iterable[Hit], now: datetime) -> None:
    """Let events wait within the caller's transaction for the hooks that go with the watches which found them."""
    writer.executemany(WAIT, [(hit.event_id, iso(now), hit.watch_id) for hit in hits])


def stir_hooks(writer: sqlite3.Connection, events: Collection[int]) -> None:
    """Note within the caller's transaction that these events are not what they were, for all hooks that know them."""
    writer.execute(STIR, (json.dumps(sorted(events)),))


def hooks_to_tell(connection: sqlite3.Connection) -> dict[int, int]:
    """The hooks that have something to tell, and for how many posts of each there is room."""
    with explained():
        return {row["id"]: row["room"] for row in connection.execute(TO_TELL, {"most": MOST_WAITING})}


def due_for_hook(connection: sqlite3.Connection, hook: int, most: int) -> tuple[Due, ...]:
    """What a hook is to tell or may have to, oldest first."""
    with explained():
        rows = connection.execute(DUE, (hook, most))
        return tuple(
            Due(
                row["hook_id"],
                row["event_id"],
                from_iso(row["made"]),
                row["number"],
                row["facts"],
                bool(row["is_told"]),
                row["meaning"],
                bool(row["is_on"]),
            )
            for row in rows
        )


def new_post_id() -> str:
    """What a post is known by, to nobody twice."""
    return f"msg_{uuid.uuid4().hex}"


def queue_post(writer: sqlite3.Connection, due: Due, post: str, body: str, facts: str, now: datetime) -> None:
    """Put within the caller's transaction a post into the queue, and note what it says."""
    number = due.number + 1
    writer.execute(QUEUE, (post, due.hook_id, due.event_id, number, body, iso(now)))
    said = {"now": iso(now), "facts": facts, "number": number, "hook": due.hook_id, "event": due.event_id}
    writer.execute(TOLD, said)


def hooks_of_digest(connection: sqlite3.Connection, digest: int) -> tuple[int, ...]:
    """The hooks that get a digest."""
    with explained():
        return tuple(int(row["id"]) for row in connection.execute(HOOKS_OF_DIGEST, (digest,)))


def hooks_told_of_slot(connection: sqlite3.Connection, digest: int, slot: datetime) -> tuple[int, ...]:
    """The hooks that got one slot of a digest, or are about to."""
    with explained():
        return tuple(int(row["id"]) for row in connection.execute(TOLD_OF_SLOT, (digest, iso(slot))))


def queue_slot(writer: sqlite3.Connection, slot: datetime, posts: Iterable[SlotPost], now: datetime) -> None:
    """Put within the caller's transaction posts of a slot into the queue; not to a hook that is gone, or for which too
    much waits."""
    made = {"slot": iso(slot), "now": iso(now), "most": MOST_WAITING}
    for post in posts:
        row = {"id": post.id, "hook": post.hook_id, "number": post.number, "body": post.body}
        writer.execute(QUEUE_SLOT, row | made)


def settle_event(writer: sqlite3.Connection, due: Due, facts: str) -> None:
    """Note within the caller's transaction that nothing is to be told of an event now, and what is known of it."""
    writer.execute(SETTLED, (facts, due.hook_id, due.event_id))


def drop_event(writer: sqlite3.Connection, due: Due) -> None:
    """Forget within the caller's transaction an event that was not told yet, and is gone."""
    writer.execute(DROP, (due.hook_id, due.event_id))


def hook_told(connection: sqlite3.Connection, hook: int, event: int) -> bool:
    """Whether a hook told of an event."""
    return connection.execute(TOLD_OF, (hook, event)).fetchone() is not None


def move_event(writer: sqlite3.Connection, due: Due, event: int) -> None:
    """Let what a hook told of an event stand within the caller's transaction for the one that it became."""
    writer.execute(DROP, (due.hook_id, event))
    writer.execute(MOVED, {"now": event, "hook": due.hook_id, "event": due.event_id})


def due_posts(connection: sqlite3.Connection, now: datetime, hook: int | None = None) -> tuple[Post, ...]:
    """The oldest post of each hook, or of one, where it may be sent now: one after another, so that the receiver hears
    things in their order."""
    with explained():
        return tuple(Post(**dict(row)) for row in connection.execute(NEXT, {"now": iso(now), "hook": hook}))


def take_up_post(writer: sqlite3.Connection, post: Post, now: datetime) -> bool:
    """Have a post for LEASE; False where somebody else has it."""
    taken = {"until": iso(now + LEASE), "post": post.id, "attempts": post.attempts}
    with transaction(writer):
        return writer.execute(TAKE_UP, taken).rowcount == 1


def post_sent(writer: sqlite3.Connection, post: Post, now: datetime) -> None:
    """Note that the receiver took a post."""
    with transaction(writer):
        writer.execute("update hook_posts set sent = ?, body = '' where id = ?", (iso(now), post.id))
        hook_is_well(writer, post.hook_id)


def post_failed(
    writer: sqlite3.Connection, post: Post, error: str, now: datetime, wait: timedelta | None, *, for_good: bool
) -> datetime | None:
    """Note that the receiver did not take a post; returns when it is tried again, None where its hook stands still."""
    with transaction(writer):
        later = hook_failed(writer, post.hook_id, error, now, wait, for_good=for_good)
        writer.execute("update hook_posts set not_before = null where id = ?", (post.id,))
        return later


def forget_posts(writer: sqlite3.Connection, before: datetime) -> None:
    """Forget what was posted before a moment."""
    with explained(), transaction(writer):
        for statement in FORGET:
            writer.execute(statement, {"before": iso(before)})
