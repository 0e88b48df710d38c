"""Withdrawing a report: `/withdraw 31 the outlet took it back`, and `/withdraw undo 31`. Only for admins of the bot."""

import sqlite3
from dataclasses import dataclass

from telegram import Update, User

from domain.errors import WatchfloorError
from handlers.sending.replying import say_to
from handlers.services.context import Context
from handlers.views.markup import escape, plain
from handlers.views.texts import say
from store.writing.withdrawal import restore_report, withdraw_report

_LONGEST = 15


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A report by its number, and why it is withdrawn; or that its withdrawal is taken back."""

    report: int
    reason: str = ""
    undo: bool = False


async def withdraw(update: Update, context: Context) -> None:
    """Answer `/withdraw …`."""
    message, user = update.effective_message, update.effective_user
    if message is None:
        return
    services = context.services
    if user is None or user.id not in services.admins:
        await say_to(context, message, say("withdraw_admins"))
        return
    wanted = _read(list(context.args or ()))
    if wanted is None:
        await say_to(context, message, say("withdraw_usage"))
        return
    maker, now = named(user), services.clock()

    def change(writer: sqlite3.Connection) -> tuple[int, ...]:
        if wanted.undo:
            return restore_report(writer, wanted.report, maker, now)
        return withdraw_report(writer, wanted.report, maker, wanted.reason, now)

    try:
        events = await services.index.write(change)
    except WatchfloorError as error:
        await say_to(context, message, escape(str(error), 500))
        return
    listed = ", ".join(f"/event_{event}" for event in events) or say("withdraw_no_event")
    key = "withdraw_undone" if wanted.undo else "withdraw_done"
    await say_to(context, message, say(key, report=wanted.report, events=listed))


def _read(words: list[str]) -> _Wanted | None:
    undo = bool(words) and words[0].casefold() == "undo"
    number, *rest = (words[1:] if undo else words) or [""]
    if not number.isdecimal() or len(number) > _LONGEST:
        return None
    if undo:
        return None if rest else _Wanted(int(number), undo=True)
    reason = plain(" ".join(rest))
    return _Wanted(int(number), reason) if reason else None


def named(user: User) -> str:
    """Who it was, by name and by the id that lasts."""
    return f"{plain(user.full_name, 60)} ({user.id})"
