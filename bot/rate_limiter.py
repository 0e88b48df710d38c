"""The rate limiter for everything sent: each chat has its own queue, and its own punishment.

Messages of one chat leave in order, a short burst at once and then at the pace that Telegram documents for its kind.
All chats together stay under the bot's own limit. Answers to taps and inline queries, and anything that is no message,
pass at once. A 429 holds up the chat that earned it and no other.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from telegram import BotCommandScope
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from handlers.services.send_permission import ChatBusyError, SendPermission, TakenError

log = logging.getLogger(__name__)

Result = bool | dict[str, Any] | list[dict[str, Any]]  # what python-telegram-bot passes through a limiter
Call = Callable[..., Coroutine[Any, Any, Result]]

_MESSAGES = ("send", "edit", "forward", "copy")
_MAX_CHATS = 10_000
_MAX_TRIES = 3


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `amount` messages in any `seconds`."""

    amount: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """The documented limits, kept a little below; `waiting` is the longest queue a chat may have."""

    private: tuple[Pace, ...] = (Pace(3, 3.0), Pace(40, 60.0))
    group: tuple[Pace, ...] = (Pace(3, 3.0), Pace(19, 60.0))
    everyone: Pace = Pace(28, 1.05)  # not to the second: two such crowds may come closer to each other than they left
    waiting: int = 60


@dataclass(slots=True)
class Meter:
    """When messages left, as far back as the slowest of `paces` looks."""

    paces: tuple[Pace, ...]
    left: list[float] = field(default_factory=list)

    def free_at(self, now: float) -> float:
        """The earliest moment, `now` or later, at which one more message may leave."""
        times = [self.left[-pace.amount] + pace.seconds for pace in self.paces if len(self.left) >= pace.amount]
        return max([now, *times])

    def book(self, moment: float) -> None:
        """Write down that a message leaves at `moment`."""
        self.left.append(moment)
        del self.left[: -max(pace.amount for pace in self.paces)]


@dataclass(slots=True)
class Lane:
    """One chat's queue."""

    meter: Meter
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    held_until: float = 0.0


class ChatRateLimiter(BaseRateLimiter[SendPermission]):
    """A rate limiter with a queue per chat. `clock` gives seconds that never run backwards; `sleep` waits for some."""

    def __init__(
        self,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._limits = limits or Limits()
        self._clock = clock
        self._sleep = sleep
        self._lanes: OrderedDict[str, Lane] = OrderedDict()
        self._everyone = Meter((self._limits.everyone,))

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Call,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: SendPermission | None,
    ) -> Result:
        """Send one request when its chat's turn has come.

        With `rate_limit_args` that is asked first, and a 429 goes to the caller, who has it on paper; without, the
        request waits and is tried again. Raises ChatBusyError where too much waits for the chat, and TakenError where
        the message may not leave any more.
        """
        chat = data.get("chat_id")
        if chat is None or isinstance(chat, BotCommandScope) or not is_message(endpoint):
            return await callback(*args, **kwargs)
        lane = self._lane(str(chat))
        if lane.waiting >= self._limits.waiting:
            raise ChatBusyError(f"{lane.waiting} messages wait for chat {chat} already")
        lane.waiting += 1
        try:
            async with lane.turn:
                return await self._send(lane, lambda: callback(*args, **kwargs), rate_limit_args)
        finally:
            lane.waiting -= 1

    async def _send(
        self, lane: Lane, request: Callable[[], Awaitable[Result]], permission: SendPermission | None
    ) -> Result:
        attempt = 1
        while True:
            await self._wait_for(lane)
            if permission is not None and not await permission():
                raise TakenError("the message was taken by another round")
            try:
                return await request()
            except RetryAfter as error:
                pause = error.retry_after
                seconds = pause if isinstance(pause, int) else pause.total_seconds()
                lane.held_until = self._clock() + seconds
                log.warning("Telegram asks for %.0f s of quiet in one chat (attempt %d)", seconds, attempt)
                if permission is not None or attempt == _MAX_TRIES:
                    raise
                attempt += 1

    async def _wait_for(self, lane: Lane) -> None:
        """Wait for the chat's pace first, and book a place in everyone's only then: a waiting chat takes none."""
        while (moment := max(lane.meter.free_at(self._clock()), lane.held_until)) > self._clock():
            await self._sleep(moment - self._clock())
        now = self._clock()
        lane.meter.book(now)
        slot = self._everyone.free_at(now)
        self._everyone.book(slot)
        if slot > now:
            await self._sleep(slot - now)

    def _lane(self, chat: str) -> Lane:
        lane = self._lanes.get(chat)
        if lane is None:
            lane = self._lanes[chat] = Lane(Meter(self._limits.private if chat.isdigit() else self._limits.group))
        self._lanes.move_to_end(chat)
        if len(self._lanes) > _MAX_CHATS:
            oldest, idle = next(iter(self._lanes.items()))
            if not idle.waiting:
                del self._lanes[oldest]
        return lane


def is_message(endpoint: str) -> bool:
    """Whether a Bot API method puts something before people's eyes in a chat, and so counts against its limits."""
    return endpoint.startswith(_MESSAGES) and endpoint != "sendChatAction"
