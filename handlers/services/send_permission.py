"""What a sender and the rate limiter in front of Telegram say to each other: may this be sent, and why was it not.

`bot/rate_limiter.py` keeps the queues. A message of the outbox is noted as on its way only when its turn has come, so
that one which still waits when the bot stops is not in doubt.
"""

from collections.abc import Awaitable, Callable

from telegram.error import TelegramError

SendPermission = Callable[[], Awaitable[bool]]
"""Called right before a message is sent; False keeps it back."""


class ChatBusyError(TelegramError):
    """Too much is waiting for one chat already."""


class TakenError(TelegramError):
    """The message was kept back in the last moment: somebody else sends it."""
