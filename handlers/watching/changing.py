"""A watch looks for something else: in new words, or with other limits. Knows the index, but no Telegram."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from handlers.services.services import Services
from handlers.views.texts import say, say_whole
from handlers.watching.card import change_line
from handlers.watching.words import Terms, notes_said, query_of, read_words, terms_of, unread
from query.reading import Query
from store.chats.watches import Watch, change_watch, watch_numbered


class RefusedError(Exception):
    """A watch stays as it is; the message is the HTML to answer with."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A watch that looks for something else now: as it was, as it is, and what is to be said of the words."""

    before: Watch
    after: Watch
    notes: tuple[str, ...] = ()


async def reword(services: Services, watch: Watch, words: str) -> Changed:
    """Let a watch look for what words say. Raises RefusedError, and QuestionError for too many words."""

    def read(reader: sqlite3.Connection) -> Terms | None:
        query, notes = read_words(services, reader, watch.chat_id, words)
        if refusal := unread(query, words):
            raise RefusedError(refusal)
        return terms_of(query, services.world, notes)

    terms = await services.index.read(read)
    if terms is None:
        raise RefusedError(say("watch_topic"))
    return await _keep(services, watch, terms, afresh=True)


async def limit(services: Services, watch: Watch, change: Callable[[Query], Query]) -> Changed:
    """Let a watch look for what `change` makes of its query. Raises RefusedError."""
    query = await services.index.read(lambda reader: query_of(services, reader, watch))
    terms = terms_of(change(query), services.world, ()) if query else None
    if terms is None:
        raise RefusedError(say("watch_topic" if query else "watch_card_unread"))
    return await _keep(services, watch, terms, afresh=False)


async def _keep(services: Services, watch: Watch, terms: Terms, *, afresh: bool) -> Changed:
    if terms.selection == watch.selection:
        return Changed(watch, watch, terms.notes)

    def write(writer: sqlite3.Connection) -> Watch | None:
        done = change_watch(writer, watch.id, watch.chat_id, terms.sought, afresh=afresh)
        return watch_numbered(writer, watch.id) if done else None

    after = await services.index.write(write)
    if after is None:
        raise RefusedError(say("watch_same", number=watch.id))
    return Changed(watch, after, terms.notes)


def said_of_change(changed: Changed, here: int, named: str | None) -> str:
    """What is answered in the chat `here`: what the watch now looks for, and the line that puts it back."""
    line = change_line(changed.before, changed.before.meaning, here, named)
    said = say_whole("watch_changed", number=changed.after.id, meaning=changed.after.meaning, line=line)
    return "\n".join([said, *notes_said(changed.notes)])
