"""Names of places found in the text → the places that they mean; and the names that mean none that is known.

All names of a report are settled together. A name is resolved with what stands around it: the place that it is said to
lie in, its descriptor ("province", "town of"), the countries that the text is about, the other places it names. What
lies elsewhere must be well known, or said to lie there: a hamlet somewhere in the world bears the name by chance.
"""

from collections import Counter
from collections.abc import Mapping
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
_VILLAGE = 20_000  # people: so small a place has namesakes that no gazetteer knows
_TOWN = 50_000
_WINDOW = 12  # towns named before and after one that it may lie near
_MOST = 40  # towns, those named most, that one abroad may lie near
_GAP = 5
_OF = frozenset({"'s", "’s", "'", "’"})
_POINTS = frozenset({PlaceKind.CITY, PlaceKind.SITE})
_WIDE = frozenset({PlaceKind.COUNTRY, PlaceKind.REGION})
_APART_KM, _TOGETHER_KM = 300, 120  # a namesake so close to the report's other places is meant rather than one so far
_ABROAD_KM = 150  # how far over the border a report of one country names the towns of the next
_PART_KM = 12  # a town so close to the middle of another is a part of it, not of the province
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
        mention = _mention(doc, span, within, frozenset(countries), world)
        if mention is None:
            refused.append(span)
            continue
        if within.place and _lies_within(mention.place, within.place):
            contained.add(span.start)
        mentions.append(mention)
        following = mention
    mentions = _gathered(_owners(doc, _agreed(doc, mentions[::-1]), world), world)
    strangers = _strangers(doc, mentions, frozenset(countries), contained)
    strangers += _chance(mentions, contained)
    gone = {mention.span.start for mention in strangers}
    refused += [span for span in spans if span.start in gone]
    return [mention for mention in mentions if mention.span.start not in gone], refused


def _within(doc: Doc, span: PlaceSpan, following: PlaceMention | None) -> Within:
    if following is None:
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
    place = _other_spelling(name, at_home, descriptor, world)
    if place is None or (within.surely and _is_elsewhere(place, within.place)):
        return None
    return PlaceMention(doc[span.start : span.end], place, f"another spelling of “{place.name}”")


def _city_of_name(name: str, region: Place, world: World) -> Place | None:
    """The city of the same name in a first-level region."""
    if region.kind is not PlaceKind.ADMIN1:
        return None
    cities = (place for place in world.gazetteer.named(name) if place.kind is PlaceKind.CITY)
    return next((city for city in cities if city.admin1 == region.id and city.population >= _TOWN), None)


def _other_spelling(name: str, countries: frozenset[str], descriptor: Descriptor, world: World) -> Place | None:
    """The place of the report's countries whose name is this one in another transliteration."""
    heard = [place for place in world.gazetteer.sounding(name) if not countries or place.country in countries]
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
    for at, mention in enumerate(towns):
        if mention.place.population >= _SMALL:
            continue
        others = _near_in_text(towns, at)
        around = [town.place for town in others if _in_one_sentence(town, mention)] or [town.place for town in others]
        if not around or min(_km(mention.place, other) for other in around) < _TOGETHER_KM:
            continue
        namesakes = [p for p in world.gazetteer.named(mention.span.text) if p.country == mention.place.country]
        near = [(min(_km(place, other) for other in around), place) for place in namesakes if place.kind in _POINTS]
        least, best = min(near, key=lambda entry: entry[0], default=(_APART_KM, mention.place))
        if least < _TOGETHER_KM:
            mention.place, mention.reason = best, f"{mention.reason}; the one near the other places named"
    return mentions


def _near_in_text(towns: list[PlaceMention], at: int) -> list[PlaceMention]:
    """The towns named a little before and after one, by another name."""
    around = towns[max(0, at - _WINDOW) : at + _WINDOW + 1]
    return [town for town in around if town.span.text != towns[at].span.text]


