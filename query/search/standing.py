"""A question that stands: what of it is looked for in everything that is reported from now on.

A watch has no time, no order and no sums: whatever is asked to be counted, set side by side or drawn is watched for as
the events that it is about. And what was hit is held against what events tell of it, though none does so yet.
"""

from dataclasses import replace

from domain.measures import Metric, Order
from query.reading import Intent, Query


def standing(query: Query) -> tuple[Query, tuple[str, ...]]:
    """The query as a watch takes it, and in plain words what of it falls away."""
    notes = []
    if query.time is not None:
        said = f"“{query.time.text}”" if query.time.text else "the time"
        notes.append(f"{said} is left out: a watch is for what comes")
    watched = replace(
        _by_target(query),
        intent=Intent.LIST,
        by=None,
        metric=Metric.EVENTS,
        time=None,
        order=Order.LATEST,
        limit=None,
        level=None,
        measure=None,
        fewest=False,
        base_types=(),
        view=None,
        ignored=(),
        unknown_places=(),
    )
    return watched, tuple(notes)


def _by_target(query: Query) -> Query:
    """The query of what was hit, whose words are searched as text no more; but for “hospitals or depots”, of which one
    is a word."""
    keywords = tuple(word for word in query.keywords if word not in query.target_words)
    if query.any_keyword and keywords:
        return query
    return replace(query, keywords=keywords, any_keyword=False, targets_as_text=False, target_words=())


def names_something(query: Query) -> bool:
    """Whether a query that stands asks for less than everything."""
    return query != Query()
