"""A question after the choice: its chosen chunks in order, and what stands between and around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from query.tokens import Word
from query.understanding.spans import Choice, Span
from query.understanding.words.lexicon import Form, Kind, lexicon

MODIFIERS = frozenset(
    [Kind.GROUP, Kind.PEOPLE, Kind.NUMBER, Kind.LATEST, Kind.OLDEST, Kind.DEADLIEST, Kind.DEADLY, Kind.MOST, Kind.COUNT,
     Kind.TOP, Kind.PREVENTED, Kind.DIMENSION, Kind.TARGET, Kind.STATUS, Kind.FEWEST]
)  # fmt: skip


@dataclass(frozen=True)
class Chunks:
    """The chosen chunks of a question in order; words that none of them explains lie between."""

    words: Sequence[Word]
    lowered: Sequence[str]
    choice: Choice

    @cached_property
    def items(self) -> tuple[Span, ...]:
        """The pieces that say something."""
        return tuple(span for span in self.choice if span.kind is not Kind.NOISE)

    def of(self, *kinds: Kind) -> list[Span]:
        """The pieces of some kinds, in order."""
        return [span for span in self.items if span.kind in kinds]

    def before(self, span: Span) -> Span | None:
        """The piece before, whatever lies between."""
        at = self.items.index(span)
        return self.items[at - 1] if at else None

    def after(self, span: Span) -> Span | None:
        """The piece after, whatever lies between."""
        at = self.items.index(span)
        return self.items[at + 1] if at + 1 < len(self.items) else None

    def next_to(self, span: Span) -> Span | None:
        """The piece that a name stands in front of ("Russian drone strikes"): modifiers and other names that are joined
        to it by "and" are passed over, a preposition ends the search."""
        here, at = span, self.items.index(span)
        while at + 1 < len(self.items):
            following = self.items[at + 1]
            between = self.lowered[here.end : following.start]
            if self._parted(between):
                return None
            joined = following.kind in (Kind.ACTOR, Kind.PLACE) and self.joined(here.end, following.start)
            placed = following.kind in (Kind.PLACE, Kind.TIME) and span.kind is Kind.ACTOR and not between
            if following.kind not in MODIFIERS and not joined and not placed:
                return following
            here, at = following, at + 1
        return None

    def led(self, role: str, span: Span) -> bool:
        """Whether a phrase of this role stands right before the piece, articles aside."""
        end = span.start
        while end and self.lowered[end - 1] in ("the", "a", "an", "all", "any", "alleged", "suspected"):
            end -= 1
        return lexicon().role_before(role, self.lowered, end) is not None

    def lead(self, span: Span) -> str:
        """The word right before the piece, articles aside."""
        end = span.start
        while end and self.lowered[end - 1] in ("the", "a", "an", "all", "any"):
            end -= 1
        return self.lowered[end - 1] if end else ""

    def joined(self, end: int, start: int) -> bool:
        """Whether only "and", "or" or a comma lies between."""
        between = self.lowered[end:start]
        if not between:
            return start < len(self.words) and self.words[start].before in (",", "/", "+", "&")
        return all(low in ("and", "or", "the", "n") for low in between)

    def led_anywhere(self, *phrases: tuple[str, ...]) -> bool:
        """Whether one of some phrases of two words stands anywhere in the question."""
        return any(tuple(self.lowered[at : at + 2]) in phrases for at in range(len(self.lowered) - 1))

    def passive(self, end: int, start: int) -> bool:
        """Whether "was", "were" or "been" lies between."""
        return any(
            low in ("was", "were", "been", "being", "is", "are", "get", "got") for low in self.lowered[end:start]
        )

    @cached_property
    def covered(self) -> frozenset[int]:
        """The positions of the words that some piece explains."""
        return frozenset(at for span in self.choice for at in range(span.start, span.end))

    def _parted(self, between: Sequence[str]) -> bool:
        known = lexicon()
        return any((low,) in known.roles[role] for low in between for role in ("at", "by", "upon", "near", "involving"))


def noun(span: Span) -> bool:
    """Whether the word is used as a noun."""
    return span.form in (Form.ONE, Form.MANY, Form.MASS)
