"""Answers in other forms than a page: a map, a timeline, a file, sent in reply to a message."""

from telegram import MaybeInaccessibleMessage
from telegram.constants import ChatAction

from handlers.answering.exporting import export
from handlers.answering.pictures import picture
from handlers.sending.activity import show_activity
from handlers.sending.messages import Kind
from handlers.sending.replying import reply_with_file
from handlers.services.context import Context
from handlers.views.codec import Screen, View

FORMS = frozenset({Screen.MAP, Screen.TIMELINE, Screen.CSV, Screen.GEOJSON, Screen.KML})
_DRAWN = frozenset({Screen.MAP, Screen.TIMELINE})


async def send_form(context: Context, message: MaybeInaccessibleMessage, view: View) -> bool:
    """Send a view's picture or file; False where there is nothing to show."""
    services, chat = context.services, message.chat.id
    if view.screen in _DRAWN:
        drawn = await picture(services, view, chat)
        if drawn is None:
            return False
        await show_activity(context, message, ChatAction.UPLOAD_PHOTO)
        await reply_with_file(context, message, Kind.PICTURE, drawn.png, "picture.png", drawn.caption)
        return True
    file = await export(services, view, chat)
    if file is None:
        return False
    await reply_with_file(context, message, Kind.FILE, file.content, file.name, file.caption)
    return True
