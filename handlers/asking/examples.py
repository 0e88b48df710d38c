"""Questions to begin with, one tap away: buttons under the greeting and the help, and the answer to a tap on one.

A button carries the name of its example in `texts.toml`, so that it outlives a restart and a change of the list.
"""

from telegram import MaybeInaccessibleMessage, Update

from handlers.answering.asking import Asked, ask, show
from handlers.sending.messages import Buttons, OutgoingMessage
from handlers.sending.replying import acknowledge, reply, reply_with
from handlers.services.context import Context
from handlers.views.texts import examples, say

PREFIX = "ask1."


async def offer(context: Context, message: MaybeInaccessibleMessage, html: str) -> None:
    """Answer a message with a text and the examples."""
    buttons: Buttons = tuple(((question, f"{PREFIX}{name}"),) for name, question in examples().items())
    await reply_with(context, message, OutgoingMessage(html, buttons))


async def tapped(update: Update, context: Context) -> None:
    """Answer the example that somebody tapped, as if they had asked it."""
    tap = update.callback_query
    if tap is None:
        return
    question = examples().get((tap.data or "").removeprefix(PREFIX))
    if question is None or tap.message is None:
        await acknowledge(tap, say("old_button"))
        return
    await acknowledge(tap)
    message, services = tap.message, context.services
    # no message asks this question: the tap's own number keeps it apart from others under the same message
    asked = Asked(message.chat.id, tap.from_user.id, -update.update_id, question, alone=True)
    view = await ask(services, asked)
    if (shown := await show(services, view, message.chat.id)) is not None:
        await reply(context, message, shown.page, answers=view)
