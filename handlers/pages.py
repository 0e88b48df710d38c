"""Taps on the buttons of an answer: another page, another span of time, another reading."""

from telegram import MaybeInaccessibleMessage, Update

from handlers.asking import show
from handlers.codec import decode, encode
from handlers.context import Context
from handlers.replying import acknowledge, put
from handlers.texts import say
from store.questions import answered, kept_question


async def turn(update: Update, context: Context) -> None:
    """Show what a button stands for in the place of its message. Every tap is answered, an old button politely."""
    query = update.callback_query
    if query is None:
        return
    message: MaybeInaccessibleMessage | None = query.message
    view = decode(query.data)
    if view is None or message is None:
        await acknowledge(query, say("old_button"))
        return
    chat, message_id = message.chat.id, message.message_id
    row = await context.services.index.read(lambda reader: kept_question(reader, view.question))
    shown = await show(context.services, view, chat)
    if row is None or shown is None or row.answer_id != message_id:
        await acknowledge(query, say("old_button"))
        return
    await acknowledge(query)
    if row.shown == encode(view):
        return  # a second tap on the same button, before the first one's page came
    if await put(context, chat, message_id, shown.page):
        await context.services.index.write(lambda writer: answered(writer, view.question, message_id, encode(view)))
