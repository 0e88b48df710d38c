"""The JSON form of queries and answers: the contract's QUERY and ANSWER, as `watchfloor ask --json` prints them."""

from collections.abc import Mapping
from datetime import datetime

from domain.casualties import Outcome
from domain.times import iso
from domain.wire import Json
from query.answer import Answer, Figure, Totals
from query.reading import AskedActor, AskedPlace, Query
from store.export.export import event_as_json
from store.search.doers import Shares


def query_to_json(query: Query) -> Json:
    """A query as the contract's QUERY object."""
    time = query.time
    return {
        "intent": query.intent.value,
        "by": query.by.value if query.by else None,
        "metric": query.metric.value,
        "event_types": list(query.event_types),
        "actors": [_actor_to_json(actor) for actor in query.actors],
        "places": [_place_to_json(place) for place in query.places],
        "time": time
        and {
            "start": iso(time.start) if time.start else None,
            "end": iso(time.end) if time.end else None,
            "text": time.text,
        },
        "outcomes": [outcome.value for outcome in query.outcomes],
        "group": query.group.value if query.group else None,
        "keywords": list(query.keywords),
        "order": query.order.value,
        "limit": query.limit,
        "level": query.level.value if query.level else None,
        "prevented": query.prevented,
        "reliability": query.reliability,
        "toll": query.toll
        and {
            "outcome": query.toll.outcome and query.toll.outcome.value,
            "min": query.toll.min,
            "max": query.toll.max,
        },
        "measure": query.measure and query.measure.value,
        "statuses": [status.value for status in query.statuses],
        "sources": list(query.sources),
        "targets": [kind.value for kind in query.targets],
        "ignored": list(query.ignored),
        "any_keyword": query.any_keyword,
        "fewest": query.fewest,
        "view": query.view and query.view.value,
        "least_sources": query.least_sources,
        "exclude": {
            "event_types": list(query.exclude.event_types),
            "actors": [_actor_to_json(actor) for actor in query.exclude.actors],
            "places": [_place_to_json(place) for place in query.exclude.places],
            **({"keywords": list(query.exclude.keywords)} if query.exclude.keywords else {}),
        },
    }


def answer_to_json(answer: Answer, letters: Mapping[str, str]) -> Json:
    """An answer as the contract's ANSWER object; `letters` are those of the outlets' reliability."""
    return {
        "count": answer.count,
        "occurrences": answer.occurrences,
        "totals": totals_to_json(answer.totals),
        "unattributed": totals_to_json(answer.unattributed),
        "events": [event_as_json(event, letters) for event in answer.events],
        "series": None if answer.series is None else [{"key": s.key, "value": s.value} for s in answer.series],
        "shares": _shares_to_json(answer.shares),
        "figure": answer.figure
        and {
            "value": answer.figure.value,
            "unit": answer.figure.unit,
            "key": answer.figure.key,
            "of": answer.figure.of,
        },
        "silence": answer.silence
        and {
            "silent": answer.silence.silent,
            "sources": answer.silence.sources,
            "since": iso(answer.silence.since),
        },
        "text": answer.text,
    }


def _shares_to_json(shares: Shares | None) -> Json | None:
    """What stands at no bar of a breakdown by actor, and what at several."""
    if shares is None:
        return None
    parts = {"none": shares.none, "one": shares.one, "several": shares.several}
    return {name: {"events": part.events, "value": part.value} for name, part in parts.items()}


def asked_to_json(question: str, now: datetime, answer: Answer, letters: Mapping[str, str]) -> Json:
    """What became of a question: how it was read, what was assumed, and its answer."""
    return {
        "question": question,
        "now": iso(now),
        "query": query_to_json(answer.reading.query),
        "notes": list(answer.reading.remarks),
        "answer": answer_to_json(answer, letters),
    }


def totals_to_json(totals: Totals | None) -> Json | None:
    """Casualty totals: every outcome is named, those that nobody states with nulls."""
    if totals is None:
        return None
    return {outcome.value: _figure_to_json(totals.get(outcome, Figure())) for outcome in Outcome}


def _figure_to_json(figure: Figure) -> Json:
    return {"min": figure.min, "max": figure.max, "best": figure.best}


def _actor_to_json(actor: AskedActor) -> Json:
    return {"id": actor.id, "name": actor.name, "role": actor.role.value}


def _place_to_json(asked: AskedPlace) -> Json:
    place = asked.place
    countries = place.countries or ((place.country,) if place.country else ())
    return {
        "id": place.id,
        "name": place.name,
        "kind": place.kind.value,
        "country": place.country,
        "countries": list(countries),
        "lat": place.latitude,
        "lon": place.longitude,
        "radius_km": asked.radius_km,
        "near": asked.near,
        "province": asked.province.id if asked.province else None,
    }
