"""Names in the text → `doc._.actors` and `doc._.places`.

Names of actors come from the catalogue, names of places from the gazetteer. A name of a place is resolved with what
stands around it: the place that it is said to lie in, its descriptor ("province", "town of"), the document's countries.
"""

from collections import Counter

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from domain.places import Place, PlaceKind
from extraction.annotations import ActorMention, PlaceMention, world_of
from extraction.placing import Descriptor, best_candidate, descriptor_of
from knowledge.resolution import Hints, PlaceSpan
from knowledge.world import World

_BIG = 100_000  # people: a town so big says by itself which country a report is about
_GAP_WORDS = frozenset({",", "in", "of", "the", "(", "'s", "’s", "on", "and", "at"})
_DESCRIPTIONS = frozenset(
    {"province", "governorate", "state", "region", "oblast", "district", "territory", "countryside", "town", "city",
     "village", "border", "northern", "southern", "eastern", "western", "north", "south", "east", "west", "central",
     "neighbouring", "neighboring", "northeastern", "northwestern", "southeastern", "southwestern", "northeast",
     "northwest", "southeast", "southwest", "area", "suburb", "outskirts", "rural"}
)  # fmt: skip
_GAP = 5
_NOT_PLACES = frozenset({"DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY", "LANGUAGE"})
_LEADS_TO_PLACE = frozenset(
    {"in", "at", "near", "from", "to", "towards", "toward", "around", "outside", "inside", "of", "on", "into", "between",
     "against", "over", "across", "through", "off", "via", "leaving", "entered", "captured", "beyond"}
)  # fmt: skip


@Language.component("watchfloor_names", assigns=["doc._.actors", "doc._.places"])
def names(doc: Doc) -> Doc:
    """Find the actors and the places that the text names."""
    world = world_of(doc)
    words = [token.text for token in doc]
    doc._.actors = [
        ActorMention(doc[span.start : span.end], span.actor, span.form, f"catalogue: {span.actor.name} ({span.form})")
        for span in world.catalogue.spot(words)
        if _may_be_actor(doc, span.start, span.end)
    ]
    spans = [span for span in world.gazetteer.spot(words) if _may_be_place(doc, span)]
    doc._.places = _resolved(doc, spans, world)
    return doc


def _may_be_actor(doc: Doc, start: int, end: int) -> bool:
    """An acronym or name keeps its capitals; "us" or "is" in lower case is a pronoun or a verb."""
    return any(token.text[:1].isupper() for token in doc[start:end]) or end - start > 1


def _may_be_place(doc: Doc, span: PlaceSpan) -> bool:
    tokens = doc[span.start : span.end]
    first, last = tokens[0], tokens[-1]
    if not any(t.text[:1].isupper() or not t.is_ascii for t in tokens) or any(t.is_punct for t in (first, last)):
        return False
    if not last.text[:1].isupper() and last.is_ascii:
        return False
    if any(t.ent_type_ in _NOT_PLACES for t in tokens):
        return False
    if _is_lone_word(doc, tokens) and (span.common or first.is_sent_start):
        return first.pos_ == "PROPN" and (first.ent_type_ in ("GPE", "LOC", "FAC") or _led_to(doc, span.start))
    if _within_other_actor(doc, span):
        return False
    return all(t.pos_ in ("PROPN", "NOUN", "ADJ", "PUNCT", "ADP", "DET", "X", "PART", "VERB") for t in tokens) and (
        not _within_other_name(doc, span)
    )


def _is_lone_word(doc: Doc, tokens: Span) -> bool:
    return len(tokens) == 1


def _led_to(doc: Doc, start: int) -> bool:
    return start > 0 and doc[start - 1].lower_ in _LEADS_TO_PLACE


def _within_other_actor(doc: Doc, span: PlaceSpan) -> bool:
    """ "Syria" within "Islamic State of Iraq and Syria" is no place; "Israel" alone is an actor and a place."""
    for mention in doc._.actors:
        inside = mention.span.start <= span.start and span.end <= mention.span.end
        if inside and (len(mention.span) > span.end - span.start or mention.form in ("adjective", "forces", "person")):
            return True
    return False


def _within_other_name(doc: Doc, span: PlaceSpan) -> bool:
    """Whether the words are part of a person's or an organisation's longer name."""
    token = doc[span.start]
    if token.ent_type_ not in ("PERSON", "ORG", "NORP", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"):
        return False
    if _led_to(doc, span.start):
        return False
    left = span.start > 0 and doc[span.start - 1].ent_type_ == token.ent_type_ and token.ent_iob_ == "I"
    right = span.end < len(doc) and doc[span.end].ent_iob_ == "I"
    neighbour = doc[span.end] if span.end < len(doc) else None
    return left or (right and neighbour is not None and neighbour.lower_ not in _DESCRIPTIONS)


def _resolved(doc: Doc, spans: list[PlaceSpan], world: World) -> list[PlaceMention]:
    countries = countries_of(doc, spans)
    leading = frozenset(code for code, weight in countries.items() if weight >= 0.34 * max(countries.values()))
    mentions: list[PlaceMention] = []
    known: dict[int, PlaceMention] = {}
    for index in reversed(range(len(spans))):  # from the right: "X in Y" needs Y first
        span = spans[index]
        following = spans[index + 1] if index + 1 < len(spans) else None
        container = known.get(index + 1) if following and _contained(doc, span, following) else None
        descriptor = descriptor_of(doc, span.start, span.end)
        mention = _mention(doc, span, descriptor, container.place if container else None, leading, world)
        if mention is not None:
            known[index] = mention
            mentions.append(mention)
    return mentions[::-1]


def _mention(
    doc: Doc, span: PlaceSpan, descriptor: Descriptor, container: Place | None, countries: frozenset[str], world: World
) -> PlaceMention | None:
    hints = Hints(countries=frozenset({container.country}) if container and container.country else countries)
    found = best_candidate(world.gazetteer, span.name, hints, descriptor, container)
    if found is None:
        return None
    resolution, reason = found
    return PlaceMention(doc[span.start : span.end], resolution.place, reason, resolution.rivals)


def _contained(doc: Doc, inner: PlaceSpan, outer: PlaceSpan) -> bool:
    """Whether only words like "in", "of the", "province" stand between two names: "Busayra, eastern Deir ez-Zor"."""
    between: list[Token] = [t for t in doc[inner.end : outer.start] if not t.is_space]
    return (
        0 < len(between) <= _GAP
        and all(t.lower_ in _GAP_WORDS | _DESCRIPTIONS for t in between)
        and not any(t.lower_ == "and" for t in between)
    )


def countries_of(doc: Doc, spans: list[PlaceSpan]) -> Counter[str]:
    """The countries that a text is about (alpha-2), with how much speaks for each."""
    found: Counter[str] = Counter()
    for span in spans:
        best = span.places[0]
        if best.kind == PlaceKind.COUNTRY and best.country:
            found[best.country] += 4
        elif best.country and (best.kind == PlaceKind.ADMIN1 or best.population >= _BIG):
            found[best.country] += 2
        elif best.country and len({place.country for place in span.places}) == 1:
            found[best.country] += 1
    for mention in doc._.actors:
        if mention.actor.country:
            found[mention.actor.country] += 1
    return found or Counter({"": 1})
