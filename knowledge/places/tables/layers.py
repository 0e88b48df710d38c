"""The compiled gazetteer with the places that were added to it: two files of one form, read as one.

What both have under one id is the compiled gazetteer's; names are those of both, likeliest first.
"""

from collections.abc import Iterable
from pathlib import Path

from knowledge.places.tables.index import Known, Naming, PlaceFile, Spelling

_MOST_NAMINGS = 24
_ADDED = 100_000_000
"""Places that are no GeoNames' are counted from -1 down in each file; those of the added one from here on."""


def _own_number(number: int) -> int:
    return number - _ADDED if number < 0 else number


class LayeredFile(PlaceFile):
    """A compiled gazetteer, and beside it the file of added places."""

    def __init__(self, path: Path, added: Path) -> None:
        super().__init__(path)
        self._compiled, self._added = PlaceFile(path), PlaceFile(added)

    def get(self, id: str) -> Known | None:
        """The place of an id."""
        return self._compiled.get(id) or self._added.get(id)

    def was_added(self, id: str) -> bool:
        """Whether only the added file has a place."""
        return self._compiled.get(id) is None and self._added.get(id) is not None

    def _named(self, folded: str) -> tuple[Naming, ...]:
        ours = super()._named(folded)
        known = {naming.known.place.id for naming in ours}
        more = [naming for naming in self._added.named(folded) if naming.known.place.id not in known]
        return tuple(sorted((*ours, *more), key=lambda naming: -naming.weight)[:_MOST_NAMINGS])

    def _longest(self, word: str) -> int:
        return max(super()._longest(word), self._added.longest(word))

    def _sounding(self, key: str) -> tuple[Spelling, ...]:
        return (*super()._sounding(key), *self._added.sounding(key))

    def near(self, variants: Iterable[int]) -> list[Spelling]:
        """The names one edit from one whose variants have these checksums; some lie farther off."""
        asked = list(variants)
        return [*super().near(asked), *self._added.near(asked)]

    def with_consonants(self, consonants: str, shortest: int, longest: int) -> list[Spelling]:
        """The names with these consonants, and a key of a length between the two."""
        ours = super().with_consonants(consonants, shortest, longest)
        return [*ours, *self._added.with_consonants(consonants, shortest, longest)]

    def in_cells(self, first: int, last: int) -> list[tuple[int, float, float]]:
        """Number, latitude and longitude of the places in a range of half-degree squares."""
        added = (
            (_own_number(number), latitude, longitude)
            for number, latitude, longitude in self._added.in_cells(first, last)
        )
        return [*super().in_cells(first, last), *added]

    def _read_place(self, number: int) -> Known | None:
        if number <= -_ADDED:
            return self._added.numbered_or_none(number + _ADDED)
        return super()._read_place(number) or self._added.numbered_or_none(number)

    def starting_with(self, folded: str, limit: int) -> list[Known]:
        """Places with a name that begins so, the compiled gazetteer's first."""
        return [*super().starting_with(folded, limit), *self._added.starting_with(folded, limit)][:limit]
