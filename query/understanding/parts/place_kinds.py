"""Words that say what kind of place a name is: "Gao region", "the province of Gao", "Mexico City"."""

from collections.abc import Sequence

from domain.places import Place, PlaceKind
from knowledge.places.gazetteer import Gazetteer
from query.tokens import Word
from query.understanding.words.lexicon import lexicon

ASKED = (["which"], ["what"], ["per"], ["by"], ["each"], ["every"])
EITHER = frozenset({("city", "and", "province"), ("region", "and", "city")})


def name_of(words: Sequence[Word], start: int, end: int) -> str:
    """The words of a name as they are typed, with a space between."""
    return " ".join(word.text for word in words[start:end])


def without_kind(gazetteer: Gazetteer, words: Sequence[Word], start: int, end: int, meant: Sequence[Place]) -> int:
    """The end of a name without "city" or "province", if that is no part of it as in "Mexico City"."""
    lowered = [word.low for word in words[:end]]
    for kind in (PlaceKind.ADMIN1, PlaceKind.CITY):
        at = lexicon().role_before(f"kind {kind.value}", lowered, end)
        if at is not None and at > start and set(meant).intersection(gazetteer.named(name_of(words, start, at))):
            return at
    return end


def kind_after(words: Sequence[Word], end: int) -> tuple[int, frozenset[PlaceKind]]:
    """The word after a name that says what kind of place it is: "Gao region", "Kharkiv oblast"."""
    lowered = [word.low for word in words]
    if tuple(lowered[end : end + 3]) in EITHER:
        return end + 3, frozenset()
    for kind in (PlaceKind.ADMIN1, PlaceKind.CITY, PlaceKind.SITE):
        after = lexicon().role_at(f"kind {kind.value}", lowered, end) if end < len(lowered) else None
        if after:
            return after, frozenset({kind})
    return end, frozenset()


def kind_before(words: Sequence[Word], start: int, kinds: frozenset[PlaceKind]) -> tuple[int, frozenset[PlaceKind]]:
    """The words before a name: "the province of Gao", "city of Mosul"; "which town of Gao" asks for towns."""
    lowered = [word.low for word in words[:start]]
    if not kinds and lowered and lowered[-1] == "of":
        for kind in (PlaceKind.ADMIN1, PlaceKind.CITY):
            at = lexicon().role_before(f"kind {kind.value}", lowered, len(lowered) - 1)
            if at is not None and lowered[:at][-1:] not in ASKED:
                return at, frozenset({kind})
    return start, kinds
