"""The catalogue's data files read into one table of names.

In: the CSV files of `data/` (`actors-*.csv`). Out: `Names`: every actor by id, and every folded name with what it may
stand for. A name that several actors share has several namings; `actor_choices` picks by the words around.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from typing import NamedTuple

from domain.actors import Actor, ActorKind
from domain.casualties import Group
from domain.errors import WatchfloorError
from knowledge.folding import fold

DATA = files("knowledge") / "data"
GROUP_FILES = (
    "actors-groups-middle-east.csv",
    "actors-groups-africa.csv",
    "actors-groups-asia.csv",
    "actors-groups-europe.csv",
    "actors-groups-americas.csv",
)


_PARTED = " zqz "  # a word of no language
_SHORTEST_SQUASHED = 7


class CatalogueError(WatchfloorError, ValueError):
    """A data file of the catalogue that cannot be used; the message names the file, the line and what is wrong."""


class Form(StrEnum):
    """How a text names an actor."""

    NAME = "name"  # "Syria", "the Islamic State": a state's name may also be a place
    ADJECTIVE = "adjective"  # "Syrian", "Syrians"
    FORCES = "forces"  # "Israeli army", "IDF", "Hamas fighters", "Syrian government"
    METONYM = "metonym"  # "Kyiv said", "the Pentagon"
    PERSON = "person"  # "Putin"
    MEDIA = "media"  # "Reuters", "the Syrian Observatory": it tells of what others do
    PHRASE = "phrase"  # "gunmen", "the army": a common noun


class SourceKind(StrEnum):
    """What a speaker is to what it tells."""

    AGENCY = "agency"
    MONITOR = "monitor"
    OFFICIAL = "official"
    PARTY = "party"


class Naming(NamedTuple):
    """One thing that a name may stand for."""

    actor: str
    form: Form
    group: Group | None = None
    source: SourceKind | None = None


class Head(NamedTuple):
    """A noun that makes an actor of the adjective or name before it; see `actors-heads.csv`."""

    sort: str
    group: Group | None


@dataclass(slots=True)
class Names:
    """All actors and all their names. `longest` gives for a name's first word the most words that such a name has;
    `squashed` are names of several words written as one; `local` the common nouns for a country's own authorities."""

    actors: dict[str, Actor] = field(default_factory=dict)
    namings: dict[str, list[Naming]] = field(default_factory=dict)
    written: dict[str, list[str]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    heads: dict[str, Head] = field(default_factory=dict)
    between: set[str] = field(default_factory=set)
    states: dict[str, str] = field(default_factory=dict)
    local: set[str] = field(default_factory=set)
    squashed: set[str] = field(default_factory=set)
    _added: list[tuple[str, Naming]] = field(default_factory=list)

    def add(self, names: Sequence[str], naming: Naming) -> None:
        """Let each of `names` stand for `naming`, too, from the next `index` on."""
        self.written.setdefault(naming.actor, []).extend(names)
        for name in names:
            self._added.append((name, naming))
            if "'s" in name:  # "People's Defence" is also written without its 's
                self._added.append((name.replace("'s", ""), naming))

    def spell(self, spellings: Sequence[str], naming: Naming) -> None:
        """Know `spellings` that are no names to show to anyone."""
        self._added.extend((spelling, naming) for spelling in spellings)

    def index(self) -> None:
        """Make all names that were added known. They are folded in one go, which is much faster than one by one."""
        added, self._added = self._added, []
        for plain in (True, False):
            some = [(name, naming) for name, naming in added if name.isascii() is plain]
            if not some:
                continue
            joined = _PARTED.join(name for name, _ in some)
            joined = joined.replace("'", "").replace("&", " and ")  # the two that make the folding slow
            folded = fold(joined).split(_PARTED)
            for phrase, (_, naming) in zip(folded, some, strict=True):
                self._index(phrase, naming)

    def _index(self, phrase: str, naming: Naming) -> None:
        known = self.namings.get(phrase)
        if known is not None:
            if naming not in known:
                known.append(naming)
            return
        self.namings[phrase] = known = [naming]
        words = phrase.split(" ")
        if len(words) > self.longest.get(words[0], 0):
            self.longest[words[0]] = len(words)
        if len(words) > 1 and len(phrase) > _SHORTEST_SQUASHED:
            squashed = "".join(words)  # hashtags and hasty typing: "#IslamicState", "bokoharam"
            if squashed not in self.namings:
                self.namings[squashed] = known
                self.longest.setdefault(squashed, 1)
                self.squashed.add(squashed)

    def block(self, phrase: str) -> None:
        """Say that `phrase` holds an actor's name and means no actor."""
        folded = fold(phrase)
        self.namings[folded] = []
        first, size = folded.split(" ", 1)[0], folded.count(" ") + 1
        self.longest[first] = max(size, self.longest.get(first, 0))


def read_names() -> Names:
    """Read all data files of the catalogue."""
    names = Names()
    _read_states(names)
    for file in GROUP_FILES:
        _read_actors(names, file)
    _read_actors(names, "actors-coalitions.csv")
    _read_forces(names)
    _read_people(names)
    _read_generic(names)
    _read_sources(names)
    names.index()
    _read_shared(names)
    names.index()
    _read_heads(names)
    for row in rows("actors-blocked.csv"):
        names.block(row["phrase"])
    return names


def rows(file: str) -> Iterator[dict[str, str]]:
    """The rows of one data file; lines that begin with # are comments. Raises CatalogueError, which names file and
    line, for a row with more or fewer cells than the header."""
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()
    numbered = [(number, line) for number, line in enumerate(lines, 1) if not line.startswith("#")]
    header, *table = csv.reader(line for _, line in numbered)
    for (number, _), row in zip(numbered[1:], table, strict=True):
        if len(row) != len(header):
            raise CatalogueError(
                f"knowledge/data/{file}, line {number}: {len(row)} cells where the header has {len(header)}; names are "
                "parted by “;”, and a cell with a comma stands in quotes."
            )
        yield dict(zip(header, row, strict=True))


def listed(cell: str) -> list[str]:
    """The parts of a cell that holds a list."""
    return cell.split(";") if cell else []


def _read_states(names: Names) -> None:
    for row in rows("actors-states.csv"):
        state = row["id"]
        names.actors[state] = Actor(state, row["name"], ActorKind.STATE, row["alpha2"])
        names.states[row["alpha2"]] = state
        own = [row["name"], *listed(row["names"])]
        names.add(own, Naming(state, Form.NAME))
        names.spell([f"{name}s" for name in own if name.isalpha() and name[-1].islower()], Naming(state, Form.NAME))
        adjectives = listed(row["adjectives"])
        plurals = [word + "s" for word in adjectives if word[-1] in "nikbe" and not word.endswith("ese")]
        names.add([*adjectives, *plurals, *listed(row["people"])], Naming(state, Form.ADJECTIVE))
        names.add(listed(row["capitals"]), Naming(state, Form.METONYM))


def _read_actors(names: Names, file: str) -> None:
    for row in rows(file):
        actor = Actor(row["id"], row["name"], ActorKind(row["kind"]), row["country"] or None, row["parent"] or None)
        names.actors[actor.id] = actor
        names.add([actor.name, *listed(row["names"])], Naming(actor.id, Form.NAME))


def _read_forces(names: Names) -> None:
    for row in rows("actors-forces.csv"):
        group = Group(row["group"]) if row["group"] else None
        names.add(listed(row["names"]), Naming(row["actor"], Form.FORCES, group))


def _read_people(names: Names) -> None:
    for row in rows("actors-people.csv"):
        names.add(listed(row["names"]), Naming(row["actor"], Form.PERSON))


def _read_generic(names: Names) -> None:
    for row in rows("actors-generic.csv"):
        actor = Actor(row["id"], row["name"], ActorKind(row["kind"]))
        names.actors[actor.id] = actor
        if row["local"]:
            names.local.add(actor.id)
        naming = Naming(actor.id, Form.PHRASE, Group(row["group"]) if row["group"] else None)
        names.add(listed(row["names"]), naming)


def _read_sources(names: Names) -> None:
    for row in rows("actors-sources.csv"):
        kind = SourceKind(row["kind"])
        owner = row["actor"]
        if not owner:
            owner = row["id"]
            names.actors[owner] = Actor(owner, row["name"], ActorKind.ORGANISATION, row["country"] or None)
        form = Form.MEDIA
        if kind is SourceKind.OFFICIAL:
            form = Form.METONYM if row["actor"] else Form.PHRASE
        names.add([row["name"], *listed(row["names"])], Naming(owner, form, None, kind))


def _read_shared(names: Names) -> None:
    """Names that several actors bear stand in a file of their own, so that whoever adds one says which is meant."""
    for row in rows("actors-readings.csv"):
        state = names.actors[row["actor"]].kind is ActorKind.STATE
        for name in listed(row["names"]):
            borne = any(naming.actor == row["actor"] for naming in names.namings.get(fold(name), ()))
            if not borne:
                names.add([name], Naming(row["actor"], Form.FORCES if state else Form.NAME))


def _read_heads(names: Names) -> None:
    for row in rows("actors-heads.csv"):
        word = fold(row["word"])
        if row["sort"] == "between":
            names.between.add(word)
        else:
            names.heads[word] = Head(row["sort"], Group(row["group"]) if row["group"] else None)
