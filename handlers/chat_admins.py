"""Who runs a chat: the question that every change of a group's settings or digests asks first."""

from telegram import Chat, ChatMember, Message
from telegram.error import BadRequest

from handlers.services.context import Context
from handlers.views.texts import say

_RUNNING = {ChatMember.OWNER, ChatMember.ADMINISTRATOR}


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
