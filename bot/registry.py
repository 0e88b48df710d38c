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
    gate,
    membership,
    replicas,
    settings,
    start,
    status,
)
from handlers.addressing import AnswerTo
from handlers.asking import edits, events, examples, guests, inline, pages, questions
from handlers.curation import commands, taps
from handlers.digesting import digest_buttons, digest_card, digest_card_taps, digest_menu, digests
from handlers.intake import reports, sources, withdrawals
from handlers.sending import doubts
from handlers.services.context import Context
from handlers.services.send_permission import SendPermission
from handlers.services.services import Services
from handlers.views.source_list import PREFIX
from handlers.watching import card, card_taps, gathered, like_event, menu, menu_taps, near
from handlers.watching import lists as watch_lists
from handlers.watching import setting as watching
from handlers.wishes import Wish, Wished

Bot = Application[ExtBot[SendPermission], Context, dict[Any, Any], dict[Any, Any], Services, None]

ALLOWED_UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CHANNEL_POST,
    Update.EDITED_CHANNEL_POST,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
    Update.GUEST_MESSAGE,
]

REPLICA_UPDATES = [Update.MESSAGE, Update.INLINE_QUERY]
"""What a bot on a replica asks for: nothing that would have to be kept."""

_OWN = ~filters.FORWARDED & ~filters.VIA_BOT  # a command is its sender's own, never one that was passed on
_NEW = filters.UpdateType.MESSAGE
_ALSO_EDITED = filters.UpdateType.MESSAGES
_WORDS = (filters.TEXT & ~filters.COMMAND) | (filters.CAPTION & ~filters.CaptionRegex("^/"))
_POSTED = filters.UpdateType.CHANNEL_POST
_PRIVATE = filters.ChatType.PRIVATE


def register(bot: Bot) -> None:
    """Everything a user can touch."""
    bot.add_handler(TypeHandler(Update, gate.admit), group=-2)  # who may, and how often
    bot.add_handler(TypeHandler(Update, edits.pass_over_unchanged), group=-1)

    bot.add_handler(CommandHandler("start", start.welcome, _ALSO_EDITED & _OWN))
    bot.add_handler(CommandHandler("help", start.give_help, _ALSO_EDITED & _OWN))
    bot.add_handler(CommandHandler("privacy", start.tell_privacy, _ALSO_EDITED & _OWN))
    bot.add_handler(CommandHandler("settings", settings.settings, _ALSO_EDITED & _OWN))
    bot.add_handler(
        MessageHandler((_ALSO_EDITED | _POSTED) & _OWN & sources.Managing(bot.bot_data.admins), sources.manage)
    )
    bot.add_handler(CommandHandler("add", reports.add, _ALSO_EDITED & _OWN))
    bot.add_handler(CommandHandler(list(questions.COMMANDS), questions.by_command, _ALSO_EDITED & _OWN))
    bot.add_handler(CommandHandler("event", events.by_number, _ALSO_EDITED & _OWN))
    bot.add_handler(MessageHandler(_ALSO_EDITED & events.Link(), events.by_link))
    bot.add_handler(CommandHandler("withdraw", withdrawals.withdraw, _ALSO_EDITED & _OWN))
    bot.add_handler(CommandHandler(list(commands.ACTIONS), commands.by_command, _ALSO_EDITED & _OWN))
    bot.add_handler(CommandHandler("status", status.tell_status, _ALSO_EDITED & _OWN))
    bot.add_handler(CommandHandler("watch", watching.set_watch, (_ALSO_EDITED | _POSTED) & _OWN))
    bot.add_handler(CommandHandler("watches", watch_lists.list_watches, (_ALSO_EDITED | _POSTED) & _OWN))
    bot.add_handler(CommandHandler("digest", digests.set_digest, (_ALSO_EDITED | _POSTED) & _OWN))
    bot.add_handler(CommandHandler("digests", digests.list_digests, (_ALSO_EDITED | _POSTED) & _OWN))

    bot.add_handler(MessageHandler(_ALSO_EDITED & _PRIVATE & filters.COMMAND & _OWN, start.unknown_command))

    bot.add_handler(MessageHandler(_NEW & filters.TEXT & AnswerTo(digest_menu.shown_in), digest_buttons.name_subject))
    bot.add_handler(
        MessageHandler(_NEW & filters.TEXT & _OWN & AnswerTo(digest_card.number_in), digest_card_taps.change_by_reply)
    )
    bot.add_handler(MessageHandler(_NEW & filters.TEXT & _OWN & AnswerTo(menu.shown_in), menu_taps.name_subject))
    bot.add_handler(MessageHandler(_NEW & filters.TEXT & _OWN & AnswerTo(card.number_in), card_taps.reword_by_reply))
    bot.add_handler(
        MessageHandler(_ALSO_EDITED & filters.TEXT & _OWN & taps.Answer(bot.bot_data.admins), taps.answered)
    )
    bot.add_handler(MessageHandler(_ALSO_EDITED & _PRIVATE & reports.Brought(bot.bot_data.admins), reports.take_in))
    bot.add_handler(MessageHandler(_NEW & _WORDS & Wished(Wish.SETTINGS), settings.settings))
    bot.add_handler(MessageHandler(_NEW & _WORDS & Wished(Wish.HELP), start.give_help))
    bot.add_handler(MessageHandler(_NEW & _WORDS & Wished(Wish.PRIVACY), start.tell_privacy))
    bot.add_handler(MessageHandler(_NEW & _WORDS & Wished(Wish.ALERT), watching.offer_watch))
    bot.add_handler(MessageHandler(_NEW & _WORDS & Wished(Wish.STOP), digests.tell_how_to_end))
    bot.add_handler(MessageHandler(_ALSO_EDITED & _WORDS, questions.by_text))
    bot.add_handler(MessageHandler(filters.UpdateType.GUEST_MESSAGE, guests.answer_guest))
    bot.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, membership.move))
    bot.add_handler(MessageHandler(_ALSO_EDITED & _PRIVATE & filters.LOCATION & _OWN, near.offer))
    bot.add_handler(MessageHandler(_NEW & _PRIVATE & ~filters.StatusUpdate.ALL, start.wordless))

    _register_taps(bot)
    bot.add_handler(InlineQueryHandler(inline.suggest))
    bot.add_handler(ChatMemberHandler(membership.note, ChatMemberHandler.MY_CHAT_MEMBER))

    bot.add_error_handler(failed)


