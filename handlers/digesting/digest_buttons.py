"""Taps on what concerns digests: the pages of one, the buttons of `/digests`, and the menu of `/digest`.

Every tap is answered. What changes a digest takes an admin where the chat has some, a channel too.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update

from handlers.addressing import question_of
from handlers.answering import digest_listing, digest_pages
from handlers.answering.digest_listing import listing_in, typed_line
from handlers.answering.digest_pages import further_page, preview
from handlers.answering.digest_topics import RefusalError
from handlers.chat_admins import UnseenError, chat_to_change, chat_to_change_by_tap, refusal_of
from handlers.digesting.digest_menu import PREFIX as MENU
from handlers.digesting.digest_menu import SET, changed, menu_of, shown_in
from handlers.digesting.digests import set_wanted
from handlers.sending.messages import OutgoingMessage
from handlers.sending.outbox import Address, post
from handlers.sending.replying import acknowledge, address_of, put, reply_with, say_to
from handlers.services.context import Context
from handlers.views.markup import visible
from handlers.views.texts import say, template
from query.reading import QuestionError
from store.chats.digests import BrokenDigest, Digest, digest_numbered, end_digest, pause_digest

PATTERN = f"^({re.escape(digest_pages.PREFIX)}|{re.escape(digest_listing.PREFIX)}|{re.escape(MENU)})"
_PAGE = re.compile(r"^dig1\.(\d{1,15})\.([0-9a-f]{1,10})\.(\d{1,6})$")
_DEED = re.compile(r"^dgl1\.(off|pause|resume|now)\.(\d{1,15})$")


async def tapped(update: Update, context: Context) -> None:
    """Do what a button stands for."""
    tap = update.callback_query
    message = tap.message if tap else None
    if tap is None:
        return
    data = tap.data or ""
    if message is not None and (page := _PAGE.match(data)):
        await _turn(tap, message, page, context)
    elif message is not None and (deed := _DEED.match(data)):
        await _do(tap, message, deed[1], int(deed[2]), context)
    elif isinstance(message, Message) and data.startswith(MENU):
        await _menu(tap, message, data.removeprefix(MENU), context)
    else:
        await acknowledge(tap, say("old_button"))


async def name_subject(update: Update, context: Context) -> None:
    """Put the words of a reply into the menu that it answers."""
    message = update.effective_message
    answered = message.reply_to_message if message else None
    shown = shown_in(answered) if answered else None
    if message is None or answered is None or shown is None:
        return
    try:
        await chat_to_change(context, message, shown.chat, template("digests_what"))
    except UnseenError as refusal:
        await say_to(context, message, str(refusal))
        return
    topic = question_of(message, context.bot.id, context.bot.username)
    page = await menu_of(context.services, answered, replace(shown, line=replace(shown.line, topic=topic)))
    if not await put(context, message.chat_id, answered.message_id, page):
        await reply_with(context, message, page)


async def _turn(tap: CallbackQuery, message: MaybeInaccessibleMessage, page: re.Match[str], context: Context) -> None:
    services, now = context.services, context.services.clock()
    number, slot, offset = int(page[1]), datetime.fromtimestamp(int(page[2], 16), UTC), int(page[3])
    held = await services.index.read(lambda reader: digest_numbered(reader, number))
    shown = None
    if isinstance(held, Digest) and held.chat_id == message.chat.id:
        shown = await services.index.read(lambda reader: further_page(services, reader, number, slot, offset, now))
    await acknowledge(tap, "" if shown else say("old_button"))
    if shown:
        await put(context, message.chat.id, message.message_id, shown)


async def _do(tap: CallbackQuery, message: MaybeInaccessibleMessage, what: str, number: int, context: Context) -> None:
    """Show, pause, resume or remove a digest, and show the list as it is then."""
    services = context.services
    held = await services.index.read(lambda reader: digest_numbered(reader, number))
    if held is None:
        await acknowledge(tap, say("digests_gone"))
        return
    digest = held if isinstance(held, Digest) else None
    chat = digest.chat_id if digest else message.chat.id
    if refusal := await refusal_of(context, message.chat, chat, tap.from_user.id, template("digests_what")):
        await acknowledge(tap, refusal)
        return
    if what == "now" and digest is not None:
        await acknowledge(tap)
        await _show(message, digest, context)
        return
    if what == "off":
        await services.index.write(lambda writer: end_digest(writer, number, chat))
    elif digest is not None:
        await services.index.write(lambda writer: pause_digest(writer, number, chat, paused=what == "pause"))
    await acknowledge(tap)
    page = await listing_in(services, chat, message.chat.id)
    undo = _undo(what, held, None if chat == message.chat.id else chat)
    html = "\n\n".join(part for part in (undo, page.html if page else "" if undo else say("digests_none")) if part)
    await put(context, message.chat.id, message.message_id, OutgoingMessage(html, page.buttons if page else ()))


def _undo(what: str, held: Digest | BrokenDigest, chat: int | None) -> str:
    """After a removal, the line that sets the digest again."""
    if what != "off":
        return ""
    if isinstance(held, BrokenDigest):
        return say("digest_off_broken", number=held.id)
    return say("digest_off", number=held.id, line=typed_line(held, str(chat) if chat else None))


async def _show(message: MaybeInaccessibleMessage, digest: Digest, context: Context) -> None:
    services, now = context.services, context.services.clock()
    try:
        shown = await services.index.read(lambda reader: preview(services, reader, digest, now))
    except QuestionError as error:
        shown = OutgoingMessage(say("digests_trouble", why=str(error)))
    address = address_of(message)
    await post(context, Address(address.chat, address.thread), shown)


async def _menu(tap: CallbackQuery, message: Message, data: str, context: Context) -> None:
    """A tap in the menu: another choice, or set what it shows. Each time it is seen anew that the person may."""
    shown = shown_in(message)
    if shown is None:
        await acknowledge(tap, say("old_button"))
        return
    what = template("digests_what")
    try:
        chat = await chat_to_change_by_tap(context, message.chat, shown.chat, tap.from_user.id, what)
    except UnseenError as refusal:
        await acknowledge(tap, str(refusal))
        return
    if data != SET:
        what, _, value = data.partition(".")
        anew = changed(shown.line, what, value)
        await acknowledge(tap, "" if anew else say("old_button"))
        if anew:
            page = await menu_of(context.services, message, replace(shown, line=anew))
            await put(context, message.chat.id, message.message_id, page)
        return
    try:
        text = await set_wanted(shown, chat, message, tap.from_user.id, context)
    except RefusalError as refusal:
        await acknowledge(tap, visible(str(refusal))[:190])
        return
    await acknowledge(tap)
    await put(context, message.chat.id, message.message_id, OutgoingMessage(text))
