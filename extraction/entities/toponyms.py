"""Names of places found in the text → the places that they mean; and the names that mean none that is known.

All names of a report are settled together. A name is resolved with what stands around it: the place that it is said to
lie in, its descriptor ("province", "town of"), the countries that the text is about, the other places it names. What
lies elsewhere must be well known, or said to lie there: a hamlet somewhere in the world bears the name by chance.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise

from spacy.tokens import Doc

from domain.globe import kilometres
from domain.places import Place, PlaceKind
from extraction.annotations import PlaceMention
from extraction.entities.report_countries import is_own_name
from extraction.entities.toponym_choice import Descriptor, best_candidate, descriptor_of, lies_in
from extraction.lexicon import words
from knowledge.places.resolution import Hints, PlaceSpan
from knowledge.world import World

_FAMOUS = 300_000  # people: a city so big may be meant in a report on other countries
_SMALL = 100_000  # people: of a bigger town no namesake is sought
_TOWN = 50_000
_GAP = 5
_OF = frozenset({"'s", "’s", "'", "’"})
_POINTS = frozenset({PlaceKind.CITY, PlaceKind.SITE})
_WIDE = frozenset({PlaceKind.COUNTRY, PlaceKind.REGION})
_APART_KM, _TOGETHER_KM = 300, 120  # a namesake so close to the report's other places is meant rather than one so far
_ABROAD_KM = 150  # how far over the border a report of one country names the towns of the next
_QUARTER_KM = 60  # no part of a town lies farther from its middle


@dataclass(frozen=True, slots=True)
class Within:
    """The place that a name is said to lie in; `surely` where only "in", "of" or a bracket stands between, and no
    comma, which may part the names of a list."""

    place: Place | None = None
    surely: bool = False


def led_to(doc: Doc, start: int) -> bool:
    """Whether "in", "near" … stands before it; with "the" between ("of the Tartar district") too."""
    if start > 1 and doc[start - 1].lower_ == "the":
        start -= 1
    return start > 0 and doc[start - 1].lower_ in words("names", "leads")


def resolved(
    doc: Doc, spans: list[PlaceSpan], countries: Mapping[str, float], world: World
) -> tuple[list[PlaceMention], list[PlaceSpan]]:
    """Each name with its place, and the names that mean no known place. From the right: "X in Y" needs Y first."""
    mentions: list[PlaceMention] = []
    refused: list[PlaceSpan] = []
    contained: set[int] = set()
    following: PlaceMention | None = None
    for span in reversed(spans):
        within = _within(doc, span, following)
        by_chance = not span.weight and not countries  # a village that bears the name, somewhere in the world
        mention = None if by_chance else _mention(doc, span, within, frozenset(countries), world)
        if mention is None:
            refused.append(span)
            continue
        if within.place and _lies_within(mention.place, within.place):
            contained.add(span.start)
        mentions.append(mention)
        following = mention
    mentions = _gathered(_owners(doc, _agreed(doc, mentions[::-1]), world), world)
    at_home = [m.place for m in mentions if m.place.country in countries and m.place.kind is not PlaceKind.COUNTRY]
    strange = {m.span.start for m in mentions if _is_stranger(doc, m, countries, at_home)} - contained
    refused += [span for span in spans if span.start in strange]
    return [mention for mention in mentions if mention.span.start not in strange], refused


def _within(doc: Doc, span: PlaceSpan, following: PlaceMention | None) -> Within:
    if following is None or (span.places and span.places[0].kind in _WIDE):  # "between Iraq and Syria at Rabia"
        return Within()
    between = between_words(doc, span.end, following.span.start)
    return Within(following.place, "," not in between) if between else Within()


def _mention(doc: Doc, span: PlaceSpan, within: Within, countries: frozenset[str], world: World) -> PlaceMention | None:
    end = _end_of_name(doc, span, world)
    descriptor = descriptor_of(doc, span.start, end)
    inside = within.place.country if within.place else None
    at_home = frozenset({inside}) if inside else countries
    name = doc[span.start : end].text
    found = best_candidate(world.gazetteer, name, Hints(countries=at_home, misspelt=False), descriptor, within.place)
    if found is not None and not (within.surely and _is_elsewhere(found[0].place, within.place)):
        resolution, reason = found
        city = None if descriptor.kind else _city_of_name(name, resolution.place, world)
        if city is not None and led_to(doc, span.start):
            return PlaceMention(doc[span.start : span.end], city, f"{reason}; a bare name is the city's")
        return PlaceMention(doc[span.start : span.end], resolution.place, reason, resolution.rivals)
    place = _other_spelling(span, name, at_home, descriptor, world)
    if place is None or (within.surely and _is_elsewhere(place, within.place)):
        return None
    return PlaceMention(doc[span.start : span.end], place, f"another spelling of “{place.name}”")


def _city_of_name(name: str, region: Place, world: World) -> Place | None:
    """The city of the same name in a first-level region."""
    if region.kind is not PlaceKind.ADMIN1:
        return None
    cities = (place for place in world.gazetteer.named(name) if place.kind is PlaceKind.CITY)
    return next((city for city in cities if city.admin1 == region.id and city.population >= _TOWN), None)


def _other_spelling(
    span: PlaceSpan, name: str, countries: frozenset[str], descriptor: Descriptor, world: World
) -> Place | None:
    """The place of the report's countries whose name is this one in another transliteration, or was heard so."""
    heard = [place for place in (*world.gazetteer.sounding(name), *span.places) if place.country in countries]
    fitting = [place for place in heard if place.kind == descriptor.kind]
    return next(iter(fitting or heard), None)


