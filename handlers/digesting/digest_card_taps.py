"""Taps on a digest that is shown by itself, replies to it, and `/digest change 3 …`: when it comes and what it brings.

Who does so must run the chat whose digest it is, which is seen anew each time.
"""

from telegram import Update

from handlers.addressing import question_of
from handlers.answering.digest_listing import CARD, listing_in
from handlers.answering.digest_topics import RefusalError
from handlers.chat_admins import refusal_of, refusal_of_sender
from handlers.digesting.digest_card import card_of, change_to, line_anew, number_in, set_line
from handlers.digesting.digest_menu import changed
from handlers.scheduling.commands import Amendment
from handlers.scheduling.line import Line, LineError
from handlers.scheduling.zone_words import city_zones
from handlers.sending.messages import OutgoingMessage
from handlers.sending.replying import acknowledge, put, reply_with, say_to
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views.markup import visible
from handlers.views.texts import say, template
from store.chats.digests import Digest, digest_numbered

PREFIX = CARD


async def change_by_line(services: Services, asked: Amendment, chat: int, here: int) -> OutgoingMessage:
    """What is answered in the chat `here` to `/digest change 3 …` for a digest of a chat. Raises LineError and
    RefusalError."""
    digest = await services.index.read(lambda reader: digest_numbered(reader, asked.number))
    if not isinstance(digest, Digest) or digest.chat_id != chat:
        raise RefusalError(say("digest_unknown", text=asked.number))
    return await _by_words(services, digest, asked.words, here, whole=True)


async def change_by_reply(update: Update, context: Context) -> None:
    """Let a digest come as a reply to it says."""
    message = update.effective_message
    shown = message.reply_to_message if message else None
    number = number_in(shown) if shown else None
    if message is None or shown is None or number is None:
        return
    services, here = context.services, message.chat_id
    digest = await services.index.read(lambda reader: digest_numbered(reader, number))
    if not isinstance(digest, Digest):
        await say_to(context, message, say("digests_gone"))
        return
    if refusal := await refusal_of_sender(context, message, digest.chat_id, template("digests_what")):
        await say_to(context, message, refusal)
        return
    words = question_of(message, context.bot.id, context.bot.username).split()
    try:
        page = await _by_words(services, digest, words, here, whole=False)
    except LineError as error:
        await say_to(context, message, say(error.key, **error.words))
    except RefusalError as refused:
        await say_to(context, message, str(refused))
    else:
        if not await put(context, here, shown.message_id, page):
            await reply_with(context, message, page)


async def tap_card(update: Update, context: Context) -> None:
    """A tap that shows a digest by itself, changes something of it, or goes back to all."""
    tap = update.callback_query
    if tap is None:
        return
    number, _, rest = (tap.data or "").removeprefix(PREFIX).partition(".")
    message = tap.message
    if message is None or not number.isdecimal() or len(number) > 15:
        await acknowledge(tap, say("old_button"))
        return
    services, here = context.services, message.chat.id
    digest = await services.index.read(lambda reader: digest_numbered(reader, int(number)))
    if not isinstance(digest, Digest):
        await acknowledge(tap, say("digests_gone"))
        return
    if refusal := await refusal_of(context, message.chat, digest.chat_id, tap.from_user.id, template("digests_what")):
        await acknowledge(tap, refusal)
        return
    try:
        page = await _tapped(services, digest, here, rest)
    except RefusalError as refused:
        await acknowledge(tap, visible(str(refused))[:190])
        return
    await acknowledge(tap, "" if page else say("old_button"))
    if page:
        await put(context, here, message.message_id, page)


async def _tapped(services: Services, digest: Digest, here: int, data: str) -> OutgoingMessage | None:
    """What is shown after a tap; None for a tap that this version did not offer. Raises RefusalError."""
    if data == "list":
        return await listing_in(services, digest.chat_id, here)
    if data == "show":
        return card_of(digest, here, services.clock())
    what, _, value = data.partition(".")
    line = changed(set_line(digest), what, value) if what != "topic" else None
    return await _changed(services, digest, line, here) if line else None


async def _by_words(services: Services, digest: Digest, words: list[str], here: int, *, whole: bool) -> OutgoingMessage:
    if not words:
        return card_of(digest, here, services.clock())
    held = set_line(digest)
    line = await services.index.aside(lambda: line_anew(held, words, city_zones(services.world.gazetteer), whole=whole))
    return await _changed(services, digest, line, here)


async def _changed(services: Services, digest: Digest, line: Line, here: int) -> OutgoingMessage:
    after = await change_to(services, digest, line)
    return card_of(after, here, services.clock(), before=digest)
