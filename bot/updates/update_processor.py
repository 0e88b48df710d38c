"""The order in which updates are handled: those of one chat one after another, those of different chats side by side.

So a slow answer in one chat holds up nobody else, and a chat's answers come in the order of its questions. Inline
queries belong to no chat and are never queued.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

log = logging.getLogger(__name__)

_MAX_AT_ONCE = 2_000
_MAX_WAITING = 50


class ChatUpdateProcessor(BaseUpdateProcessor):
    """Handles the updates of each chat in turn, within `handling` it, and calls `done` with each.

    Of a chat's flood, what waits beyond `max_waiting` is dropped and logged.
    """

    def __init__(
        self,
        done: Callable[[Update], Awaitable[None]],
        max_waiting: int = _MAX_WAITING,
        handling: Callable[[object], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        super().__init__(_MAX_AT_ONCE)
        self._done = done
        self._handling = handling
        self._max_waiting = max_waiting
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._waiting: Counter[int] = Counter()

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn, handle the update, and call `done`."""
        with self._handling(update):
            await self._in_turn(update, coroutine)
        if isinstance(update, Update):
            await self._done(update)

    async def _in_turn(self, update: object, coroutine: Awaitable[Any]) -> None:
        chat = _chat_of(update)
        if chat is None:
            await coroutine
            return
        turn = self._turns.get(chat)
        if turn is None:
            turn = self._turns[chat] = asyncio.Lock()
        if self._waiting[chat] >= self._max_waiting:
            log.warning("Dropped an update of a chat that has %d waiting", self._max_waiting)
            asyncio.ensure_future(coroutine).cancel()
            return
        self._waiting[chat] += 1
        try:
            async with turn:
                await coroutine
        finally:
            self._waiting[chat] -= 1
            if not self._waiting[chat]:
                del self._waiting[chat]


def _chat_of(update: object) -> int | None:
    """The chat in whose turn an update is handled. The news in a supergroup of where it came from has its turn in the
    group of old: what is being answered there comes first."""
    if not isinstance(update, Update) or update.effective_chat is None:
        return None
    moved_from = update.message.migrate_from_chat_id if update.message else None
    return moved_from or update.effective_chat.id