def _is_elsewhere(inner: Place, outer: Place | None) -> bool:
    return outer is not None and inner.id != outer.id and not _lies_within(inner, outer)


def _lies_within(inner: Place, outer: Place) -> bool:
    """Whether a place lies in another; a town takes in what lies around it."""
    if outer.kind in _POINTS:
        return inner.kind in _POINTS and _km(inner, outer) < _QUARTER_KM
    return lies_in(inner, outer)


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
    towns = [mention for mention in mentions if mention.place.kind in _POINTS]
    named = {town.span.text: town.place for town in towns}
    by_sentence: dict[int, dict[str, Place]] = {}
    for town in towns:
        by_sentence.setdefault(town.span.sent.start, {})[town.span.text] = town.place
    for mention in towns:
        beside = [p for name, p in by_sentence[mention.span.sent.start].items() if name != mention.span.text]
        around = beside or [place for name, place in named.items() if name != mention.span.text]
        if mention.place.population >= _SMALL or not around:
            continue
        if min(_km(mention.place, other) for other in around) < _TOGETHER_KM:
            continue
        namesakes = [p for p in world.gazetteer.named(mention.span.text) if p.country == mention.place.country]
        near = [(min(_km(place, other) for other in around), place) for place in namesakes if place.kind in _POINTS]
        least, best = min(near, key=lambda entry: entry[0], default=(_APART_KM, mention.place))
        if least < _TOGETHER_KM:
            mention.place, mention.reason = best, f"{mention.reason}; the one near the other places named"
    return mentions


def _km(one: Place, other: Place) -> float:
    return kilometres(one.latitude, one.longitude, other.latitude, other.longitude)


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


def _is_stranger(doc: Doc, mention: PlaceMention, countries: Collection[str], at_home: list[Place]) -> bool:
    """Whether a place lies in a country that the text does not tell of, and is neither one of the world's great cities
    nor just over the border: a hamlet that bears the name by chance."""
    place = mention.place
    if not countries or place.country is None or place.country in countries or place.kind in _WIDE:
        return False
    if led_to(doc, mention.span.start) or doc[mention.span.start].ent_type_ == "GPE":
        great = place.kind is PlaceKind.CITY and place.population >= _FAMOUS
        meant = great or any(_km(place, other) < _ABROAD_KM for other in at_home)
        return not (meant and is_own_name(place, mention.span.text))
    return True


def between_words(doc: Doc, start: int, end: int) -> list[str]:
    """The words between two names where they are only such as "in", "of the", "province": "Busayra, eastern Deir
    ez-Zor"; none where others stand between, or none at all."""
    if start >= len(doc) or doc[start].lower_ in _OF:  # "X's Y": Y lies in X
        return []
    lowered = (token.lower_ for token in doc[start:end] if not token.is_space)
    between = list(islice(lowered, _GAP + 1))
    connect = len(between) <= _GAP and all(
        word in words("names", "gap") or word in words("names", "descriptions") for word in between
    )
    return between if connect else []
