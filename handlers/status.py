"""How the bot itself is: `/status`, for its admins, in the private chat only."""

from datetime import datetime

from telegram import Chat, Message, Update

from handlers.sending.replying import say_to
from handlers.services.context import Context
from handlers.services.services import Services
from handlers.services.signs import Sign
from handlers.services.vitals import look
from handlers.views import phrases
from handlers.views.source_list import unreached_said
from handlers.views.texts import say
from store.census import Census, take_census
from store.chats.deliveries import unreached
from store.intake.arrivals import Backlog, backlog


async def tell_status(update: Update, context: Context) -> None:
    """Answer `/status`."""
    message, user, services = update.effective_message, update.effective_user, context.services
    if message is None:
        return
    if user is None or user.id not in services.admins:
        await say_to(context, message, say("status_admins"))
    elif message.chat.type != Chat.PRIVATE:
        await say_to(context, message, say("status_alone"))
    else:
        await _tell(context, message)


async def _tell(context: Context, message: Message) -> None:
    services = context.services
    signs = await look(services)
    census, queue = await services.index.read(take_census), await services.index.read(backlog)
    deaf = await services.index.read(lambda reader: unreached(reader, services.admins))
    parts = [_how(signs), _how_much(services, census, queue), unreached_said(deaf)]
    await say_to(context, message, "\n\n".join(part for part in parts if part))


def _how(signs: tuple[Sign, ...]) -> str:
    """Whether the bot is well, and a line for each of its parts."""
    lines = [say("status_well" if all(sign.well for sign in signs) else "status_unwell")]
    lines += [say("status_good" if sign.well else "status_bad", part=sign.part, said=sign.said) for sign in signs]
    return "\n".join(lines)


def _how_much(services: Services, census: Census, queue: Backlog) -> str:
    """What waits, what is held, and when the last of it came."""
    now = services.clock()

    def since(moment: str | None) -> str:
        return _ago((now - datetime.fromisoformat(moment)).total_seconds()) if moment else say("status_none")

    lost = say("status_passed_over", posts=phrases.plural(queue.passed_over, "post")) if queue.passed_over else ""
    counted = say(
        "status_census",
        waiting=f"{max(0, census.waiting - 1):,}",  # without this question
        to_read=f"{queue.waiting:,}",
        set_aside=f"{queue.set_aside:,}",
        queued=f"{census.outbox.get('queued', 0):,}",
        unknown=f"{census.outbox.get('unknown', 0):,}",
        failed=f"{census.outbox.get('failed', 0):,}",
        reports=f"{census.reports:,}",
        events=f"{census.events:,}",
        last_update=since(census.last_update),
        last_report=since(census.last_report),
    )
    return "\n".join(filter(None, (counted, lost)))


def _ago(seconds: float) -> str:
    """A span in its largest unit; none is shorter than no time, whatever was done to the clock.

    >>> [_ago(seconds) for seconds in (-5, 59, 60, 7200, 200_000)]
    ['0 s ago', '59 s ago', '1 min ago', '2 h ago', '2 d ago']
    """
    for unit, length in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return say("status_ago", number=int(seconds // length), unit=unit)
    return say("status_ago", number=max(0, int(seconds)), unit="s")
