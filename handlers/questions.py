"""Questions in chats: by command, in free words, and edited ones, whose answer is edited too."""

from telegram import Message, Update

from handlers.addressing import is_meant_for, question_of
from handlers.asking import MAX_QUESTION, Asked, Shown, ask
from handlers.codec import encode
from handlers.context import Context
from handlers.markup import plain
from handlers.replying import put, reply, say_to
from handlers.texts import say
from store.questions import answered

# What each command puts before the words that follow it.
COMMANDS = {"latest": "latest {}", "casualties": "casualties {}", "count": "how many {}"}


async def by_command(update: Update, context: Context) -> None:
    """Answer `/latest …`, `/casualties …` or `/count …`."""
    message = update.effective_message
    if message is None or not message.text:
        return
    head, *rest = message.text.split(maxsplit=1)
    command = head[1:].partition("@")[0].casefold()
    words = plain(rest[0]) if rest else ""
    if not words and command != "latest":
        await say_to(message, say("empty_question", command=command))
        return
    await _answer(message, COMMANDS[command].format(words or "events"), context, alone=True)


async def by_text(update: Update, context: Context) -> None:
    """Answer a question in free words, in a private chat or addressed to the bot in a group."""
    message = update.effective_message
    if message is None or not is_meant_for(message, context.bot.id, context.bot.username):
        return
    question = question_of(message, context.bot.id, context.bot.username)
    if not question:
        await say_to(message, say("mention_only", bot=context.bot.username))
        return
    await _answer(message, question, context)


async def _answer(message: Message, question: str, context: Context, alone: bool = False) -> None:
    if len(question) > MAX_QUESTION:
        await say_to(message, say("question_too_long", limit=MAX_QUESTION))
        return
    asker = message.sender_chat.id if message.sender_chat else message.from_user.id if message.from_user else 0
    shown = await ask(context.services, Asked(message.chat_id, asker, message.message_id, question, alone))
    await _show(message, shown, context)


async def _show(message: Message, shown: Shown, context: Context) -> None:
    """Send the answer, or put it in the place of the one that the question had before it was edited."""
    answer_id = shown.answer_id
    if answer_id is None or not await put(context, message.chat_id, answer_id, shown.page):
        answer_id = (await reply(message, shown.page)).message_id
    question, view = shown.view.question, encode(shown.view)
    await context.services.index.write(lambda writer: answered(writer, question, answer_id, view))