def _register_taps(bot: Bot) -> None:
    """Every button."""
    bot.add_handler(CallbackQueryHandler(settings.change, pattern=f"^{settings.PREFIX}"))
    bot.add_handler(CallbackQueryHandler(digest_buttons.tapped, pattern=digest_buttons.PATTERN))
    bot.add_handler(CallbackQueryHandler(digest_card_taps.tap_card, pattern=f"^{digest_card_taps.PREFIX}"))
    bot.add_handler(CallbackQueryHandler(sources.tapped, pattern=f"^{PREFIX}"))
    bot.add_handler(CallbackQueryHandler(taps.tapped, pattern=taps.PATTERN))
    bot.add_handler(CallbackQueryHandler(examples.tapped, pattern=f"^{examples.PREFIX}"))
    bot.add_handler(CallbackQueryHandler(watch_lists.change, pattern=f"^{watch_lists.PREFIX}"))
    bot.add_handler(CallbackQueryHandler(menu_taps.tap_menu, pattern=f"^{menu_taps.PREFIX}"))
    bot.add_handler(CallbackQueryHandler(card_taps.tap_card, pattern=f"^{card_taps.PREFIX}"))
    bot.add_handler(CallbackQueryHandler(like_event.watch_like, pattern=f"^{like_event.PREFIX}"))
    bot.add_handler(CallbackQueryHandler(near.tapped, pattern=f"^{near.PREFIX}"))
    bot.add_handler(CallbackQueryHandler(doubts.tapped, pattern=f"^{doubts.PREFIX}"))
    bot.add_handler(CallbackQueryHandler(gathered.turn, pattern=f"^{gathered.PREFIX}"))
    bot.add_handler(CallbackQueryHandler(pages.turn))  # old buttons too


def register_on_replica(bot: Bot) -> None:
    """Everything a user can touch where the index only follows: chats, digests and reports are the primary's."""
    bot.add_handler(InlineQueryHandler(inline.suggest))
    bot.add_handler(MessageHandler(_NEW & _PRIVATE & ~filters.StatusUpdate.ALL, replicas.point_to_inline))
    bot.add_error_handler(failed)
