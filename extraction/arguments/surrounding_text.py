"""What an event's own sentences leave out and the text around them says: the place or doer of a heading, of the lead,
of the title → `draft.places`, `draft.actors`. Comes after drafts of one event are merged.
"""

from dataclasses import replace

from spacy.tokens import Doc

from domain.actors import ActorRole
from domain.places import EventPlace, PlaceKind, PlaceRole
from extraction.annotations import Block, BlockKind, Draft, PlaceMention, block_of, is_list_of_entries
from extraction.arguments.locations import places_of
from extraction.arguments.place_narrowing import arranged, narrowed
from extraction.components import component
from extraction.entities.toponym_choice import lies_in

_WIDE = frozenset({PlaceKind.COUNTRY, PlaceKind.REGION})


@component(
    reads=("doc.places", "draft.actors", "draft.kind", "draft.trigger"),
    writes=("draft.places",),
    lexicon=("arguments_words", "locations", "nouns", "syntax_words", "toponym_choice"),
)
def surrounding_text(doc: Doc) -> Doc:
    """Fill from the context what is still open."""
    drafts: list[Draft] = doc._.drafts
    for draft in drafts:
        _label(doc, draft)
        _heading(doc, draft)
        if not _is_located(draft) and not _place_beside(draft, drafts):
            _place_before(doc, draft)
        draft.places = narrowed(draft.places)
    _shared_doers(doc, drafts)
    return doc


def _add(draft: Draft, mention: PlaceMention, why: str) -> None:
    if any(place.place.id == mention.place.id for place in draft.places):
        return
    draft.places = arranged(
        [*draft.places, EventPlace(mention.place, mention.span.text, PlaceRole.LOCATION, f"{mention.reason}; {why}")]
    )
    draft.why[f"place {mention.place.id}"] = f"location: {why}"


def _label(doc: Doc, draft: Draft) -> None:
    """ "Chuhuiv. Enemy missile hit …", "Oicha (Beni territory): …": a name before the sentence as its label."""
    block = block_of(doc, draft.trigger.start)
    if any(p.role == PlaceRole.LOCATION and p.place.kind not in _WIDE for p in draft.places):
        return
    if stated := _stated_in_dateline(doc, block):
        _add(draft, stated, "the label before it")
        return
    before = [m for m in doc._.places if block.start <= m.span.start < draft.trigger.start]
    for mention in before:
        end = next((t for t in doc[mention.span.end : block.end] if t.text in ":.–—" or t.is_sent_start), None)
        words = [t for t in doc[block.start : end.i if end else block.end] if t.is_alpha]
        if end is not None and len(words) <= 6 and end.i <= draft.trigger.start:
            _add(draft, mention, "the label before it")


def _stated_in_dateline(doc: Doc, block: Block) -> PlaceMention | None:
    """ "KIRKUK - Saboteurs …": in a text of several such entries the dateline says where each of them happened."""
    own = block_of(doc, block.start - 1) if block.start else block
    if own.kind != BlockKind.DATELINE or not is_list_of_entries(doc):
        return None
    return next((m for m in doc._.places if own.start <= m.span.start < own.end), None)


def _heading(doc: Doc, draft: Draft) -> None:
    """The place of the heading that the event stands under, where it may contain the event's own."""
    for heading in block_of(doc, draft.trigger.start).headings[::-1]:
        for mention in doc._.places:
            if heading.start <= mention.span.start < heading.end:
                located = [p.place for p in draft.places if p.role == PlaceRole.LOCATION]
                if not located or any(lies_in(place, mention.place) for place in located):
                    _add(draft, mention, "the heading above it")


def _is_located(draft: Draft) -> bool:
    return any(place.role == PlaceRole.LOCATION for place in draft.places)


def _place_beside(draft: Draft, drafts: list[Draft]) -> bool:
    """ "Shot a boy during a search operation in X": where another event of the same sentence was, the nearest first."""
    sentence = draft.trigger.sent
    beside = [
        other
        for other in drafts
        if other is not draft and sentence.start <= other.trigger.start < sentence.end and _is_located(other)
    ]
    if not beside:
        return False
    nearest = min(beside, key=lambda other: abs(other.trigger.start - draft.trigger.start))
    for place in nearest.places:
        if place.role == PlaceRole.LOCATION:
            draft.places.append(replace(place, reason=f"{place.reason}; of “{nearest.trigger.text}” beside it"))
            draft.why[f"place {place.place.id}"] = f"location: of “{nearest.trigger.text}” beside it"
    return True


def _place_before(doc: Doc, draft: Draft) -> None:
    """The nearest place of the paragraph before the event, else the title's, else the lead's."""
    block = block_of(doc, draft.trigger.start)
    usable = places_of(doc)
    same = [
        m for m in usable if block.start <= m.span.start < draft.trigger.start and m.place.kind != PlaceKind.COUNTRY
    ]
    title = [m for m in usable if m.span.start_char < doc._.text_start]
    for mentions, why in ((same[-1:], "named just before it"), (title, "the title")):
        for mention in mentions:
            _add(draft, mention, why)
        if mentions:
            return
    located = [p for d in doc._.drafts for p in d.places if p.role == PlaceRole.LOCATION]
    if located and draft is not doc._.drafts[0]:
        first = located[0]
        draft.places = [
            EventPlace(first.place, first.text, PlaceRole.LOCATION, f"{first.reason}; the place of the first event")
        ]


def _shared_doers(doc: Doc, drafts: list[Draft]) -> None:
    """In a list under an introduction, a bare "three strikes" is done by whom the introduction named."""
    for draft in drafts:
        alike = [other for other in drafts if other.kind == draft.kind and other.trigger.start < draft.trigger.start]
        done = any(actor.role in (ActorRole.PERPETRATOR, ActorRole.PARTY) for actor in draft.actors)
        if alike and not done and block_of(doc, draft.trigger.start).kind == BlockKind.BULLET:
            doers = [actor for actor in alike[0].actors if actor.role == ActorRole.PERPETRATOR]
            draft.actors += [replace(actor, reason=f"{actor.reason}; of the list it stands in") for actor in doers]
