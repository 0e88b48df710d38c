"""What was hit, or who was meant, as far as the text says so of an event."""

from dataclasses import dataclass
from enum import StrEnum


class TargetKind(StrEnum):
    """The contract's kinds of targets: protected and public places, things, and people by what they are."""

    HOSPITAL = "hospital"
    SCHOOL = "school"
    PLACE_OF_WORSHIP = "place-of-worship"
    MARKET = "market"
    RESIDENTIAL = "residential"
    DISPLACED_CAMP = "displaced-camp"
    ENERGY = "energy"
    WATER = "water"
    BRIDGE = "bridge"
    PORT = "port"
    AIRPORT = "airport"
    SHIP = "ship"
    GOVERNMENT = "government"
    MILITARY_BASE = "military-base"
    POLICE = "police"
    AID_WORKER = "aid-worker"
    JOURNALIST = "journalist"
    HEALTH_WORKER = "health-worker"
    PEACEKEEPER = "peacekeeper"
    CHILD = "child"
    RELIGIOUS_GROUP = "religious-group"
    POLITICIAN = "politician"
    MEDIA_BUILDING = "media-building"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Target:
    """One thing or person hit or meant; `text` are the report's own words for it ("the maternity ward")."""

    kind: TargetKind
    text: str = ""
