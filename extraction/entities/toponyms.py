"""Names of places found in the text → the places that they mean.

A name is resolved with what stands around it: the place that it is said to lie in, its descriptor ("province", "town
of"), the countries that the text speaks of, the other places it names.
"""

from collections import Counter
from itertools import islice, pairwise

from spacy.tokens import Doc

from domain.actors import ActorKind
from domain.globe import kilometres
from domain.places import Place, PlaceKind
from extraction.annotations import PlaceMention
from extraction.entities.toponym_choice import best_candidate, descriptor_of, lies_in
from extraction.lexicon import words
from knowledge.folding import key
from knowledge.places.resolution import Hints, PlaceSpan
from knowledge.world import World

_BIG = 100_000  # people: a town so big says by itself which country a report is about
_KNOWN = 0.4  # weight of a name that is meant without a word on its country
_DISTINCTIVE = 6  # letters of a foreign name of a place that is no chance likeness
_GAP = 5
_OF = frozenset({"'s", "’s", "'", "’"})
_APART_KM, _TOGETHER_KM = 300, 120  # a namesake so close to the report's other places is meant rather than one so far


def countries_of(spans: list[PlaceSpan]) -> frozenset[str]:
    """The countries that a text is about (alpha-2): those named, and those of its regions and big towns."""
    named: Counter[str] = Counter()
    for span in spans:
        best = span.places[0]
        if best.country and not span.common and best.kind == PlaceKind.COUNTRY:
            named[best.country] += 4
    countries = frozenset(named)
    for span in spans:
        at_home = next((place for place in span.places if place.country in countries), span.places[0])
        if (
            at_home.country
            and not span.common
            and at_home.kind != PlaceKind.COUNTRY
            and _is_own_name(at_home, span.name)
        ):
            named[at_home.country] += 2 if tells_country(at_home) else 0
    most = max(named.values(), default=0)
    return frozenset(code for code, weight in named.items() if weight and weight >= 0.34 * most)


def _is_own_name(place: Place, name: str) -> bool:
    """Whether a place is shown by this name, and does not just have it among all that GeoNames heard it called."""
    return key(name) in {key(known) for known in (place.name, *place.aka)}


def tells_country(place: Place) -> bool:
    """Whether naming the place says which country a text is about."""
    return place.kind in (PlaceKind.ADMIN1, PlaceKind.SITE) or place.population >= _BIG


def _countries_of_actors(doc: Doc, least: int) -> frozenset[str]:
    """The countries of the states and groups named at least so many times."""
    counts = Counter(m.actor.country for m in doc._.actors if m.actor.country and m.form != "media")
    return frozenset(code for code, number in counts.items() if number >= least and code)


def _states(doc: Doc) -> frozenset[str]:
    """The countries whose state or nationals the text names."""
    return frozenset(m.actor.country for m in doc._.actors if m.actor.kind == ActorKind.STATE and m.actor.country)


def led_to(doc: Doc, start: int) -> bool:
    """Whether "in", "near" … stands before it; with "the" between ("of the Tartar district") too."""
    if start > 1 and doc[start - 1].lower_ == "the":
        start -= 1
    return start > 0 and doc[start - 1].lower_ in words("names", "leads")


def resolved(doc: Doc, spans: list[PlaceSpan], countries: frozenset[str], world: World) -> list[PlaceMention]:
    """Each name with its place, from the right: "X in Y" needs Y first."""
    likely = countries | _countries_of_actors(doc, 2)
    maybe = _countries_of_actors(doc, 1)
    spoken_of = countries | _states(doc) if countries else countries
    mentions: list[PlaceMention] = []
    following: PlaceMention | None = None
    for span in reversed(spans):
        container = following.place if following and _contained(doc, span, following.span.start) else None
        hinted = likely or frozenset(maybe & {place.country for place in span.places})
        mention = _mention(doc, span, container, hinted, world)
        if mention is not None and _is_stray(doc, span, mention, container, spoken_of):
            continue
        if mention is not None:
            mentions.append(mention)
            following = mention
    return _gathered(_owners(doc, _agreed(doc, mentions[::-1]), world), world)


def _agreed(doc: Doc, mentions: list[PlaceMention]) -> list[PlaceMention]:
    """A bare name that the text elsewhere calls a province ("in Arauca", "the province of Arauca") is that province."""
    called = {
        mention.span.text: mention
        for mention in mentions
        if mention.place.kind == PlaceKind.ADMIN1 and descriptor_of(doc, mention.span.start, mention.span.end).kind
    }
    for mention in mentions:
        same = called.get(mention.span.text)
        if same is not None and not descriptor_of(doc, mention.span.start, mention.span.end).kind:
            mention.place, mention.reason = same.place, f"{same.reason}, elsewhere in the text"
    return mentions


