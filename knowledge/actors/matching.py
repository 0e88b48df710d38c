"""Matches one name, typed with or without mistakes, to an actor.

In: a name. Out: the actor, how sure, why, and the rivals that were close. Tried in turn: the folded name, the name as a
text would be read ("syrian army"), the transliteration key, and the edit distance over all names of five letters or
more, of the name and of its key.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.actors import Actor
from knowledge.actors.names import Form, Names
from knowledge.folding import fold, key

_SHORTEST = 5  # letters of a name that may hold a mistake
_SHORTEST_KEY = 4
_CANDIDATES = 40
_REACH = 4  # letters in which two transliterations of a name may differ
_UNLIKE = 0.5  # ... and the share of them
_ACTING = frozenset({Form.NAME, Form.ADJECTIVE, Form.FORCES, Form.PERSON})


@dataclass(frozen=True, slots=True)
class ActorMatch:
    """A name matched to an actor, and why this one; `rivals` are others close enough that a person should be asked."""

    actor: Actor
    score: float
    reason: str
    rivals: tuple[Actor, ...] = ()


class Matcher:
    """Looks up names in the catalogue; the tables for mistyped names are built when first needed."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def exact(self, name: str) -> list[Actor]:
        """The actors that bear exactly this name."""
        return self._actors([fold(name)])

    def near(self, name: str) -> ActorMatch | None:
        """The actor whose name this is in another transliteration, or with a letter or two wrong."""
        folded, sounds = fold(name), key(name)
        if len(sounds) < _SHORTEST_KEY:
            return None
        typed = sounds if sounds.isascii() and not folded.isascii() else folded
        reach = min(int(len(typed) * (1 - _UNLIKE)), _REACH)
        near = process.extract(typed, self._proper, scorer=OSA.distance, score_cutoff=reach, limit=_CANDIDATES)
        if same := [phrase for phrase, _, _ in near if _key(phrase) == sounds]:
            score = 0.6 + 0.35 * max(_likeness(folded, phrase) for phrase in same)
            return _match(self._actors(same), score, f"another spelling of {same[0]!r}")
        return self._mistyped(name, folded, [(phrase, wrong) for phrase, wrong, _ in near])

    def _mistyped(self, name: str, folded: str, near: list[tuple[str, int]]) -> ActorMatch | None:
        mistakes = _mistakes(len(folded))
        found = [
            (phrase, wrong)
            for phrase, wrong in near
            if len(phrase) >= _SHORTEST and wrong <= mistakes and (wrong < mistakes or phrase[0] == folded[0])
        ]
        if not found:
            return None
        least = found[0][1]
        closest = [phrase for phrase, wrong in found if wrong == least]
        score = 0.85 * (1 - least / len(folded))
        return _match(self._actors(closest), score, f"{name!r} is close to {closest[0]!r}")

    @cached_property
    def _proper(self) -> list[str]:
        """The names of those who act. Capitals are left to the gazetteer; common nouns are words, not names."""
        return [
            phrase
            for phrase, namings in self._names.namings.items()
            if len(phrase) >= _SHORTEST_KEY
            and phrase not in self._names.squashed
            and any(naming.form in _ACTING for naming in namings)
        ]

    def _actors(self, phrases: Iterable[str]) -> list[Actor]:
        """The actors of these names, each once, names before capitals."""
        ids = {
            naming.actor: None
            for phrase in phrases
            for naming in sorted(self._names.namings.get(phrase, ()), key=lambda naming: naming.form is Form.METONYM)
        }
        return [self._names.actors[actor] for actor in ids]


def _likeness(typed: str, phrase: str) -> float:
    """How alike two spellings look; two scripts have nothing to compare."""
    return OSA.normalized_similarity(typed, phrase) if typed.isascii() and phrase.isascii() else 1.0


@lru_cache(maxsize=4096)
def _key(phrase: str) -> str:
    return key(phrase)


def _mistakes(length: int) -> int:
    """How many letters may be wrong in a name of this length."""
    if length < _SHORTEST:
        return 0
    if length < 8:
        return 1
    return 2 if length < 14 else 3


def _match(actors: list[Actor], score: float, reason: str) -> ActorMatch | None:
    return ActorMatch(actors[0], score, reason, tuple(actors[1:])) if actors else None
