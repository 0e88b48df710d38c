"""Which of the things that a name may stand for is meant: the state or the pronoun, this army or that one.

In: the pieces of a text and the place of a name in it. Out: how sure it is that an actor is meant, and why. What is
known of English here stands in `actors-words.toml`; which actor of several has a name, in `actors-readings.csv`.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from knowledge.actor_names import DATA, Naming, listed, rows
from knowledge.actor_words import Case, Pieces
from knowledge.folding import fold


class Verdict(NamedTuple):
    """How sure, 0 to 1, and why."""

    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a text from elsewhere: the countries that it is about (alpha-2), the year that it tells of."""

    countries: frozenset[str] = frozenset()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Contested:
    """A name that is a word of another kind as well; the fields are explained in `actors-words.toml`."""

    written: str = "upper"
    against_before: frozenset[str] = frozenset()
    against_after: frozenset[str] = frozenset()
    for_before: frozenset[str] = frozenset()
    for_after: frozenset[str] = frozenset()
    after_needs: frozenset[str] = frozenset()
    topic: frozenset[str] = frozenset()
    topic_against: frozenset[str] = frozenset()
    opening: float = 0.0
    alone: float = 0.0
    surely: float = 0.95
    lower: float = 0.0
    strict: bool = False
    person: bool = False
    not_surnames: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()


class _Reading(NamedTuple):
    actor: str
    countries: frozenset[str]
    topic: frozenset[str]
    since: int
    until: int


@dataclass(slots=True)
class Choices:
    """All that the data files say about telling names apart."""

    lists: dict[str, frozenset[str]]
    aside: frozenset[str]
    run: frozenset[str]
    prefixes: frozenset[str]
    contested: dict[str, Contested]
    readings: dict[str, list[_Reading]] = field(default_factory=dict)

    @classmethod
    def read(cls, heads: Mapping[str, object]) -> "Choices":
        """Read `actors-words.toml` and `actors-readings.csv`; `heads` fills the list "@heads"."""
        told = tomllib.loads((DATA / "actors-words.toml").read_text(encoding="utf-8"))
        lists = {name: frozenset(words) for name, words in told["lists"].items()} | {"heads": frozenset(heads)}
        affixes = told["affixes"]
        choices = cls(
            lists,
            frozenset(affixes["aside"]),
            frozenset(affixes["run"]),
            frozenset(affixes["prefixes"]),
            {name: _contested(entry, lists) for name, entry in told["word"].items()},
        )
        for row in rows("actors-readings.csv"):
            reading = _Reading(
                row["actor"],
                frozenset(listed(row["countries"])),
                frozenset(fold(word) for word in listed(row["words"])),
                int(row["since"] or 0),
                int(row["until"] or 9999),
            )
            for name in listed(row["names"]):
                choices.readings.setdefault(fold(name), []).append(reading)
        return choices

    def judge(self, phrase: str, pieces: Pieces, start: int, end: int, hints: Hints) -> Verdict:
        """Whether the words at `start` to `end` are meant as a name at all."""
        contested = self.contested.get(phrase)
        if contested is None:
            return Verdict(0.95, "name")
        return _judge(contested, pieces, start, end, hints)

    def choose(self, phrase: str, namings: Sequence[Naming], pieces: Pieces, hints: Hints) -> tuple[Naming, str]:
        """The one meant among the actors that share a name, and why."""
        readings = self.readings.get(phrase)
        if readings is None:
            return namings[0], ""
        best, points, why = readings[0].actor, 0, "most often meant"
        for reading in readings:
            here = _points(reading, pieces, hints)
            if here > points:
                best, points, why = reading.actor, here, "fits what the text is about"
        return next(naming for naming in namings if naming.actor == best), why


def _points(reading: _Reading, pieces: Pieces, hints: Hints) -> int:
    if hints.year is not None and not reading.since <= hints.year <= reading.until:
        return -1
    return 2 * len(reading.countries & hints.countries) + 3 * len(reading.topic & pieces.topic)


def _judge(word: Contested, pieces: Pieces, start: int, end: int, hints: Hints) -> Verdict:
    case = pieces.case(start)
    telling = case is Case.MIXED or case is (Case.TITLE if word.written == "upper" else Case.TYPED)
    as_written = telling and _looks(word.written, pieces.word(start))
    before, after = pieces.text(start - 1), pieces.text(end)
    backed = bool(word.topic & pieces.topic or word.countries & hints.countries)
    if word.strict and not backed:
        return Verdict(0.0, "nothing in the text speaks for it")
    if as_written and word.written == "upper":
        return Verdict(word.surely, "written in capitals")
    if word.topic_against & pieces.topic and not backed:
        return Verdict(0.0, "the text is about something else")
    if before in word.against_before or after in word.against_after:
        return Verdict(0.0, f"another word, beside {before!r} and {after!r}")
    if as_written:
        if word.person and _surname_follows(word, pieces, end):
            return Verdict(0.0, f"a person: {pieces.word(end)!r} follows")
        return Verdict(word.surely, "written with a capital")
    return _judge_by_words(word, pieces, (start, end), backed, case is Case.MIXED)


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


def _contested(entry: Mapping[str, object], lists: Mapping[str, frozenset[str]]) -> Contested:
    values: dict[str, object] = {}
    for name, value in entry.items():
        if isinstance(value, list):
            values[name] = _expanded(value, lists)
        else:
            values[name] = value
    return Contested(**values)  # type: ignore[arg-type]


def _expanded(words: Sequence[str], lists: Mapping[str, frozenset[str]]) -> frozenset[str]:
    expanded: set[str] = set()
    for word in words:
        expanded.update(lists[word[1:]] if word.startswith("@") else {word})
    return frozenset(expanded)
