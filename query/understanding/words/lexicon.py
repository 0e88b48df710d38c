"""The words of questions, from the tables in `lexicon/`: what phrases may mean.

`types.toml` holds the kinds of events, `people.toml` outcomes and groups, `asking.toml` everything else.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from domain.taxonomy import kinds
from query.times.vocabulary import time_words
from query.tokens import fold_word

FOLDER = Path(__file__).parents[2] / "lexicon"
LONGEST = 6
Phrase = tuple[str, ...]


class Kind(StrEnum):
    """What a stretch of a question may be."""

    TYPE = "type"
    OUTCOME = "outcome"
    CASUALTIES = "casualties"
    DEADLY = "deadly"
    GROUP = "group"
    PEOPLE = "people"
    COUNT = "count"
    COMPARE = "compare"
    VERSUS = "versus"
    TIMELINE = "timeline"
    DIMENSION = "dimension"
    MOST = "most"
    TOP = "top"
    BREAKDOWN = "breakdown"
    ACTORS_ASKED = "actors asked"
    LATEST = "latest"
    OLDEST = "oldest"
    DEADLIEST = "deadliest"
    PREVENTED = "prevented"
    RELIABLE = "reliable"
    EXCEPT = "except"
    HELP = "help"
    USAGE = "usage"
    CHATTER = "chatter"
    BEYOND = "beyond"
    NOISE = "noise"
    TIME = "time"
    ACTOR = "actor"
    PLACE = "place"
    NUMBER = "number"
    RADIUS = "radius"
    TOLL = "toll"
    KEYWORD = "keyword"
    TARGET = "target"
    MEASURE = "measure"
    FEWEST = "fewest"
    STATUS = "status"
    SOURCE = "source"
    CONTROL = "control"
    SAFETY = "safety"
    COMPARATIVE = "comparative"
    CLAIM = "claim"
    LEFT_OUT = "left out"


class Form(StrEnum):
    """The grammar of a word, where it matters."""

    ONE = "singular"
    MANY = "plural"
    MASS = "mass"
    VERB = "verb"
    PARTICIPLE = "participle"
    ACTIVE = "active"
    GERUND = "gerund"


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a phrase: its kind, the ids that it stands for, its form, and marks of the tables ("people").
    `target` is the kind of target that it names, `word` what is searched for it as text."""

    kind: Kind
    ids: tuple[str, ...] = ()
    form: Form = Form.MASS
    marks: frozenset[str] = frozenset()
    target: str = ""
    word: str = ""


