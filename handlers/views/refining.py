"""Other places and kinds one tap away: an answer in, buttons to what is wider, narrower or only of one kind out."""

from dataclasses import replace

from domain.places import Place, PlaceKind, PlaceRole
from domain.taxonomy import kinds
from handlers.views.cards import Choice
from handlers.views.codec import View
from handlers.views.markup import plain
from knowledge.world import World
from query.answer import Answer
from query.reading import Query
from query.understanding.parts.places import asked_place

_AROUND = {PlaceKind.ADMIN1, PlaceKind.COUNTRY}
_LABEL = 22


def refinements(answer: Answer, view: View, world: World) -> list[Choice]:
    """A place around the one asked about; of what is shown the place that comes first, where others are shown too; and
    likewise the kind."""
    query = answer.reading.query
    first = replace(view, offset=0)
    found = []
    around = _around(query, world)
    if around is not None:
        found.append(Choice(f"↑ {plain(around.name, _LABEL)}", replace(first, place=around.id)))
    if answer.count > 1 and (inside := _inside(answer, world)) is not None:
        found.append(Choice(f"↓ {plain(inside.name, _LABEL)}", replace(first, place=inside.id)))
    shown = [stored.event.type for stored in answer.events]
    if answer.count > 1 and not view.kind and len(set(shown)) > 1:
        most = max(shown, key=shown.count)
        found.append(Choice(f"Only {kinds()[most].many}", replace(first, kind=most)))
    return found


def refined(query: Query, view: View, world: World) -> Query | None:
    """The query with the place and the kind that a view puts in; None where the gazetteer has that place no more."""
    if view.kind:
        if view.kind not in kinds():
            return None
        query = replace(query, event_types=(view.kind,))
    if not view.place:
        return query
    place = world.gazetteer.get(view.place)
    return None if place is None else replace(query, places=(asked_place(place, world),))


def _around(query: Query, world: World) -> Place | None:
    """The province or country around the one place asked about."""
    if len(query.places) != 1:
        return None
    asked = query.places[0]
    outer = (place for place in world.gazetteer.chain(asked.place) if place.kind in _AROUND)
    return next((place for place in outer if asked.province is None or place.id != asked.province.id), None)


def _inside(answer: Answer, world: World) -> Place | None:
    """The country, or within one country the province, that most of the events shown lie in; None where all do."""
    asked = answer.reading.query.places
    if len(asked) > 1 or (asked and asked[0].place.kind not in (PlaceKind.COUNTRY, PlaceKind.REGION)):
        return None
    fine = bool(asked) and asked[0].place.kind is PlaceKind.COUNTRY
    located = [
        next((place.place for place in stored.event.places if place.role is PlaceRole.LOCATION), None)
        for stored in answer.events
    ]
    ids = [place.admin1 if fine else (place.country or "").lower() for place in located if place is not None]
    known = [id_ for id_ in ids if id_]
    if len(set(known)) < 2:
        return None
    return world.gazetteer.get(max(known, key=known.count))
