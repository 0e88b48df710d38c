"""The buttons by which an admin decides on an event, and what each carries: at most 64 bytes of text."""

import re
import sqlite3
from dataclasses import dataclass
from enum import StrEnum

from domain.corrections import Aspect
from handlers.sending.messages import Buttons
from store.events.decisions import Action, decisions_on, events_of_report
from store.events.loading import load_events
from store.events.results import StoredEvent

PREFIX = "cur1."
_CODE = re.compile(rf"{re.escape(PREFIX)}([a-z])\.([0-9a-f]{{1,16}})\.([0-9a-f]{{1,16}})\.([a-z0-9]{{0,16}})")
_IN_A_ROW = 3
_MOST_REPORTS = 12
FROM_LIST = "list"
"""What a button carries that leads back to the list of a report's events."""


class Act(StrEnum):
    """What a button does."""

    SHOW = "v"
    LIST = "l"
    KEEP = "k"
    DROP = "d"
    UNDO = "u"
    CHOOSE = "c"
    ASK = "a"
    PART = "p"


JOIN, SPLIT = "join", "split"
"""What ACT asks for beside the aspects of a correction."""


@dataclass(frozen=True, slots=True)
class Tap:
    """What a button stands for: an act on an event; the report whose answer it began under, 0 where there is none; and
    what else the act needs. Of SHOW, `more` is what the message asks to be told in a reply."""

    act: Act
    event: int
    report: int = 0
    more: str = ""


def encode(tap: Tap) -> str:
    """The text of a button.

    >>> encode(Tap(Act.ASK, 255, 16, "killed"))
    'cur1.a.ff.10.killed'
    """
    return f"{PREFIX}{tap.act}.{tap.event:x}.{tap.report:x}.{tap.more}"


def decode(text: str | None) -> Tap | None:
    """What the text of a button stands for; None for any other text."""
    found = _CODE.fullmatch(text or "")
    if found is None or found[1] not in set(Act):
        return None
    event, report = int(found[2], 16), int(found[3], 16)
    return Tap(Act(found[1]), event, report, found[4]) if max(event, report) < 2**63 else None


def desk(reader: sqlite3.Connection, event: int, report: int = 0) -> Buttons:
    """What may be decided on an event as it stands now; nothing where the index never had it."""

    def button(label: str, act: Act, more: str = "") -> tuple[str, str]:
        return label, encode(Tap(act, event, report, more))

    standing = [decision for decision in decisions_on(reader, event) if decision.undone is None]
    rows = []
    if found := load_events(reader, [event]):
        kept = bool(standing) and standing[-1].action is Action.KEEP
        keep = [] if kept else [button("Keep", Act.KEEP)]
        rows.append((*keep, button("Correct", Act.CHOOSE), button("Drop", Act.DROP)))
        parted = [button("Split", Act.ASK, SPLIT)] if len(_reports(found[0])) > 1 else []
        rows.append((button("Join", Act.ASK, JOIN), *parted))
    if standing:
        rows.append((button("Undo the last", Act.UNDO, f"{standing[-1].id:x}"),))
    return (*rows, *_back_to(report))


def choices(event: int, report: int) -> Buttons:
    """What of an event may be corrected."""
    labels = {Aspect.PERPETRATOR: "By", Aspect.TARGET: "Against", Aspect.SIDE: "Whose people", Aspect.PARTY: "Parties"}
    buttons = [
        (labels.get(aspect, aspect.value.capitalize()), encode(Tap(Act.ASK, event, report, aspect.value)))
        for aspect in Aspect
    ]
    rows = (tuple(buttons[at : at + _IN_A_ROW]) for at in range(0, len(buttons), _IN_A_ROW))
    return (*rows, (("‹ Back", encode(Tap(Act.SHOW, event, report))),))


def awaiting(event: int, report: int, what: str) -> Buttons:
    """Back, under a message that waits for a reply: the button says what for."""
    return ((("‹ Back", encode(Tap(Act.SHOW, event, report, what))),),)


def parts(stored: StoredEvent, report: int) -> Buttons:
    """A button for each report that may be split off an event."""
    rows = tuple(
        ((f"Report {number} · {name[:30]}", encode(Tap(Act.PART, stored.id, report, f"{number:x}"))),)
        for number, name in list(_reports(stored).items())[:_MOST_REPORTS]
    )
    return (*rows, *awaiting(stored.id, report, SPLIT))


def under_report(reader: sqlite3.Connection, report: int, most: int) -> Buttons:
    """What may be decided on each of the first events of a report: all that there is where it tells of one alone."""
    events = [event for event, _ in events_of_report(reader, report)][:most]
    if len(events) == 1:
        return desk(reader, events[0], report)[: -len(_back_to(report))]
    dropped = {event for event, gone in events_of_report(reader, report) if gone}
    rows = []
    for event in events:
        labels = [(f"Event {event} ›", Act.SHOW, "")]
        if event not in dropped:
            labels += [(f"Keep {event}", Act.KEEP, FROM_LIST), (f"Correct {event}", Act.CHOOSE, "")]
            labels += [(f"Drop {event}", Act.DROP, FROM_LIST)]
        rows.append(tuple((label, encode(Tap(act, event, report, more))) for label, act, more in labels))
    return tuple(rows)


def _reports(stored: StoredEvent) -> dict[int, str]:
    """The numbers of an event's reports, with what their outlets are called."""
    return {mention.report_id: mention.source or "unnamed source" for mention in stored.mentions}


def _back_to(report: int) -> Buttons:
    return ((("‹ All of the report", encode(Tap(Act.LIST, 0, report))),),) if report else ()
