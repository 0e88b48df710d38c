"""What a sender and the queue in front of Telegram say to each other: may this leave, and why did it not.

`bot/rate_limiter.py` keeps the queue. A message of the outbox is noted as on its way only when its turn has come, so
that one which still waits when the bot stops is not in doubt.
"""

from collections.abc import Awaitable, Callable

from telegram.error import TelegramError

Leave = Callable[[], Awaitable[bool]]
"""Called right before a message leaves; False keeps it back."""


class ChatBusyError(TelegramError):
    """Too much is waiting for one chat already."""


class TakenError(TelegramError):
    """The message was kept back in the last moment: somebody else sends it."""
