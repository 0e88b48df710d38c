"""Hooks: addresses that are told of what a watch finds, or get a digest. What is kept of each, and how its receiver
fares."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.times import from_iso, iso
from store.chats.watches import NO_CHAT
from store.database import StoreError, explained, transaction

DAY = timedelta(days=1)
"""A receiver that fails for so long is posted nothing more until somebody resumes its hook."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)


class Subject(StrEnum):
    """What a hook goes with."""

    WATCH = "watch"
    DIGEST = "digest"


ADD = {
    Subject.WATCH: (
        "select 1 from watches where id = ?",
        "select id from hooks where watch_id = ? and url = ?",
        "insert into hooks (watch_id, url, secret_file, made) values (?, ?, '', ?) returning id",
    ),
    Subject.DIGEST: (
        "select 1 from digests where id = ?",
        "select id from hooks where digest_id = ? and url = ?",
        "insert into hooks (digest_id, url, secret_file, made) values (?, ?, '', ?) returning id",
    ),
}
"""What says that there is such a subject, what finds a hook that does the same, and what adds one."""
ALL = """
    select h.*, coalesce(w.meaning, d.question) as meaning, d.trouble as told_of_digest,
        case when coalesce(w.id, d.id) is null then 'removed' when w.trouble is not null then 'stopped'
            when coalesce(w.paused, d.paused) then 'paused' else 'on' end as subject,
        (select count(*) from hook_posts where hook_id = h.id and sent is null) as waiting,
        (select max(sent) from hook_posts where hook_id = h.id) as last_sent
    from hooks as h left join watches as w on w.id = h.watch_id left join digests as d on d.id = h.digest_id
    order by h.id
"""  # indexes hook_posts_waiting, and that of its unique key
RESUME = """
    update hooks set trouble = null, failing_since = null, failures = 0, not_before = null, error = null where id = ?
"""
OWN_WATCH = """
    delete from watches where id = ? and chat_id = ? and not exists (select 1 from hooks where watch_id = watches.id)
"""
OWN_DIGEST = """
    delete from digests where id = ? and chat_id = ? and not exists (select 1 from hooks where digest_id = digests.id)
"""
FAILED = """
    update hooks set failures = failures + 1, failing_since = coalesce(failing_since, :now), error = :error,
        not_before = :later, trouble = :trouble
    where id = :hook
"""


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook: where it posts to, where its secret is, which watch or digest it goes with, what that is about, and
    whether it goes on (`subject` is `on`, `paused`, `stopped` or `removed`; `told_of_digest` why a digest cannot be
    made, or its chat does not take it). `trouble` is why the hook stands still, `error` why the last post failed since
    `failing_since`; `waiting` are the posts that did not arrive yet."""

    id: int
    watch_id: int | None
    digest_id: int | None
    url: str
    secret_file: str
    meaning: str | None
    subject: str
    told_of_digest: str | None
    made: datetime
    failing_since: datetime | None
    failures: int
    error: str | None
    trouble: str | None
    waiting: int
    last_sent: datetime | None


def add_hook(writer: sqlite3.Connection, subject: Subject, number: int, url: str, now: datetime) -> int:
    """Keep within the caller's transaction a hook on a watch or a digest; returns its number. Where its secret is, is
    yet to be said. Raises StoreError where there is no such watch or digest, or a hook that does the same."""
    there, same, add = ADD[subject]
    if writer.execute(there, (number,)).fetchone() is None:
        lists = "/watches" if subject is Subject.WATCH else "/digests"
        raise StoreError(f"There is no {subject} {number}: {lists} lists those of a chat, with their numbers.")
    held = writer.execute(same, (number, url)).fetchone()
    if held is not None:
        raise StoreError(f"Hook {held['id']} does that already: `watchfloor hooks list` shows how it fares.")
    return int(writer.execute(add, (number, url, iso(now))).fetchone()["id"])


def keep_secret_file(writer: sqlite3.Connection, hook: int, file: str) -> None:
    """Note within the caller's transaction where the secret of a hook is."""
    writer.execute("update hooks set secret_file = ? where id = ?", (file, hook))


def hooks(connection: sqlite3.Connection) -> tuple[Hook, ...]:
    """All hooks, the oldest first."""
    with explained():
        return tuple(map(_hook, connection.execute(ALL)))


def hook_numbered(connection: sqlite3.Connection, number: int) -> Hook:
    """The hook that has this number. Raises StoreError where there is none."""
    found = next((hook for hook in hooks(connection) if hook.id == number), None)
    if found is None:
        raise StoreError(f"There is no hook {number}: `watchfloor hooks list` shows them.")
    return found


def remove_hook(writer: sqlite3.Connection, hook: Hook) -> None:
    """Forget a hook with all that waits for it, and its watch or digest where that was its own."""
    with transaction(writer):
        writer.execute("delete from hooks where id = ?", (hook.id,))
        writer.execute(OWN_WATCH, (hook.watch_id, NO_CHAT))
        writer.execute(OWN_DIGEST, (hook.digest_id, NO_CHAT))


def resume_hook(writer: sqlite3.Connection, hook: int) -> None:
    """Let a hook post again, what waits for it first."""
    with transaction(writer):
        writer.execute(RESUME, (hook,))


def hook_failed(
    writer: sqlite3.Connection, hook: int, error: str, now: datetime, wait: timedelta | None = None, *, for_good: bool
) -> datetime | None:
    """Note within the caller's transaction that a receiver did not take a post; returns when it is tried again: after a
    pause that doubles, or the one that it asks for if that is longer. None where it failed for a day or says that it
    fails for good: then its hook stands still."""
    row = writer.execute("select failures, failing_since from hooks where id = ?", (hook,)).fetchone()
    if row is None:  # removed meanwhile
        return None
    pause = min(FIRST_PAUSE * 2 ** min(row["failures"], 10), LONGEST_PAUSE)
    later = now + min(max(pause, wait or pause), DAY)
    stands_still = for_good or (row["failing_since"] is not None and now - from_iso(row["failing_since"]) >= DAY)
    trouble = error if stands_still else None
    row_now = {"hook": hook, "now": iso(now), "error": error, "later": iso(later), "trouble": trouble}
    writer.execute(FAILED, row_now)
    return None if stands_still else later


def hook_is_well(writer: sqlite3.Connection, hook: int) -> None:
    """Note within the caller's transaction that a receiver took a post."""
    writer.execute(RESUME, (hook,))


def _hook(row: sqlite3.Row) -> Hook:
    moments = {name: from_iso(row[name]) if row[name] else None for name in ("failing_since", "last_sent")}
    kept = {name: row[name] for name in row.keys() if name != "not_before"}  # noqa: SIM118 - a Row yields its values
    return Hook(**{**kept, **moments, "made": from_iso(row["made"])})