def _in_one_sentence(one: PlaceMention, other: PlaceMention) -> bool:
    return one.span.sent.start == other.span.sent.start


def _km(one: Place, other: Place) -> float:
    return kilometres(one.latitude, one.longitude, other.latitude, other.longitude)


def _end_of_name(doc: Doc, span: PlaceSpan, world: World) -> int:
    """Where a name ends without the word for its kind: of "Upper Nile State", where no place has that in its name."""
    last = span.end - 1
    described = span.end - span.start > 1 and doc[last].lower_ in words("names", "descriptions")
    return last if described and not world.gazetteer.named(doc[span.start : span.end].text) else span.end


def _owners(doc: Doc, mentions: list[PlaceMention], world: World) -> list[PlaceMention]:
    """ "Narathiwat's Sungai Kolok district", "Saraqib in Idlib": what has a town in it is the province, not the town of
    that name."""
    for first, second in pairwise(mentions):
        end = first.span.end
        if end < len(doc) and doc[end].lower_ in _OF and end + 1 >= second.span.start - 1:
            _widen(first, second, world)
        elif set(between_words(doc, end, second.span.start)) & {"in", "of"}:
            _widen(second, first, world)
    return mentions


def _widen(owner: PlaceMention, owned: PlaceMention, world: World) -> None:
    """Take the province of the name for the owner, where the other place lies in it."""
    if owner.place.kind is not PlaceKind.CITY or _km(owner.place, owned.place) < _PART_KM:
        return
    for namesake in world.gazetteer.named(owner.span.text):
        if namesake.kind is PlaceKind.ADMIN1 and owned.place.kind in _POINTS and lies_in(owned.place, namesake):
            owner.place, owner.reason = namesake, f"{owner.reason}; {owned.span.text} is its own"


def _strangers(
    doc: Doc, mentions: list[PlaceMention], countries: frozenset[str], contained: set[int]
) -> list[PlaceMention]:
    """The mentions that lie in a country which the text does not tell of, with nothing to say that they are meant."""
    if not countries:
        return []
    grounded = any(m.place.country in countries for m in mentions)  # else only those who did it are of them
    towns = Counter(m.place for m in mentions if m.place.country in countries and m.place.kind in _POINTS)
    at_home = [place for place, _ in towns.most_common(_MOST)]
    return [
        mention
        for mention in mentions
        if mention.place.country
        and mention.place.country not in countries
        and mention.place.kind not in _WIDE
        and mention.span.start not in contained
        and not _is_meant_abroad(doc, mention, at_home, _FAMOUS if grounded else _TOWN)
    ]


def _chance(mentions: list[PlaceMention], contained: set[int]) -> list[PlaceMention]:
    """The villages that lie far from all towns of their own sentence: each is another one of the name, not known."""
    towns = [mention for mention in mentions if mention.place.kind in _POINTS]
    found = []
    for at, mention in enumerate(towns):
        small = mention.place.kind is PlaceKind.CITY and mention.place.population < _VILLAGE
        beside = [
            other.place
            for other in (_near_in_text(towns, at) if small and mention.span.start not in contained else ())
            if other.place.country == mention.place.country and _in_one_sentence(other, mention)
        ]
        if beside and all(_km(mention.place, other) > _ABROAD_KM for other in beside):
            found.append(mention)
    return found


def _is_meant_abroad(doc: Doc, mention: PlaceMention, at_home: list[Place], famous: int) -> bool:
    """A city of so many people, or a place just over the border from those that the text tells of, by its own name."""
    place = mention.place
    meant = led_to(doc, mention.span.start) or doc[mention.span.start].ent_type_ == "GPE"
    if not meant or not is_own_name(place, mention.span.text):
        return False
    word = descriptor_of(doc, mention.span.start, mention.span.end).word
    if place.population >= famous and word not in words("toponym_choice", "small"):
        return True
    return any(_km(place, other) < _ABROAD_KM for other in at_home)


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
