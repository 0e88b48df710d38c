"""How fast a bot may send, on the emulator's clock. In: requests; out: nothing, or 429 with retry_after.

Telegram publishes no exact limits. "documented" is what its FAQ says: about 30 messages a second in all, one a second
to one chat with short bursts, 20 a minute to one group. "harsh" halves each. "off" is the beginning.
"""

import math
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

from .chats import Chat, Object
from .clock import Clock
from .refusal import Refusal

Profile = Literal["off", "documented", "harsh"]
SENDING = ("sendMessage", "sendPhoto", "sendDocument", "sendMediaGroup", "forwardMessage", "copyMessage")


@dataclass(frozen=True, slots=True)
class Limit:
    """So many messages in so many seconds."""

    messages: int
    seconds: float


LIMITS = {
    "documented": {"all": Limit(30, 1), "chat": Limit(4, 3), "group": Limit(20, 60)},
    "harsh": {"all": Limit(15, 1), "chat": Limit(2, 4), "group": Limit(10, 60)},
}


class Rates:
    """Counts what was sent. Set `profile` to switch limits on; breaking documented ones is the bot's fault."""

    def __init__(self, clock: Clock) -> None:
        self.profile: Profile = "off"
        self._clock = clock
        self._sent: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def admit(self, method: str, params: Object, chats: dict[int, Chat]) -> None:
        """Let a request through, or refuse it until the oldest message of its window is past."""
        if self.profile == "off" or method not in SENDING:
            return
        now = self._clock.now().timestamp()
        chat = chats.get(params["chat_id"])
        windows = [("all", ""), ("chat", str(params["chat_id"]))]
        if chat is not None and chat.kind != "private":
            windows.append(("group", str(params["chat_id"])))
        wait = max(self._wait(key, now) for key in windows)
        if wait > 0:
            seconds = math.ceil(wait)
            raise Refusal(429, f"retry after {seconds}", fair=self.profile == "harsh", retry_after=seconds)
        for key in windows:
            self._sent[key].extend([now] * len(params.get("media", (None,))))

    def _wait(self, key: tuple[str, str], now: float) -> float:
        limit, sent = LIMITS[self.profile][key[0]], self._sent[key]
        while sent and sent[0] <= now - limit.seconds:
            sent.popleft()
        return sent[-limit.messages] + limit.seconds - now if len(sent) >= limit.messages else 0.0
