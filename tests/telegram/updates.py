"""The queue of updates. In: what happened; out: what getUpdates gives, until it is confirmed."""

from collections.abc import Sequence

from .bell import Bell
from .chats import Object
from .refusal import Refusal

# Not sent unless asked for by name.
ON_REQUEST = ("chat_member", "message_reaction", "message_reaction_count")
OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
MAX_TIMEOUT = 50


class Updates:
    """All updates not yet confirmed, in order, and who is waiting for them."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._next_id = 1000
        self._poll = 0
        self._repeats: list[Object] = []
        self.waiting: list[Object] = []
        self.allowed: Sequence[str] = ()
        self.webhook: Object = {}
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
        self.confirm(offset)
        try:
            await self._bell.wait_for(
                lambda: bool(self.waiting or self._repeats) or self._poll != mine,
                min(wait, MAX_TIMEOUT),
                "an update",
            )
        except TimeoutError:
            return []
        finally:
            self.polling = self._poll != mine
        if self._poll != mine:
            raise Refusal(409, OTHER_POLLER)
        if self._repeats:
            return [self._repeats.pop(0)]
        return self.waiting[: max(1, min(limit, 100))]
