"""What was said of an event aloud, and what has changed since: whether that is worth another sound.

It is where a toll passes a step or falls, where another stands behind it, where a side, the kind or the place is
another, where a report was withdrawn or comes back, and where nothing tells of the event any more.
"""

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from domain.casualties import Outcome
from handlers.views import phrases
from handlers.views.texts import fill, template
from store.search.finding import StoredEvent

STEPS = (1, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
"""A toll that passes one of these sounds again."""
_MOST_MENTIONS = 50
_TOLLS = (Outcome.KILLED, Outcome.INJURED)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of an event. `title` is its first line in plain words, `mentions` are those that tell of it, `sides`
    the names of who is involved by their ids, `gone` why nothing tells of it any more."""

    title: str
    kind: str
    place: str
    status: str
    tolls: Mapping[str, int] = field(default_factory=dict)
    sides: Mapping[str, str] = field(default_factory=dict)
    mentions: tuple[int, ...] = ()
    withdrawn: int = 0
    gone: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What is another since, in a few words, and whether that is worth a sound."""

    words: str
    loud: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of an event first, and what aloud last."""

    first: Facts
    aloud: Facts


def facts_of(stored: StoredEvent, countries: Mapping[str, str], mentions: Sequence[int], withdrawn: int) -> Facts:
    """What is told of an event now."""
    event = stored.event
    where = phrases.where(event, countries)
    title = " · ".join(part for part in (f"{phrases.emoji(event)} {phrases.kind(event)}", where) if part)
    return Facts(
        title=title,
        kind=phrases.kind(event),
        place=where,
        status=phrases.status(event) or template("alert_reported"),
        tolls={o.value: number for o in _TOLLS if (number := _number(stored, o)) is not None},
        sides={actor.actor.id: actor.actor.name for actor in event.actors},
        mentions=tuple(mentions[:_MOST_MENTIONS]),
        withdrawn=withdrawn,
    )


def _number(stored: StoredEvent, outcome: Outcome) -> int | None:
    figure = stored.figures.get(outcome)
    return None if figure is None else figure.min if figure.best is None else figure.best


def changes(before: Facts, now: Facts) -> list[Change]:
    """What is another now than it was before."""
    if now.gone or before.gone:
        if now.gone == before.gone:
            return []
        return [Change(now.gone or template("alert_back"), loud=True)]
    found = [change for outcome in _TOLLS if (change := _toll(before, now, outcome.value))]
    for name in ("status", "kind", "place"):
        old, new = getattr(before, name), getattr(now, name)
        if old != new:
            found.append(Change(_turned(name, old, new), loud=True))
    if new_sides := [now.sides[side] for side in now.sides if side not in before.sides]:
        found.append(Change(fill("alert_sides", sides=", ".join(new_sides)), loud=True))
    if now.withdrawn != before.withdrawn:
        found.append(Change(template("alert_fewer" if now.withdrawn > before.withdrawn else "alert_more"), loud=True))
    return found


def _toll(before: Facts, now: Facts, outcome: str) -> Change | None:
    old, new = before.tolls.get(outcome), now.tolls.get(outcome)
    if old == new:
        return None
    fell = new is None or (old is not None and new < old)
    loud = fell or bisect_right(STEPS, new or 0) > bisect_right(STEPS, old or 0)
    return Change(_turned(outcome, _figure(old), _figure(new)), loud)


def _figure(number: int | None) -> str:
    return template("alert_unstated") if number is None else f"{number:,}"


def _turned(name: str, old: str, new: str) -> str:
    return fill("alert_turned", what=template(f"alert_{name}"), before=old or "—", after=new or "—")


def to_text(said: Said) -> str:
    """What was said of an event, as the text that `from_text` reads."""
    return json.dumps({"first": asdict(said.first), "aloud": asdict(said.aloud)}, ensure_ascii=False)


def from_text(text: str) -> Said:
    """What `to_text` wrote."""
    kept = json.loads(text)
    first, aloud = (Facts(**{**kept[name], "mentions": tuple(kept[name]["mentions"])}) for name in ("first", "aloud"))
    return Said(first, aloud)
