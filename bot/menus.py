"""The menus of commands that Telegram shows: one for private chats, one for groups, one for the admins of groups, and
one for each admin of the bot."""

import logging
from collections.abc import Iterable

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import BadRequest
from telegram.ext import ExtBot

from handlers.services.send_permission import SendPermission
from handlers.views.texts import command_descriptions

log = logging.getLogger(__name__)

_ASKING = ("latest", "casualties", "count", "top", "map", "timeline", "sources", "event", "export")
_PRIVATE = (*_ASKING, "watch", "watches", "digest", "digests", "settings", "privacy", "help")
_MENUS = (
    (BotCommandScopeAllPrivateChats(), _PRIVATE),
    (BotCommandScopeAllGroupChats(), (*_ASKING, "watches", "digests", "help")),
    (BotCommandScopeAllChatAdministrators(), _PRIVATE),
)
_ADMINS = (*_PRIVATE, "add", "correct", "keep", "drop", "join", "split", "undo", "withdraw", "status")


async def set_menus(bot: ExtBot[SendPermission], admins: Iterable[int] = ()) -> None:
    """Tell Telegram the commands of each kind of chat, and of the bot's admins. Raises TelegramError."""
    for scope, names in _MENUS:
        await bot.set_my_commands(_menu(names), scope=scope)
    for admin in sorted(admins):
        try:
            await bot.set_my_commands(_menu(_ADMINS), scope=BotCommandScopeChat(admin))
        except BadRequest as error:  # as long as the admin has not begun to talk to the bot
            log.info("An admin has no menu yet: %s", error)


def _menu(names: Iterable[str]) -> list[BotCommand]:
    words = command_descriptions()
    return [BotCommand(name, words[name]) for name in names]
