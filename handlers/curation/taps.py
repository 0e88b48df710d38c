"""Decisions on events by buttons, and by the reply to a message that asks for a value: one message that is edited."""

import sqlite3

from telegram import Message, Update, User
from telegram.constants import ChatType
from telegram.ext import filters

from domain.corrections import Aspect
from domain.errors import WatchfloorError
from handlers.addressing import own_replied
from handlers.answering.decision_buttons import (
    FROM_LIST,
    JOIN,
    PREFIX,
    SPLIT,
    Act,
    Tap,
    awaiting,
    choices,
    decode,
    desk,
    parts,
    under_report,
)
from handlers.asking.events import event_page, under_event
from handlers.curation.commands import numbers_in
from handlers.curation.deciding import Wish, correction_in, decide
from handlers.sending.messages import Buttons, OutgoingMessage
from handlers.sending.replying import acknowledge, put, reply_with, say_to
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.views.markup import escape, plain
from handlers.views.report_lines import line
from handlers.views.texts import say
from query.correcting import example
from query.wording.corrections import said
from store.events.decisions import Action, events_of_report
from store.events.loading import load_events

_MOST_LISTED = 8
_DECIDING = {Act.KEEP: Action.KEEP, Act.DROP: Action.DROP, Act.UNDO: None, Act.PART: Action.SPLIT}


class Answer(filters.MessageFilter):
    """An admin's reply to a message of the bot that waits for one."""

    def __init__(self, admins: frozenset[int]) -> None:
        super().__init__()
        self._admins = admins

    def filter(self, message: Message) -> bool:
        """Whether the message is such a reply."""
        is_admin = message.from_user is not None and message.from_user.id in self._admins
        return is_admin and message.chat.type == ChatType.PRIVATE and awaited_in(message) is not None


def awaited_in(message: Message) -> Tap | None:
    """What the message that this one replies to waits for, as its own button says; None where it waits for nothing."""
    replied = own_replied(message)
    rows = replied.reply_markup.inline_keyboard if replied is not None and replied.reply_markup else ()
    taps = (decode(str(button.callback_data)) for row in rows for button in row)
    return next((tap for tap in taps if tap and tap.act is Act.SHOW and tap.more), None)


async def tapped(update: Update, context: Context) -> None:
    """Do what a button stands for. Every tap is answered, an old button politely."""
    query = update.callback_query
    if query is None:
        return
    tap, message = decode(query.data), query.message
    if tap is None or message is None:
        await acknowledge(query, say("old_button"))
        return
    if query.from_user.id not in context.services.admins:
        await acknowledge(query, say("curation_admins"))
        return
    note = ""
    try:
        if tap.act in _DECIDING:
            note, tap = await _decided(tap, context.services, query.from_user)
        what = await _message(context.services, tap, message.chat.id)
    except WatchfloorError as error:
        await acknowledge(query, escape(str(error), 190))
        return
    await acknowledge(query, note)
    await put(context, message.chat.id, message.message_id, what)


async def _decided(tap: Tap, services: Services, user: User) -> tuple[str, Tap]:
    """Carry out a tap; returns what to say of it, and what is to be shown then."""
    number = int(tap.more, 16) if tap.act in {Act.UNDO, Act.PART} else 0
    others = (number,) if tap.act is Act.PART else ()
    wish = Wish(_DECIDING[tap.act], tap.event, others=others, decision=number if tap.act is Act.UNDO else None)
    outcome = await decide(services, wish, user)
    act = Act.LIST if tap.more == FROM_LIST else Act.SHOW
    return escape(outcome.said, 190), Tap(act, outcome.event, tap.report)


async def answered(update: Update, context: Context) -> None:
    """Take the reply to a message that asks for a value; the message shows the event as it stands then."""
    message, user = update.effective_message, update.effective_user
    tap = awaited_in(message) if message else None
    if message is None or user is None or tap is None or message.reply_to_message is None:
        return
    services, words = context.services, plain(message.text or "")
    try:
        if tap.more in {JOIN, SPLIT}:
            numbers = numbers_in(words.split())
            if not numbers:
                await say_to(context, message, say("curation_numbers", text=words))
                return
            action = Action.MERGE if tap.more == JOIN else Action.SPLIT
            wish = Wish(action, tap.event, others=tuple(numbers))
        else:
            aspect = Aspect(tap.more)
            wish = Wish(Action.CORRECT, tap.event, await correction_in(services, message.chat_id, words, aspect))
        outcome = await decide(services, wish, user)
        what = await _message(services, Tap(Act.SHOW, outcome.event, tap.report), message.chat_id)
    except (WatchfloorError, ValueError) as error:
        await say_to(context, message, escape(str(error), 500))
        return
    if not await put(context, message.chat_id, message.reply_to_message.message_id, what):
        await reply_with(context, message, what)


async def _message(services: Services, tap: Tap, chat: int) -> OutgoingMessage:
    """What a message shows for a tap. Raises WatchfloorError where there is nothing to be shown any more."""
    event, report = tap.event, tap.report
    if tap.act is Act.LIST:
        return await services.index.read(lambda reader: _report_page(reader, services, report, chat))
    if tap.act is Act.CHOOSE:
        return OutgoingMessage(say("curation_choose", event=event), choices(event, report))
    if tap.act is Act.ASK:
        return await services.index.read(lambda reader: _question(reader, tap))
    html = await event_page(services, event, chat)
    if html is None:
        raise WatchfloorError(say("curation_gone", event=event))

    def buttons(reader: sqlite3.Connection) -> Buttons:
        return desk(reader, event, report) if report else under_event(services, reader, event, decides=True)

    return OutgoingMessage(html, await services.index.read(buttons))


def _question(reader: sqlite3.Connection, tap: Tap) -> OutgoingMessage:
    """The message that asks for a value in a reply."""
    event, report = tap.event, tap.report
    found = load_events(reader, [event])
    if not found:
        raise WatchfloorError(say("curation_gone", event=event))
    if tap.more == JOIN:
        return OutgoingMessage(say("curation_ask_join", event=event), awaiting(event, report, JOIN))
    if tap.more == SPLIT:
        return OutgoingMessage(say("curation_ask_split", event=event), parts(found[0], report))
    if tap.more not in set(Aspect):
        raise WatchfloorError(say("old_button"))
    aspect = Aspect(tap.more)
    shown = "" if aspect is Aspect.SIDE else said(aspect, found[0].event)
    html = say(
        "curation_ask", event=event, aspect=aspect.value, now=shown or "as the reports say", example=example(aspect)
    )
    return OutgoingMessage(html, awaiting(event, report, aspect.value))


def _report_page(reader: sqlite3.Connection, services: Services, report: int, chat: int) -> OutgoingMessage:
    """The events of a report as they stand now, with their buttons."""
    manner, now = services.manner(services.zone_of(reader, chat)), services.clock()
    lines = [say("curation_report")]
    for event, dropped in events_of_report(reader, report)[:_MOST_LISTED]:
        stored = load_events(reader, [event])
        lines += [line(stored[0].event, event, manner, now)] if stored and not dropped else []
        lines += [say("curation_listed_dropped", event=event)] if dropped else []
    return OutgoingMessage("\n".join(lines), under_report(reader, report, _MOST_LISTED))


PATTERN = f"^{PREFIX}"
"""The buttons that are answered here."""
