"""Who may change what a chat watches for, by buttons: anybody in their private chat, elsewhere its admins."""

from telegram import Chat
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
