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

Weights = defaultdict[str, float]
"""What each country (alpha-2) counts for."""

_LEAST = 0.25  # of the weight of the country that weighs most: one of less is only mentioned
_ROUNDS = 3
_COUNTRY, _NATIONALS, _ACTOR, _TOWN = 3.0, 1.0, 1.0, 2.0  # what one name counts for
_MOST = 3  # times that a word for nationals counts: the doer's are named over and over
_VILLAGES = 1.2  # weight of a country that only villages speak for: three of them, or chance may have named them
_DOUBT = 0.05  # weight of a country that nothing else speaks for
_NOTED = 0.5  # weight of a town that is known beyond its country
_BIG = 100_000  # people: a town so big says by itself which country a report is about


def tells_country(place: Place) -> bool:
    """Whether naming the place says which country a text is about."""
    return place.kind in (PlaceKind.ADMIN1, PlaceKind.SITE) or place.population >= _BIG


def is_own_name(place: Place, name: str) -> bool:
    """Whether a place is shown by this name, and does not just have it among all that GeoNames heard it called."""
    return key(name) in {key(known) for known in (place.name, *place.aka)}


def countries_of(doc: Doc, spans: list[PlaceSpan], actors: Iterable[ActorMention] = ()) -> dict[str, float]:
    """The countries that a text is about (alpha-2), each with its weight against the weightiest, 0..1."""
    stated = _stated(doc, spans)
    for country, number in _of_actors(actors).items():
        stated[country] += number
    names = {
        span.name: span
        for span in spans
        if span.weight and not span.common and span.places[0].kind not in (PlaceKind.COUNTRY, PlaceKind.REGION)
    }
    votes: Mapping[str, float] = stated
    for _ in range(_ROUNDS):
        votes = _with_towns(stated, names.values(), votes)
    certain = _with_towns(stated, [span for span in names.values() if tells_country(span.places[0])], votes)
    votes = {code: weight for code, weight in votes.items() if code in certain or weight >= _VILLAGES}
    if not any(_anchors(span, stated, votes) for span in spans):
        votes = _with_villages(spans, votes)
    most = max(votes.values(), default=0.0)
    return {code: weight / most for code, weight in votes.items() if weight >= _LEAST * most}


def _anchors(span: PlaceSpan, stated: Weights, votes: Mapping[str, float]) -> bool:
    """Whether the name says where the text plays: a country, a province or a great city of those that it speaks for."""
    return not span.common and any(
        place.country in votes and (place.kind is PlaceKind.COUNTRY or tells_country(place)) for place in span.places
    )


def _with_villages(spans: list[PlaceSpan], votes: Mapping[str, float]) -> dict[str, float]:
    """The weights with the countries of the towns named, where nothing but doers ("a Russian drone", "the JNIM") says
    where the text plays: they may act abroad."""
    summed = dict(votes)
    for span in spans:
        best = span.places[0]
        known = span.weight >= _NOTED and not span.common and is_own_name(best, span.name)
        if known and best.country and best.country not in votes:
            summed[best.country] = summed.get(best.country, 0.0) + _TOWN
    return summed


def shared_by_villages(spans: Iterable[PlaceSpan]) -> dict[str, float]:
    """The country in which several names lie that only villages bear: one alone is chance, two of one country are
    not."""
    names = {span.name: {place.country for place in span.places if place.country} for span in spans if not span.weight}
    shared = Counter(country for countries in names.values() for country in countries)
    return {country: 1.0 for country, number in shared.most_common(1) if number > 1}


def _stated(doc: Doc, spans: list[PlaceSpan]) -> Weights:
    """The weight of the countries that the text names, and of those whose nationals it names."""
    stated: Weights = defaultdict(float)
    gazetteer = world_of(doc).gazetteer
    named = {i for span in spans for i in range(span.start, span.end)}
    for span in spans:
        country = span.places[0].country
        if country and not span.common and span.places[0].kind is PlaceKind.COUNTRY:
            dateline = block_of(doc, span.start).kind is BlockKind.DATELINE
            stated[country] += _NATIONALS if dateline else _COUNTRY
    nationals = Counter[str]()
    for token in doc:
        if token.text[:1].isupper() and token.i not in named:
            code = gazetteer.country_of_adjective(token.text)
            if code:
                nationals[code] += 1
    for code, number in nationals.items():
        stated[code] += _NATIONALS * min(number, _MOST)
    return stated


def _of_actors(actors: Iterable[ActorMention]) -> Counter[str]:
    """A group or an army speaks for its country once, however often it is named."""
    known = {m.actor.id: m.actor for m in actors if m.form != "media" and m.actor.kind != ActorKind.STATE}
    return Counter(actor.country for actor in known.values() if actor.country)


def _with_towns(stated: Weights, names: Iterable[PlaceSpan], votes: Mapping[str, float]) -> Weights:
    """The weights with those of the towns and provinces, each shared among the countries that it may lie in."""
    summed: Weights = defaultdict(float, stated)
    most = max(votes.values(), default=0.0) or 1.0
    for span in names:
        shares: Weights = defaultdict(float)
        own = [place for place in span.places if is_own_name(place, span.name) or place.country in stated]
        for place in own or span.places:  # what is only heard called so somewhere counts where the text speaks for it
            if place.country:
                likely = _fame(place, span.name) * (_DOUBT + votes.get(place.country, 0.0) / most)
                shares[place.country] = max(shares[place.country], likely)
        whole = sum(shares.values())
        for code, share in shares.items():
            summed[code] += _TOWN * _surety(span) * share / whole if whole else 0.0
    return summed


def _fame(place: Place, name: str) -> float:
    size = max(1.0, log10(max(place.population, 1_000)) - 2)
    return size**2 * (1.0 if is_own_name(place, name) else 0.2)


def _surety(span: PlaceSpan) -> float:
    """How far a name says by itself where a text plays: any village's little, a province's much."""
    return 1.0 if any(tells_country(place) for place in span.places) else 0.5
