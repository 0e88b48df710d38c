"""A name grown by the words around it: "Syrian" to "Syrian army", "Hamas" to "Hamas fighters".

In: a name found in the pieces of a text. Out: the same with its end, form, group and score set by what stands around
it; nothing where the words show that the actor itself is not meant ("Iran-backed militias", "US-made missiles").
The nouns that may follow stand in `actors-heads.csv`, all other words in `actors-words.toml`.
"""

from dataclasses import dataclass

from domain.actors import ActorKind
from domain.casualties import Group
from knowledge.actors.choices import Choices
from knowledge.actors.names import Form, Names, Naming
from knowledge.actors.words import Pieces

_STATE_SORTS = frozenset({"force", "rank", "machine", "office"})
_GROUP_SORTS = _STATE_SORTS | {"against", "fighter"}
_PEOPLE = frozenset({"people"})
_ON_THEIR_OWN = frozenset({"against", "fighter", "protesters", "settlers"})
_BETWEEN_AT_MOST = 3
_HEAD_AT_MOST = 3
_STATE_AT_MOST = 6  # words of a state's name
_ARTICLES = frozenset({"al", "el"})  # "Abu Omar al-Libi" is no Libyan


@dataclass(slots=True)
class Match:
    """A name found at the pieces from `start` to `end`; `phrase` is the name itself, folded."""

    phrase: str
    start: int
    end: int
    naming: Naming
    score: float
    reason: str
    group: Group | None
    form: Form


