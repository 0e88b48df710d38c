"""KEEP_REPORTS kept by the bot itself: texts of old reports are removed a few at a time while it goes on answering."""

import logging
import sqlite3
from collections import deque
from datetime import timedelta
from functools import partial
from itertools import islice

from handlers.services.services import Services
from store.writing.retention import AT_ONCE, MOST, give_back, old_texts, remove_texts

log = logging.getLogger(__name__)

_STEPS = 5  # transactions a round, each of some hundredths of a second
_LOOKS = 24  # hours


class Retention:
    """What is still to be removed. `keep` is how long texts are kept; None removes nothing."""

    def __init__(self, keep: timedelta | None) -> None:
        self._keep = keep
        self._waiting: deque[int] = deque()
        self._hours = 0
        self._removed = 0
        self._more = False

    async def note_hour(self, services: Services) -> None:
        """Once a day, beginning with the first hour: look which texts have become old. To be called once an hour, while
        the clock is to be believed: what a wrong one removes does not come back."""
        if self._hours % _LOOKS == 0:
            await self._look(services)
        self._hours += 1

    async def take_steps(self, services: Services) -> None:
        """Remove some of the texts that were found, and give some space back."""
        if not self._waiting:
            return
        for _ in range(_STEPS):
            some = list(islice(self._waiting, AT_ONCE))
            self._removed += await services.index.write(partial(_remove, some))
            for _ in some:  # only now, so that what fails is tried again
                self._waiting.popleft()
        if self._waiting:
            return
        if self._more:
            await self._look(services)
        else:
            log.info("The texts of %d reports were older than KEEP_REPORTS and are removed", self._removed)
            self._removed = 0

    async def _look(self, services: Services) -> None:
        if self._keep is None:
            return
        before = services.clock() - self._keep
        found = await services.index.read(partial(old_texts, before=before))
        self._waiting = deque(text.report_id for text in found)
        self._more = len(found) == MOST


def _remove(report_ids: list[int], writer: sqlite3.Connection) -> int:
    removed = remove_texts(writer, report_ids)
    give_back(writer)
    return removed
