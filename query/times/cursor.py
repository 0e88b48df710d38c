"""What the parsers of dates and periods look at: the words of a question, and the asker's clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from domain.calendar import FIRST_YEAR, LAST_YEAR
from query.times.time_points import Point
from query.times.vocabulary import TimeWords, phrase_end
from query.tokens import Word


@dataclass(frozen=True, slots=True)
class Found:
    """A point in time and the place in the words where its writing ends."""

    point: Point
    end: int


@dataclass(slots=True)
class Cursor:
    """The words, the moment at the asker's place (no zone), and the lexicon. `blocked` words belong to names. What a
    group of parsers finds at a word is worked out once and kept in `finds`."""

    words: Sequence[Word]
    now: datetime
    lexicon: TimeWords
    blocked: frozenset[int] = frozenset()
    finds: dict[tuple[str, int], Found | None] = field(default_factory=dict)
    _lows: dict[int, str] = field(init=False)
    _numbers: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        """Read the words once, without those inside a name."""
        own = {at: word for at, word in enumerate(self.words) if at not in self.blocked}
        self._lows = {at: word.low for at, word in own.items()}
        self._numbers = {at: number for at, word in own.items() if (number := word.number) is not None}

    def low(self, at: int) -> str:
        """The folded word, empty past either end or inside a name."""
        return self._lows.get(at, "")

    def before(self, at: int) -> str:
        """What separates the word from the one before it."""
        return self.words[at].before if 0 <= at < len(self.words) else ""

    def glued(self, at: int) -> bool:
        """Whether the word follows the one before without white space."""
        return 0 < at < len(self.words) and not self.words[at].spaced

    def number(self, at: int) -> int | None:
        """The value of a word of digits."""
        return self._numbers.get(at)

    def may_begin(self, at: int) -> bool:
        """Whether a time may begin at a word: one of time, a figure, or the q3 and h1 that look like names."""
        low = self._lows.get(at, "")
        known = low in self.lexicon.vocabulary or low in self.lexicon.loose or at in self._numbers
        return known or (len(low) == 2 and low[0] in "qh" and low[1].isdecimal())

    def amount(self, at: int) -> int | None:
        """The value of digits or of a number word ("two", "a")."""
        value = self.number(at)
        return self.lexicon.numbers.get(self.low(at)) if value is None else value

    def year(self, at: int) -> int | None:
        """A written year of four digits."""
        value = self.number(at)
        if value is None or not FIRST_YEAR <= value <= LAST_YEAR or len(self.words[at].text) != 4:
            return None
        return value

    def says(self, at: int, role: str) -> int | None:
        """The end of a phrase of this role of the lexicon ("since", "after") at `at`, None where there is none."""
        if self._lows.get(at, "") not in self.lexicon.firsts[role]:
            return None
        end = phrase_end(self.words, at, self.lexicon.words[role])
        return None if end is None or any(i in self.blocked for i in range(at, end)) else end

    def skip(self, at: int, role: str) -> int:
        """Past a phrase of this role where one stands at `at`, or `at` itself."""
        return self.says(at, role) or at

    def past(self, at: int, *lowered: str) -> int:
        """Past any of these words where they stand at `at`."""
        while self.low(at) in lowered and self.low(at):
            at += 1
        return at


Parser = Callable[[Cursor, int], Found | None]


@dataclass(frozen=True, slots=True)
class Parsers:
    """Parsers that look for the same; `name` tells them from other groups."""

    name: str
    each: tuple[Parser, ...]


def first_of(cursor: Cursor, at: int, parsers: Parsers) -> Found | None:
    """The longest find of several parsers; of equally long ones, that of the parser named first."""
    if not cursor.may_begin(at):
        return None
    key = (parsers.name, at)
    if key in cursor.finds:
        return cursor.finds[key]
    best: Found | None = None
    for parser in parsers.each:
        found = parser(cursor, at)
        if found and (best is None or found.end > best.end):
            best = found
    cursor.finds[key] = best
    return best
