"""The menus of commands that Telegram shows: one for private chats, one for groups, one for the admins of groups."""

from telegram import (
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.ext import ExtBot

from handlers.services.send_permission import SendPermission
from handlers.views.texts import command_descriptions

_ASKING = ("latest", "casualties", "count", "top", "map", "timeline", "sources", "event", "export")
_MENUS = (
    (
        BotCommandScopeAllPrivateChats(),
        (*_ASKING, "watch", "watches", "digest", "digests", "settings", "privacy", "help"),
    ),
    (BotCommandScopeAllGroupChats(), (*_ASKING, "watches", "digests", "help")),
    (
        BotCommandScopeAllChatAdministrators(),
        (*_ASKING, "watch", "watches", "digest", "digests", "settings", "privacy", "help"),
    ),
)


async def set_menus(bot: ExtBot[SendPermission]) -> None:
    """Tell Telegram the commands of each kind of chat."""
    words = command_descriptions()
    for scope, names in _MENUS:
        await bot.set_my_commands([BotCommand(name, words[name]) for name in names], scope=scope)
