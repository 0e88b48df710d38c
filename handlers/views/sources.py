"""Who told of what an answer shows: an `Answer` in, a page of outlets with their reports out. No Telegram."""

from collections import defaultdict
from dataclasses import replace

from handlers.views import phrases
from handlers.views.cards import Choice, Manner, Page
from handlers.views.codec import Screen, View
from handlers.views.markup import bold, escape, fitted, italic, link
from query.answer import Answer
from store.search.finding import Telling

MOST_SOURCES = 100
"""Of so many events, the first in the answer's order, the sources are listed."""

_MOST_OUTLETS = 15
_NEWEST = 3


def sources_page(answer: Answer, manner: Manner, view: View) -> Page:
    """The outlets behind an answer, those with the most reports first, each with links to its newest reports."""
    outlets: defaultdict[str, dict[int, Telling]] = defaultdict(dict)
    for stored in answer.events:
        for telling in stored.tellings:
            outlets[telling.source or "unnamed source"][telling.report_id] = telling
    ranked = sorted(outlets.items(), key=lambda item: (-len(item[1]), item[0]))
    reports = sum(len(told) for told in outlets.values())
    head = f"<b>Sources</b> · {escape(phrases.question(answer.reading.query, manner.zone), 200)}"
    many = phrases.plural(len(outlets), "outlet")
    counted = f"{phrases.plural(reports, 'report')} of {many}, on {phrases.plural(len(answer.events), 'event')}"
    if len(answer.events) < answer.count:
        counted += f" (the first of {answer.count:,})"
    blocks = [_outlet(name, list(told.values()), answer, manner) for name, told in ranked[:_MOST_OUTLETS]]

    def tail(left: int) -> str:
        unseen = left + len(ranked) - len(blocks)
        return italic(f"and {phrases.plural(unseen, 'more outlet')}") if unseen else ""

    html, _ = fitted(f"{head}\n{counted}", blocks, tail)
    back = Choice("‹ Back to the answer", replace(view, screen=Screen.PAGE, offset=0))
    return Page(html, ((back,),))


def _outlet(name: str, told: list[Telling], answer: Answer, manner: Manner) -> str:
    newest = sorted(told, key=lambda telling: telling.published or answer.now, reverse=True)[:_NEWEST]
    lines = [_report(telling, answer, manner) for telling in newest]
    return "\n".join([f"{bold(name)} · {phrases.plural(len(told), 'report')}", *lines])


def _report(telling: Telling, answer: Answer, manner: Manner) -> str:
    when = phrases.day(telling.published, answer.now, manner.zone) if telling.published else "no date"
    return f"{link(when, telling.url)} · {escape(telling.quote, 90)}"
