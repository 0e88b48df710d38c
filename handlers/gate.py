"""Who may come in: every update passes here first. Repeated ones and strangers to a private bot go no further."""

from telegram import Chat, Update
from telegram.ext import ApplicationHandlerStop

from handlers.context import Context
from handlers.markup import visible
from handlers.replying import say_to
from handlers.texts import say
from store.updates import mark_update


async def admit(update: Update, context: Context) -> None:
    """Let an update through once, and only from somebody who may ask."""
    services = context.services
    number, now = update.update_id, services.clock()
    if not await services.index.write(lambda writer: mark_update(writer, number, now)):
        raise ApplicationHandlerStop
    if not services.allowed_users or update.my_chat_member is not None or update.inline_query is not None:
        return  # inline questions of strangers are answered with a button, by handlers/inline.py
    user = update.effective_user
    if user is not None and services.may_ask(user.id):
        return
    await _refuse(update, context)
    raise ApplicationHandlerStop


async def _refuse(update: Update, context: Context) -> None:
    """Say no where the bot was spoken to alone; in groups and channels a stranger is not answered at all."""
    user, chat = update.effective_user, update.effective_chat
    text = say("not_allowed", user=user.id if user else "")
    if update.callback_query is not None:
        await update.callback_query.answer(visible(text))
    elif chat is not None and chat.type == Chat.PRIVATE and update.message is not None:
        await say_to(update.message, text)
