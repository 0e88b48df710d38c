"""Names of places that no gazetteer has → places of their own, inside the smallest known area that the text gives.

In: the stretches of capitalised words that nothing known explains, and the places that are known. Out: mentions of
places whose id is made of the name and the area; they stand where the text sets them by a distance ("40 km north of
X"), else in the middle of the area, and the reason says so.
"""

from calendar import day_abbr, day_name, month_abbr, month_name
from collections.abc import Iterable, Mapping
from dataclasses import replace

from spacy.tokens import Doc

from domain.places import PlaceKind, named_place
from extraction.annotations import BlockKind, PlaceMention, block_of, world_of
from extraction.entities.toponyms import led_to
from extraction.entities.unknown_areas import Area, Surroundings
from extraction.lexicon import words
from knowledge.places.resolution import PlaceSpan

CALENDAR = frozenset(name.lower() for name in (*month_name, *month_abbr, *day_name, *day_abbr) if name)
"""Names of months and days, which stand as names do."""
_FEWEST = 3  # letters of a name
_ACRONYM = 5


def unknown_places(
    doc: Doc, spans: Iterable[PlaceSpan], known: list[PlaceMention], countries: Mapping[str, float]
) -> list[PlaceMention]:
    """A mention for each of the spans that is the name of a place, each name at one place throughout the text."""
    named = [_with_feature(doc, span) for span in spans if is_place_name(doc, span)]
    surroundings = Surroundings(doc, known, countries)
    areas: dict[str, Area] = {}
    for span in named:
        area = surroundings.area(doc[span.start : span.end])
        if area is not None and (span.name not in areas or area.rank < areas[span.name].rank):
            areas[span.name] = area
    found = []
    for span in named:
        area = areas.get(span.name)
        if area is not None:
            kind = PlaceKind.SITE if doc[span.end - 1].lower_ in words("toponym_choice", "features") else PlaceKind.CITY
            place = named_place(span.name, kind, area.place, area.spot)
            reason = f"“{span.name}” is not in the gazetteer: its position is not known, {area.how}"
            found.append(PlaceMention(doc[span.start : span.end], place, reason))
    return found


def _with_feature(doc: Doc, span: PlaceSpan) -> PlaceSpan:
    """ "The Kobera stream", "the Kuwait roundabout": the word for the feature is of the name."""
    if _word_after(doc, span.end) not in words("toponym_choice", "features"):
        return span
    return replace(span, end=span.end + 1, name=doc[span.start : span.end + 1].text)


def is_place_name(doc: Doc, span: PlaceSpan) -> bool:
    """Whether capitalised words name a place: the word before or after them says so."""
    first, after = doc[span.start], _word_after(doc, span.end)
    if not _looks_like_name(doc, span) or after in words("names", "named_for") or _is_owner(doc, span):
        return False
    if _has_kind(doc, span, after) or _is_done_to(doc, span):
        return True
    before = doc[span.start - 1].lower_ if span.start else ""
    if before in words("names", "stands_in"):
        return first.ent_type_ != "PERSON" or before in ("in", "at", "near")
    if first.ent_type_ in ("GPE", "LOC") and led_to(doc, span.start):
        return True
    return first.ent_type_ in ("GPE", "LOC", "PERSON", "ORG") and _is_label(doc, span)


def _looks_like_name(doc: Doc, span: PlaceSpan) -> bool:
    world = world_of(doc)
    tokens = [token for token in doc[span.start : span.end] if token.is_alpha]
    if not tokens or sum(map(len, tokens)) < _FEWEST or _is_expression(doc, span):
        return False
    if any(token.lower_ in words("names", "titles") or token.like_num for token in tokens):
        return False
    if len(tokens) == 1 and tokens[0].text.isupper() and len(tokens[0]) <= _ACRONYM:
        return False
    if any(world.gazetteer.country_of_adjective(token.text) for token in tokens):
        return False
    return not all(world.gazetteer.is_word(token.lower_) or token.is_stop for token in tokens)


def _is_expression(doc: Doc, span: PlaceSpan) -> bool:
    """Whether the words are a date, a number or the like; the model takes a lone village for one, too."""
    first, last = doc[span.start], doc[span.end - 1]
    if first.ent_type_ not in words("names", "not_places"):
        return False
    longer = first.ent_iob_ == "I" or (span.end < len(doc) and doc[span.end].ent_iob_ == "I" and last.ent_type_ != "")
    return longer or any(token.lower_ in CALENDAR for token in doc[span.start : span.end])


def _word_after(doc: Doc, end: int) -> str:
    return doc[end].lower_ if end < len(doc) else ""


def _is_owner(doc: Doc, span: PlaceSpan) -> bool:
    """ "Hashmi's house": whose it is."""
    return _word_after(doc, span.end) in ("'s", "’s") and doc[span.start].ent_type_ == "PERSON"


def _has_kind(doc: Doc, span: PlaceSpan, after: str) -> bool:
    """ "X village", "the town of X"."""
    of = span.start > 1 and doc[span.start - 1].lower_ == "of" and doc[span.start - 2].lower_ in _kinds()
    if span.end - span.start > 1 and doc[span.end - 1].lower_ in _kinds():
        return True
    return of or after in _kinds() or (span.start > 0 and doc[span.start - 1].lower_ in ("village", "hamlet"))


def _is_done_to(doc: Doc, span: PlaceSpan) -> bool:
    """ "Overran X", "villagers of X"."""
    if span.start < 2 or doc[span.start].ent_type_ in ("PERSON", "ORG"):
        return False
    before, above = doc[span.start - 1].lower_, doc[span.start - 2].lower_
    return before in words("names", "done_to") or (before == "of" and above in words("names", "inhabited_by"))


def _kinds() -> frozenset[str]:
    return words("toponym_choice", "towns") | words("toponym_choice", "sites") | words("toponym_choice", "features")


def _is_label(doc: Doc, span: PlaceSpan) -> bool:
    """ "- X, Doruma collectivity: …": the name that an entry of a list begins with."""
    block = block_of(doc, span.start)
    opens = all(not token.is_alpha for token in doc[block.start : span.start])
    return opens and block.kind is BlockKind.BULLET and _word_after(doc, span.end) in (":", ",", "(", "–", "—", "-")
