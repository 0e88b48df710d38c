"""How handlers reach what they work with: python-telegram-bot's context, carrying our typed `Services`."""

from typing import Any, Self

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from handlers.services.send_permission import SendPermission
from handlers.services.services import Services


class Context(CallbackContext[ExtBot[SendPermission], dict[Any, Any], dict[Any, Any], Services]):
    """What every handler gets beside the update."""

    _update_id: int | None = None
    _caused = 0

    @classmethod
    def from_update(cls, update: object, application: Application[Any, Self, Any, Any, Any, Any]) -> Self:
        """The context of an update, which knows what is sent on account of it."""
        context = super().from_update(update, application)
        if isinstance(update, Update):
            context._update_id = update.update_id
        return context

    def next_cause(self) -> str | None:
        """A name for the next message that the update makes the bot send; the same when the update is handled anew."""
        self._caused += 1
        return None if self._update_id is None else f"{self._update_id}.{self._caused}"

    @property
    def services(self) -> Services:
        """The index, the clock, and who may do what."""
        return self.bot_data
