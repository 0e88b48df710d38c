"""KEEP_REPORTS kept by the bot itself: texts of old reports are removed a few at a time while it goes on answering."""

import logging
from collections import deque
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from handlers.services.services import Services
from store.writing.retention import AT_ONCE, give_back, old_texts, remove_texts

log = logging.getLogger(__name__)

_STEPS = 5  # transactions a round, each of some hundredths of a second
_LOOK_EVERY = timedelta(days=1)


class Retention:
    """What is still to be removed. `keep` is how long texts are kept; None removes nothing."""

    def __init__(self, keep: timedelta | None) -> None:
        self._keep = keep
        self._waiting: deque[int] = deque()
        self._removed = 0
        self._looked: datetime | None = None

    async def take_steps(self, services: Services) -> None:
        """Remove some more texts and give some more space back; once a day, look what has become old."""
        if self._keep is None:
            return
        if not self._waiting and not await self._look(services, self._keep):
            return
        for _ in range(_STEPS):
            some = list(islice(self._waiting, AT_ONCE))
            self._removed += await services.index.write(partial(_remove, some))
            for _ in some:  # only now: what failed is tried again
                self._waiting.popleft()
            await services.index.write(give_back)

    async def _look(self, services: Services, keep: timedelta) -> bool:
        """Whether there is anything to remove, looked for once a day and whenever the last that was found is done."""
        now = services.clock()
        if self._looked is not None and not self._removed and now - self._looked < _LOOK_EVERY:
            return False
        if self._removed:
            log.info("The texts of %d reports, older than %d days, are removed", self._removed, keep.days)
        self._looked, self._removed = now, 0
        self._waiting.extend(text.report_id for text in await services.index.read(partial(old_texts, before=now - keep)))
        return bool(self._waiting)
