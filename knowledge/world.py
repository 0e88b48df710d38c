"""The two halves of what is known of the world, opened together."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from knowledge.catalogue import Catalogue
from knowledge.gazetteer import Gazetteer


@dataclass(frozen=True, slots=True)
class World:
    """The gazetteer of places and the catalogue of actors."""

    gazetteer: Gazetteer
    catalogue: Catalogue

    @classmethod
    def open(cls, progress: Callable[[int, int], None] | None = None) -> Self:
        """Open both; compiles the gazetteer first where it is missing, telling `progress` (done, total)."""
        return cls(Gazetteer.open(progress=progress), Catalogue.open())
