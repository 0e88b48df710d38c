"""Who reported what an answer shows: an `Answer` in, a page of outlets with their reports out. No Telegram."""

from collections import defaultdict
from dataclasses import replace

from handlers.views import phrases
from handlers.views.cards import Choice, Manner, Page
from handlers.views.codec import Screen, View
from handlers.views.markup import bold, escape, fitted, italic, link
from query.answer import Answer
from query.wording.outlets import names
from store.search.finding import Mention

MOST_SOURCES = 100
"""Of so many events, the first in the answer's order, the sources are listed."""

_MOST_OUTLETS = 15
_NEWEST = 3


def sources_page(answer: Answer, manner: Manner, view: View) -> Page:
    """The outlets behind an answer, those with the most reports first, each with links to its newest reports."""
    outlets: defaultdict[str | None, dict[int, Mention]] = defaultdict(dict)
    for stored in answer.events:
        for mention in stored.mentions:
            outlets[mention.outlet][mention.report_id] = mention
    called = names(mention for mentions in outlets.values() for mention in mentions.values())
    named = [(called[outlet], mentions) for outlet, mentions in outlets.items()]
    ranked = sorted(named, key=lambda item: (-len(item[1]), item[0]))
    reports = sum(len(mentions) for mentions in outlets.values())
    head = f"<b>Sources</b> · {escape(phrases.question(answer.reading.query, manner.zone), 200)}"
    many = phrases.plural(len(outlets), "outlet")
    counted = f"{phrases.plural(reports, 'report')} of {many}, on {phrases.plural(len(answer.events), 'event')}"
    if len(answer.events) < answer.count:
        counted += f" (the first of {answer.count:,})"
    blocks = [_outlet(name, list(mentions.values()), answer, manner) for name, mentions in ranked[:_MOST_OUTLETS]]

    def tail(left: int) -> str:
        unseen = left + len(ranked) - len(blocks)
        return italic(f"and {phrases.plural(unseen, 'more outlet')}") if unseen else ""

    html, _ = fitted(f"{head}\n{counted}", blocks, tail)
    back = Choice("‹ Back to the answer", replace(view, screen=Screen.PAGE, offset=0))
    return Page(html, ((back,),))


def _outlet(name: str, mentions: list[Mention], answer: Answer, manner: Manner) -> str:
    newest = sorted(mentions, key=lambda mention: mention.published or answer.now, reverse=True)[:_NEWEST]
    lines = [_report(mention, answer, manner) for mention in newest]
    return "\n".join([f"{bold(name)} · {phrases.plural(len(mentions), 'report')}", *lines])


def _report(mention: Mention, answer: Answer, manner: Manner) -> str:
    when = phrases.day(mention.published, answer.now, manner.zone) if mention.published else "no date"
    return f"{link(when, mention.url)} · {escape(mention.quote, 90)}"
