"""What a digest says, as blocks of HTML: news in, the head, cards, changes and sources out. No Telegram here.

A chat is given as much as a message holds, a terminal and a mail all of it: all are made of the same blocks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.casualties import Outcome
from domain.taxonomy import kinds
from domain.times import TimeRange
from handlers.views import phrases
from handlers.views.cards import Manner, card
from handlers.views.markup import bold, escape, fitted, visible
from handlers.views.texts import say
from query.search.news import Change, News, Part
from query.wording import lines
from query.wording.casualty_phrases import span
from query.wording.state_changes import changes
from store.chats.digest_told import Before
from store.events.results import StoredEvent

_MOST_KINDS = 6
_MOST_PLACES = 5
_MOST_OUTLETS = 6
_MOST_CHANGES = 6
_CHANGE = 160
_RELATIVE = ("today", "yesterday", "tomorrow")


@dataclass(frozen=True, slots=True)
class DigestView:
    """A digest as it is shown: its title (HTML), its news, what changed, what the one before counted, the first event
    that the page shows, and the corrections that were made to it since it was sent (plain words). `named`: the way to
    the details of an event is shown. `silence` says which sources are silent (plain words)."""

    title: str
    news: News
    changed: Sequence[Change] = ()
    before: Before | None = None
    offset: int = 0
    corrections: Sequence[str] = field(default_factory=tuple)
    named: bool = False
    silence: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.news.count or self.changed or self.corrections)


def digest_html(view: DigestView, now: datetime, manner: Manner) -> tuple[str, int]:
    """The digest as one message, and how many cards of the page it has room for."""
    if view.is_empty:
        return "\n\n".join([view.title, *_nothing(view, now, manner)]), 0
    cards = _cards(view, now, manner)
    tail = _tail(view)
    top = "\n".join([view.title, *_head(view, now, manner)])

    def end(left: int) -> str:
        return "\n\n".join(part for part in (_more(view, len(cards) - left), *tail) if part)

    return fitted(top, cards, end)


def whole_digest(view: DigestView, now: datetime, manner: Manner) -> list[str]:
    """The blocks of a digest for where there is room for all of it; nothing is left to another page."""
    if view.is_empty:
        return [view.title, *_nothing(view, now, manner)]
    cards = _cards(view, now, manner)
    return [view.title, "\n".join(_head(view, now, manner)), *cards, _more(view, len(cards)), *_tail(view)]


def headline(view: DigestView) -> str:
    """A digest in one line of plain words: how many events, and what they cost."""
    if view.news.count:
        return visible(_count(view.news))
    return phrases.plural(len(view.changed), "change") if view.changed else "nothing new"


def plain_digest(view: DigestView, now: datetime, manner: Manner) -> str:
    """All of a digest in plain words."""
    return "\n\n".join(visible(block) for block in whole_digest(view, now, manner) if block)


def digest_markup(view: DigestView, now: datetime, manner: Manner) -> str:
    """All of a digest as HTML for a mail or a feed: the marks of a chat are marks there too, and each line is one."""
    blocks = ["<br>\n".join(block.split("\n")) for block in whole_digest(view, now, manner) if block]
    return "\n".join(f"<p>{block}</p>" for block in blocks)


def _nothing(view: DigestView, now: datetime, manner: Manner) -> list[str]:
    nothing = say("digest_nothing", since=_moment(view.news.since, now, manner))
    return [" ".join(part for part in (nothing, escape(view.silence)) if part)]


def page_html(view: DigestView, now: datetime, manner: Manner) -> tuple[str, int]:
    """A further page of a digest's events, and how many cards it has room for."""
    first, last = view.offset + 1, view.offset + len(view.news.events)
    top = f"{view.title}\n{say('digest_page', first=first, last=last, count=view.news.count)}"
    return fitted(top, _cards(view, now, manner))


def label_of(stored: StoredEvent, now: datetime, manner: Manner) -> str:
    """What an event is called where there is room for one line: `Air strike · Homs, Syria · 19 Dec`. Plain words."""
    event, day = stored.event, phrases.when(stored.event.time, now, manner.zone)
    ago, _, date = day.partition(", ")
    day = date if date and (ago in _RELATIVE or ago.endswith(" ago")) else day  # "ago" is true for a day only
    return " · ".join(part for part in (phrases.kind(event), phrases.where(event, manner.countries), day) if part)


def _head(view: DigestView, now: datetime, manner: Manner) -> list[str]:
    news = view.news
    if not news.count:
        return [say("digest_no_new", since=_moment(news.since, now, manner))]
    rows = [_count(news)]
    compared = _compared(news, view.before)
    since = say("digest_since", since=_moment(news.since, now, manner))
    rows.append(" · ".join(part for part in (since, escape(compared)) if part))
    if len(news.kinds) > 1:
        rows.append(escape(f"Kinds: {_listed([_kind(kind) for kind in news.kinds], _MOST_KINDS)}", 300))
    if len(news.places) > 1 or (news.count > 1 and news.places):
        rows.append(escape(f"Places: {_listed([_place(place) for place in news.places], _MOST_PLACES)}", 300))
    if news.deadliest and news.count > 1:
        worst = news.deadliest.figures[Outcome.KILLED]
        killed = span(worst.min, worst.max, worst.best)
        rows.append(escape(f"Deadliest: {label_of(news.deadliest, now, manner)} · {killed} killed", 200))
    return rows


