"""The gazetteer: names and coordinates in, places out. It reads the compiled file and keeps little in memory."""

import contextlib
import math
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from domain.globe import boxes_around, cell, kilometres
from domain.places import Place
from knowledge.folding import fold, key
from knowledge.places import resolver
from knowledge.places.parts import part_of, split_id
from knowledge.places.resolution import Hints, PlaceSpan, Resolution
from knowledge.places.similarity import letters_alike
from knowledge.places.spotting import spot
from knowledge.places.tables.cache import added_path, cache_folder, compiled_path
from knowledge.places.tables.index import PlaceFile
from knowledge.places.tables.layers import LayeredFile

_NO_HINTS = Hints()
_MOST_NAMED = 12
_LETTERS = 0.7  # how alike the letters must be of two names that sound the same


class Gazetteer:
    """All places that are known. Open it once; it may be read from several threads."""

    def __init__(self, file: PlaceFile, folder: Path) -> None:
        self._file = file
        self._folder = folder

    @classmethod
    def open(
        cls,
        path: Path | None = None,
        progress: Callable[[int, int], None] | None = None,
        folder: Path | None = None,
    ) -> Self:
        """The compiled gazetteer, compiled first where missing or stale; `progress` is called with (done, total).
        Places that were added stand in `folder`, which is that of the compiled file if not said."""
        folder = folder or (path.parent if path else cache_folder())
        path = path or compiled_path(folder)
        if not path.exists():
            from knowledge.places.tables.compile import compile_gazetteer  # not needed where it is compiled already

            compile_gazetteer(path, progress)
        with contextlib.suppress(OSError):
            os.utime(path)  # when it was opened last decides what a newer release sweeps away
        added = added_path(folder)
        return cls(LayeredFile(path, added) if added.exists() else PlaceFile(path), folder)

    @property
    def path(self) -> Path:
        """The compiled file."""
        return self._file.path

    @property
    def folder(self) -> Path:
        """Where added places stand, and a gazetteer that is compiled anew."""
        return self._folder

    def get(self, id: str) -> Place | None:
        """The place of an id, parts of countries and regions included."""
        known = self._file.get(id)
        if known:
            return known.place
        split = split_id(id)
        whole = self._file.get(split[1]) if split else None
        return part_of(whole, split[0]) if split and whole else None

    def was_added(self, id: str) -> bool:
        """Whether a place is one of those added to the compiled gazetteer."""
        return isinstance(self._file, LayeredFile) and self._file.was_added(id)

    def named(self, name: str) -> tuple[Place, ...]:
        """The places of exactly this name, capitals and diacritics aside, best known first."""
        return tuple(naming.known.place for naming in self._file.named(fold(name))[:_MOST_NAMED])

    def resolve(self, name: str, hints: Hints = _NO_HINTS) -> Resolution | None:
        """The place that a name means, with the close calls as its rivals; None where nothing is like it.

        >>> gazetteer.resolve("Deir Ezzour province").place.id                                # doctest: +SKIP
        'sy-07'
        """
        ranked = resolver.candidates(self._file, name, hints)
        best = self.twin(ranked[0].place) if ranked else None
        return resolver.with_rivals(ranked, best.id if best else None)

    def candidates(self, name: str, hints: Hints = _NO_HINTS, limit: int = 10) -> list[Resolution]:
        """The places that a name may mean, likeliest first."""
        return resolver.candidates(self._file, name, hints)[:limit]

    def sounding(self, name: str) -> tuple[Place, ...]:
        """The places whose name is heard as this one is, in another transliteration of it, best known first."""
        alike = [
            known for known in self._file.sounding(key(name)) if letters_alike(fold(name), known.folded) >= _LETTERS
        ]
        heard = [naming for known in alike for naming in self._file.named(known.folded)]
        heard.sort(key=lambda naming: -naming.weight)
        return tuple(dict.fromkeys(naming.known.place for naming in heard))

    def spot(self, words: Sequence[str]) -> list[PlaceSpan]:
        """The names of places in a list of words, the longest where they overlap, with the words for kind and part."""
        return spot(self._file, words)

    def twin(self, place: Place) -> Place | None:
        """The first-level region of the same name round a city, or the city of that name in a region."""
        known = self._file.get(place.id)
        return self.get(known.twin) if known and known.twin else None

    def within(self, latitude: float, longitude: float, km: float) -> list[Place]:
        """The places within `km` of a point, nearest first."""
        near: list[tuple[float, int]] = []
        for box in boxes_around(latitude, longitude, km):
            for row in range(math.floor(box.south * 2), math.floor(box.north * 2) + 1):
                for number, lat, lon in self._file.in_cells(cell(row / 2, box.west), cell(row / 2, box.east)):
                    away = kilometres(latitude, longitude, lat, lon)
                    if away <= km:
                        near.append((away, number))
        return [self._file.numbered(number).place for _, number in sorted(near)]

    def starting_with(self, prefix: str, limit: int = 10) -> list[Place]:
        """Places with a name that begins so, best known first."""
        folded = fold(prefix)
        return [known.place for known in self._file.starting_with(folded, limit)] if folded else []

    def country(self, alpha2: str) -> Place | None:
        """The country of an ISO 3166-1 alpha-2 code."""
        return self.get(alpha2.lower())

    def admin1s(self, country: str) -> tuple[Place, ...]:
        """The first-level regions of a country (alpha-2), by name."""
        return tuple(known.place for known in self._file.admin1s(country.upper()))

    def chain(self, place: Place) -> tuple[Place, ...]:
        """What a place lies in, nearest first: the first-level region, the country."""
        parents: list[Place] = []
        here = place
        while here.parent and (parent := self.get(here.parent)):
            parents.append(parent)
            here = parent
        return tuple(parents)

    def is_word(self, word: str) -> bool:
        """Whether this is an everyday English word."""
        return self._file.is_word(fold(word))

    def country_of_adjective(self, word: str) -> str | None:
        """The country (alpha-2) of an adjective or demonym, singular or plural: "Syrian", "Syrians" → SY."""
        folded = fold(word)
        return self._file.country_of_adjective(folded) or (
            self._file.country_of_adjective(folded[:-1]) if folded.endswith("s") else None
        )
