"""The whole bot on one page: what a user can touch, in the order in which it is tried."""

from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.failures import failed
from handlers import (
    digests,
    events,
    examples,
    gate,
    guests,
    inline,
    membership,
    pages,
    questions,
    replicas,
    reports,
    settings,
    start,
)
from handlers.services.context import Context
from handlers.services.send_permission import SendPermission
from handlers.services.services import Services

Bot = Application[ExtBot[SendPermission], Context, dict[Any, Any], dict[Any, Any], Services, None]

ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.GUEST_MESSAGE,
]

REPLICA_UPDATES = [Update.MESSAGE, Update.INLINE_QUERY]
"""What a bot on a replica asks for: nothing that would have to be kept."""

_NEW = filters.UpdateType.MESSAGE
_ALSO_EDITED = filters.UpdateType.MESSAGES
_WORDS = (filters.TEXT & ~filters.COMMAND) | (filters.CAPTION & ~filters.CaptionRegex("^/"))
_POSTED = filters.UpdateType.CHANNEL_POST
_PRIVATE = filters.ChatType.PRIVATE


def register(bot: Bot) -> None:
    """Everything a user can touch."""
    bot.add_handler(TypeHandler(Update, gate.admit), group=-1)  # who may, and how often

    bot.add_handler(CommandHandler("start", start.welcome, _NEW))
    bot.add_handler(CommandHandler("help", start.give_help, _NEW))
    bot.add_handler(CommandHandler("privacy", start.tell_privacy, _NEW))
    bot.add_handler(CommandHandler("settings", settings.settings, _NEW))
    bot.add_handler(CommandHandler(list(questions.COMMANDS), questions.by_command))  # edited ones too
    bot.add_handler(CommandHandler("event", events.by_number, _NEW))
    bot.add_handler(MessageHandler(_NEW & events.Link(), events.by_link))
    bot.add_handler(CommandHandler("digest", digests.set_digest, _NEW | _POSTED))
    bot.add_handler(CommandHandler("digests", digests.list_digests, _NEW | _POSTED))

    bot.add_handler(MessageHandler(_NEW & _PRIVATE & filters.COMMAND, start.unknown_command))

    bot.add_handler(MessageHandler(_ALSO_EDITED & _PRIVATE & reports.Brought(bot.bot_data.admins), reports.take_in))
    bot.add_handler(MessageHandler(_ALSO_EDITED & _WORDS, questions.by_text))
    bot.add_handler(MessageHandler(filters.UpdateType.GUEST_MESSAGE, guests.answer_guest))
    bot.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, membership.move))
    bot.add_handler(MessageHandler(_NEW & _PRIVATE & ~filters.StatusUpdate.ALL, start.wordless))

    bot.add_handler(CallbackQueryHandler(settings.change, pattern=f"^{settings.PREFIX}"))
    bot.add_handler(CallbackQueryHandler(examples.tapped, pattern=f"^{examples.PREFIX}"))
    bot.add_handler(CallbackQueryHandler(pages.turn))  # old buttons too
    bot.add_handler(InlineQueryHandler(inline.suggest))
    bot.add_handler(ChatMemberHandler(membership.note, ChatMemberHandler.MY_CHAT_MEMBER))

    bot.add_error_handler(failed)


def register_on_replica(bot: Bot) -> None:
    """Everything a user can touch where the index only follows: chats, digests and reports are the primary's."""
    bot.add_handler(InlineQueryHandler(inline.suggest))
    bot.add_handler(MessageHandler(_NEW & _PRIVATE & ~filters.StatusUpdate.ALL, replicas.point_to_inline))
    bot.add_error_handler(failed)
