"""Casualty figures of several mentions of one event, reconciled but never added to one another.

`totals` gives the people per outcome; `breakdown` the same people by group and side, so nobody stands in two lines.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.casualties import Casualty, Group, Outcome
from domain.events import Status
from store.linkage.mentions import MentionRecord

Key = tuple[Group, str | None]
"""Whose people: group and side."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people as one mention has it. `partisan`: a party's claim about its enemy's losses. Figures come
    oldest first wherever they stand in a sequence."""

    min: int | None
    max: int | None
    best: int | None
    partisan: bool = False
    text: str = ""

    def plus(self, other: "Figure") -> "Figure":
        """Both together: people of one mention's separate lines."""
        return Figure(
            min=_added(self.min, other.min),
            max=None if self.max is None or other.max is None else self.max + other.max,
            best=_added(self.best, other.best),
            partisan=self.partisan or other.partisan,
            text="; ".join(text for text in (self.text, other.text) if text),
        )

    def less(self, people: int) -> "Figure":
        """What remains when so many of them have a line of their own."""
        low, high, best = (None if n is None else max(0, n - people) for n in (self.min, self.max, self.best))
        return replace(self, min=low, max=high, best=best)


def _added(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)


def span(figures: Sequence[Figure]) -> Figure:
    """What several mentions of the same people say, oldest first.

    `best` is the newest stated, where a party's claim about its enemy's losses gives way to any other; `min` and `max`
    span all that was stated, and "at least n" leaves `max` open only while no mention gives a figure of n or more.
    """
    if len(figures) == 1:
        return figures[0]
    stated = [f for f in figures if f.best is not None]
    best = next((f for partisan in (False, True) for f in reversed(stated) if f.partisan is partisan), None)
    lows = [f.min for f in figures if f.min is not None]
    highs = [f.max for f in figures if f.max is not None]
    top = max(highs, default=None)
    open_ended = top is None or any(f.max is None and (f.min or 0) > top for f in figures)
    return Figure(
        min=min(lows, default=None),
        max=None if open_ended else top,
        best=None if best is None else best.best,
        partisan=all(f.partisan for f in figures),
        text=figures[-1].text,
    )


def totals(records: Sequence[MentionRecord]) -> dict[Outcome, Figure]:
    """The people per outcome, all mentions (oldest first) together; an outcome that none speaks of is left out."""
    found = {}
    for outcome in _outcomes_stated(records):
        sums = [_sum(lines.values()) for record in records if (lines := _whole(record, outcome))]
        if sums:
            found[outcome] = span(sums)
    return found


def breakdown(records: Sequence[MentionRecord]) -> dict[Outcome, dict[Key, Figure]]:
    """The people per outcome, group and side, all mentions (oldest first) together, nobody in two lines."""
    found = {}
    for outcome in _outcomes_stated(records):
        mentions = [lines for record in records if (lines := _split(record, outcome))]
        if mentions:
            found[outcome] = _united(mentions)
    return found


def _outcomes_stated(records: Sequence[MentionRecord]) -> list[Outcome]:
    """The outcomes that some mention speaks of."""
    stated = {line.outcome for record in records for line in record.event.casualties}
    return [outcome for outcome in Outcome if outcome in stated]


def _sum(figures: Iterable[Figure]) -> Figure:
    whole, *rest = figures
    for figure in rest:
        whole = whole.plus(figure)
    return whole


def _partisan(record: MentionRecord, line: Casualty) -> bool:
    """Whether the teller is a side of the fight and speaks of people who are not its own."""
    event = record.event
    if not event.attribution and event.status is not Status.CLAIMED:
        return False
    fighting = [a for a in event.actors if a.actor.id in record.doers() | record.parties()]
    speaking = " ".join(event.attribution).casefold()
    speakers = {a.actor.id for a in fighting if {a.actor.name.casefold(), a.text.casefold()} & {speaking}}
    if event.status is Status.CLAIMED:
        speakers |= {a.actor.id for a in event.actors if a.actor.id in record.doers()}
        return line.side not in speakers
    return bool(speakers) and line.side not in speakers


