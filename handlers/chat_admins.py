"""Who runs a chat: the question that every change of a group's settings, digests or watches asks first."""

import re

from telegram import Chat, ChatFullInfo, ChatMember, ChatMemberAdministrator, Message
from telegram.error import BadRequest, Forbidden

from handlers.services.context import Context
from handlers.views.texts import say

_RUNNING = {ChatMember.OWNER, ChatMember.ADMINISTRATOR}


_NAMED = re.compile(r"^(@[A-Za-z][A-Za-z0-9_]{3,31}|-\d{5,19})$")


class UnseenError(Exception):
    """A chat is not to be changed by who asks, or nobody can tell; the message is the HTML to answer with."""


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
    if named is not None:
        user = None if message.from_user is None else message.from_user.id
        return await _run_by(context, named, user, message.sender_chat, what)
    if is_group(message.chat) and not await sent_by_admin(context, message, message.chat_id):
        raise UnseenError(say("admins_only", what=what))
    return message.chat


async def chat_to_change_by_tap(
    context: Context, here: Chat, named: str | None, user: int, what: str
) -> Chat | ChatFullInfo:
    """The same for who taps a button in the chat `here`."""
    if named is not None:
        return await _run_by(context, named, user, None, what)
    if refusal := await refusal_of(context, here, here.id, user, what):
        raise UnseenError(refusal)
    return here


async def _run_by(
    context: Context, named: str, user: int | None, writes_as: Chat | None, what: str
) -> Chat | ChatFullInfo:
    """A chat that is named, after seeing that somebody runs it and that the bot may post there."""
    try:
        chat = await context.bot.get_chat(named)
        is_itself = writes_as is not None and writes_as.id == chat.id
        may = is_itself or (user is not None and await runs(context, chat.id, user))
        own = await context.bot.get_chat_member(chat.id, context.bot.id)
    except (BadRequest, Forbidden, UnseenError) as error:
        raise UnseenError(say("channel_unknown", chat=named)) from error
    if not may:
        raise UnseenError(say("channel_admins_only", chat=named, what=what))
    if chat.type == Chat.CHANNEL and not (isinstance(own, ChatMemberAdministrator) and own.can_post_messages):
        raise UnseenError(say("channel_unknown", chat=named))
    return chat


async def refusal_of(context: Context, here: Chat, chat: int, user: int, what: str) -> str:
    """Why somebody who taps a button in the chat `here` may not change what belongs to a chat; nothing where they may:
    anybody in their private chat, elsewhere its admins."""
    if chat == here.id and not is_group(here) and here.type != Chat.CHANNEL:
        return ""
    try:
        may = await runs(context, chat, user)
    except (UnseenError, Forbidden, BadRequest) as unseen:
        return str(unseen) if isinstance(unseen, UnseenError) else say("admins_unseen")
    return "" if may else say("admins_only", what=what)


async def refusal_of_sender(context: Context, message: Message, chat: int, what: str) -> str:
    """Why the sender of a message may not change what belongs to a chat; nothing where they may. One who writes as the
    chat itself may."""
    if message.sender_chat is not None and message.sender_chat.id == chat:
        return ""
    user = message.from_user.id if message.from_user else 0
    return await refusal_of(context, message.chat, chat, user, what)
