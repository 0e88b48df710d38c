"""Answers in other forms than a page: a map, a timeline, a file, sent in reply to a message."""

from telegram import MaybeInaccessibleMessage
from telegram.constants import ChatAction

from handlers.activity import show_activity
from handlers.codec import Screen, View
from handlers.context import Context
from handlers.exporting import export
from handlers.letters import Kind
from handlers.pictures import picture
from handlers.replying import reply_with_file

FORMS = frozenset({Screen.MAP, Screen.TIMELINE, Screen.CSV, Screen.GEOJSON})
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
