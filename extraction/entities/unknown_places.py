"""Names of places that no gazetteer has → places of their own, inside the smallest known area that the text gives.

In: the stretches of capitalised words that nothing known explains, and the places that are known. Out: mentions of
places whose id is made of the name and the area; they stand where the text sets them by a distance ("40 km north of
X"), else in the middle of the area, and the reason says so.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from spacy.tokens import Doc

from domain.globe import kilometres
from domain.places import Place, PlaceKind, named_place
from extraction.annotations import BlockKind, PlaceMention, block_of, world_of
from extraction.entities.toponyms import between_words, led_to
from extraction.lexicon import words
from extraction.syntax.parse import text_between, text_of
from knowledge.places.resolution import PlaceSpan

SOMEWHERE_IN = "somewhere in"
"""What the reason of a place says that the text sets in another one, and not only beside it."""
_FEWEST = 3  # letters of a name
_ACRONYM = 5
_FAR_KM = 300.0
_APPOSED = 6  # words in which an apposition says what a name is
_NEAR_NAMES = 12  # known places before and after a name that may say where it lies
_WORDS_BEFORE = 6  # words before a name that may set it beside another
_REACH = 14  # words between a name and the place that it is set by
_POINTS = frozenset({PlaceKind.CITY, PlaceKind.SITE})
_KM_PER_DEGREE, _MILE = 111.2, 1.609
_SIDES = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")
_COMPASS = {side: angle * 45.0 for angle, side in enumerate(_SIDES)}
_DISTANCE = re.compile(
    r"(?P<number>\d+(?:\.\d+)?)\s*-?\s*(?P<unit>km|kms|kilomet(?:er|re)s?|miles?)\b[^.;]*?"
    r"(?P<side>(?:north|south)?[- ]?(?:east|west)|north|south)\w*\s+of\s*(?:the\s+)?(?:[a-z]+\s+){0,3}$",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_AFTER_LABEL = re.compile(r"\s*[:,(–—-]")
_ENTRY = re.compile(r"\W*(?:\d[\d/.):]*\W+|[A-Z][\w' -]{2,30}, )")  # "3. ", "03/07 ", "Zabul, "
_CLOSES_LABEL = re.compile(r"(?:, [A-Z][\w' -]{2,30}| \([A-Z][^()\n]{2,40}\))?(?::\s| [–—-] )")
_NEAR = re.compile(
    r"^[\s,(–—-]*(?:[a-z-]+\s+){0,6}?(?:near|close to|outside|outskirts of|north|south|east|west|\w+-?(?:east|west)"
    r"|km|miles|kilomet(?:er|re)s)\b[^.;:]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Area:
    """What a name is set by: the place, how sure (0 the surest), the words for it, and the spot where one is told."""

    place: Place
    rank: int
    how: str
    spot: tuple[float, float] | None = None


def unknown_places(
    doc: Doc, spans: Iterable[PlaceSpan], known: list[PlaceMention], countries: Mapping[str, float]
) -> list[PlaceMention]:
    """A mention for each of the spans that is the name of a place, each name at one place throughout the text."""
    spoken = {i for m in doc._.actors for i in range(m.span.start, m.span.end)}
    known = [m for m in known if m.span.start not in spoken or m.place.kind is PlaceKind.COUNTRY]
    known.sort(key=lambda mention: mention.span.start)
    named = _named(doc, spans, known)
    areas: dict[str, _Area] = {}
    starts = [mention.span.start for mention in known]
    midst = _around(doc, [m for m in known if not countries or m.place.country in countries], countries)
    for span in named:
        at = bisect_left(starts, span.start)
        area = _area(doc, span, known[max(0, at - _NEAR_NAMES) : at + _NEAR_NAMES], countries) or midst
        if area is not None and (span.name not in areas or area.rank < areas[span.name].rank):
            areas[span.name] = area
    return [_mention(doc, span, areas[span.name]) for span in named if span.name in areas]


def _named(doc: Doc, spans: Iterable[PlaceSpan], known: list[PlaceMention]) -> list[PlaceSpan]:
    """Those of the spans that name a place."""
    ends = {m.span.end for m in known}
    named: list[PlaceSpan] = []
    for span in sorted(spans, key=lambda span: span.start):
        span = _bare(doc, span)
        if is_place_name(doc, span) or _goes_on(doc, span, ends):
            named.append(_with_feature(doc, span))
            ends.add(named[-1].end)
    return named


def _mention(doc: Doc, span: PlaceSpan, area: _Area) -> PlaceMention:
    kind = PlaceKind.SITE if doc[span.end - 1].lower_ in words("toponym_choice", "features") else PlaceKind.CITY
    reason = f"“{span.name}” is not in the gazetteer: its position is not known, {area.how}"
    return PlaceMention(doc[span.start : span.end], named_place(span.name, kind, area.place, area.spot), reason)


def _bare(doc: Doc, span: PlaceSpan) -> PlaceSpan:
    """ "Sightings at X", "E of X", "At X": the name begins after the last word that leads to one."""
    leads = words("names", "leads")
    ends = [t.i + 1 for t in doc[span.start : span.end - 1] if t.lower_ in leads and t.nbor().text != "-"]
    start = ends[-1] if ends else span.start
    return replace(span, start=start, name=doc[start : span.end].text)


def _with_feature(doc: Doc, span: PlaceSpan) -> PlaceSpan:
    """ "The Kobera stream", "the Kuwait roundabout": the word for the feature is of the name."""
    if _word_after(doc, span.end) not in words("toponym_choice", "features"):
        return span
    return replace(span, end=span.end + 1, name=doc[span.start : span.end + 1].text)


def is_place_name(doc: Doc, span: PlaceSpan) -> bool:
    """Whether capitalised words name a place: the word before or after them says so, whatever the model takes them
    for."""
    label, after, before = doc[span.start].ent_type_, _word_after(doc, span.end), _word_before(doc, span.start)
    owner = after in ("'s", "’s") and label == "PERSON"  # "Hashmi's house": whose it is
    if owner or after in words("names", "named_for") or not _may_be_name(doc, span):
        return False
    if _is_label(doc, span):
        return True
    if label in words("names", "not_places"):
        return False
    if _has_kind(doc, span, after) or _is_called_one(doc, span.end) or _is_beside(doc, span.start):
        return True
    of_people = before == "of" and _word_before(doc, span.start - 1) in words("names", "inhabited_by")
    if of_people or before in words("names", "done_to"):
        return label not in ("PERSON", "ORG")
    if before in words("names", "stands_in"):
        return label != "PERSON" or before in ("in", "at", "near")
    return label in ("GPE", "LOC") and before != "the" and led_to(doc, span.start)  # "across the Pyanj" is no scene


def _is_beside(doc: Doc, start: int) -> bool:
    """ "Close to X", "east of X": what the words before the name say of a place only."""
    before = text_between(doc, max(doc[start].sent.start, start - _WORDS_BEFORE), start)
    return bool(_beside().search(before))


@cache
def _beside() -> re.Pattern[str]:
    sides = "|".join(re.escape(word) for word in words("toponym_choice", "compass"))
    beside = "|".join(re.escape(phrase) for phrase in words("toponym_choice", "beside"))
    return re.compile(rf"\b(?:(?:(?i:{sides})|[NS]?[EW]|[NS]) of|(?i:{beside}))$")


def _may_be_name(doc: Doc, span: PlaceSpan) -> bool:
    """Whether the words could be a name at all: letters, no title, no acronym, no nationals, no everyday words."""
    world = world_of(doc)
    tokens = [token for token in doc[span.start : span.end] if token.is_alpha]
    if not tokens or sum(map(len, tokens)) < _FEWEST:
        return False
    if any(token.lower_ in words("names", "titles") or token.like_num for token in tokens):
        return False
    if len(tokens) == 1 and tokens[0].text.isupper() and len(tokens[0]) <= _ACRONYM:
        return False
    if any(world.gazetteer.country_of_adjective(token.text) for token in tokens):
        return False
    return not all(world.gazetteer.is_word(token.lower_) or token.is_stop for token in tokens)


def _word_after(doc: Doc, end: int) -> str:
    return doc[end].lower_ if end < len(doc) else ""


def _word_before(doc: Doc, start: int) -> str:
    return doc[start - 1].lower_ if start else ""


def _has_kind(doc: Doc, span: PlaceSpan, after: str) -> bool:
    """ "X village", "the town of X", "the villages of X"."""
    before = _word_before(doc, span.start)
    of = _word_before(doc, span.start - 1) if before == "of" else ""
    several, small = words("toponym_choice", "several"), words("toponym_choice", "small")
    return after in _kinds() or before in small or of in _kinds() or of in several


def _is_called_one(doc: Doc, end: int) -> bool:
    """ "Gidan Kura, a remote village in": the words after a name say what it is."""
    after = [token.lower_ for token in doc[end : end + _APPOSED]]
    if len(after) < 3 or after[0] not in (",", "(") or after[1] not in ("a", "an", "the"):
        return False
    return any(word in words("toponym_choice", "towns") for word in after[2:])


def _goes_on(doc: Doc, span: PlaceSpan, ends: Collection[int]) -> bool:
    """ "X and Y", "X, Y": a name that stands in a list with a place is one."""
    if not span.start or doc[span.start - 1].lower_ not in (",", "and", "&"):
        return False
    speaks = span.end < len(doc) and (doc[span.end].pos_ in ("VERB", "AUX") or doc[span.end].lower_ in ("'s", "’s"))
    if speaks or doc[span.start].ent_type_ in words("names", "not_places") or not _may_be_name(doc, span):
        return False
    if doc[span.start].ent_type_ in ("PERSON", "ORG") and doc[span.start - 1].text == ",":
        return False
    before = span.start - (2 if doc[span.start - 2].text == "," else 1)
    return before in ends


def _kinds() -> frozenset[str]:
    return words("toponym_choice", "towns") | words("toponym_choice", "sites") | words("toponym_choice", "features")


def _is_label(doc: Doc, span: PlaceSpan) -> bool:
    """ "- X, Doruma collectivity: …", "Zabul, X: …", "03/07 X: …": the name that an entry of a list begins with."""
    block = block_of(doc, span.start)
    before = text_between(doc, block.start, span.start)
    after = text_of(doc)[doc[span.end - 1].idx + len(doc[span.end - 1]) : doc[block.end - 1].idx]
    if block.kind is BlockKind.BULLET and not _LETTER.search(before):
        return bool(_AFTER_LABEL.match(after))
    return bool(_ENTRY.fullmatch(before) and _CLOSES_LABEL.match(after))


def _area(doc: Doc, span: PlaceSpan, known: list[PlaceMention], countries: Mapping[str, float]) -> _Area | None:
    """The smallest known area that the text sets a name in, of the places named near it."""
    sentence = doc[span.start].sent
    after = [m for m in known if span.end <= m.span.start < min(sentence.end, span.end + _REACH)]
    if after and (area := _set_by(doc, span, after[0])):
        return area
    at_home = [m for m in known if not countries or m.place.country in countries]
    before = [m for m in at_home if sentence.start <= m.span.start and m.span.end <= span.start]
    if before and _joined(doc, before[-1].span.end, span.start):
        return _Area(before[-1].place, 1, f"{SOMEWHERE_IN} {before[-1].place.name}")
    within = [m for m in at_home if sentence.start <= m.span.start < sentence.end and m.place.kind in _POINTS]
    if within:
        nearest = min(within, key=lambda m: abs(m.span.start - span.start))
        return _shown_at(nearest.place, 3, "named with it")
    return None


def _shown_at(place: Place, rank: int, why: str) -> _Area:
    return _Area(place, rank, f"shown at {place.name}, {why}")


def _set_by(doc: Doc, span: PlaceSpan, mention: PlaceMention) -> _Area | None:
    """ "X, Y district", "X, 40 km north of Y", "X, near Y": what the place named after it says."""
    place = mention.place
    if joined := between_words(doc, span.end, mention.span.start):
        listed = joined == [","] and place.kind in _POINTS
        return _shown_at(place, 1, "named with it") if listed else _Area(place, 0, f"{SOMEWHERE_IN} {place.name}")
    if _is_called_one(doc, span.end) and _word_after(doc, mention.span.start - 1) in ("in", "of", "inside"):
        return _Area(place, 0, f"{SOMEWHERE_IN} {place.name}")
    between = text_between(doc, span.end, mention.span.start) + " "
    far = _DISTANCE.search(between)
    if far and place.kind in _POINTS:
        km = float(far["number"]) * (_MILE if far["unit"].lower().startswith("mile") else 1.0)
        side = re.sub("[- ]", "", far["side"].lower())
        return _Area(place, 0, f"{far[0].strip()} {place.name}", _moved(place, km, _COMPASS[side]))
    if _NEAR.match(between):
        return _shown_at(place, 1, "near which it lies")
    return None


def _moved(place: Place, km: float, angle: float) -> tuple[float, float]:
    """The spot so many kilometres from a place, by compass (north 0, east 90)."""
    north, east = km * math.cos(math.radians(angle)), km * math.sin(math.radians(angle))
    width = _KM_PER_DEGREE * max(0.1, math.cos(math.radians(place.latitude)))
    return round(place.latitude + north / _KM_PER_DEGREE, 4), round(place.longitude + east / width, 4)


def _joined(doc: Doc, end: int, start: int) -> bool:
    """ "In Kherson, Korabelnyi district", "Mandera's X", "Taiz: X"."""
    between = [token.lower_ for token in doc[end:start] if not token.is_space]
    return 0 < len(between) <= 2 and between[0] in (",", "'s", "’s", ":", "/", "(", "-", "–") and "and" not in between


def _around(doc: Doc, at_home: list[PlaceMention], countries: Mapping[str, float]) -> _Area | None:
    """The place in the midst of those that the text names, or the country that it tells of most."""
    closer = [
        m
        for m in at_home
        if m.place.kind not in (PlaceKind.COUNTRY, PlaceKind.REGION)
        and block_of(doc, m.span.start).kind != BlockKind.DATELINE
    ]
    if closer:
        return _shown_at(_middle(closer), 4, "in the midst of the places that the report names")
    code = max(countries, key=lambda code: countries[code], default="")
    country = world_of(doc).gazetteer.country(code) if code else None
    return _Area(country, 5, f"{SOMEWHERE_IN} {country.name}") if country else None


def _middle(mentions: list[PlaceMention]) -> Place:
    """The place from which it is not far to the others; one that lies far off counts no more than one that lies off."""
    places = {m.place.id: m.place for m in mentions if m.place.kind in _POINTS} or {
        m.place.id: m.place for m in mentions
    }
    return min(places.values(), key=lambda place: sum(min(_FAR_KM, _km(place, other)) for other in places.values()))


def _km(one: Place, other: Place) -> float:
    return kilometres(one.latitude, one.longitude, other.latitude, other.longitude)
