"""What is known of an event now, held against what was said of it: whether that is worth telling. The same for a chat
and for a hook."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.alerting.facts import Change, Facts, changes, facts_of
from handlers.views.texts import fill, template
from store.events.changes import Telling
from store.events.withdrawals import withdrawn_of_event
from store.search.finding import StoredEvent


def facts_now(
    reader: sqlite3.Connection, stored: StoredEvent, countries: Mapping[str, str], tellings: Sequence[Telling]
) -> Facts:
    """What is told of an event now; `tellings` are all that tell of it."""
    mentions = [telling.mention_id for telling in tellings]
    return facts_of(stored, countries, mentions, len(withdrawn_of_event(reader, stored.id)))


def gone(reader: sqlite3.Connection, event: int, before: Facts, successor: int | None) -> Facts:
    """Why nothing tells of an event any more: it is one with another that was told, or its report was taken back."""
    if successor is not None:
        return replace(before, gone=fill("alert_joined", event=successor))
    reasons = [withdrawal.reason for withdrawal in withdrawn_of_event(reader, event)]
    return replace(before, gone=fill("alert_withdrawn", reason=reasons[-1]) if reasons else template("alert_no_more"))


def worth_a_sound(tellings: Sequence[Telling], before: Facts, now: Facts) -> list[Change]:
    """What changed, where it is worth a sound: not for what only a dataset adds."""
    added = [one for one in tellings if one.mention_id not in before.mentions]
    if added and all(one.of_dataset for one in added):
        return []
    since = changes(before, now)
    return since if any(change.loud for change in since) else []
