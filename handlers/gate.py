"""Who may come in: every update passes here first. Strangers to a private bot and floods stop here."""

import logging
from typing import NoReturn

from telegram import Chat, Message, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, filters

from handlers.addressing import command_of, is_meant_for
from handlers.asking.events import number_in
from handlers.sending.replying import acknowledge, reply_to_guest, say_to
from handlers.services.context import Context
from handlers.services.token_bucket import Verdict
from handlers.views.texts import command_descriptions, say

log = logging.getLogger(__name__)


async def admit(update: Update, context: Context) -> None:
    """Let an update through only from somebody who may ask, and not faster than is good for others."""
    services = context.services
    if update.my_chat_member is not None or update.inline_query is not None:
        return  # inline questions of strangers are answered with a button, by handlers/asking/inline.py
    if filters.StatusUpdate.MIGRATE.check_update(update):
        return  # the settings of a group go with it, whoever moved it
    user = update.effective_user
    if services.allowed_users and not await _comes_from_one_who_may_ask(update, context):
        await _turn_away(update, context, say("not_allowed", user=user.id if user else ""), aloud=_is_alone(update))
    if user is None or user.id in services.admins or not is_spoken_to(update, context):
        return
    if update.edited_message is not None and update.edited_message.location is not None:
        return  # a live location moves by itself: nobody asks too much by that
    verdict, words = _verdict(update, context, user.id)
    if verdict is not Verdict.WELCOME:
        await _turn_away(update, context, say(words), aloud=verdict is Verdict.TOO_FAST)


async def _comes_from_one_who_may_ask(update: Update, context: Context) -> bool:
    """Whether its sender may ask. What is written in the name of a channel or a group names nobody: there it is enough
    that one of the admins may."""
    may_ask, message = context.services.may_ask, update.channel_post or update.message or update.edited_message
    if message is None or message.sender_chat is None or message.sender_chat.id != message.chat_id:
        return update.effective_user is not None and may_ask(update.effective_user.id)
    if not _speaks_to_the_bot(message, context):
        return False
    try:
        return any(may_ask(admin.user.id) for admin in await message.chat.get_administrators())
    except TelegramError as error:
        log.warning("What admins wrote as their chat is passed over, they are not to be seen: %s", error)
        return False


def _verdict(update: Update, context: Context, user: int) -> tuple[Verdict, str]:
    """What the person has left, and then what the chat has left that they share with others; and the words for it."""
    services, message = context.services, update.message or update.edited_message
    as_chat = message.sender_chat if message else None  # all who write so have one and the same user
    verdict = services.user_bucket.take(as_chat.id if as_chat else user, services.clock())
    if verdict is not Verdict.WELCOME or message is None or _is_alone(update):
        return verdict, "too_fast"
    # by when it was asked: its turn may come much later, at the pace at which a group may be answered
    return services.chat_bucket.take(message.chat_id, message.edit_date or message.date), "too_fast_together"


def _is_alone(update: Update) -> bool:
    """Whether only one person and the bot hear what is said."""
    chat = update.effective_chat
    return chat is not None and chat.type == Chat.PRIVATE


def is_spoken_to(update: Update, context: Context) -> bool:
    """Whether somebody surely wants something of the bot; people who talk to each other in a group are not counted."""
    if update.callback_query is not None or update.guest_message is not None or _is_alone(update):
        return True
    message = update.message or update.edited_message
    return message is not None and _speaks_to_the_bot(message, context)


def _speaks_to_the_bot(message: Message, context: Context) -> bool:
    bot = context.bot
    return _is_command(message, bot.username) or is_meant_for(message, bot.id, bot.username)


def _is_command(message: Message, bot_name: str) -> bool:
    """Whether a message is one of the bot's own commands, not one of another bot's."""
    name = command_of(message, bot_name)
    return name is not None and (name in command_descriptions().keys() | {"start"} or number_in(name) is not None)


async def _turn_away(update: Update, context: Context, html: str, aloud: bool) -> NoReturn:
    """Say no, and let the update go no further even where that cannot be said: after any other error it would."""
    try:
        await _refuse(update, context, html, aloud)
    except Exception:
        log.exception("A refusal could not be said")
    raise ApplicationHandlerStop


async def _refuse(update: Update, context: Context, html: str, aloud: bool) -> None:
    """Say no. A tap or a guest's question is always answered; in chats it is said only `aloud`."""
    if update.callback_query is not None:
        await acknowledge(update.callback_query, html)
    elif update.guest_message is not None:
        await reply_to_guest(update.guest_message, html)
    elif update.message is not None and aloud:
        await say_to(context, update.message, html)
