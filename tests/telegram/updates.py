"""The queue of updates. In: what happened; out: what getUpdates gives, until it is confirmed."""

import time
from collections.abc import Sequence

from .bell import Bell
from .chats import Object
from .refusal import Refusal

# Not sent unless asked for by name.
ON_REQUEST = ("chat_member", "message_reaction", "message_reaction_count")
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
MAX_LIMIT, MAX_TIMEOUT = 100, 50
# Real seconds: a poll that repeats the offset of the one before is taken for a bot in a hurry, and held back.
HASTE, HELD = 0.5, 3.0


class Updates:
    """All updates not yet confirmed, in order, and who is waiting for them.

    Bots ask once more when they stop; a test that has many of them sets `held` lower, not to wait for each. `longest`
    is how many real seconds a poll is kept open at most.
    """

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._next_id = 1000
        self._poll = 0
        self._asked: tuple[int, float] = (-1, 0.0)
        self._repeats: list[Object] = []
        self.waiting: list[Object] = []
        self.allowed: Sequence[str] = ()
        self.held = HELD
        self.longest = float(MAX_TIMEOUT)
        self.webhook: Object = {}
        self.next_webhook = 0.0
        self.polling = False
        self.last: Object = {}

    def add(self, kind: str, content: Object) -> Object | None:
        """Queue an update, if the bot takes this kind."""
        if not (kind in self.allowed if self.allowed else kind not in ON_REQUEST):
            return None
        self._next_id += 1
        self.last = {"update_id": self._next_id, kind: content}
        self.waiting.append(self.last)
        self._bell.ring()
        return self.last

    def repeat(self) -> None:
        """Deliver the latest update a second time under its own number, as happens after a server's restart."""
        self._repeats.append(self.last)
        self._bell.ring()

    @property
    def taken(self) -> bool:
        """Whether the bot has every update, and waits for the next."""
        return bool(self.polling or self.webhook.get("url")) and not self.next

    @property
    def next(self) -> Object:
        """What a webhook is brought now, nothing where nothing is waiting. A late one comes last."""
        return (self.waiting or self._repeats or [{}])[0]

    def delivered(self, update: Object) -> None:
        """Forget an update that a webhook has taken."""
        if update in self.waiting:
            self.confirm(update["update_id"] + 1)
        else:
            self._repeats.remove(update)
            self._bell.ring()

    def confirm(self, offset: int) -> None:
        """Forget what comes before the offset; a negative one counts from the end."""
        if offset < 0:
            self.waiting = self.waiting[offset:]
        elif offset:
            self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        self._bell.ring()

    async def poll(self, offset: int, limit: int, wait: float) -> list[Object]:
        """A long poll: what is waiting, or what comes in time. A newer poll ends this one."""
        if self.webhook.get("url"):
            raise Refusal(409, WEBHOOK_ACTIVE)
        self._poll += 1
        mine = self._poll
        self.polling = True
        limit, wait = self._held_back(offset, max(1, min(limit, MAX_LIMIT)), max(0.0, min(wait, self.longest)))
        self.confirm(offset)
        try:
            await self._bell.wait_for(
                lambda: bool(self.waiting or self._repeats) or self._poll != mine,
                wait,
                "an update",
            )
        except TimeoutError:
            return []
        finally:
            self.polling = self._poll != mine
        if self._poll != mine:
            raise Refusal(409, OTHER_POLLER)
        if self._repeats and not self.waiting:  # a late one first, once confirmed, would take those before it along
            return [self._repeats.pop(0)]
        return self.waiting[:limit]

    def _held_back(self, offset: int, limit: int, wait: float) -> tuple[int, float]:
        """What the server makes of a poll that comes with the same offset soon after the one before."""
        (before, at), now = self._asked, time.monotonic()
        self._asked = (offset, now)
        if offset != before or now - at >= HELD:
            return limit, wait
        return (1 if now - at < HASTE else limit), max(wait, self.held)
