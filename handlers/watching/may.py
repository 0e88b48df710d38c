"""Who may change what a chat watches for, by buttons: anybody in their private chat, elsewhere its admins."""

from telegram import Chat, Message
from telegram.error import BadRequest, Forbidden

from handlers.chat_admins import UnseenError, is_group, runs
from handlers.services.context import Context
from handlers.views.texts import say, template


async def refusal_of(context: Context, here: Chat, chat: int, user: int) -> str:
    """Why somebody may not change a chat's watches; nothing where they may."""
    if chat == here.id and not is_group(here) and here.type != Chat.CHANNEL:
        return ""
    try:
        may = await runs(context, chat, user)
    except (UnseenError, Forbidden, BadRequest) as unseen:
        return str(unseen) if isinstance(unseen, UnseenError) else say("admins_unseen")
    return "" if may else say("admins_only", what=template("watches_what"))


async def refusal_of_sender(context: Context, message: Message, chat: int) -> str:
    """Why the sender of a message may not change a chat's watches; nothing where they may. One who writes as the chat
    itself may."""
    if message.sender_chat is not None and message.sender_chat.id == chat:
        return ""
    user = message.from_user.id if message.from_user else 0
    return await refusal_of(context, message.chat, chat, user)
