"""Who may come in: every update passes here first. Strangers to a private bot and floods stop here."""

from telegram import Chat, Update
from telegram.ext import ApplicationHandlerStop

from handlers.allowance import Verdict
from handlers.context import Context
from handlers.replying import acknowledge, say_to
from handlers.texts import say


async def admit(update: Update, context: Context) -> None:
    """Let an update through only from somebody who may ask."""
    services = context.services
    if update.my_chat_member is not None or update.inline_query is not None:
        return  # inline questions of strangers are answered with a button, by handlers/inline.py
    user = update.effective_user
    if services.allowed_users and not (user is not None and services.may_ask(user.id)):
        await _tell(update, context, say("not_allowed", user=user.id if user else ""))
        raise ApplicationHandlerStop
    if user is None or user.id in services.admins or not _spoken_to(update):
        return
    verdict = services.allowance.take(user.id, services.clock())
    if verdict is Verdict.TOO_FAST:
        await _tell(update, context, say("too_fast"))
    if verdict is not Verdict.WELCOME:
        raise ApplicationHandlerStop


def _spoken_to(update: Update) -> bool:
    """Whether somebody surely wants something of the bot; people who talk to each other in a group are not counted."""
    chat = update.effective_chat
    return update.callback_query is not None or (chat is not None and chat.type == Chat.PRIVATE)


async def _tell(update: Update, context: Context, html: str) -> None:
    """Say no where the bot was spoken to alone; in groups and channels nobody is turned away aloud."""
    if update.callback_query is not None:
        await acknowledge(update.callback_query, html)
    elif update.message is not None and update.message.chat.type == Chat.PRIVATE:
        await say_to(context, update.message, html)
