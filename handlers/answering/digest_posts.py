"""A slot of a digest for those who are not in Telegram: what is posted of it to its hooks, as JSON."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.times import iso
from handlers.services.services import Services
from handlers.views.digest_view import DigestView, change_in_words, plain_digest
from handlers.views.markup import visible
from store.chats.digests import Digest
from store.chats.hook_posts import SlotPost, new_post_id
from store.events.loading import load_events
from store.export.export import event_as_json
from store.reliability import grades

MOST = 100
"""So many events go whole into one post; `count` says how many there are."""


@dataclass(frozen=True, slots=True)
class SlotTold:
    """What a slot of a digest tells: its view, and its new events in their order."""

    digest: Digest
    slot: datetime
    view: DigestView
    events: tuple[int, ...]


def slot_posts(
    services: Services, reader: sqlite3.Connection, told: SlotTold, hooks: Sequence[int], number: int = 1
) -> tuple[SlotPost, ...]:
    """What is posted of a slot to some hooks: 1 is the first word on it, each that follows the whole of it as it was
    corrected."""
    if not hooks:
        return ()
    said = _said(services, reader, told, number)
    return tuple(_post(said, hook, number) for hook in hooks)


def _said(services: Services, reader: sqlite3.Connection, told: SlotTold, number: int) -> dict[str, object]:
    """What all hooks are told."""
    view, digest, stored = told.view, told.digest, load_events(reader, told.events[:MOST])
    whole = replace(view, news=replace(view.news, events=stored), offset=0, named=False)
    letters, manner = grades(reader), services.manner(services.zone_named(digest.zone))
    return {
        "type": "digest.first" if number == 1 else "digest.corrected",
        "made": iso(services.clock()),
        "digest": digest.question,
        "slot": iso(told.slot),
        "since": iso(view.news.since),
        "state": number,
        "title": visible(view.title),
        "text": plain_digest(whole, told.slot, manner),
        "count": view.news.count,
        "killed": view.news.killed,
        "changes": [words for words in map(change_in_words, view.changed) if words],
        "corrections": list(view.corrections),
        "events": [event_as_json(each, letters) for each in stored],
    }


def _post(said: dict[str, object], hook: int, number: int) -> SlotPost:
    post = new_post_id()
    return SlotPost(hook, post, number, json.dumps({"id": post, "hook": hook, **said}, ensure_ascii=False))
