"""Answers in other forms than a page: a map, a timeline, a file, sent in reply to a message."""

from dataclasses import replace

from telegram import MaybeInaccessibleMessage
from telegram.constants import ChatAction

from handlers.answering.exporting import export
from handlers.answering.pictures import picture
from handlers.sending.activity import show_activity
from handlers.sending.messages import Kind
from handlers.sending.replying import reply_with_file
from handlers.services.context import Context
from handlers.views.cards import WATCH_LABEL
from handlers.views.codec import Screen, View, encode

FORMS = frozenset({Screen.MAP, Screen.TIMELINE, Screen.CSV, Screen.GEOJSON, Screen.KML})
_DRAWN = frozenset({Screen.MAP, Screen.TIMELINE})


async def send_form(context: Context, message: MaybeInaccessibleMessage, view: View, *, alone: bool = False) -> bool:
    """Send a view's picture or file; False where there is nothing to show. `alone`: it is all that is answered, so that
    what it shows can be watched from there."""
    services, chat = context.services, message.chat.id
    if view.screen in _DRAWN:
        drawn = await picture(services, view, chat)
        if drawn is None:
            return False
        await show_activity(context, message, ChatAction.UPLOAD_PHOTO)
        watch = ((WATCH_LABEL, encode(replace(view, screen=Screen.WATCH))),)
        buttons = (watch,) if alone else ()
        await reply_with_file(context, message, Kind.PICTURE, drawn.png, "picture.png", drawn.caption, buttons)
        return True
    file = await export(services, view, chat)
    if file is None:
        return False
    await reply_with_file(context, message, Kind.FILE, file.content, file.name, file.caption)
    return True
