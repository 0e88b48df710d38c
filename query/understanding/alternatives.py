"""Other ways to read a question that came close: namesakes of a place, a country as actor or place, other choices."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.world import World
from query.reading import Alternative, AskedActor, AskedPlace, AskedRole, Intent, Query
from query.understanding.interpretation import Interpretation
from query.understanding.parts.places import asked_place
from query.understanding.parts.sides import Part
from query.wording.paraphrase import place_in_words, sentence

CLOSE = 0.3  # how much less of the question a choice may explain to be offered
MOST = 4
NAMESAKES = 2
SEARCHED = 3  # words left over that a button searches


def alternatives(
    best: Interpretation, score: float, others: Sequence[tuple[float, Interpretation]], world: World
) -> tuple[Alternative, ...]:
    """The alternatives to an interpretation, closest first."""
    if best.query.intent is Intent.HELP:
        return ()
    found = [*_as_text(best.query), *_flipped(best, world), *_namesakes(best, world)]
    for other_score, other in others:
        if other_score >= score - CLOSE and _tells_more(other.query, best.query):
            found.append(Alternative(sentence(other.query), other.query))
    distinct: dict[str, Alternative] = {sentence(best.query): Alternative("", best.query)}
    for alternative in found:
        distinct.setdefault(sentence(alternative.query), alternative)
    return tuple(distinct.values())[1 : MOST + 1]


def _as_text(query: Query) -> list[Alternative]:
    """The words that were understood as nothing, searched as text."""
    if not query.ignored or query.near_asker:
        return []
    words = ", ".join(f"“{word}”" for word in query.ignored[:SEARCHED])
    searched = replace(
        query,
        keywords=(*query.keywords, *query.ignored[:SEARCHED]),
        ignored=query.ignored[SEARCHED:],
        unknown_places=(),
    )
    return [Alternative(f"search {words} as text", searched)]


def _tells_more(other: Query, best: Query) -> bool:
    """Whether another choice names a place, actor or time that the best does not; one that only says less is no use."""
    if other.intent is Intent.HELP:
        return False
    named = other.places + other.actors
    return any(name not in best.places + best.actors for name in named) or (
        other.time is not None and best.time is not None and other.time != best.time
    )


def _flipped(best: Interpretation, world: World) -> list[Alternative]:
    """ "Russia strikes": by Russia, or in Russia."""
    found = []
    for part in best.parts:
        if not part.doubtful or part.place is None or part.place.place.country is None:
            continue
        state = world.catalogue.state(part.place.place.country)
        if part.actor is not None:
            asked = asked_place(part.place.place, world)
            actors = tuple(actor for actor in best.query.actors if actor != part.actor)
            query = replace(best.query, actors=actors, places=(*best.query.places, asked))
            found.append(Alternative(f"in {asked.place.name}", query))
        elif state is not None:
            actor = AskedActor.of(state, AskedRole.PERPETRATOR)
            places = tuple(p for p in best.query.places if p.place.id != part.place.place.id)
            query = replace(best.query, actors=(*best.query.actors, actor), places=places)
            found.append(Alternative(f"by {state.name}", query))
    return found


def _namesakes(best: Interpretation, world: World) -> list[Alternative]:
    """Other places of the name, and the city or the province alone."""
    found = []
    for part in best.parts:
        if part.place is None or part.actor is not None:
            continue
        for rival in part.place.rivals[:NAMESAKES]:
            found += _instead(best.query, part, asked_place(rival, world))
        if part.place.province is not None:
            found += _instead(best.query, part, asked_place(part.place.place, world))
    return found


def _instead(query: Query, part: Part, asked: AskedPlace) -> list[Alternative]:
    """The query with another place in the stead of the one read."""
    if part.place is None:
        return []
    places = []
    for place in query.places:
        same = place.place.id == part.place.place.id
        places.append(replace(asked, radius_km=place.radius_km, near=place.near) if same else place)
    return [Alternative(place_in_words(asked), replace(query, places=tuple(places)))]
