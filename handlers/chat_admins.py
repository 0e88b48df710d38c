"""Who runs a chat: the question that every change of a group's settings, digests or watches asks first."""

import re

from telegram import Chat, ChatFullInfo, ChatMember, ChatMemberAdministrator, Message
from telegram.error import BadRequest, Forbidden

from handlers.services.context import Context
from handlers.views.texts import say

_RUNNING = {ChatMember.OWNER, ChatMember.ADMINISTRATOR}


_NAMED = re.compile(r"^(@[A-Za-z][A-Za-z0-9_]{3,31}|-\d{5,19})$")


class UnseenError(Exception):
    """Telegram does not tell who the admins of a chat are; the message is the HTML to answer with."""


async def runs(context: Context, chat: int, user: int) -> bool:
    """Whether a user is an admin of a chat. Raises UnseenError where it hides its members from a bot that is none."""
    try:
        member = await context.bot.get_chat_member(chat, user)
    except BadRequest as error:
        raise UnseenError(say("admins_unseen")) from error
    return member.status in _RUNNING


async def sent_by_admin(context: Context, message: Message, chat: int) -> bool:
    """Whether an admin of `chat` wrote a message. One who writes anonymously, as the chat itself, is. Raises
    UnseenError as `runs` does."""
    if message.sender_chat is not None and message.sender_chat.id == chat:
        return True
    return message.from_user is not None and await runs(context, chat, message.from_user.id)


def is_group(message_chat: Chat) -> bool:
    """Whether several people share a chat, so that not everybody may change it."""
    return message_chat.type in {Chat.GROUP, Chat.SUPERGROUP}


def is_chat_name(word: str) -> bool:
    """Whether a word names another chat: `@channel`, or its number."""
    return _NAMED.match(word) is not None


async def chat_to_change(context: Context, message: Message, named: str | None, what: str) -> Chat | ChatFullInfo:
    """The chat that a command is about, after seeing that its sender runs it: this one, or another that is named.
    `what` is to be changed there, in words. Raises UnseenError with the answer."""
    if named is None:
        if is_group(message.chat) and not await sent_by_admin(context, message, message.chat_id):
            raise UnseenError(say("admins_only", what=what))
        return message.chat
    try:
        chat = await context.bot.get_chat(named)
        if not await sent_by_admin(context, message, chat.id):
            raise UnseenError(say("channel_admins_only", chat=named, what=what))
        own = await context.bot.get_chat_member(chat.id, context.bot.id)
    except (BadRequest, Forbidden) as error:
        raise UnseenError(say("digest_channel_unknown", chat=named)) from error
    if chat.type == Chat.CHANNEL and not (isinstance(own, ChatMemberAdministrator) and own.can_post_messages):
        raise UnseenError(say("digest_channel_unknown", chat=named))
    return chat