def _gathered(mentions: list[PlaceMention], world: World) -> list[PlaceMention]:
    """A town far from all others that the text names, with a namesake close to one of them, is that namesake."""
    towns = [mention for mention in mentions if mention.place.kind in (PlaceKind.CITY, PlaceKind.SITE)]
    named = {(mention.span.text, mention.place) for mention in towns}
    for mention in towns:
        others = [place for name, place in named if name != mention.span.text]
        if not others or any(_km(mention.place, other) < _APART_KM for other in others):
            continue
        namesakes = [p for p in world.gazetteer.named(mention.span.text) if p.country == mention.place.country]
        near = [(min(_km(place, other) for other in others), place) for place in namesakes]
        least, best = min(near, key=lambda entry: entry[0], default=(_APART_KM, mention.place))
        if least < _TOGETHER_KM:
            mention.place, mention.reason = best, f"{mention.reason}; the one near the other places named"
            named = {(town.span.text, town.place) for town in towns}
    return mentions


def _km(one: Place, other: Place) -> float:
    return kilometres(one.latitude, one.longitude, other.latitude, other.longitude)


def _mention(
    doc: Doc, span: PlaceSpan, container: Place | None, countries: frozenset[str], world: World
) -> PlaceMention | None:
    end = _end_of_name(doc, span, world)
    descriptor = descriptor_of(doc, span.start, end)
    hints = Hints(countries=frozenset({container.country}) if container and container.country else countries)
    name = doc[span.start : end].text
    found = best_candidate(world.gazetteer, name, hints, descriptor, container)
    if found is None:
        return None
    resolution, reason = found
    place = resolution.place
    at_home = place.country in (countries | hints.countries) or place.kind in (PlaceKind.COUNTRY, PlaceKind.REGION)
    if not at_home and not world.gazetteer.named(name):
        return None
    if place.kind == PlaceKind.COUNTRY and not world.gazetteer.named(name):
        return None
    return PlaceMention(doc[span.start : span.end], resolution.place, reason, resolution.rivals)


def _end_of_name(doc: Doc, span: PlaceSpan, world: World) -> int:
    """Where a name ends without the word for its kind: of "Upper Nile State", where no place has that in its name."""
    last = span.end - 1
    described = span.end - span.start > 1 and doc[last].lower_ in words("names", "descriptions")
    return last if described and not world.gazetteer.named(doc[span.start : span.end].text) else span.end


def _owners(doc: Doc, mentions: list[PlaceMention], world: World) -> list[PlaceMention]:
    """ "Narathiwat's Sungai Kolok district": who has a town in it is the province, not the town of that name."""
    for mention, owned in pairwise(mentions):
        end = mention.span.end
        is_owner = mention.place.kind == PlaceKind.CITY and end + 1 >= owned.span.start - 1
        if is_owner and end < len(doc) and doc[end].lower_ in _OF:
            for namesake in world.gazetteer.named(mention.span.text):
                if namesake.kind == PlaceKind.ADMIN1 and lies_in(owned.place, namesake):
                    mention.place, mention.reason = namesake, f"{mention.reason}; {owned.span.text} is its own"
    return mentions


def _is_stray(
    doc: Doc, span: PlaceSpan, mention: PlaceMention, container: Place | None, countries: frozenset[str]
) -> bool:
    """Whether a hamlet somewhere in the world bears the name by chance: nothing says that it lies in a country which
    the text does not speak of, and it is neither well known nor near a war."""
    place = mention.place
    if container is not None or not countries or not place.country or place.country in countries:
        return False
    meant = led_to(doc, span.start) or doc[span.start].ent_type_ == "GPE"
    named = _is_own_name(place, span.name) or len(span.name) >= _DISTINCTIVE
    return not (meant and span.weight >= _KNOWN and named)


def _contained(doc: Doc, inner: PlaceSpan, outer: int) -> bool:
    """Whether only words like "in", "of the", "province" stand between two names: "Busayra, eastern Deir ez-Zor"."""
    if doc[inner.end].lower_ in _OF:  # "X's Y": Y lies in X
        return False
    lowered = (token.lower_ for token in doc[inner.end : outer] if not token.is_space)
    between = list(islice(lowered, _GAP + 1))
    return 0 < len(between) <= _GAP and all(
        word in words("names", "gap") or word in words("names", "descriptions") for word in between
    )
