"""How well known a place is, 0..1: what decides between namesakes where nothing else does.

Size and the number of languages that have a name for it, and above all whether there is war: in reports of armed
conflict a village under fire is likelier meant than a quiet town of its name, unless that is far larger.
"""

import math

from domain.places import PlaceKind
from knowledge.entries import Entry

WAR_BONUS = (0.0, 0.15, 0.3, 0.42)
"""By the `war` column of countries.csv: none, tension or remnants, armed conflict in parts, war."""


def prominence(entry: Entry, war: int) -> float:
    """How well known a place is, 0..1."""
    if entry.kind is PlaceKind.COUNTRY:
        return 0.9 + 0.1 * _size(entry.population / 20)
    if entry.kind is PlaceKind.REGION:
        return 0.9
    if entry.kind is PlaceKind.SITE:
        return 0.72
    if entry.kind is PlaceKind.ADMIN1:
        quiet = 0.2 + 0.65 * _size(entry.population)
    else:
        quiet = 0.85 * _size(entry.population) + 0.15 * min(1.0, entry.tongues / 60)
    return quiet + WAR_BONUS[war] * (1 - quiet)


def _size(population: float) -> float:
    """0 for 300 people, 1 for ten million."""
    return min(1.0, max(0.0, (math.log10(max(population, 1)) - 2.5) / 4.5))
