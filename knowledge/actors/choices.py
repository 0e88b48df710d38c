"""Which of the things that a name may stand for is meant: the state or the pronoun, this army or that one.

In: the pieces of a text and the place of a name in it. Out: how sure it is that an actor is meant, and why. What is
known of English here stands in `actors-words.toml`; which actor of several has a name, in `actors-readings.csv`.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from knowledge.actors.names import DATA, Naming, listed, rows
from knowledge.actors.words import Case, Pieces
from knowledge.folding import fold

_NONE: frozenset[str] = frozenset()
_ANY = "*"


class Verdict(NamedTuple):
    """How sure, 0 to 1, and why."""

    score: float
    reason: str


class Hints(NamedTuple):
    """What is known of a text: the countries that it is about (alpha-2), the year that it tells of.

    `guessed` are countries read off the names in the text itself: they speak for an actor, never against one.
    """

    countries: frozenset[str] = _NONE
    year: int | None = None
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Contested:
    """A name that is a word of another kind as well; the fields are explained in `actors-words.toml`."""

    written: str = "upper"
    against_before: frozenset[str] = _NONE
    against_after: frozenset[str] = _NONE
    never_after: frozenset[str] = _NONE
    always_before: frozenset[str] = _NONE
    for_before: frozenset[str] = _NONE
    for_after: frozenset[str] = _NONE
    after_needs: frozenset[str] = _NONE
    only_before: frozenset[str] = _NONE
    topic: frozenset[str] = _NONE
    topic_against: frozenset[str] = _NONE
    countries: frozenset[str] = _NONE
    not_surnames: frozenset[str] = _NONE
    opening: float = 0.0
    alone: float = 0.0
    surely: float = 0.95
    lower: float = 0.0
    strict: bool = False
    person: bool = False


class _Reading(NamedTuple):
    actor: str
    countries: frozenset[str]
    topic: frozenset[str]
    since: int
    until: int

    def points(self, pieces: Pieces, hints: Hints) -> int:
        """How much speaks for it; below 0 where it did not bear the name in that year."""
        if hints.year is not None and not self.since <= hints.year <= self.until:
            return -1
        other = 1 if _ANY in self.countries and hints.countries and not hints.guessed else 0
        return other + 2 * len(self.countries & hints.countries) + 3 * len(self.topic & pieces.topic)


@dataclass(slots=True)
class Choices:
    """All that the data files say about how to tell names apart. The fields of affixes are explained there."""

    lists: dict[str, frozenset[str]]
    aside: frozenset[str]
    run: frozenset[str]
    prefixes: frozenset[str]
    contested: dict[str, Contested]
    readings: dict[str, list[_Reading]] = field(default_factory=dict)

    @classmethod
    def read(cls, heads: Iterable[str]) -> "Choices":
        """Read `actors-words.toml` and `actors-readings.csv`; `heads` fills the list "@heads"."""
        tables = tomllib.loads((DATA / "actors-words.toml").read_text(encoding="utf-8"))
        plain = {name: frozenset(words) for name, words in tables["lists"].items()} | {"heads": frozenset(heads)}
        lists = {name: _expanded(words, plain) for name, words in plain.items()}
        aside, run, prefixes = (frozenset(tables["affixes"][name]) for name in ("aside", "run", "prefixes"))
        contested = {name: _contested(entry, lists) for name, entry in tables["word"].items()}
        return cls(lists, aside, run, prefixes, contested, _readings())

    def judge(self, phrase: str, pieces: Pieces, start: int, end: int, hints: Hints) -> Verdict:
        """Whether the words at `start` to `end` are meant as a name at all."""
        contested = self.contested.get(phrase)
        if contested is None:
            return Verdict(0.95, "name")
        return _judge(contested, pieces, start, end, hints)

    def at_home(self, phrase: str, country: str) -> frozenset[str]:
        """The actors that a shared name means in a country (alpha-2), by what `actors-readings.csv` says of it."""
        return frozenset(reading.actor for reading in self.readings.get(phrase, ()) if country in reading.countries)

    def choose(self, phrase: str, namings: Sequence[Naming], pieces: Pieces, hints: Hints) -> tuple[Naming, Verdict]:
        """The one meant among the actors that share a name, how sure that is, and why."""
        readings = self.readings.get(phrase)
        if readings is None:
            return namings[0], Verdict(1.0, "")
        points = [reading.points(pieces, hints) for reading in readings]
        most = max(points)
        best = readings[points.index(most)].actor
        verdict = Verdict(0.9, "fits what the text is about") if most > 0 else Verdict(0.7, "most often meant by it")
        return next(naming for naming in namings if naming.actor == best), verdict


def _judge(word: Contested, pieces: Pieces, start: int, end: int, hints: Hints) -> Verdict:
    before, after = pieces.text(start - 1), pieces.text(end)
    backed = bool(word.topic & pieces.topic or word.countries & hints.countries)
    if word.strict and not backed:
        return Verdict(0.0, "nothing in the text speaks for it")
    if word.only_before and after not in word.only_before:
        return Verdict(0.0, f"an adjective before {after!r}")
    if after in word.never_after:
        return Verdict(0.0, f"another word before {after!r}")
    if before in word.always_before:
        return Verdict(0.85, f"stands after {before!r}")
    case = pieces.case(start)
    distinctive = case is Case.MIXED or case is (Case.TITLE if word.written == "upper" else Case.TYPED)
    as_written = distinctive and _looks(word.written, pieces.word(start))
    if as_written and word.written == "upper":
        return Verdict(word.surely, "written in capitals")
    if word.topic_against & pieces.topic and not backed:
        return Verdict(0.0, "the text is about something else")
    if before in word.against_before or after in word.against_after:
        return Verdict(0.0, f"another word, beside {before!r} and {after!r}")
    if not as_written:
        return _judge_by_words(word, pieces, (start, end), backed, case is Case.MIXED)
    if word.person and _surname_follows(word, pieces, end):
        return Verdict(0.0, f"a person: {pieces.word(end)!r} follows")
    return Verdict(word.surely, "written with a capital")


def _judge_by_words(word: Contested, pieces: Pieces, place: tuple[int, int], backed: bool, mixed: bool) -> Verdict:
    """What the neighbours say, where the way of writing says nothing; `mixed` where it rather speaks against."""
    start, end = place
    before, after = pieces.text(start - 1), pieces.text(end)
    if before in word.for_before and not mixed:
        return Verdict(0.85, f"stands after {before!r}")
    fits = not word.after_needs or pieces.opens(start) or before in word.after_needs
    if after in word.for_after and fits:
        return Verdict(0.6 if mixed else 0.85, f"stands before {after!r}")
    if mixed:
        return Verdict(word.lower, "not written as the name is")
    if backed:
        return Verdict(0.7, "the text is about what it does")
    if word.opening and pieces.opens(start):
        return Verdict(word.opening, "opens the text")
    return Verdict(word.alone, "nothing around it tells")


def _looks(written: str, word: str) -> bool:
    capitals = sum(letter.isupper() for letter in word)
    return capitals > 1 if written == "upper" else capitals > 0


def _surname_follows(word: Contested, pieces: Pieces, end: int) -> bool:
    following = pieces.word(end)
    if pieces.text(end) in word.not_surnames or end - 1 in pieces.possessive:
        return False
    return following[:1].isupper() and following[1:].islower()


def _readings() -> dict[str, list[_Reading]]:
    readings: dict[str, list[_Reading]] = {}
    for row in rows("actors-readings.csv"):
        reading = _Reading(
            row["actor"],
            frozenset(listed(row["countries"])),
            frozenset(listed(row["words"])),
            int(row["since"] or 0),
            int(row["until"] or 9999),
        )
        for name in listed(row["names"]):
            readings.setdefault(fold(name), []).append(reading)
    return readings


def _contested(entry: Mapping[str, object], lists: Mapping[str, frozenset[str]]) -> Contested:
    values = {name: _expanded(value, lists) if isinstance(value, list) else value for name, value in entry.items()}
    return Contested(**values)  # type: ignore[arg-type]  # a test reads every entry


def _expanded(words: Iterable[str], lists: Mapping[str, frozenset[str]]) -> frozenset[str]:
    expanded: set[str] = set()
    for word in words:
        expanded.update(_expanded(lists[word[1:]], lists) if word.startswith("@") else {word})
    return frozenset(expanded)
