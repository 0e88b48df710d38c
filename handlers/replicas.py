"""What a bot on a replica says in a private chat: it answers inline, and keeps nothing of anybody."""

from telegram import Update
from telegram.constants import ParseMode

from handlers.services.context import Context
from handlers.services.token_bucket import Verdict
from handlers.views.texts import say


async def point_to_inline(update: Update, context: Context) -> None:
    """Say how to ask. Not by way of the outbox, which is the primary's; more than one may ask in peace goes unheard."""
    message, user, services = update.effective_message, update.effective_user, context.services
    if message is None or user is None or services.user_bucket.take(user.id, services.clock()) is not Verdict.WELCOME:
        return
    said = "inline_only" if services.may_ask(user.id) else "not_allowed"
    await message.reply_text(say(said, bot=context.bot.username, user=user.id), parse_mode=ParseMode.HTML)
