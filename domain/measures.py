"""What is counted of events, and in which order they are given: for questions, look-ups and answers alike."""

from enum import StrEnum


class Metric(StrEnum):
    """What a breakdown, timeline or comparison counts."""

    EVENTS = "events"
    KILLED = "killed"
    INJURED = "injured"


class Measure(StrEnum):
    """What is wanted of the figures, where it is not the figures themselves (the contract's `measure`)."""

    AVERAGE = "average"
    SHARE = "share"
    SINCE_LAST = "since-last"
    EXTREME = "extreme"
    TREND = "trend"


class Order(StrEnum):
    """Which events come first. An event without a time stands where its first report does."""

    LATEST = "latest"
    OLDEST = "oldest"
    DEADLIEST = "deadliest"
