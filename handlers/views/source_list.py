"""The sources that reports come from by themselves, as admins see them. In: values; out: HTML and buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from handlers.views import phrases
from handlers.views.markup import bold, escape, fitted
from handlers.views.texts import say
from ingestion.feeds.polling import FeedState
from knowledge.languages import ENGLISH, language_name, main_part
from store.intake.arrivals import Backlog
from store.intake.intakes import Given, Intake, Kind
from store.reliability import GRADES

PREFIX = "src1."

Buttons = tuple[tuple[tuple[str, str], ...], ...]
"""Rows of buttons: a label, and the text that the button carries."""

ON_A_PAGE = 8
_IN_A_ROW = 4
_NO_GRADE = "-"
_GRADE_LABELS = {_NO_GRADE: "None"}
_MOST_UNREAD = 3
_DEAF = 5


@dataclass(frozen=True, slots=True)
class Known:
    """A source, what it gave, and a sentence on each of its files that could not be read, where it is a folder."""

    source: Intake
    given: Given
    unread: tuple[str, ...] = ()


def source_list(
    known: Sequence[Known], queue: Backlog, deaf: Mapping[int, str], offset: int, now: datetime, zone: tzinfo
) -> tuple[str, Buttons]:
    """The sources from `offset` on, a line and a button for each, what waits to be read, and which admins are told
    nothing of it."""
    if not known:
        return say("sources_none"), ()
    tail = "\n\n".join(part for part in (_queue(queue, now, zone), unreached_said(deaf)) if part)
    offset = max(0, min(offset, len(known) - 1)) // ON_A_PAGE * ON_A_PAGE
    shown = known[offset : offset + ON_A_PAGE]
    silent = sum(one.source.is_silent(now) for one in known)
    head = say("sources_head", sources=phrases.plural(len(known), "source"))
    if silent:
        head += f" · {silent} silent"
    html, kept = fitted(head, [_line(one, now, zone) for one in shown], lambda left: tail)
    buttons = [(str(one.source.id), f"{PREFIX}show.{one.source.id}") for one in shown[:kept]]
    rows = [tuple(buttons[at : at + _IN_A_ROW]) for at in range(0, len(buttons), _IN_A_ROW)]
    turns = [("‹", offset - ON_A_PAGE)] * (offset > 0) + [("›", offset + ON_A_PAGE)] * (offset + kept < len(known))
    rows.append(tuple((label, f"{PREFIX}list.{to}") for label, to in turns))
    return html, tuple(row for row in rows if row)


def source_page(known: Known, now: datetime, zone: tzinfo, sure: bool = False) -> tuple[str, Buttons]:
    """One source in full, with what can be done about it; `sure` asks whether it is to be removed."""
    source, number = known.source, known.source.id
    lines = [
        f"{bold(source.name)} · {escape(source.kind.value)} · source {number}",
        escape(_where(source), 300),
        escape(f"grade {source.grade} ({GRADES[source.grade]})" if source.grade else "no grade"),
        "" if is_foreign(source) else escape(f"in {language_name(source.language)}" if source.language else "", 60),
        escape(_gave(known.given)),
        escape(f"since {phrases.day(source.added, now, zone)}; {_last(source, now, zone)}"),
        *(escape(trouble, 400) for trouble in troubles(source, now, zone)),
        *_unread(known.unread),
    ]
    html = "\n".join(line for line in lines if line)
    if sure:
        yes, no = (("Remove it", f"{PREFIX}gone.{number}"), ("Keep it", f"{PREFIX}show.{number}"))
        return f"{html}\n\n{say('sources_sure')}", ((yes, no),)
    turn = ("Pause", "pause") if source.is_open else ("Resume", "resume")
    grades = [letter for letter in (*GRADES, _NO_GRADE) if letter != (source.grade or _NO_GRADE)]
    return html, (
        ((turn[0], f"{PREFIX}{turn[1]}.{number}"), ("Remove", f"{PREFIX}remove.{number}")),
        tuple((_GRADE_LABELS.get(letter, letter), f"{PREFIX}grade.{number}.{letter}") for letter in grades),
        (("‹ All sources", f"{PREFIX}list.0"),),
    )


def is_foreign(source: Intake) -> bool:
    """Whether a source writes in a language that is not read."""
    return source.language is not None and main_part(source.language) != ENGLISH


def standing(source: Intake, now: datetime, zone: tzinfo) -> str:
    """How a source fares in one line: nothing where all is well."""
    return "; ".join(troubles(source, now, zone))


def troubles(source: Intake, now: datetime, zone: tzinfo) -> list[str]:
    """What is to be said of how a source fares."""
    said, why = [], (source.trouble or "").rstrip(".")
    if source.ended is not None:
        said.append(f"ended {phrases.day(source.ended, now, zone)}: {why or 'it is gone'}")
    elif source.paused is not None:
        said.append(f"paused {phrases.day(source.paused, now, zone)}")
    elif source.failures:
        times = "failed" if source.failures == 1 else f"failed {source.failures:,} times in a row"
        said.append(f"{times}: {why or 'no reason known'}")
    if looks := _turned_over(source):
        said.append(f"at {phrases.plural(looks, 'look')} all that it listed was new: items may be missing")
    if source.is_silent(now):
        said.append("silent for longer than usual")
    if is_foreign(source):
        said.append(f"in {language_name(source.language or '')}; only English is read")
    if source.passed_over:
        said.append(f"{phrases.plural(source.passed_over, 'post')} passed over, too much waited")
    return said


def _turned_over(source: Intake) -> int:
    """How often a feed may have brought more between two looks than it lists."""
    if source.kind is not Kind.FEED or not source.state:
        return 0
    try:
        return FeedState.from_json(source.state).turned_over
    except ValueError:  # of which its next look tells
        return 0


def _unread(problems: Sequence[str]) -> list[str]:
    """The files that could not be read, as many as can be taken in at once."""
    if not problems:
        return []
    lines = [escape(problem, 200) for problem in problems[:_MOST_UNREAD]]
    more = [say("more", number=len(problems) - _MOST_UNREAD)] if len(problems) > _MOST_UNREAD else []
    return [f"{escape(phrases.plural(len(problems), 'file'))} could not be read:", *lines, *more]


def unreached_said(deaf: Mapping[int, str]) -> str:
    """A line for each admin whom no notice reaches: that a source is silent is told to the others only."""
    lines = [say("admin_unreached", admin=admin, why=why.rstrip(".")) for admin, why in list(deaf.items())[:_DEAF]]
    return "\n".join(lines)


def _line(known: Known, now: datetime, zone: tzinfo) -> str:
    source = known.source
    facts = (source.kind.value, source.grade or "no grade", _gave(known.given), _last(source, now, zone))
    line = f"{source.id} · {bold(source.name)} · {escape(' · '.join(facts))}"
    trouble = standing(source, now, zone)
    return f"{line}\n   {escape(trouble, 200)}" if trouble else line


def _gave(given: Given) -> str:
    if given.share is None:
        return "no reports yet"
    reports, events = phrases.plural(given.reports, "report"), phrases.plural(given.events, "event")
    return f"{reports}, {events}, {given.share:.0%} with events"


def _last(source: Intake, now: datetime, zone: tzinfo) -> str:
    if source.last_item is None:
        return "nothing so far"
    moment = source.last_item.astimezone(zone)
    if now - moment < timedelta(hours=24):
        return f"last {moment:%H:%M}"
    return f"last {phrases.day(moment, now, zone)}"


def _where(source: Intake) -> str:
    return "" if source.kind in {Kind.CHANNEL, Kind.GROUP} else source.address


def _queue(queue: Backlog, now: datetime, zone: tzinfo) -> str:
    """What waits to be read, and what was set aside."""
    said = []
    if queue.waiting:
        since = f", since {queue.oldest.astimezone(zone):%H:%M}" if queue.oldest else ""
        said.append(f"{phrases.plural(queue.waiting, 'report')} to read{since}")
    if queue.set_aside:
        said.append(f"{phrases.plural(queue.set_aside, 'report')} set aside: watchfloor sources set-aside says why")
    return escape("; ".join(said))
