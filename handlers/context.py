"""How handlers reach what they work with: python-telegram-bot's context, carrying our typed `Services`."""

from typing import Any

from telegram.ext import CallbackContext, ExtBot

from handlers.services import Services
from handlers.turnstile import Leave


class Context(CallbackContext[ExtBot[Leave], dict[Any, Any], dict[Any, Any], Services]):
    """What every handler gets beside the update."""

    @property
    def services(self) -> Services:
        """The index, the clock, and who may do what."""
        return self.bot_data
