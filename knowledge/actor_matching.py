"""Matches one name, typed with or without mistakes, to an actor.

In: a name. Out: the actor, how sure, why, and the rivals that were close. Tried in turn: the folded name, the name as a
text would be read ("syrian army"), the transliteration key, and the edit distance over all names of five letters or
more, of the name and of its key.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.actors import Actor
from knowledge.actor_names import Form, Names
from knowledge.folding import fold, key

_SHORTEST = 5
_CLOSE = 0.06


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
        self._keys: dict[str, list[str]] | None = None
        self._long: list[str] = []

    def exact(self, name: str) -> list[Actor]:
        """The actors that bear exactly this name."""
        return self._actors([fold(name)])

    def keyed(self, name: str) -> ActorMatch | None:
        """The actor of which this is another transliteration."""
        sounds = key(name)
        if len(sounds) < _SHORTEST - 1:
            return None
        return _match(self._actors(self._by_key().get(sounds, ())), 0.9, f"another spelling of {name!r}")

    def fuzzy(self, name: str) -> ActorMatch | None:
        """The actor whose name this is with a letter or two wrong."""
        folded = fold(name)
        if len(folded) < _SHORTEST:
            return None
        self._by_key()
        cutoff = 1 - _mistakes(len(folded)) / len(folded)
        found = process.extract(
            folded, self._long, scorer=OSA.normalized_similarity, score_cutoff=cutoff - 1e-9, limit=8
        )
        if not found:
            return None
        best = found[0][1]
        close = [phrase for phrase, score, _ in found if score >= best - _CLOSE]
        return _match(self._actors(close), 0.85 * best, f"{name!r} is close to {found[0][0]!r}")

    def _by_key(self) -> dict[str, list[str]]:
        if self._keys is None:
            self._keys = {}
            for phrase in self._names.namings:
                if len(phrase) >= _SHORTEST:
                    self._keys.setdefault(key(phrase), []).append(phrase)
                    self._long.append(phrase)
        return self._keys

    def _actors(self, phrases: Iterable[str]) -> list[Actor]:
        """The actors of these names, each once, names before capitals and persons."""
        ids = {
            naming.actor: None
            for phrase in phrases
            for naming in sorted(self._names.namings.get(phrase, ()), key=lambda naming: naming.form is Form.METONYM)
        }
        return [self._names.actors[actor] for actor in ids]


def _mistakes(length: int) -> int:
    """How many letters may be wrong in a name of this length."""
    if length < 8:
        return 1
    return 2 if length < 14 else 3


def _match(actors: list[Actor], score: float, reason: str) -> ActorMatch | None:
    return ActorMatch(actors[0], score, reason, tuple(actors[1:])) if actors else None
