"""Decisions on events by a typed line: `/correct 12 killed 7`, `/drop 12`, `/join 12 15`, `/undo 12`."""

from telegram import Message, Update

from domain.errors import WatchfloorError
from handlers.addressing import command_of
from handlers.curation.deciding import Wish, correction_in, decide
from handlers.sending.replying import say_to
from handlers.services.context import Context
from handlers.views.markup import escape, plain
from handlers.views.texts import say
from store.events.decisions import Action

ACTIONS: dict[str, Action | None] = {
    "correct": Action.CORRECT,
    "keep": Action.KEEP,
    "drop": Action.DROP,
    "join": Action.MERGE,
    "split": Action.SPLIT,
    "undo": None,
}
"""The commands, and what each decides; None takes back."""

_LONGEST = 15
_MOST = 20


async def by_command(update: Update, context: Context) -> None:
    """Answer one of ACTIONS."""
    message, user = update.effective_message, update.effective_user
    name = command_of(message, context.bot.username) if message else None
    if message is None or name not in ACTIONS:
        return
    services = context.services
    if user is None or user.id not in services.admins:
        await say_to(context, message, say("curation_admins"))
        return
    try:
        wish = await _wish(ACTIONS[name], list(context.args or ()), message, context)
        if wish is None:
            await say_to(context, message, say(f"curation_usage_{name}"))
            return
        outcome = await decide(services, wish, user)
    except WatchfloorError as error:
        await say_to(context, message, escape(str(error), 500))
        return
    key = "curation_taken_back" if wish.action is None else "curation_done"
    await say_to(context, message, say(key, said=outcome.said, event=outcome.event))


async def _wish(action: Action | None, words: list[str], message: Message, context: Context) -> Wish | None:
    """What a line wants to be decided; None where it does not say it all, or too much."""
    numbers = numbers_in(words[:1] if action is Action.CORRECT else words)
    if not numbers:
        return None
    event, *others = numbers
    if action is Action.CORRECT:
        value = plain(" ".join(words[1:]))
        if not value:
            return None
        return Wish(action, event, await correction_in(context.services, message.chat_id, value))
    if (action in {Action.MERGE, Action.SPLIT}) != bool(others):
        return None
    return Wish(action, event, others=tuple(others))


def numbers_in(words: list[str]) -> list[int]:
    """The numbers of events or reports that words are; none at all where one of them is something else."""
    plainly = [word.strip(",;#") for word in words]
    fine = all(word.isascii() and word.isdecimal() and len(word) <= _LONGEST for word in plainly)
    return [int(word) for word in plainly] if fine and len(plainly) <= _MOST else []
