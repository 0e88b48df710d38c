"""What a person decided about an event, in plain words: "killed 5 → 7", "place Palmyra → Homs", "joined"."""

from collections.abc import Mapping, Sequence

from domain.casualties import Casualty, Group
from domain.corrections import OUTCOMES, ROLES, Aspect, Correction
from domain.events import Event
from domain.places import PlaceRole
from domain.taxonomy import kinds
from query.wording.casualty_phrases import span
from query.wording.time_phrases import time_in_words
from store.events.decisions import Action, Decision

_DONE = {
    Action.MERGE: "joined with another event",
    Action.SPLIT: "split",
    Action.KEEP: "kept as it stands",
    Action.DROP: "dropped",
}
_ABSENT = "not stated"


def decided(decision: Decision, names: Mapping[str, str]) -> tuple[str, str]:
    """What was done and what changed by it: `("corrected", "killed 5 → 7")`, `("dropped", "")`. `names` are those of
    actors by their ids."""
    if decision.correction is None or decision.before is None:
        return _DONE[decision.action], ""
    return "corrected", change(decision.correction, decision.before, names)


def change(correction: Correction, before: Event, names: Mapping[str, str]) -> str:
    """`killed 5 → 7`: what an event said before a correction, and what it says since."""
    after = correction.of(before)
    if correction.aspect is Aspect.SIDE:
        outcome = correction.told.casualties[0].outcome
        aspect = next(aspect for aspect, each in OUTCOMES.items() if each is outcome)
        return f"side of those {outcome.value}: {_whose(before, aspect, names)} → {_whose(after, aspect, names)}"
    return f"{correction.aspect.value} {said(correction.aspect, before)} → {said(correction.aspect, after)}"


def said(aspect: Aspect, event: Event) -> str:
    """What an event says of an aspect, `not stated` where it says nothing."""
    if aspect is Aspect.KIND:
        return kinds()[event.type].one
    if aspect is Aspect.PLACE:
        return ", ".join(p.place.name for p in event.places if p.role is PlaceRole.LOCATION) or _ABSENT
    if aspect is Aspect.DATE:
        return time_in_words(event.time) if event.time else _ABSENT
    if aspect in ROLES:
        return ", ".join(a.actor.name for a in event.actors if a.role is ROLES[aspect]) or _ABSENT
    lines = [line for line in event.casualties if line.outcome is OUTCOMES[aspect] and not line.part]
    return _together(lines) if lines else _ABSENT


def _together(lines: Sequence[Casualty]) -> str:
    """The people of several lines as one figure."""
    if len(lines) > 1 and any(line.best is None for line in lines):
        return " and ".join(span(line.min, line.max, line.best) or "some" for line in lines)
    most = None if any(line.max is None for line in lines) else sum(line.max or 0 for line in lines)
    bests = [line.best for line in lines if line.best is not None]
    return span(sum(line.min or 0 for line in lines), most, sum(bests) if bests else None) or "some"


def _whose(event: Event, aspect: Aspect, names: Mapping[str, str]) -> str:
    """The groups and sides of those who suffered something: `military (DR Congo)`."""
    found = []
    for line in event.casualties:
        if line.outcome is OUTCOMES[aspect] and not line.part:
            group = "" if line.group is Group.UNKNOWN else line.group.value
            side = names.get(line.side, line.side) if line.side else ""
            found.append(f"{group} ({side})" if group and side else group or side)
    return ", ".join(dict.fromkeys(filter(None, found))) or _ABSENT