def _count(news: News) -> str:
    one, many = lines.noun(news.query)
    number = phrases.plural(news.count, one, many)
    if news.occurrences > news.count and news.query.event_types:
        number = f"{phrases.plural(news.occurrences, one, many)} in {phrases.plural(news.count, 'event')}"
    return " · ".join(part for part in (bold(number), escape(_toll(news))) if part)


def _moment(moment: datetime, now: datetime, manner: Manner) -> str:
    """`yesterday, 08:00`, `15 Dec, 08:00`."""
    local = moment.astimezone(manner.zone)
    ago = phrases.ago(moment, now, manner.zone)
    return f"{ago if ago in _RELATIVE else phrases.day(moment, now, manner.zone)}, {local:%H:%M}"


def _toll(news: News) -> str:
    """`at least 31 killed, 12 injured`."""
    said = []
    for outcome in Outcome:
        figure = news.sums.get(outcome)
        if figure is None:
            continue
        number = "none" if figure.min == figure.max == 0 else span(figure.min, figure.max, figure.best)
        said.append(f"{number or 'some'} {outcome}")
    return ", ".join(said)


def _compared(news: News, before: Before | None) -> str:
    """The change against the period before, where there was one."""
    if before is None:
        return ""
    more = news.count - before.events
    number = "as many as before" if more == 0 else f"{abs(more):,} {'more' if more > 0 else 'fewer'} than before"
    dead = news.killed - before.killed
    killed = f"{abs(dead):,} {'more' if dead > 0 else 'fewer'} killed" if dead else ""
    return ", ".join(part for part in (number, killed) if part)


def _kind(kind: Part) -> str:
    """`3 air strikes (+2)`."""
    known = kinds()[kind.name]
    return f"{phrases.plural(kind.number, known.one, known.many)}{_change(kind)}"


def _place(place: Part) -> str:
    """`Homs 3 (+2)`."""
    return f"{place.name} {place.number}{_change(place)}"


def _change(part: Part) -> str:
    """The change of a kind or place against the period before; nothing where there was none."""
    more = 0 if part.before is None else part.number - part.before
    return f" ({'+' if more > 0 else '−'}{abs(more):,})" if more else ""


def _listed(parts: Sequence[str], most: int) -> str:
    more = f" and {len(parts) - most} more" if len(parts) > most else ""
    return ", ".join(parts[:most]) + more


def _cards(view: DigestView, now: datetime, manner: Manner) -> list[str]:
    return [_card(stored, view, now, manner) for stored in view.news.events]


def _card(stored: StoredEvent, view: DigestView, now: datetime, manner: Manner) -> str:
    """The card of an event; one that happened before the time of the digest is said to be newly reported."""
    said = card(stored, now, manner, named=view.named)
    if not _is_late(stored.event.time, view.news.since, manner):
        return said
    first, *rest = said.split("\n")
    return "\n".join([f"{first} · {say('digest_late')}", *rest])


def _is_late(time: TimeRange | None, since: datetime, manner: Manner) -> bool:
    if time is None or time.end is None:
        return False
    if time.has_hour:
        return time.end <= since
    return time.end.date() <= since.astimezone(manner.zone).date()


def _more(view: DigestView, shown: int) -> str:
    left = view.news.count - view.offset - shown
    return escape(f"and {left:,} more") if left > 0 else ""


def _tail(view: DigestView) -> list[str]:
    """What changed in events told before, corrections, and the sources."""
    blocks = []
    if view.changed:
        rows = [change_line(change, named=view.named) for change in view.changed[:_MOST_CHANGES]]
        blocks.append("\n".join([say("digest_changed"), *rows, *_left(view.changed)]))
    if view.corrections:
        rows = [f"• {escape(words, _CHANGE)}" for words in view.corrections[:_MOST_CHANGES]]
        blocks.append("\n".join([say("digest_corrected"), *rows, *_left(view.corrections)]))
    if view.news.outlets:
        told = [name if number == 1 else f"{name} ({number} reports)" for name, number in view.news.outlets]
        blocks.append(escape(f"Sources: {_listed(told, _MOST_OUTLETS)}", 400))
    return [*blocks, *([escape(view.silence)] if view.silence else [])]


def _left(changes: Sequence[object]) -> list[str]:
    """How many changes are not shown."""
    left = len(changes) - _MOST_CHANGES
    return [f"and {left:,} more"] if left > 0 else []


def change_line(change: Change, *, named: bool) -> str:
    """`• Air strike · Homs, Syria · 19 Dec: 5 → 7 killed`; if `named`, with the way to its details."""
    is_there = change.event_id is not None and change.after is not None
    way = f" /event_{change.event_id}" if named and is_there else ""
    return f"• {escape(change_in_words(change), _CHANGE)}{way}"


def change_in_words(change: Change) -> str:
    """`Air strike · Homs, Syria · 19 Dec: 5 → 7 killed`, plain; empty where nothing that is told has changed."""
    said = changes(change.before, change.after)
    return f"{change.label}: {said}" if said else ""


def has_more(view: DigestView, shown: int) -> bool:
    """Whether events follow behind the cards that are shown."""
    return view.offset + shown < view.news.count
