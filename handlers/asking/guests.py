"""Questions in chats that the bot is no member of (guest messages of Bot API 10.0): one answer, nothing kept."""

from telegram import Update

from handlers.addressing import question_of
from handlers.answering.asking import answer_once
from handlers.sending.replying import reply_to_guest
from handlers.services.context import Context
from handlers.views.markup import escape
from handlers.views.texts import say
from query.reading import QuestionError


async def answer_guest(update: Update, context: Context) -> None:
    """Answer a question asked by the bot's name where it is a guest."""
    message = update.guest_message
    if message is None:
        return
    question = question_of(message, context.bot.id, context.bot.username)
    html = say("mention_only", bot=context.bot.username)
    if question:
        try:
            asker = message.from_user.id if message.from_user else message.chat_id
            html = (await answer_once(context.services, question, asker)).html
        except QuestionError as error:
            html = escape(str(error))
    await reply_to_guest(message, html)