@dataclass(slots=True)
class Lexicon:
    """Phrases and their senses. `roles` are small sets of function phrases ("by", "near") that are asked for by name,
    `begins` and `ends` their first and last words; `content` are the words that a typo may stand for; `common` are
    everyday words that are never a mistyped name; `apart` are words that ask for what is no report, towards which no
    typo is mended."""

    senses: dict[Phrase, list[Sense]] = field(default_factory=dict)
    roles: dict[str, frozenset[Phrase]] = field(default_factory=dict)
    content: tuple[str, ...] = ()
    common: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    firsts: frozenset[str] = frozenset()
    begins: dict[str, frozenset[str]] = field(default_factory=dict)
    ends: dict[str, frozenset[str]] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()

    def at(self, lowered: Sequence[str], start: int) -> Iterator[tuple[int, Sense]]:
        """Every phrase that begins at `start`: where it ends, and a sense of it."""
        if lowered[start] not in self.firsts:
            return
        for end in range(min(start + LONGEST, len(lowered)), start, -1):
            for sense in self.senses.get(tuple(lowered[start:end]), ()):
                yield end, sense

    def role_at(self, role: str, lowered: Sequence[str], start: int) -> int | None:
        """The end of the longest phrase of a role that begins at `start`."""
        phrases = self.roles[role]
        if start >= len(lowered) or lowered[start] not in self.begins[role]:
            return None
        for end in range(min(start + LONGEST, len(lowered)), start, -1):
            if tuple(lowered[start:end]) in phrases:
                return end
        return None

    def role_before(self, role: str, lowered: Sequence[str], end: int) -> int | None:
        """The start of the longest phrase of a role that ends just before `end`."""
        phrases = self.roles[role]
        if end <= 0 or lowered[end - 1] not in self.ends[role]:
            return None
        for start in range(max(0, end - LONGEST), end):
            if tuple(lowered[start:end]) in phrases:
                return start
        return None


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    types, people, asking = (_table(name) for name in ("types", "people", "asking"))
    made = Lexicon()
    _add_types(made, types)
    _add_people(made, people)
    _add_targets(made, _table("targets"))
    content = {word for phrase in made.senses for word in phrase if len(word) >= 5}
    _add_asking(made, asking)
    wanted = (
        *(Kind.COMPARE, Kind.TIMELINE, Kind.DIMENSION, Kind.LATEST, Kind.OLDEST, Kind.DEADLIEST, Kind.EXCEPT),
        *(Kind.MEASURE, Kind.STATUS, Kind.CONTROL, Kind.SAFETY, Kind.COUNT, Kind.MOST, Kind.FEWEST),
    )
    for phrase, senses in made.senses.items():
        if any(sense.kind in wanted for sense in senses):
            content.update(word for word in phrase if len(word) >= 5)
    times = time_words()
    content.update(word for word in times.correctable if len(word) >= 5)
    lines = (FOLDER / "common.txt").read_text(encoding="utf-8").splitlines()
    made.common = frozenset(word for line in lines if not line.startswith("#") for word in line.split())
    made.content = tuple(sorted(content))
    beside = (Kind.HELP, Kind.USAGE, Kind.CHATTER, Kind.BEYOND)
    asking_of = {phrase for phrase, senses in made.senses.items() if all(sense.kind in beside for sense in senses)}
    roles = [phrase for name, role in made.roles.items() if name != "abroad" for phrase in role]
    phrases = [*made.senses, *roles]
    made.known = made.common.union(times.vocabulary, (word for phrase in phrases for word in phrase))
    elsewhere = {word for phrase in phrases if phrase not in asking_of for word in phrase}
    made.apart = frozenset(word for phrase in asking_of for word in phrase) - elsewhere - made.common
    made.firsts = frozenset(phrase[0] for phrase in made.senses)
    made.begins = {role: frozenset(phrase[0] for phrase in phrases) for role, phrases in made.roles.items()}
    made.ends = {role: frozenset(phrase[-1] for phrase in phrases) for role, phrases in made.roles.items()}
    return made


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _add_types(made: Lexicon, table: Mapping[str, Any]) -> None:
    for known in kinds().values():
        _add(made, known.one, Sense(Kind.TYPE, (known.id,), Form.ONE))
        _add(made, known.many, Sense(Kind.TYPE, (known.id,), Form.MANY))
    for row in table["type"]:
        ids = tuple(row["ids"])
        marks = frozenset(mark for mark in ("people", "territory", "needs_actor") if row.get(mark))
        for noun in row["nouns"]:
            _add(made, noun, Sense(Kind.TYPE, ids, Form.ONE, marks))
            _add(made, plural(noun), Sense(Kind.TYPE, ids, Form.MANY, marks))
        _add_all(made, row["mass"], Sense(Kind.TYPE, ids, Form.MASS, marks))
        _add_all(made, row.get("plurals", ()), Sense(Kind.TYPE, ids, Form.MANY, marks))
        _add_all(made, row["verbs"], Sense(Kind.TYPE, ids, Form.VERB, marks))


def _add_people(made: Lexicon, table: Mapping[str, Any]) -> None:
    for row in table["outcome"]:
        ids = (row["id"],)
        for noun in row["nouns"]:
            _add(made, noun, Sense(Kind.OUTCOME, ids, Form.ONE))
            _add(made, plural(noun), Sense(Kind.OUTCOME, ids, Form.MANY))
        _add_all(made, row["participles"], Sense(Kind.OUTCOME, ids, Form.PARTICIPLE))
        _add_all(made, row["active"], Sense(Kind.OUTCOME, ids, Form.ACTIVE))
        _add_all(made, row["gerunds"], Sense(Kind.OUTCOME, ids, Form.GERUND))
    _add_all(made, table["casualties"]["words"], Sense(Kind.CASUALTIES))
    _add_all(made, table["deadly"]["words"], Sense(Kind.DEADLY))
    particular = frozenset(table["particular"]["words"])
    for group, words in table["groups"].items():
        for word in words:
            marks = frozenset({"particular"}) if word in particular else frozenset[str]()
            _add(made, word, Sense(Kind.GROUP, (group,), Form.MANY, marks))
    _add_all(made, table["people"]["words"], Sense(Kind.PEOPLE))


