"""The countries that a text is about: names of places and words for nationals in, alpha-2 codes with their share out.

All names are weighed together: one that may lie in several countries counts for that which the others speak for, so
that five villages of one country outweigh the famous namesake of each.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import log10

from spacy.tokens import Doc

from domain.actors import ActorKind
from domain.places import Place, PlaceKind
from extraction.annotations import ActorMention, BlockKind, block_of, world_of
from knowledge.folding import key
from knowledge.places.resolution import PlaceSpan

_LEAST = 0.25  # of the weight of the country told of most: one told of less is only mentioned
_ROUNDS = 3
_COUNTRY, _NATIONALS, _ACTOR, _TOWN = 3.0, 1.0, 1.0, 2.0  # what one name counts for
_MOST = 3  # times that a word for nationals counts: the doer's are named over and over
_VILLAGES = 1.2  # weight of a country that only villages speak for: three of them, or chance may have named them
_FOREIGN = 0.2  # of the weight of a place by a name that others call it
_DOUBT = 0.05  # weight of a country that nothing else speaks for
_BIG = 100_000  # people: a town so big says by itself which country a report is about


def tells_country(place: Place) -> bool:
    """Whether naming the place says which country a text is about."""
    return place.kind in (PlaceKind.ADMIN1, PlaceKind.SITE) or place.population >= _BIG


def is_own_name(place: Place, name: str) -> bool:
    """Whether a place is shown by this name, and does not just have it among all that GeoNames heard it called."""
    return key(name) in {key(known) for known in (place.name, *place.aka)}


def countries_of(doc: Doc, spans: list[PlaceSpan], actors: Iterable[ActorMention] = ()) -> dict[str, float]:
    """The countries that a text is about (alpha-2), each with its weight against the weightiest, 0..1."""
    told = _added(_named(doc, spans), _nationals(doc, spans), _of_actors(actors))
    names = {
        span.name: span
        for span in spans
        if span.weight and not span.common and span.places[0].kind not in (PlaceKind.COUNTRY, PlaceKind.REGION)
    }
    votes: Mapping[str, float] = told
    for _ in range(_ROUNDS):
        votes = _added(told, _of_towns(names.values(), votes))
    telling = _of_towns([span for span in names.values() if tells_country(span.places[0])], votes)
    votes = {code: weight for code, weight in votes.items() if code in told or code in telling or weight >= _VILLAGES}
    most = max(votes.values(), default=0.0)
    return {code: weight / most for code, weight in votes.items() if weight >= _LEAST * most}


def _added(*weights: Mapping[str, float]) -> dict[str, float]:
    return {code: sum(each.get(code, 0.0) for each in weights) for each in weights for code in each}


def _named(doc: Doc, spans: list[PlaceSpan]) -> dict[str, float]:
    """The weight of the countries that the text names; that of a dateline is only where it was written."""
    found: dict[str, float] = defaultdict(float)
    for span in spans:
        country = span.places[0].country
        if country and not span.common and span.places[0].kind is PlaceKind.COUNTRY:
            dateline = block_of(doc, span.start).kind is BlockKind.DATELINE
            found[country] += _NATIONALS if dateline else _COUNTRY
    return found


def _nationals(doc: Doc, spans: list[PlaceSpan]) -> dict[str, float]:
    """The weight of the countries whose nationals, or whose army, the text names."""
    gazetteer = world_of(doc).gazetteer
    named = {i for span in spans for i in range(span.start, span.end)}
    words = (token.text for token in doc if token.text[:1].isupper() and token.i not in named)
    numbers = Counter(code for word in words if (code := gazetteer.country_of_adjective(word)))
    return {code: _NATIONALS * min(number, _MOST) for code, number in numbers.items()}


def _of_actors(actors: Iterable[ActorMention]) -> dict[str, float]:
    """A group speaks for its country once, however often it is named."""
    known = {m.actor.id: m.actor.country for m in actors if m.form != "media" and m.actor.kind != ActorKind.STATE}
    return {code: _ACTOR * number for code, number in Counter(known.values()).items() if code}


def _of_towns(names: Iterable[PlaceSpan], votes: Mapping[str, float]) -> dict[str, float]:
    """The weights of towns and provinces, each shared among the countries that it may lie in as these are told of."""
    found: dict[str, float] = defaultdict(float)
    most = max(votes.values(), default=0.0) or 1.0
    for span in names:
        shares: dict[str, float] = defaultdict(float)
        for place in span.places:
            if place.country:
                likely = _fame(place, span.name) * (_DOUBT + votes.get(place.country, 0.0) / most)
                shares[place.country] = max(shares[place.country], likely)
        whole = sum(shares.values())
        for code, share in shares.items():
            found[code] += _TOWN * _surety(span) * share / whole
    return found


def _fame(place: Place, name: str) -> float:
    size = max(1.0, log10(max(place.population, 1_000)) - 2)
    return size**2 * (1.0 if is_own_name(place, name) else _FOREIGN)


def _surety(span: PlaceSpan) -> float:
    """How far a name says by itself where a text plays: any village's little, a province's much."""
    return 1.0 if any(tells_country(place) for place in span.places) else 0.5
