"""Finds the actors named in a text.

In: a list of words that keep their case. Out: `ActorSpan`s, leftmost and longest first come, each with the actor, how
it is named, whose group its people are, how sure that is and why.

"Syrian army", "Hamas fighters" and the like are found by rule: an adjective or a name, words that may stand between,
and a head of `actors-heads.csv`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from domain.actors import Actor, ActorKind
from domain.casualties import Group
from knowledge.actor_choices import Choices, Hints
from knowledge.actor_names import Form, Names, Naming, SourceKind
from knowledge.actor_words import Pieces

_STATE_SORTS = frozenset({"force", "rank", "machine", "office"})
_GROUP_SORTS = _STATE_SORTS | {"against"}
_FIRST_ONLY = frozenset({"people"})
_BETWEEN_AT_MOST = 3
_STATE_AT_MOST = 6  # words of a state's name
_ARTICLES = frozenset({"al", "el"})  # "Abu Omar al-Libi" is no Libyan


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


@dataclass(slots=True)
class _Match:
    """A name found at pieces `start` to `end`, before it is grown by the words after it."""

    start: int
    end: int
    naming: Naming
    score: float
    reason: str
    group: Group | None
    form: Form


class Spotter:
    """Finds actors by the names of the catalogue."""

    def __init__(self, names: Names, choices: Choices) -> None:
        self._names = names
        self._choices = choices

    def spot(self, words: Sequence[str], hints: Hints) -> list[ActorSpan]:
        """All actors named in `words`, in order."""
        if not words:
            return []
        pieces = Pieces(words)
        matches = list(self._matches(pieces, hints))
        countries = hints.countries or self._countries(matches)
        return [self._span(match, pieces, countries) for match in matches]

    def _matches(self, pieces: Pieces, hints: Hints) -> Iterator[_Match]:
        position, size = 0, len(pieces.texts)
        longest = self._names.longest
        while position < size:
            reach = longest.get(pieces.texts[position])
            if reach is None:
                position += 1
                continue
            match, after = self._match(pieces, position, min(reach, size - position), hints)
            if match is not None:
                yield match
            position = after

    def _match(self, pieces: Pieces, start: int, reach: int, hints: Hints) -> tuple[_Match | None, int]:
        """The longest name that begins at `start` and is meant as one, and where to go on."""
        for length in range(reach, 0, -1):
            end = start + length
            phrase = " ".join(pieces.texts[start:end]) if length > 1 else pieces.texts[start]
            namings = self._names.namings.get(phrase)
            if namings is None:
                continue
            if not namings:
                return None, end
            match = self._meant(phrase, namings, pieces, start, end, hints)
            if match is not None:
                grown = self._grow(match, pieces)
                return grown, grown.end if grown is not None else end
        return None, start + 1

    def _meant(
        self, phrase: str, namings: list[Naming], pieces: Pieces, start: int, end: int, hints: Hints
    ) -> _Match | None:
        verdict = self._choices.judge(phrase, pieces, start, end, hints)
        if not verdict.score:
            return None
        naming, choice = self._choices.choose(phrase, namings, pieces, hints)
        score = min(verdict.score, choice.score)
        reason = choice.reason or verdict.reason
        match = _Match(start, end, naming, score, reason, naming.group, naming.form)
        if naming.form is Form.METONYM and naming.source is None:
            return match if self._speaks(pieces, match) else None
        if naming.form is Form.NAME and self._is_state(naming):
            self._weigh_state(match, namings, pieces)
        return match

    def _is_state(self, naming: Naming) -> bool:
        return self._names.actors[naming.actor].kind is ActorKind.STATE

    def _speaks(self, pieces: Pieces, match: _Match) -> bool:
        """Whether a capital stands for its government here."""
        lists = self._choices.lists
        after = match.end
        while pieces.text(after) in lists["auxiliaries"]:
            after += 1
        before, earlier = pieces.text(match.start - 1), pieces.text(match.start - 2)
        match.score = 0.85
        if pieces.text(after) in lists["speech"] and before not in lists["place"]:
            match.reason = f"a capital that {pieces.text(after)!r} makes a government"
            return True
        if before in lists["blame"] or f"{earlier} {before}" in lists["allegiance"]:
            match.reason = f"a capital that {before!r} makes a government"
            return True
        head = self._names.heads.get(pieces.text(match.end))
        return match.end - 1 in pieces.possessive and head is not None and head.sort in ("force", "rank", "machine")

    def _weigh_state(self, match: _Match, namings: list[Naming], pieces: Pieces) -> None:
        lists = self._choices.lists
        before, after = pieces.text(match.start - 1), pieces.text(match.end)
        adjective = any(naming.form is Form.ADJECTIVE for naming in namings)
        if adjective and (after in lists["heads"] or after in lists["doings"] or after in self._names.between):
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

    def _grow(self, match: _Match, pieces: Pieces) -> _Match | None:
        """Take in the head after a name: None where what follows shows that the actor itself is not meant."""
        before = pieces.text(match.start - 1)
        if before in _ARTICLES or (match.start in pieces.joined and before in self._choices.prefixes):
            return None
        if match.naming.actor in self._names.local:
            self._grow_of(match, pieces)
        if match.form in (Form.PHRASE, Form.MEDIA):
            return match
        after = pieces.text(match.end)
        if after in self._choices.aside and self._tied(match.end, pieces):
            return None
        start = match.end + 1 if after in self._choices.run and match.end in pieces.joined else match.end
        self._grow_head(match, pieces, start)
        return match

    def _grow_of(self, match: _Match, pieces: Pieces) -> None:
        """Take in the state of "the government of Iraq"."""
        if pieces.text(match.end) != "of":
            return
        start = match.end + (2 if pieces.text(match.end + 1) == "the" else 1)
        for end in range(min(start + _STATE_AT_MOST, len(pieces.texts)), start, -1):
            for naming in self._names.namings.get(" ".join(pieces.texts[start:end]), ()):
                if naming.form is Form.NAME and self._is_state(naming):
                    match.end, match.naming, match.form = end, naming, Form.FORCES
                    match.reason = f"{pieces.text(match.start)!r} of a state"
                    return

    def _tied(self, index: int, pieces: Pieces) -> bool:
        """Whether "backed" at `index` belongs to the name before: by a hyphen, or by armed people that follow."""
        return index in pieces.joined or pieces.text(index + 1) in self._names.heads

    def _grow_head(self, match: _Match, pieces: Pieces, start: int) -> None:
        sorts = self._sorts(match, pieces)
        end = start
        for _ in range(_BETWEEN_AT_MOST + 1):
            found = self._head(pieces, end)
            if found is not None and found[1] in sorts:
                break
            if pieces.text(end) not in self._names.between:
                return
            end += 1
        else:
            return
        while (found := self._head(pieces, end)) is not None and found[1] in sorts:
            length, sort, group = found
            sorts -= _FIRST_ONLY
            if sort == "machine" and pieces.text(end + length) in self._choices.lists["doings"]:
                break
            match.group = group or match.group
            if sort != "people":
                match.form, match.score = Form.FORCES, max(match.score, 0.9)
            end += length
            match.reason = f"{match.reason}, with {pieces.text(end - 1)!r}"
            match.end = end

    def _head(self, pieces: Pieces, index: int) -> tuple[int, str, Group | None] | None:
        """The longest head at `index`: how many pieces, its sort, its group."""
        for length in (3, 2, 1):
            if index + length > len(pieces.texts):
                continue
            head = self._names.heads.get(" ".join(pieces.texts[index : index + length]))
            if head is not None:
                return length, head.sort, head.group
        return None

    def _sorts(self, match: _Match, pieces: Pieces) -> frozenset[str]:
        """The sorts of heads that may follow this name."""
        if not self._is_state(match.naming):
            return _GROUP_SORTS if match.form is Form.NAME else frozenset()
        if match.form in (Form.ADJECTIVE, Form.FORCES) or match.end - 1 in pieces.possessive:
            return _STATE_SORTS | {"people"}
        if match.form is Form.NAME and pieces.text(match.start - 1) in self._choices.lists["place"]:
            return frozenset()
        return frozenset({"force", "machine", "office"})

    def _countries(self, matches: list[_Match]) -> frozenset[str]:
        """The countries of all those named: the one that the text speaks of, where it is one."""
        countries = {
            self._names.actors[match.naming.actor].country for match in matches if match.form is not Form.MEDIA
        }
        return frozenset(country for country in countries if country)

    def _span(self, match: _Match, pieces: Pieces, countries: frozenset[str]) -> ActorSpan:
        start, end = pieces.owners[match.start], pieces.owners[match.end - 1] + 1
        actor = self._names.actors[match.naming.actor]
        span = ActorSpan(start, end, actor, match.form, match.group, match.score, match.reason, match.naming.source)
        if actor.id in self._names.local and len(countries) == 1:
            state = self._names.states.get(next(iter(countries)))
            if state is not None:
                reason = f"{self._names.actors[state].name} is the only state spoken of"
                return replace(span, actor=self._names.actors[state], score=0.6, reason=reason)
        return span
