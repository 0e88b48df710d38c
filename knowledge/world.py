"""The two halves of what is known of the world, opened together."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from knowledge.actors.catalogue import Catalogue
from knowledge.places.gazetteer import Gazetteer
from knowledge.places.tables.cache import cache_folder, compiled_path


@dataclass(frozen=True, slots=True)
class World:
    """The gazetteer of places and the catalogue of actors."""

    gazetteer: Gazetteer
    catalogue: Catalogue

    @classmethod
    def open(cls, progress: Callable[[int, int], None] | None = None, cache: Path | None = None) -> Self:
        """Open both; compiles the gazetteer first where it is missing in `cache` (the usual folder, if not said),
        reporting to `progress` (done, total)."""
        folder = cache or cache_folder()
        return cls(Gazetteer.open(compiled_path(folder), progress, folder), Catalogue.open())
