"""What a report changed of what it told: an event as it was and as it is, plain words out."""

from domain.casualties import Outcome
from domain.events import Event
from domain.places import PlaceRole
from domain.taxonomy import kinds
from query.wording.casualty_phrases import span
from query.wording.paraphrase import joined


def changes(before: Event, after: Event | None) -> list[str]:
    """What is told otherwise, fact by fact: `5 to 7 killed`, `Homs to Azaz`, `took out 2 injured`, `added 3 killed`.

    >>> from domain.casualties import Casualty
    >>> lines = [Event("attack", "shelling", casualties=(Casualty(Outcome.KILLED, n, n, n),)) for n in (5, 7)]
    >>> changes(*lines)
    ['changed 5 to 7 killed']
    """
    if after is None:
        told = [f"{number} {outcome.value}" for outcome, number in _figures(before).items()]
        return [f"took out {_kind(before)}" + (f" ({joined(told)})" if told else "")]
    old, new = _figures(before), _figures(after)
    said = [_change(old.get(outcome), new.get(outcome), outcome.value) for outcome in Outcome]
    pairs = (
        (_kind(before), _kind(after)),
        (_places(before), _places(after)),
        (_days(before), _days(after)),
        (before.status.value, after.status.value),
    )
    said += [_change(one or None, other or None) for one, other in pairs]
    return [words for words in said if words]


def _change(old: str | None, new: str | None, noun: str = "") -> str:
    if old == new:
        return ""
    after = f" {noun}" if noun else ""
    if old is None:
        return f"added {new}{after}"
    return f"took out {old}{after}" if new is None else f"changed {old} to {new}{after}"


def _figures(event: Event) -> dict[Outcome, str]:
    """The figure of each outcome that is told, as it is told; several lines side by side."""
    told: dict[Outcome, list[str]] = {}
    for line in event.casualties:
        if not line.part:
            number = "no" if line.max == 0 else span(line.min, line.max, line.best) or "some"
            told.setdefault(line.outcome, []).append(number)
    return {outcome: " and ".join(numbers) for outcome, numbers in told.items()}


def _kind(event: Event) -> str:
    return (kinds().get(event.type) or kinds()[event.category]).one


def _places(event: Event) -> str:
    return joined([place.place.name for place in event.places if place.role is PlaceRole.LOCATION])


def _days(event: Event) -> str:
    time = event.time
    return f"{time.start:%-d %B %Y}" if time is not None and time.start is not None else ""
