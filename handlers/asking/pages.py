"""Taps on the buttons of an answer: another page, span, place, kind or reading; its sources, a picture, a file."""

from telegram import MaybeInaccessibleMessage, Update

from handlers.answering.asking import show
from handlers.asking.attachments import FORMS, send_form
from handlers.sending.messages import message_of
from handlers.sending.replying import acknowledge, put
from handlers.services.context import Context
from handlers.views.codec import Screen, View, decode, encode
from handlers.views.texts import say
from handlers.watching.setting import watch_view
from store.chats.questions import answered, kept_question


async def turn(update: Update, context: Context) -> None:
    """Show what a button stands for. Every tap is answered, an old button politely."""
    query = update.callback_query
    if query is None:
        return
    message, view = query.message, decode(query.data)
    if view is None or message is None:
        await acknowledge(query, say("old_button"))
        return
    chat, message_id = message.chat.id, message.message_id
    row = await context.services.index.read(lambda reader: kept_question(reader, view.question))
    if row is not None and row.chat_id == chat and view.screen is Screen.WATCH:  # it stands under pictures, too
        await watch_view(context, query, message, view)
        return
    if row is None or row.chat_id != chat or row.answer_id != message_id:
        await acknowledge(query, say("old_button"))
        return
    if view.screen in FORMS:
        await acknowledge(query, say(f"making_{view.screen.name.lower()}"))
        await send_form(context, message, view)
        return
    await _put(view, message, row.shown, update, context)


async def _put(
    view: View, message: MaybeInaccessibleMessage, before: str | None, update: Update, context: Context
) -> None:
    """The page of a view in the place of its message."""
    query = update.callback_query
    shown = await show(context.services, view, message.chat.id)
    if query is None or shown is None:
        if query is not None:
            await acknowledge(query, say("old_button"))
        return
    await acknowledge(query)
    if before == encode(view):
        return  # a second tap on the same button, before the first one's page came
    if await put(context, message.chat.id, message.message_id, message_of(shown.page)):
        number, code = message.message_id, encode(view)
        await context.services.index.write(lambda writer: answered(writer, view.question, number, code))