def _whole(record: MentionRecord, outcome: Outcome) -> dict[Key, Figure]:
    """One mention's lines that add up, by group and side."""
    lines: dict[Key, Figure] = {}
    for line in record.event.casualties:
        if line.outcome is outcome and not line.part:
            figure = Figure(line.min, line.max, line.best, _partisan(record, line), line.text)
            key = (line.group, line.side)
            lines[key] = lines[key].plus(figure) if key in lines else figure
    return lines


def _split(record: MentionRecord, outcome: Outcome) -> dict[Key, Figure]:
    """One mention's lines with those that break down another taken out of it ("ten killed, six of them civilians")."""
    lines = _whole(record, outcome)
    for part in record.event.casualties:
        if part.outcome is not outcome or not part.part or not part.best:
            continue
        parent = next((key for key in lines if _refines((part.group, part.side), key)), None)
        if parent is None or (lines[parent].best is not None and (lines[parent].best or 0) < part.best):
            continue
        key = (parent[0] if part.group is Group.UNKNOWN else part.group, part.side or parent[1])
        whole = lines[parent]
        # where all of them may be none, so may a part of them
        least = part.min if part.min is None or whole.min is None else min(part.min, whole.min)
        figure = Figure(least, part.max, part.best, whole.partisan, part.text)
        lines[parent] = whole.less(part.best)
        lines[key] = lines[key].plus(figure) if key in lines else figure
        if lines[parent].max == 0:
            del lines[parent]
    return lines


def _refines(fine: Key, coarse: Key) -> bool:
    """Whether the one says more of the same people than the other, and contradicts nothing."""
    group = coarse[0] is Group.UNKNOWN or fine[0] in (coarse[0], Group.UNKNOWN)
    side = coarse[1] is None or fine[1] in (coarse[1], None)
    more = (coarse[0] is Group.UNKNOWN and fine[0] is not Group.UNKNOWN) or (coarse[1] is None and fine[1] is not None)
    return group and side and more


def _united(mentions: Sequence[dict[Key, Figure]]) -> dict[Key, Figure]:
    """The lines of several mentions, oldest first, each under the most specific key that some report gives."""
    keys = sorted({key for lines in mentions for key in lines}, key=lambda key: (key[0], key[1] or ""))
    finest = [key for key in keys if not any(_refines(other, key) for other in keys)]
    found: dict[Key, list[Figure]] = {}
    for number, lines in enumerate(mentions):
        for key, figure in lines.items():
            finer = [other for other in finest if _refines(other, key)]
            if any(other in lines for other in finer):
                finer = []  # this mention itself sets these people beside the others
            if len(finer) <= 1 and not _is_total(key, finer, mentions):
                found.setdefault(finer[0] if finer else key, []).append(figure)
            elif rest := _beyond(figure, key, mentions[:number], mentions[number + 1 :]):
                found.setdefault(key, []).append(rest)
    return {key: span(figures) for key, figures in sorted(found.items(), key=lambda item: str(item[0]))}


def _is_total(key: Key, finer: Sequence[Key], mentions: Sequence[dict[Key, Figure]]) -> bool:
    """Whether a mention that has no finer line counts those, too, whom another sets beside a finer one."""
    return any(key in lines and other in lines for other in finer for lines in mentions)


def _beyond(
    total: Figure, key: Key, older: Sequence[dict[Key, Figure]], newer: Sequence[dict[Key, Figure]]
) -> Figure | None:
    """What a total tells of beyond the lines that other mentions break it into; nothing where a newer one does."""
    if total.best is None or any(_refines(other, key) for lines in newer for other in lines):
        return None
    split = [sum(f.best or 0 for other, f in lines.items() if _refines(other, key)) for lines in older]
    rest = total.less(max(split, default=0))
    return rest if rest.best else None
