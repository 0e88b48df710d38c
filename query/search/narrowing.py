"""What narrows a question that stands: how many dead at least, how many sources, a place. A query in, another out."""

from dataclasses import replace

from domain.casualties import Outcome
from query.reading import Query, Toll


def least_dead(query: Query) -> int | None:
    """How many dead the events must have had at least; None where the question does not bound it so."""
    toll = query.toll
    if toll is None:
        return 1 if query.outcomes == (Outcome.KILLED,) else None
    return toll.min if toll.outcome is Outcome.KILLED and toll.max is None else None


def with_dead(query: Query, least: int | None) -> Query:
    """The query of events with so many dead at least; None: whatever harm they did."""
    toll = Toll(Outcome.KILLED, least) if least and least > 1 else None
    return replace(query, toll=toll, outcomes=(Outcome.KILLED,) if least else ())


def with_sources(query: Query, least: int | None) -> Query:
    """The query of events that so many independent sources tell of at least; None: however many."""
    return replace(query, least_sources=least)


def subject_of(query: Query) -> Query:
    """What a query that stands is about, wherever it happens, whatever harm it does and whoever tells of it."""
    return replace(query, places=(), toll=None, outcomes=(), least_sources=None)


def combined(kept: Query, said: Query) -> Query:
    """A query that stands, with what `said` names in the place of its own: subject, places, harm, sources."""
    named, harms = subject_of(said), bool(said.toll or said.outcomes)
    return replace(
        named if named != Query() else subject_of(kept),
        places=said.places or kept.places,
        toll=said.toll if harms else kept.toll,
        outcomes=said.outcomes if harms else kept.outcomes,
        least_sources=said.least_sources or kept.least_sources,
    )
