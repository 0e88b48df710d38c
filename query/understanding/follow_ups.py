"""Follow-ups in a chat: a reading plus a change gives a reading ("and in Homs?", "only killed", "last week instead").

Pure functions: the change is a reading of its own, and each thing that it names takes the place of what the reading
before had there.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.measures import Metric, Order
from query.reading import AskedPlace, Exclusion, Intent, Query, Reading
from query.tokens import Word
from query.understanding.words.lexicon import lexicon

SHORT = 6  # words that a follow-up without a lead ("and", "what about") may have


def follow_up(
    question: str, words: Sequence[Word], previous: Reading, read: Callable[[str], Reading]
) -> Reading | None:
    """The reading of a question that follows up on `previous`, or None where it stands on its own."""
    words = without_courtesy(words)
    lowered = tuple(word.low for word in words)
    known = lexicon()
    if lowered in known.roles["follow more"]:
        follows = previous.follows if previous.page else previous.question
        return replace(previous, question=question, page=previous.page + 1, follows=follows)
    if previous.query.intent is Intent.HELP:
        return None
    start = known.role_at("follow lead", lowered, 0) or 0
    maybe = 0 if start else known.role_at("follow maybe", lowered, 0) or 0
    end = known.role_before("follow tail", lowered, len(lowered))
    end = len(lowered) if end is None or end <= start else end
    led = start > 0 or end < len(lowered)
    start = start or maybe
    if not led and not maybe and not (len(lowered) <= SHORT and _bare(lowered)):
        return None
    change = read(question[words[start].start : words[end - 1].end]) if start < end else None
    if change is None or change.query.intent is Intent.HELP:
        return None
    if maybe and not led and _is_whole(change.query):
        return None
    if not _changes(change.query, led=led or maybe > 0):
        return None
    query = changed(previous.query, change.query)
    return replace(change, question=question, query=query, alternatives=(), page=0, follows=previous.question)


def without_courtesy(words: Sequence[Word]) -> Sequence[Word]:
    """A question without "please" and its like before and behind it."""
    known, lowered = lexicon(), tuple(word.low for word in words)
    start, end = 0, len(words)
    while (after := known.role_at("follow courtesy", lowered[:end], start)) is not None:
        start = after
    while (before := known.role_before("follow courtesy", lowered, end)) is not None and before >= start:
        end = before
    return words[start:end]


def _is_whole(query: Query) -> bool:
    """Whether a question says what is wanted, and of whom, where or when."""
    wanted = query.event_types or query.outcomes or query.intent is not Intent.LIST
    return bool(wanted and (query.actors or query.places or query.time or query.keywords))


def changed(before: Query, change: Query) -> Query:
    """The query with what the change names in the stead of what it had there.

    >>> from domain.casualties import Outcome
    >>> changed(Query(event_types=("strike",)), Query(outcomes=(Outcome.KILLED,))).event_types
    ('strike',)
    """
    query = replace(
        before,
        event_types=change.event_types or before.event_types,
        actors=change.actors or before.actors,
        places=change.places or (() if change.unknown_places else before.places),
        unknown_places=change.unknown_places or (() if change.places else before.unknown_places),
        time=change.time or before.time,
        zone=change.zone if change.time else before.zone,
        outcomes=change.outcomes or before.outcomes,
        group=change.group or before.group,
        keywords=change.keywords or before.keywords,
        order=change.order if change.order is not Order.LATEST else before.order,
        limit=change.limit or before.limit,
        prevented=change.prevented or before.prevented,
        reliability=change.reliability or before.reliability,
        least_sources=change.least_sources or before.least_sources,
        toll=change.toll or before.toll,
        statuses=change.statuses or before.statuses,
        sources=change.sources or before.sources,
        targets=change.targets or before.targets,
        measure=change.measure or before.measure,
        ignored=change.ignored,
        exclude=change.exclude or _still_left_out(before.exclude, change.places),
    )
    if change.intent is not Intent.LIST:
        query = replace(query, intent=change.intent, by=change.by, metric=change.metric, level=change.level)
    if query.intent is Intent.CASUALTIES and before.intent in (Intent.TIMELINE, Intent.BREAKDOWN):
        metric = Metric.INJURED if change.outcomes and change.outcomes[0] == "injured" else Metric.KILLED
        query = replace(query, intent=before.intent, by=before.by, level=before.level, metric=metric)
    return query


def _still_left_out(before: Exclusion, asked: Sequence[AskedPlace]) -> Exclusion:
    """What was left out, but for the places that are now asked about or that hold these: who asks for Mosul after
    "except in Iraq" wants to hear of Mosul."""
    around = {area for each in asked for area in _around(each)}
    kept = [each for each in before.places if not {each.place.id, *each.place.admin1s} & around]
    return replace(before, places=tuple(kept))


def _around(asked: AskedPlace) -> set[str | None]:
    place = asked.place
    return {place.id, place.admin1, place.country.lower() if place.country else None}


def _bare(lowered: Sequence[str]) -> bool:
    """Whether a few words only name a place, a time, an outcome: "in Homs?", "last week", "only killed"."""
    return not any((low,) in lexicon().roles["follow asks"] for low in lowered)


def _changes(change: Query, *, led: bool) -> bool:
    """Whether a change leaves something to the reading before. What says both what is wanted ("strikes", "casualties")
    and of whom, where or when, is a question of its own."""
    if led:
        return True
    if change.intent is not Intent.LIST and (change.actors or change.places or change.time):
        return False
    return not change.event_types and not (change.places and change.actors) and not change.keywords
