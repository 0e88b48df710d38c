"""Inline questions: `@bot strikes deir ez` typed in any chat, answered with a list to pick from."""

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode

from handlers.answering.autocomplete import offer
from handlers.sending.outbox import NO_PREVIEW
from handlers.sending.replying import unless_too_late
from handlers.services.context import Context
from handlers.views.markup import plain
from handlers.views.suggestions import Suggestion
from handlers.views.texts import template

_DEEPEST = 500  # nobody scrolls further; it also bounds what an invented offset can ask for


async def suggest(update: Update, context: Context) -> None:
    """Answer an inline question. Results are kept from other people's caches: their days are those of who asks."""
    query = update.inline_query
    if query is None:
        return
    services = context.services
    if not services.may_ask(query.from_user.id):
        private = InlineQueryResultsButton(template("inline_private"), start_parameter="private")
        with unless_too_late():
            await query.answer([], cache_time=0, is_personal=True, button=private)
        return
    offset = min(int(query.offset), _DEEPEST) if query.offset.isdecimal() else 0
    question = plain(query.query) or "latest events"
    offered = await services.latest_task.of(query.from_user.id, offer(services, question, query.from_user.id, offset))
    if offered is None:
        return  # its asker has typed on; nobody looks at this list any more
    more = InlineQueryResultsButton(template("inline_more"), start_parameter="ask")
    with unless_too_late():
        await query.answer(
            [_article(line) for line in offered.lines],
            cache_time=int(offered.lasting.total_seconds()),
            is_personal=True,
            next_offset=offered.next_offset if offset < _DEEPEST else "",
            button=None if offered.lines or offset or services.index.is_replica else more,
        )


def _article(line: Suggestion) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=line.id,
        title=line.title,
        description=line.description,
        input_message_content=InputTextMessageContent(
            line.html, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        ),
    )
