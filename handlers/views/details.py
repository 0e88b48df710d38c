"""One event in full: what each report says of it, in its own words, and where they differ. Knows no Telegram."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.events import Event
from handlers.views import phrases
from handlers.views.cards import Manner
from handlers.views.markup import bold, escape, fitted, italic, link
from query.wording import casualty_phrases
from query.wording.corrections import decided
from query.wording.edits import changes
from query.wording.outlets import copied, names, one_text
from query.wording.speakers import speakers
from store.events.decisions import Decision
from store.events.earlier import Earlier
from store.events.withdrawals import Withdrawal
from store.search.finding import Mention, StoredEvent

_QUOTE = 300
_MOST_WITHDRAWN = 5
_MOST_CHANGES = 5
_MOST_DECISIONS = 6


@dataclass(frozen=True, slots=True)
class Past:
    """What reports of an event said before they were changed, since when those that vanished stand no more where
    they stood, and those whose pages are gone, by their numbers, and what editors decided."""

    earlier: Sequence[Earlier] = ()
    taken_back: Mapping[int, datetime] = field(default_factory=dict)
    decisions: Sequence[Decision] = ()
    pages_gone: Mapping[int, datetime] = field(default_factory=dict)


def details(
    stored: StoredEvent,
    now: datetime,
    manner: Manner,
    withdrawn: Sequence[Withdrawal] = (),
    past: Past = Past(),
    *,
    to_admin: bool = False,
) -> str:
    """The HTML of `/event ID`: the event as all its reports together tell it, those of its reports that were withdrawn,
    what was changed, then report by report. An admin is told the numbers of reports, and who withdrew them."""
    event = stored.event
    facts = [
        f"{phrases.emoji(event)} {bold(phrases.kind(event))} · event {stored.id}",
        escape(_place(event, manner), 200),
        escape(phrases.when(event.time, now, manner.zone)),
        escape(phrases.people(event), 200),
        escape(phrases.targets(event), 200),
        escape(f"with {', '.join(event.weapons)}" if event.weapons else "", 120),
        escape(casualty_phrases.toll(stored, manner.actors) or "casualties not stated", 300),
        italic(phrases.status(event)),
    ]
    apart = _apart(stored.mentions, now, manner)
    called, copies = names(stored.mentions), copied(stored.mentions)
    blocks = []
    for mention in reversed(stored.mentions):
        origin = copies.get(mention.outlet or "")
        marks = [f"a copy of {escape(called[origin], 60)}" if origin else "", *_number(mention, to_admin)]
        if (gone := past.taken_back.get(mention.report_id)) is not None:
            marks.append(f"no longer where it stood since {escape(phrases.day(gone, now, manner.zone))}")
        if (gone := past.pages_gone.get(mention.report_id)) is not None:
            marks.append(f"the page is gone since {escape(phrases.day(gone, now, manner.zone))}")
        blocks.append(_mention(mention, called[mention.outlet], apart, now, manner, marks))
    noted = [*_withdrawn(withdrawn, now, manner, to_admin), *_changed(past.earlier, now, manner)]
    noted += _decided(past.decisions, now, manner, to_admin)
    head = "\n".join([*(fact for fact in facts if fact), *noted])
    count = phrases.plural(len({mention.report_id for mention in stored.mentions}), "report")
    alike = one_text(stored.mentions)
    said = f"{bold(count)}{f' ({alike})' if alike else ''}, the newest first:"
    html, _ = fitted(f"{head}\n\n{said}", blocks, _and_more)
    return html


def dropped_event(number: int, decisions: Sequence[Decision], now: datetime, manner: Manner, to_admin: bool) -> str:
    """The HTML of `/event ID` for an event that an editor dropped."""
    return "\n".join([bold(f"Event {number} was dropped"), *_decided(decisions, now, manner, to_admin)])


def _decided(decisions: Sequence[Decision], now: datetime, manner: Manner, to_admin: bool) -> list[str]:
    """A line for each of the newest decisions of editors; an admin is told who they were."""

    def moment(of: datetime) -> str:
        return f"{phrases.day(of, now, manner.zone)} {of.astimezone(manner.zone):%H:%M}"

    lines = []
    for one in decisions[: -_MOST_DECISIONS - 1 : -1]:
        what, changed = decided(one, manner.actors)
        by = escape(one.maker, 100) if to_admin and one.maker else "an editor"
        line = f"{what.capitalize()} by {by} on {moment(one.made)}{f': {escape(changed, 200)}' if changed else ''}"
        if one.undone is not None:
            after = f" by {escape(one.undone_by, 100)}" if to_admin and one.undone_by else ""
            line = f"<s>{line}</s> (undone {moment(one.undone)}{after})"
        lines.append(line)
    return lines


def taken_out(number: int, earlier: Sequence[Earlier], now: datetime, manner: Manner) -> str:
    """The HTML of `/event ID` for an event that its only reports took out again."""
    return "\n".join([bold(f"Event {number} is told no more"), *_changed(earlier, now, manner)])


def _changed(earlier: Sequence[Earlier], now: datetime, manner: Manner) -> list[str]:
    """A line for each of the newest changes that senders made to their reports: what, and when."""
    lines: list[str] = []
    for one in reversed(earlier):
        said = ", ".join(changes(one.event, one.after))
        if said and len(lines) < _MOST_CHANGES:
            moment = one.revised.astimezone(manner.zone)
            day = (
                ""
                if moment.date() == now.astimezone(manner.zone).date()
                else f" on {phrases.day(moment, now, manner.zone)}"
            )
            outlet = link(one.source or "the sender", one.url)
            lines.append(f"✏️ {outlet} {escape(said, _QUOTE)} at {moment:%H:%M}{escape(day)}")
    return lines


def withdrawn_event(number: int, withdrawn: Sequence[Withdrawal], now: datetime, manner: Manner, to_admin: bool) -> str:
    """The HTML of `/event ID` for an event that nobody tells of any more: that it was withdrawn, and why."""
    return "\n".join([bold(f"Event {number} was withdrawn"), *_withdrawn(withdrawn, now, manner, to_admin)])


def _withdrawn(withdrawn: Sequence[Withdrawal], now: datetime, manner: Manner, to_admin: bool) -> list[str]:
    """A line for each of the newest reports that were withdrawn."""
    lines = []
    for one in withdrawn[: -_MOST_WITHDRAWN - 1 : -1]:
        number = f" {one.report_id}" if to_admin else ""
        maker = f", by {escape(one.maker, 100)}" if to_admin else ""
        day = phrases.day(one.made, now, manner.zone)
        outlet = link(one.source or "unnamed source", one.url)
        lines.append(f"Report{number} of {outlet} withdrawn {day}{maker}: {escape(one.reason, _QUOTE)}")
    return lines


def _and_more(left: int) -> str:
    return italic(f"and {left} more") if left else ""


def _place(event: Event, manner: Manner) -> str:
    return phrases.where(event, manner.countries) or "place not stated"


def _number(mention: Mention, to_admin: bool) -> list[str]:
    return [f"report {mention.report_id}"] if to_admin else []


def _mention(
    mention: Mention, called: str, apart: Sequence[int], now: datetime, manner: Manner, marks: Sequence[str]
) -> str:
    """One report: what the outlet is called, moment, marks, its sentence, and what it says of the facts on which the
    reports differ."""
    name = link(called, mention.url)
    moment = mention.published.astimezone(manner.zone) if mention.published else None
    when = f"{phrases.day(moment, now, manner.zone)}, {moment:%H:%M}" if moment else "no date"
    quoted = ", ".join(speakers(mention.event.attribution, 2))
    said = f"according to {escape(quoted, 100)}" if quoted else ""
    facts = _facts(mention, now, manner)
    differs = "; ".join(escape(facts[number], 120) for number in apart)
    return "\n".join(
        line
        for line in (
            " · ".join(part for part in (name, when, *marks, said) if part),
            f"<blockquote>{escape(mention.quote, _QUOTE)}</blockquote>" if mention.quote.strip() else "",
            f"<i>Says: {differs}</i>" if differs else "",
        )
        if line
    )


def _facts(mention: Mention, now: datetime, manner: Manner) -> tuple[str, ...]:
    """What one report has, fact by fact; what it does not say is said to be so."""
    event = mention.event
    return (
        phrases.kind(event),
        _place(event, manner),
        phrases.when(event.time, now, manner.zone),
        phrases.people(event) or "nobody named",
        phrases.stated_toll(event) or "no figures",
        phrases.status(event) or "reported",
    )


def _apart(mentions: Sequence[Mention], now: datetime, manner: Manner) -> list[int]:
    """The numbers of the facts that the reports do not all tell alike."""
    facts = [_facts(mention, now, manner) for mention in mentions]
    return [number for number, values in enumerate(zip(*facts, strict=True)) if len(set(values)) > 1]