def _add_targets(made: Lexicon, table: Mapping[str, Any]) -> None:
    """What can be hit. People of a group are a group, too ("aid workers killed")."""
    for row in table["target"]:
        kind = Kind.GROUP if "group" in row else Kind.TARGET
        ids = (row["group"],) if "group" in row else ()
        general = set(row.get("general", ()))
        forms = [(noun, noun, Form.ONE) for noun in row["nouns"]] + [(w, w, Form.MANY) for w in row["plurals"]]
        forms += [(noun, plural(noun), Form.MANY) for noun in row["nouns"]]
        for listed, phrase, form in forms:
            marks = {"aimed"} if row.get("aimed") else {"particular"}
            marks |= {"general"} if listed in general else set()
            _add(made, phrase, Sense(kind, ids, form, frozenset(marks), row["kind"], row.get("word", "")))


def _add_asking(made: Lexicon, table: Mapping[str, Any]) -> None:
    plain = {
        "count": Kind.COUNT, "compare": Kind.COMPARE, "versus": Kind.VERSUS, "most": Kind.MOST, "top": Kind.TOP,
        "breakdown": Kind.BREAKDOWN, "actors_asked": Kind.ACTORS_ASKED, "latest": Kind.LATEST, "oldest": Kind.OLDEST,
        "deadliest": Kind.DEADLIEST, "prevented": Kind.PREVENTED, "except": Kind.EXCEPT, "help": Kind.HELP,
        "usage": Kind.USAGE,
        "fewest": Kind.FEWEST, "control": Kind.CONTROL, "safety": Kind.SAFETY, "comparative": Kind.COMPARATIVE,
        "chatter": Kind.CHATTER, "beyond": Kind.BEYOND, "noise": Kind.NOISE,
    }  # fmt: skip
    for name, kind in plain.items():
        _add_all(made, table[name]["words"], Sense(kind))
    _add_all(made, table["timeline"]["words"], Sense(Kind.TIMELINE))
    for unit in ("day", "week", "month", "year"):
        _add_all(made, table["timeline"][unit], Sense(Kind.TIMELINE, (unit,)))
    _add_all(made, table["timeline"]["quarter"], Sense(Kind.TIMELINE, ("month",), marks=frozenset({"quarter"})))
    for grade, words in table["reliable"].items():
        _add_all(made, words, Sense(Kind.RELIABLE, (grade.upper(),)))
    for kind, tables in ((Kind.MEASURE, "measure"), (Kind.STATUS, "status"), (Kind.KEYWORD, "subject")):
        for id, words in table[tables].items():
            _add_all(made, words, Sense(kind, (id,)))
    for dimension, words in table["dimension"].items():
        _add_all(made, words, Sense(Kind.DIMENSION, (dimension,)))
    _add_roles(made, table)


def _add_roles(made: Lexicon, table: Mapping[str, Any]) -> None:
    """The sets of function phrases that are asked for by name."""
    for role in (
        "by",
        "upon",
        "at",
        "near",
        "of",
        "between",
        "joining",
        "auxiliary",
        "who",
        "most",
        "except",
        "involving",
        "harming",
        "mentioning",
        "limit",
        "abroad",
        "hyphened",
        "event_nouns",
        "ground",
        "negation",
    ):
        words = table[role] if isinstance(table[role], list) else table[role]["words"]
        made.roles[role] = frozenset(map(phrase_of, words))
    for part in ("km", "miles", "radius", "lead", "tail"):
        made.roles[f"distance {part}"] = frozenset(map(phrase_of, table["distance"][part]))
    for table_of_phrases in ("toll", "sourcing"):
        for part, words in table[table_of_phrases].items():
            made.roles[f"{table_of_phrases} {part}"] = frozenset(map(phrase_of, words))
    for kind_of_place, words in table["kind_of_place"].items():
        made.roles[f"kind {kind_of_place}"] = frozenset(map(phrase_of, words))
    for part, words in table["follow_up"].items():
        made.roles[f"follow {part}"] = frozenset(map(phrase_of, words))


def phrase_of(text: str) -> Phrase:
    """A phrase as it is compared: folded words."""
    return tuple(fold_word(word) for word in text.replace("-", " ").split())


def plural(noun: str) -> str:
    """The plural of a noun phrase by the rules of English; what comes before "of" takes it ("claim of …")."""
    head, of, rest = noun.partition(" of ")
    if head.endswith(("s", "sh", "ch", "x", "z")):
        return f"{head}es{of}{rest}"
    if head.endswith("y") and head[-2] not in "aeou":
        return f"{head[:-1]}ies{of}{rest}"
    return f"{head}s{of}{rest}"


def _add_all(made: Lexicon, phrases: Iterable[str], sense: Sense) -> None:
    for phrase in phrases:
        _add(made, phrase, sense)


def _add(made: Lexicon, phrase: str, sense: Sense) -> None:
    held = made.senses.setdefault(phrase_of(phrase), [])
    if sense not in held:
        held.append(sense)
