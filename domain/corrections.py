"""What a person sets right of an event: one thing at a time, in the place of what the reports made of it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.actors import ActorRole
from domain.casualties import Casualty, Group, Outcome
from domain.events import Event
from domain.places import PlaceRole


class Aspect(StrEnum):
    """What of an event is set right: its kind, its place, its day, how many suffered what, whose people they were, or
    who had which part in it."""

    KIND = "kind"
    PLACE = "place"
    DATE = "date"
    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    CAPTURED = "captured"
    SIDE = "side"
    PERPETRATOR = "perpetrator"
    TARGET = "target"
    VICTIM = "victim"
    PARTY = "party"


OUTCOMES = {Aspect(outcome.value): outcome for outcome in Outcome}
"""The aspects that are figures."""

ROLES = {Aspect(role.value): role for role in ActorRole}
"""The aspects that are a part in an event."""


@dataclass(frozen=True, slots=True)
class Correction:
    """An aspect as a person tells it: `told` is an event of which that aspect alone counts. Where nobody, nowhere, no
    day or no figure is told, the event says nothing of it any more. Of SIDE, `told` has one line of casualties, whose
    outcome, group and side count."""

    aspect: Aspect
    told: Event

    def of(self, event: Event) -> Event:
        """The event with this set right.

        >>> from domain.casualties import Casualty
        >>> event = Event("strike", "air-strike", casualties=(Casualty(Outcome.KILLED, 5, 5, 5, Group.CIVILIAN),))
        >>> seven = Event("strike", "air-strike", casualties=(Casualty(Outcome.KILLED, 7, 7, 7),))
        >>> [(line.best, line.group.value) for line in Correction(Aspect.KILLED, seven).of(event).casualties]
        [(7, 'civilian')]
        """
        told = self.told
        if self.aspect is Aspect.KIND:
            return replace(event, category=told.category, type=told.type)
        if self.aspect is Aspect.PLACE:
            others = tuple(place for place in event.places if place.role is not PlaceRole.LOCATION)
            return replace(event, places=(*told.places, *others))
        if self.aspect is Aspect.DATE:
            return replace(event, time=told.time)
        if self.aspect in ROLES:
            role = ROLES[self.aspect]
            return replace(event, actors=(*(a for a in event.actors if a.role is not role), *told.actors))
        if self.aspect is Aspect.SIDE:
            return replace(event, casualties=_given(event.casualties, told.casualties[0]))
        return replace(event, casualties=_counted(event.casualties, OUTCOMES[self.aspect], told.casualties))


def _counted(lines: tuple[Casualty, ...], outcome: Outcome, told: tuple[Casualty, ...]) -> tuple[Casualty, ...]:
    """The lines with another figure for an outcome. Whose people they were stands where all lines of it say so."""
    own = [line for line in lines if line.outcome is outcome and not line.part]
    groups, sides = {line.group for line in own}, {line.side for line in own}
    group = groups.pop() if len(groups) == 1 else Group.UNKNOWN
    side = sides.pop() if len(sides) == 1 else None
    others = tuple(line for line in lines if line.outcome is not outcome)
    return (*others, *(replace(line, group=group, side=side) for line in told))


def _given(lines: tuple[Casualty, ...], told: Casualty) -> tuple[Casualty, ...]:
    """The lines with those of an outcome as people of one side: their figures added up."""
    own = [line for line in lines if line.outcome is told.outcome and not line.part]
    others = tuple(line for line in lines if line.outcome is not told.outcome)
    if not own:
        return lines
    least = None if all(line.min is None for line in own) else sum(line.min or 0 for line in own)
    most = None if any(line.max is None for line in own) else sum(line.max or 0 for line in own)
    bests = [line.best for line in own if line.best is not None]
    text = "; ".join(line.text for line in own if line.text)
    whole = Casualty(told.outcome, least, most, sum(bests) if bests else None, told.group, told.side, text)
    return (*others, whole)
