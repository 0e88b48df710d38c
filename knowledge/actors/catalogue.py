"""The catalogue of actors: states, armed groups, coalitions, institutions that speak, and the nouns for the unnamed.

In: the data files `data/actors-*`. Out: look-ups by id and country, the actors named in a text, and a typed name
matched to its actor.
"""

from bisect import bisect_left
from collections.abc import Container, Sequence
from dataclasses import replace
from functools import cached_property
from heapq import nsmallest
from typing import Self

from domain.actors import Actor
from knowledge.actors.choices import Choices, Hints
from knowledge.actors.matching import ActorMatch, Matcher
from knowledge.actors.names import Form, Names, SourceKind, read_names
from knowledge.actors.spotting import ActorSpan, Spotter
from knowledge.folding import fold

__all__ = ["ActorMatch", "ActorSpan", "Catalogue", "Form", "SourceKind"]

_GUESS_AT_MOST = 3  # words of a mistyped name
_SURE_ENOUGH = 0.7
_AFTER = "\U0010ffff"


class Catalogue:
    """All actors known, with their names.

    >>> catalogue = Catalogue.open()
    >>> [(span.actor.id, span.form.value) for span in catalogue.spot("US troops hit Daesh".split())]
    [('usa', 'forces'), ('islamic-state', 'name')]
    """

    def __init__(self, names: Names, choices: Choices) -> None:
        self._names = names
        self._choices = choices
        self._spotter = Spotter(names, choices)
        self._matcher = Matcher(names)
        self._parts: dict[str, set[str]] = {}
        for actor in names.actors.values():
            if actor.parent is not None:
                self._parts.setdefault(actor.parent, set()).add(actor.id)

    @classmethod
    def open(cls) -> Self:
        """Read the catalogue."""
        names = read_names()
        return cls(names, Choices.read(names.heads))

    @property
    def actors(self) -> tuple[Actor, ...]:
        """Every actor of the catalogue."""
        return tuple(self._names.actors.values())

    def get(self, actor_id: str) -> Actor | None:
        """The actor of this id."""
        return self._names.actors.get(actor_id)

    def state(self, country: str) -> Actor | None:
        """The state of an ISO 3166-1 alpha-2 code."""
        return self._names.actors.get(self._names.states.get(country.upper(), ""))

    def names(self, actor_id: str) -> tuple[str, ...]:
        """All names of an actor, as written in the data files."""
        return tuple(dict.fromkeys(self._names.written.get(actor_id, ())))

    def going_on(self, prefix: str, limit: int) -> list[str]:
        """The first names of the catalogue, one for each actor, that begin with `prefix` (folded) and go on after it.

        >>> Catalogue.open().going_on("hezb", 1)
        ['Hezbollah']
        """
        names = self._by_beginning
        found = names[bisect_left(names, (prefix, 0, "")) : bisect_left(names, (prefix + _AFTER, 0, ""))]
        return [name for _, name in nsmallest(limit, ((at, name) for folded, at, name in found if folded != prefix))]

    @cached_property
    def _by_beginning(self) -> tuple[tuple[str, int, str], ...]:
        """How each actor's name folds, its place in the catalogue and the name itself, sorted to be bisected."""
        return tuple(sorted((fold(actor.name), at, actor.name) for at, actor in enumerate(self.actors)))

    def within(self, actor_id: str) -> frozenset[str]:
        """The ids of the actor and of all that belong to it, arms of arms included."""
        found, open_ids = {actor_id}, [actor_id]
        while open_ids:
            parts = self._parts.get(open_ids.pop(), set()) - found
            found |= parts
            open_ids.extend(parts)
        return frozenset(found)

    def spot(
        self, words: Sequence[str], *, countries: frozenset[str] = frozenset(), year: int | None = None
    ) -> list[ActorSpan]:
        """The actors named in a list of words that keep their case, in order.

        `countries` (alpha-2) and `year` tell what the text is about where that is known: which coalition, whose army.
        """
        return self._spotter.spot(words, Hints(countries, year))

    def bearers(self, name: str, country: str) -> tuple[Actor, ...]:
        """The actors that bear exactly this name; of several those alone that bear it in a country (alpha-2), where
        some do.

        >>> catalogue = Catalogue.open()
        >>> [[actor.id for actor in catalogue.bearers("SDF", country)] for country in ("SY", "LY")]
        [['syrian-democratic-forces'], ['rada-special-deterrence-force']]
        """
        actors = tuple(self._matcher.exact(name))
        meant = self._choices.at_home(fold(name), country)
        return tuple(actor for actor in actors if actor.id in meant or actor.country == country) or actors

    def resolve(self, name: str, *, countries: frozenset[str] = frozenset()) -> ActorMatch | None:
        """The actor that a typed name means, mistyped or not; None where none is close.

        A score of 1 is the very name; below 0.7 a person should be asked.

        >>> match = Catalogue.open().resolve("hezbolah")
        >>> match.actor.id, match.reason
        ('hezbollah', "another spelling of 'hezbollah'")
        """
        if exact := self._matcher.exact(name):
            return self._resolve_exact(name, exact, countries)
        words = name.replace("-", " ").split()
        spans = self.spot(words, countries=countries)
        if len(spans) == 1 and (spans[0].start, spans[0].end) == (0, len(words)):
            return ActorMatch(spans[0].actor, spans[0].score, spans[0].reason)
        return self._matcher.near(name) or self._resolve_before_head(words, countries)

    def guess(self, words: Sequence[str], known: Container[int] = frozenset()) -> list[ActorSpan]:
        """Mistyped names among the words that are not in `known` (positions), longest and leftmost first come.

        >>> [(span.actor.id, span.start, span.end) for span in Catalogue.open().guess("hezbolah and isreal".split())]
        [('hezbollah', 0, 1), ('isr', 2, 3)]
        """
        spans: list[ActorSpan] = []
        start = 0
        while start < len(words):
            span = self._guess_at(words, start, known)
            start = span.end if span else start + 1
            spans.extend([span] if span else [])
        return spans

    def _guess_at(self, words: Sequence[str], start: int, known: Container[int]) -> ActorSpan | None:
        for end in range(min(start + _GUESS_AT_MOST, len(words)), start, -1):
            if any(at in known for at in range(start, end)):
                continue
            name = " ".join(words[start:end])
            match = self._matcher.near(name)
            if match is not None and match.score >= _SURE_ENOUGH:
                return ActorSpan(start, end, match.actor, Form.NAME, None, match.score, match.reason)
        return None

    def _resolve_exact(self, name: str, actors: list[Actor], countries: frozenset[str]) -> ActorMatch:
        meant = next((span.actor for span in self.spot(name.split(), countries=countries)), actors[0])
        first = meant if meant in actors else actors[0]
        rivals = tuple(actor for actor in actors if actor != first)
        return ActorMatch(first, 1.0 if not rivals else 0.8, f"{name!r} is its name", rivals)

    def _resolve_before_head(self, words: Sequence[str], countries: frozenset[str]) -> ActorMatch | None:
        """ "isreali army": a mistyped name before a noun for its people."""
        for cut in range(len(words) - 1, 0, -1):
            if fold(" ".join(words[cut:])) in self._names.heads:
                match = self.resolve(" ".join(words[:cut]), countries=countries)
                return replace(match, score=match.score * 0.95) if match is not None else None
        return None
