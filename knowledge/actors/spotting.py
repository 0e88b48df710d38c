"""Finds the actors named in a text.

In: a list of words that keep their case. Out: `ActorSpan`s in order, the leftmost and longest name first served, each
with the actor, how it is named, whose group its people are, how sure that is and why.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.actors import Actor
from domain.casualties import Group
from knowledge.actors.choices import Choices, Hints
from knowledge.actors.growing import Grower, Match
from knowledge.actors.names import Form, Names, Naming, SourceKind
from knowledge.actors.words import Pieces


@dataclass(frozen=True, slots=True)
class ActorSpan:
    """An actor named by `words[start:end]`.

    `group` is the kind of its people that the words tell ("Iraqi police"), `source` what kind of speaker it is, where
    it is one. `score` is low for a state's name where it is rather a place ("in Syria").
    """

    start: int
    end: int
    actor: Actor
    form: Form
    group: Group | None = None
    score: float = 0.95
    reason: str = ""
    source: SourceKind | None = None


class Spotter:
    """Finds actors by the names of the catalogue."""

    def __init__(self, names: Names, choices: Choices) -> None:
        self._names = names
        self._choices = choices
        self._grower = Grower(names, choices)

    def spot(self, words: Sequence[str], hints: Hints) -> list[ActorSpan]:
        """All actors named in `words`, in order."""
        pieces = Pieces(words)
        matches = list(self._matches(pieces, hints))
        countries = hints.countries or self._countries(matches)
        if countries and not hints.countries and any(match.phrase in self._choices.readings for match in matches):
            matches = list(self._matches(pieces, Hints(countries, hints.year, guessed=True)))
        return [self._span(match, pieces, countries) for match in matches]

    def _matches(self, pieces: Pieces, hints: Hints) -> Iterator[Match]:
        position, size = 0, len(pieces.texts)
        longest = self._names.longest
        while position < size:
            reach = longest.get(pieces.texts[position])
            if reach is None:
                position += 1
                continue
            match, position = self._match(pieces, position, min(reach, size - position), hints)
            if match is not None:
                yield match

    def _match(self, pieces: Pieces, start: int, reach: int, hints: Hints) -> tuple[Match | None, int]:
        """The longest name that begins at `start` and is meant as one, and where to go on."""
        for end in range(start + reach, start, -1):
            phrase = " ".join(pieces.texts[start:end])
            namings = self._names.namings.get(phrase)
            if namings is None:
                continue
            if not namings or (_is_capital(namings) and not self._grower.speaks(pieces, start, end)):
                return None, end
            match = self._meant(phrase, namings, pieces, start, hints)
            if match is not None:
                grown = self._grower.grow(match, pieces)
                return grown, grown.end if grown is not None else end
        return None, start + 1

    def _meant(self, phrase: str, namings: list[Naming], pieces: Pieces, start: int, hints: Hints) -> Match | None:
        """The actor meant by the phrase, where one is."""
        end = start + phrase.count(" ") + 1
        verdict = self._choices.judge(phrase, pieces, start, end, hints)
        if not verdict.score:
            return None
        naming, choice = self._choices.choose(phrase, namings, pieces, hints)
        score, reason = min(verdict.score, choice.score), choice.reason or verdict.reason
        if _is_capital(namings):
            score, reason = 0.85, "a capital that stands for its government"
        match = Match(phrase, start, end, naming, score, reason, naming.group, naming.form)
        if naming.form is Form.NAME and self._grower.is_state(naming):
            both = any(other.form is Form.ADJECTIVE for other in namings)
            self._grower.weigh_state(match, both, pieces)
        return match

    def _countries(self, matches: list[Match]) -> frozenset[str]:
        """The countries of all those named, for texts of which nothing else is known."""
        naming_one = (m for m in matches if m.form is not Form.MEDIA and m.phrase not in self._choices.readings)
        actors = (self._names.actors[match.naming.actor] for match in naming_one)
        return frozenset(actor.country for actor in actors if actor.country)

    def _span(self, match: Match, pieces: Pieces, countries: frozenset[str]) -> ActorSpan:
        start, end = pieces.owners[match.start], pieces.owners[match.end - 1] + 1
        actor = self._names.actors[match.naming.actor]
        span = ActorSpan(start, end, actor, match.form, match.group, match.score, match.reason, match.naming.source)
        led_by_others = pieces.text(match.start - 1) in self._choices.aside  # "Russian-installed officials"
        if actor.id not in self._names.local or len(countries) != 1 or led_by_others:
            return span
        state = self._names.states.get(next(iter(countries)))
        if state is None:
            return span
        home = self._names.actors[state]
        return replace(span, actor=home, score=0.6, reason=f"{home.name} is the only country spoken of")


def _is_capital(namings: Sequence[Naming]) -> bool:
    return bool(namings) and namings[0].form is Form.METONYM and namings[0].source is None
