"""Word of alerts and digests that may not have arrived, with a button that sends each again.

Telegram tells nobody afterwards whether a message came, and takes the same one twice. So none is repeated unasked, and
none is lost in silence: its chat is told, in a channel's place who set it.
"""

import sqlite3
from datetime import timedelta

from telegram import Update

from handlers.sending.messages import Buttons, OutgoingMessage, to_json
from handlers.sending.replying import acknowledge, put
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views.texts import say, template
from store.chats.doubts import Doubt, doubt_numbered, queue_word, send_again, untold_doubts
from store.database import transaction

PREFIX = "doubt1."

_SINCE = timedelta(days=1)
_LONGEST = 15


async def tell_of_doubts(services: Services) -> int:
    """Put into the outbox word of what is in doubt; returns of how many."""
    now = services.clock()
    doubts = await services.index.read(lambda reader: untold_doubts(reader, now - _SINCE))
    heard = [(doubt, chat) for doubt in doubts if (chat := _hearer(doubt)) is not None]

    def tell(writer: sqlite3.Connection) -> None:
        with transaction(writer):
            for doubt, chat in heard:
                queue_word(writer, doubt, chat, to_json(OutgoingMessage(_words(doubt), _button(doubt))), now)

    if heard:
        await services.index.write(tell)
    return len(heard)


async def tapped(update: Update, context: Context) -> None:
    """A tap on the button under such word: the message leaves again, once."""
    tap = update.callback_query
    if tap is None:
        return
    message, number = tap.message, (tap.data or "").removeprefix(PREFIX)
    services, now = context.services, context.services.clock()
    if message is None or not number.isdecimal() or len(number) > _LONGEST:
        await acknowledge(tap, say("old_button"))
        return
    chat = message.chat.id

    def again(writer: sqlite3.Connection) -> bool:
        with transaction(writer):
            doubt = doubt_numbered(writer, int(number))
            return doubt is not None and _hearer(doubt) == chat and send_again(writer, doubt.id, now)

    sent = await services.index.write(again)
    await acknowledge(tap, say("doubt_again" if sent else "old_button"))
    if sent:
        await put(context, chat, message.message_id, OutgoingMessage(say("doubt_again")))


def _hearer(doubt: Doubt) -> int | None:
    """Who is told: the chat itself; of a channel who set it, where that is known."""
    return doubt.set_by if doubt.kind == "channel" else doubt.chat_id


def _words(doubt: Doubt) -> str:
    key = "doubt_digest" if doubt.is_digest else "doubt_alert"
    if doubt.kind == "channel":
        return say(f"{key}_elsewhere", topic=doubt.topic, chat=doubt.title or str(doubt.chat_id))
    return say(key, topic=doubt.topic)


def _button(doubt: Doubt) -> Buttons:
    return (((template("doubt_button"), f"{PREFIX}{doubt.id}"),),)
