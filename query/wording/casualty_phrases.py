"""Who was killed, hurt, missing or captured, in plain words: the lines of an event or of an answer in, text out.

What is not stated is said to be so: people without a side, a plural without a number. Nothing is added up here.
"""

from collections.abc import Iterable, Mapping, Sequence

from domain.actors import ActorKind
from domain.casualties import Casualty, Group, Outcome
from domain.events import Event
from query.answer import Answer
from query.reading import AskedActor, AskedRole, Query
from store.search.finding import StoredEvent

_WORDS = {
    Group.MILITARY: ("soldier", "soldiers"),
    Group.CIVILIAN: ("civilian", "civilians"),
    Group.MILITANT: ("fighter", "fighters"),
    Group.POLICE: ("police officer", "police officers"),
    Group.UNKNOWN: ("person", "people"),
}
_MOST_VOICES = 2


def span(low: int | None, high: int | None, best: int | None = None) -> str:
    """A figure as reports give it: `4`, `4 (2–5)`, `2–5`, `at least 43`, `up to 40`; empty where none is stated."""
    if high is None:
        least = best or low
        return f"at least {least:,}" if least else ""
    if low == high:
        return f"{high:,}"
    if best is None:
        return f"{low:,}–{high:,}" if low else f"up to {high:,}"
    return f"{best:,} ({low or 0:,}–{high:,})"


def toll(stored: StoredEvent, names: Mapping[str, str]) -> str:
    """The figures of one event, and whose they are: `3 injured: 2 soldiers (United States), 1 civilian`."""
    parts = []
    for outcome in Outcome:
        figure, lines = stored.figures.get(outcome), _lines(stored.event, outcome)
        if figure is None and not lines:
            continue
        if figure is not None and figure.min == figure.max == 0:
            parts.append(f"none {outcome}")
            continue
        most = None if figure is None else figure.best if figure.max is None else figure.max
        if most is not None and _sum(lines) > most:
            lines = []  # outlets count the same people apart: parts that are more than their whole are none of it
        number, _, spread = (span(figure.min, figure.max, figure.best) if figure else "").partition(" (")
        between = f" ({spread.removesuffix(')')} told)" if spread else ""
        parts.append(f"{number or 'some'} {outcome}{between}{_whose(lines, names)}")
    if len(parts) > 1 and all(part.startswith("none ") for part in parts):
        return f"none {' or '.join(part.removeprefix('none ') for part in parts)}"
    return "; ".join(parts)


def _sum(lines: Iterable[Casualty]) -> int:
    return sum(line.best or 0 for line in lines)


def otherwise(stored: StoredEvent) -> str:
    """Who gives other figures than those quoted: `Nile Post: 43 killed`. Empty where all agree."""
    voices: dict[str, str] = {}
    for mention in stored.mentions:
        other = []
        for outcome, figure in stored.figures.items():
            lines = [line for line in _lines(mention.event, outcome) if line.best is not None]
            best = sum(line.best or 0 for line in lines)
            if lines and figure.best is not None and best != figure.best:
                open_ended = any(line.max is None for line in lines)
                other.append(f"{'at least ' if open_ended and best else ''}{f'{best:,}' if best else 'none'} {outcome}")
        if other:
            voices[mention.source or "unnamed source"] = ", ".join(other)
    return "; ".join(f"{source}: {words}" for source, words in list(voices.items())[-_MOST_VOICES:])


def all_of_a_kind(answer: Answer, outcome: Outcome, best: int | None) -> str:
    """`both soldiers`, where every line that a total adds up says so; empty where one does not, or not all is shown."""
    sides = {actor.id for actor in _victims(answer.reading.query)}
    lines = [line for line in _shown(answer, outcome) if line.side is not None and line.side in sides]
    groups = {line.group for line in lines}
    if not best or len(groups) != 1 or Group.UNKNOWN in groups or sum(line.best or 0 for line in lines) != best:
        return ""
    one, many = _WORDS[groups.pop()]
    return f"a {one}" if best == 1 else f"both {many}" if best == 2 else f"all {many}"


def beside(answer: Answer, outcome: Outcome) -> str:
    """The people of an outcome whose side no report gives, by kind: `1 civilian; others, number not given`.

    Empty where not every event of the answer is shown, as then their lines are not at hand.
    """
    query = answer.reading.query
    counted = query.group if not _victims(query) else None  # those of the kind asked about are in the total
    lines = [line for line in _shown(answer, outcome) if line.side is None and line.group is not counted]
    return "; ".join(_people(line, {}) for line in lines if line.max != 0)


def unstated(query: Query) -> str:
    """What is not known of the people beside those asked about: their nationality, side or kind."""
    victims = _victims(query)
    if not victims or query.group is not None:
        return "who they were is not stated"
    states = all(actor.kind is ActorKind.STATE for actor in victims)
    return "nationality not stated" if states else "side not stated"


def _victims(query: Query) -> list[AskedActor]:
    """Those whose people are asked about."""
    return [actor for actor in query.actors if actor.role is AskedRole.VICTIM]


def _shown(answer: Answer, outcome: Outcome) -> list[Casualty]:
    """The lines of all events of the answer, if all of them are at hand."""
    if answer.count > len(answer.events):
        return []
    return [line for stored in answer.events for line in _lines(stored.event, outcome)]


def _lines(event: Event, outcome: Outcome) -> list[Casualty]:
    return [line for line in event.casualties if line.outcome is outcome and not line.part]


def _whose(lines: Sequence[Casualty], names: Mapping[str, str]) -> str:
    """Behind a sum: whose it is made up of, where any line says."""
    if not any(line.side or line.group is not Group.UNKNOWN for line in lines):
        return ""
    if len(lines) == 1:
        line = lines[0]
        group = "" if line.group is Group.UNKNOWN else _WORDS[line.group][line.best != 1]
        return f" ({', '.join(part for part in (group, _side(line, names)) if part)})"
    ordered = _ordered(lines)
    people = [_people(line, names, others=ordered[0].group is not Group.UNKNOWN) for line in ordered if line.max != 0]
    return f": {', '.join(people)}"


def _ordered(lines: Iterable[Casualty]) -> list[Casualty]:
    """Those with a side and a number first, those of whom nothing else is known last."""

    def rank(line: Casualty) -> tuple[bool, bool, bool, int]:
        plain = line.side is None and line.group is Group.UNKNOWN
        return line.best is None, plain, line.side is None, -(line.best or 0)

    return sorted(lines, key=rank)


def _people(line: Casualty, names: Mapping[str, str], *, others: bool = False) -> str:
    """`2 soldiers (United States)`, `1 civilian`, `3 others` beside people of a kind, `others, number not given`."""
    number = span(line.min, line.max, line.best)
    side = _side(line, names)
    if not number:
        who = "others" if line.group is Group.UNKNOWN else _WORDS[line.group][1]
        return f"{who}{f' ({side})' if side else ''}, number not given"
    words = ("other", "others") if others and not side and line.group is Group.UNKNOWN else _WORDS[line.group]
    return f"{number} {words[line.best != 1]}{f' ({side})' if side else ''}"


def _side(line: Casualty, names: Mapping[str, str]) -> str:
    return names.get(line.side, line.side) if line.side else ""
