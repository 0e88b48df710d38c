"""The queue between Telegram and the handlers, which outlives a crash: each update is in the index before Telegram is
asked for the next, and stays there until it is handled.

In: updates, some of them twice; out: each once. What the last run left unhandled comes first.
"""

import asyncio
import json
import logging
import sqlite3

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ExtBot

from handlers.intake.posts import post_of, take_post
from handlers.services.send_permission import SendPermission
from handlers.services.services import Services
from store.chats.updates import keep_update, take_up_updates, update_handled
from store.database import StoreError, transaction

log = logging.getLogger(__name__)


class UpdateQueue(asyncio.Queue[object]):
    """A queue that keeps what is put into it. Whoever polls puts an update in before asking for the next ones, and so
    confirms it only when it is kept."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._unnoted: set[int] = set()

    async def put(self, item: object) -> None:
        """Keep an update and queue it; one that came before is passed over.

        Raises TelegramError where it cannot be kept, the only error after which polling goes on: Telegram is asked for
        the same updates again, until there is room or the other writer has finished.
        """
        if isinstance(item, Update):
            if not await self._keep(item):
                return
            self._services.metrics.received(item)
        await super().put(item)

    async def take_up(self, bot: ExtBot[SendPermission]) -> None:
        """Queue what the last run took in and did not handle."""
        left = await self._services.index.write(take_up_updates)
        if left:
            log.warning("%d updates were not handled when the bot last stopped; they are handled now", len(left))
        for content in left:
            await super().put(Update.de_json(json.loads(content), bot))

    async def handled(self, update: Update) -> None:
        """Note that nothing more is to be done about an update. Where that cannot be written it is with the next: else
        the next run, months later perhaps, would answer what its sender has long been told could not be answered."""
        if not self._is_kept(update):
            return
        self._unnoted.add(update.update_id)
        numbers = sorted(self._unnoted)

        def note(writer: sqlite3.Connection) -> None:
            for number in numbers:
                update_handled(writer, number)

        try:
            await self._services.index.write(note)
        except StoreError as error:
            log.warning("It cannot be noted that %d updates are handled: %s", len(numbers), error)
        else:
            self._unnoted.difference_update(numbers)

    async def _keep(self, update: Update) -> bool:
        """Keep an update; whether there is anything to handle. A post of a source is put into the queue of what is
        to be read in the same transaction, and is done with. On a replica nothing is kept, and all are handled."""
        if self._services.index.is_replica:
            return True
        content = update.to_json() if self._is_kept(update) else None
        now, post = self._services.clock(), post_of(update)

        def keep(writer: sqlite3.Connection) -> bool:
            with transaction(writer):
                if post is not None and take_post(writer, post, now):
                    keep_update(writer, update.update_id, None, now)
                    return False
                return keep_update(writer, update.update_id, content, now)

        try:
            is_to_handle = await self._services.index.write(keep)
        except StoreError as error:
            raise TelegramError(f"update {update.update_id} cannot be kept: {error}") from error
        if post is not None:
            self._services.arrived.set()
        return is_to_handle

    def _is_kept(self, update: Update) -> bool:
        """Whether an update can still be handled after a restart. What was typed inline seconds ago cannot, and a
        replica takes nothing else."""
        return update.inline_query is None and not self._services.index.is_replica
