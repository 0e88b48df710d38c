"""Greeting and help, and what is said to that which cannot be answered."""

from telegram import Chat, Update

from handlers.asking.examples import offer
from handlers.sending.replying import say_to
from handlers.services.context import Context
from handlers.views.texts import say


async def welcome(update: Update, context: Context) -> None:
    """Answer `/start`."""
    message = update.effective_message
    if message is not None:
        await offer(context, message, say("welcome" if message.chat.type == Chat.PRIVATE else "welcome_group"))


async def give_help(update: Update, context: Context) -> None:
    """Answer `/help`, with what privacy mode means for groups, and more for admins."""
    message, user = update.effective_message, update.effective_user
    if message is None:
        return
    bot, services = context.bot, context.services
    groups = say("groups_all", bot=bot.username) if bot.can_read_all_group_messages else say("groups_private")
    parts = [say("help", bot=bot.username), groups, say("help_words", zone=services.zone.key)]
    if user is not None and user.id in services.admins and message.chat.type == Chat.PRIVATE:
        parts.append(say("help_reports"))
    await offer(context, message, "\n\n".join(parts))


async def tell_privacy(update: Update, context: Context) -> None:
    """Answer `/privacy`: what is kept, for how long, and for what."""
    message = update.effective_message
    if message is not None:
        await say_to(context, message, say("privacy"))


async def unknown_command(update: Update, context: Context) -> None:
    """Answer a command that does not exist, in a private chat."""
    message = update.effective_message
    if message is not None and message.text:
        await say_to(context, message, say("unknown_command", command=message.text.split(maxsplit=1)[0]))


async def wordless(update: Update, context: Context) -> None:
    """Answer what holds nothing to be read, in a private chat. Of an album only one picture has words, if any."""
    message = update.effective_message
    if message is not None and message.media_group_id is None:
        await say_to(context, message, say("wordless"))