class Grower:
    """Grows names by their neighbours."""

    def __init__(self, names: Names, choices: Choices) -> None:
        self._names = names
        self._choices = choices

    def is_state(self, naming: Naming) -> bool:
        """Whether a state is named."""
        return self._names.actors[naming.actor].kind is ActorKind.STATE

    def speaks(self, pieces: Pieces, start: int, end: int) -> bool:
        """Whether a capital stands for its government here: "Kyiv said", "talks with Moscow", "Moscow's troops"."""
        lists = self._choices.lists
        before, earlier, after = pieces.text(start - 1), pieces.text(start - 2), end
        if before in lists["blame"] or f"{earlier} {before}" in lists["allegiance"]:
            return True
        while pieces.text(after) in lists["auxiliaries"]:
            after += 1
        if pieces.text(after) in lists["speech"] and before not in lists["within"]:
            return True
        following = pieces.text(end)
        head = self._names.heads.get(following)
        owns = (head is not None and head.sort in _STATE_SORTS) or following in lists["doings"]
        return end - 1 in pieces.possessive and owns

    def weigh_state(self, match: Match, both: bool, pieces: Pieces) -> None:
        """Whether a state's name is an actor or a place here; `both` where it is an adjective, too ("US", "UK")."""
        lists = self._choices.lists
        before, after = pieces.text(match.start - 1), pieces.text(match.end)
        if both and (after in lists["heads"] or after in lists["doings"] or after in self._names.between):
            match.form = Form.ADJECTIVE
        elif before in lists["place"]:
            match.score, match.reason = 0.3, f"a place after {before!r}"
        elif before == "by" and pieces.text(match.start - 2) in self._choices.aside:
            match.score, match.reason = 0.3, "stands behind those who act"
        elif before in lists["agents"]:
            match.score, match.reason = min(match.score, 0.9), f"an actor after {before!r}"
        elif after in lists["deeds"] or after in lists["speech"]:
            match.score, match.reason = min(match.score, 0.9), f"an actor before {after!r}"
        else:
            match.score = min(match.score, 0.6)

    def grow(self, match: Match, pieces: Pieces) -> Match | None:
        """Take in what belongs to the name; None where the words show that the actor itself is not meant."""
        before = pieces.text(match.start - 1)
        if before in _ARTICLES or (match.start in pieces.joined and before in self._choices.prefixes):
            return None
        if match.naming.actor in self._names.local:
            self._grow_of(match, pieces)
        own = self._names.heads.get(pieces.text(match.end - 1))
        if match.group is None and own is not None and own.group is not Group.MILITARY:
            match.group = own.group  # "Palestinian fighters"; while "Forces" in a name says nothing of its people
        if match.form in (Form.PHRASE, Form.MEDIA):
            return match
        after = pieces.text(match.end)
        if after in self._choices.aside and self._tied(match.end, pieces):
            return None
        runs = after in self._choices.run and match.end in pieces.joined
        self._grow_head(match, pieces, match.end + 1 if runs else match.end)
        return match

    def _grow_of(self, match: Match, pieces: Pieces) -> None:
        """Take in the state of "the government of Iraq"."""
        if pieces.text(match.end) != "of":
            return
        start = match.end + (2 if pieces.text(match.end + 1) == "the" else 1)
        for end in range(min(start + _STATE_AT_MOST, len(pieces.texts)), start, -1):
            for naming in self._names.namings.get(" ".join(pieces.texts[start:end]), ()):
                if naming.form is Form.NAME and self.is_state(naming):
                    match.reason = f"{pieces.text(match.end - 1)!r} of a state"
                    match.end, match.naming, match.form = end, naming, Form.FORCES
                    return

    def _tied(self, index: int, pieces: Pieces) -> bool:
        """Whether "backed" at `index` belongs to the name before: by a hyphen, or by armed people that follow."""
        return index in pieces.joined or pieces.text(index + 1) in self._names.heads

    def _grow_head(self, match: Match, pieces: Pieces, start: int) -> None:
        sorts = self._sorts(match, pieces)
        end = self._first_head(pieces, start, sorts)
        if end is None:
            self._grow_unnamed(match, pieces, start)
            return
        while (found := self._head(pieces, end, sorts)) is not None:
            length, sort, group = found
            if sort == "machine" and pieces.text(end + length) in self._choices.lists["doings"]:
                break
            match.group = group or match.group
            if sort not in _PEOPLE:
                match.form, match.score = Form.FORCES, max(match.score, 0.9)
            match.end = end = end + length
            match.reason = f"{match.reason}, with {pieces.text(end - 1)!r}"
            sorts = (sorts | _STATE_SORTS) - _PEOPLE

    def _grow_unnamed(self, match: Match, pieces: Pieces, start: int) -> None:
        """ "Saudi militants" are of that country and not its own people: common nouns that take in the adjective."""
        if match.form is not Form.ADJECTIVE:
            return
        at = self._first_head(pieces, start, _ON_THEIR_OWN)
        found = self._head(pieces, at, _ON_THEIR_OWN) if at is not None else None
        if at is None or found is None:
            return
        end = at + found[0]
        for naming in self._names.namings.get(" ".join(pieces.texts[at:end]), ()):
            if naming.form in (Form.PHRASE, Form.NAME):
                match.reason = f"{pieces.text(end - 1)!r} of that country, not of the state"
                match.naming, match.form, match.group, match.end = naming, naming.form, found[2], end
                while (further := self._head(pieces, match.end, _ON_THEIR_OWN)) is not None:
                    match.end += further[0]
                return

    def _first_head(self, pieces: Pieces, start: int, sorts: frozenset[str]) -> int | None:
        """Where the first head stands, past words like "special" and "border"."""
        for end in range(start, start + _BETWEEN_AT_MOST + 1):
            if self._head(pieces, end, sorts) is not None:
                return end
            if pieces.text(end) not in self._names.between:
                return None
        return None

    def _head(self, pieces: Pieces, index: int, sorts: frozenset[str]) -> tuple[int, str, Group | None] | None:
        """The longest head of these sorts at `index`: how many pieces, its sort, its group."""
        for length in range(min(_HEAD_AT_MOST, len(pieces.texts) - index), 0, -1):
            head = self._names.heads.get(" ".join(pieces.texts[index : index + length]))
            if head is not None:
                return (length, head.sort, head.group) if head.sort in sorts else None
        return None

    def _sorts(self, match: Match, pieces: Pieces) -> frozenset[str]:
        """The sorts of heads that may follow this name."""
        if not self.is_state(match.naming):
            return _GROUP_SORTS if match.form is Form.NAME else frozenset()
        if match.form in (Form.ADJECTIVE, Form.FORCES) or match.end - 1 in pieces.possessive:
            return _STATE_SORTS | _PEOPLE
        if match.form is Form.NAME and pieces.text(match.start - 1) in self._choices.lists["place"]:
            return frozenset()
        return frozenset({"force", "machine", "office"})
