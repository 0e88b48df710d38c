"""Where it happened → `draft.places`: each place of a sentence goes to the event whose words it hangs on in the parse.

A place may instead be an attack's origin, or only be named: where somebody spoke, whose office it is, where a victim
comes from. The most specific place comes first, what contains it after it.
"""

from collections import Counter
from itertools import pairwise

from spacy.tokens import Doc, Token

from domain.globe import kilometres
from domain.places import EventPlace, Place, PlaceKind, PlaceRole, has_position
from extraction.annotations import BlockKind, Draft, PlaceMention, block_of, place_at
from extraction.arguments.place_narrowing import AT_A_DISTANCE, arranged
from extraction.arguments.spatial_relations import is_where_it_came_from, prepositions, spatial_relation
from extraction.components import component
from extraction.entities.toponym_choice import lies_in
from extraction.lexicon import words
from extraction.syntax.memo import once_for_each_doc
from extraction.syntax.word_classes import belongs, lemma

_DASHES = frozenset({"–", "—", "--"})
_FAR = 99
_POINTS = frozenset({PlaceKind.CITY, PlaceKind.SITE})
_SAME_TOWN_KM = 8
_OTHER_CLAUSE = 3  # what a finite verb between a place and the event costs, in steps of the parse
_OF_IT = frozenset({"prep", "compound", "poss", "nmod", "amod", "appos"})
_ONLY_NAMED_FALL = words("arguments_words", "locations", "only_named_fall")
_ROLE_TO = words("arguments_words", "locations", "role_to")


@component(
    reads=("doc.actors", "doc.places", "draft.sentences", "draft.trigger"),
    writes=("draft.places",),
    lexicon=("arguments_words", "locations", "nouns", "syntax_words", "toponym_choice"),
)
def locations(doc: Doc) -> Doc:
    """Give each place that a sentence names to the events of the sentence that it belongs to."""
    drafts: list[Draft] = doc._.drafts
    in_sentence: dict[int, list[Draft]] = {}
    for draft in drafts:
        in_sentence.setdefault(draft.sentences[0].start, []).append(draft)
    for mention in places_of(doc):
        here = in_sentence.get(mention.span.sent.start, [])
        if not here:
            continue
        costs = [(_distance(mention, draft.trigger.root), draft) for draft in here]
        least = min(cost for cost, _ in costs)
        for cost, draft in costs:
            if cost <= least + 1:
                _place(draft, mention, cost)
    for draft in drafts:
        draft.places = _at_home(doc, arranged(draft.places))
    return doc


def _at_home(doc: Doc, places: list[EventPlace]) -> list[EventPlace]:
    """The places without the towns of another country than the one that the text names most places of, where there is
    one of that, too: "the rebels, who signed in Doha, stormed Burka"."""
    towns = [p for p in places if p.role is PlaceRole.LOCATION and p.place.kind in _POINTS]
    named = Counter(mention.place.country for mention in doc._.places)
    home = max((place.place.country for place in towns), key=lambda country: named[country], default=None)
    return [place for place in places if place not in towns or place.place.country == home]


@once_for_each_doc
def places_of(doc: Doc) -> list[PlaceMention]:
    """The places named that events may lie in: not those of datelines, nor capitals that stand for a government."""
    spoken = {i for m in doc._.actors if m.form == "metonym" for i in range(m.span.start, m.span.end)}
    spoken |= {m.span.root.i for m, other in pairwise(doc._.places) if _is_dateline(m, other)}
    return [
        mention
        for mention in doc._.places
        if block_of(doc, mention.span.start).kind != BlockKind.DATELINE and mention.span.root.i not in spoken
    ]


def _is_dateline(mention: PlaceMention, other: PlaceMention) -> bool:
    """ "Maputo — Gunmen killed five in Mucojo": where it was written, if the sentence itself tells another place."""
    doc, start, end = mention.span.doc, mention.span.start, mention.span.end
    parted = end < len(doc) and (doc[end].text in _DASHES or (doc[end].text == "-" and doc[end - 1].whitespace_ != ""))
    opens = parted and start == block_of(doc, start).start
    elsewhere = not lies_in(other.place, mention.place) and not _close(mention.place, other.place)
    return opens and elsewhere and other.span.start < _after_stop(doc, end)


def _after_stop(doc: Doc, start: int) -> int:
    """Where the first sentence after that token ends."""
    return next((token.i for token in doc[start + 2 :] if token.is_sent_start), len(doc))


def _place(draft: Draft, mention: PlaceMention, cost: int) -> None:
    role = _role(mention) if cost < _FAR else PlaceRole.MENTIONED
    if any(place.place.id == mention.place.id and place.role == role for place in draft.places):
        return
    reason = "; ".join(filter(None, (mention.reason, spatial_relation(mention.span))))
    draft.places.append(EventPlace(mention.place, mention.span.text, role, reason))
    draft.why[f"place {mention.place.id}"] = f"{role.value}: {reason}"


def _distance(mention: PlaceMention, trigger: Token) -> int:
    """How many steps of the parse lie between the place and the trigger; far where the place is only named."""
    common, path, down = _between(mention, trigger)
    if common is None or _is_whence(mention) or _is_bound(mention) or _only_named(mention, path, common):
        return _FAR
    if _is_where_said(path, common, down):
        return _FAR
    clauses = sum(_is_clause(token) for token in [*path[1:], *(t for t in down if not _is_at_once(t))])
    return min(_FAR - 1, len(path) + len(down) + _OTHER_CLAUSE * clauses)


def _is_at_once(clause: Token) -> bool:
    """ "Gunfire rang out in Khartoum as the army fought": what happens at the same time does so at the same place."""
    marks = {child.lower_ for child in clause.children if child.dep_ in ("mark", "advmod")}
    return clause.dep_ == "advcl" and bool(marks & words("arguments_words", "locations", "at_once"))


def _between(mention: PlaceMention, trigger: Token) -> tuple[Token | None, list[Token], list[Token]]:
    """The lowest word above both the place and the trigger, and the words below it on either side."""
    upward = [mention.span.root, *mention.span.root.ancestors]
    trigger_path = [trigger, *trigger.ancestors]
    common = next((token for token in upward if token in trigger_path), None)
    if common is None:
        return None, [], []
    return common, upward[: upward.index(common)], trigger_path[: trigger_path.index(common)]


def _is_where_said(path: list[Token], common: Token, down: list[Token]) -> bool:
    """ "A drone hit …, he said in Beirut", "Speaking in Beirut, he said …": where it was said, not where it happened.
    "In Beirut, police said …" may be both."""
    speech = words("locations", "speech")
    fronted = bool(path) and path[-1].dep_ == "prep" and path[-1].i < common.i
    reported = lemma(common) in speech and not fronted and any(token.dep_ == "ccomp" for token in down)
    occasion = any(lemma(token) in words("locations", "said_at") for token in path)
    speaking = any(token.dep_ == "advcl" and lemma(token) in speech for token in path)
    return (reported or speaking or occasion) and not _has_event(path)


def _has_event(path: list[Token]) -> bool:
    """Whether an event's noun stands between the place and the verb above it."""
    return any(belongs(token, "event") for token in path)


def _is_clause(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") and token.dep_ in ("relcl", "advcl", "ccomp", "conj", "acl")


def _only_named(mention: PlaceMention, path: list[Token], common: Token) -> bool:
    """Whether the place says where somebody spoke, whose office it is, or where people come from."""
    if any(token.lower_ == "according" for token in [*path, common]):  # "according to news reports from Baku"
        return True
    root = mention.span.root
    for lower, upper in zip(path, [*path[1:], common], strict=False):
        above, before = lemma(upper), lower.lower_ if lower.dep_ == "prep" else ""
        is_struck = upper.dep_ in ("dobj", "nsubjpass")  # "burned down the office in X"
        bringing = {above, lemma(upper.head) if upper.dep_ == "dobj" else ""}  # "evacuating the wounded to …"
        if (
            (before and upper.tag_ == "NN" and above in words("locations", "native"))
            or (above in words("locations", "institution") and not is_struck and lower.dep_ in _OF_IT)
            or (before == "from" and _is_home_of(upper))
            or (before in ("of", "from") and upper.ent_type_ == "PERSON")
            or (
                before == "of"
                and root.head.i == lower.i
                and belongs(upper, "armed", "state")
                and not belongs(upper, "site")
            )
        ):
            return True
        goes_there = lower.dep_ in ("prep", "dative") and lower.lower_ in ("to", "into") and root.head.i == lower.i
        if goes_there and bringing & words("locations", "brought"):
            return True
        if lower.dep_ == "agent" or before in ("by", "with", "for"):
            return mention.place.kind == PlaceKind.COUNTRY
        if lower.dep_ == "nsubjpass" and lower.i == root.i and above in ("kill", "wound", "injure"):
            return True
        does_it = lower.dep_ in ("nsubj", "agent") and lower.i == _first_of_list(root).i and upper.pos_ == "VERB"
        if does_it and not _follows_preposition(mention):
            return above not in _ONLY_NAMED_FALL
    return _is_whose(mention)


def _is_whence(mention: PlaceMention) -> bool:
    """ "Killed five people from X": wherever the parse hangs "from", it follows those who are of X."""
    doc, start = mention.span.doc, mention.span.start
    return start > 1 and doc[start - 1].lower_ == "from" and _is_home_of(doc[start - 2])


def _is_home_of(people: Token) -> bool:
    """Whether "from X" says of people whence they are, and not whence they were taken."""
    return belongs(people, "person", "armed") and lemma(people.head) not in words("locations", "taken")


def _is_bound(mention: PlaceMention) -> bool:
    """ "A Karachi-bound bus", "the London-based monitor": where it was going to, or who they are."""
    after = mention.span.doc[mention.span.end : mention.span.end + 2]
    return len(after) == 2 and after[0].text == "-" and after[1].lower_ in words("locations", "bound")


def _first_of_list(token: Token) -> Token:
    """ "Russia" of "Russia, France and the United States urged": the others do what it does."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token


def _follows_preposition(mention: PlaceMention) -> bool:
    """ "Near Raqqah, two strikes …": where the parse takes the place for a subject, the word before it knows better."""
    start = mention.span.start
    return start > 0 and mention.span.doc[start - 1].lower_ in words(
        "arguments_words", "locations", "follows_preposition_near"
    )


def _is_whose(mention: PlaceMention) -> bool:
    """ "Kabul's claim", "Israel's strike": whose it is, not where; "Sudan's South Kordofan" is where."""
    root = mention.span.root
    if root.dep_ not in ("poss", "compound", "amod", "nmod"):
        return False
    spoken_for = mention.place.kind == PlaceKind.COUNTRY or root.dep_ == "poss"
    named_after = root.head.i in place_at(root.doc)
    return spoken_for and not named_after and not belongs(root.head, "site", "thing")


def _role(mention: PlaceMention) -> PlaceRole:
    """Where it was launched from, where people went, or else where it happened."""
    if is_where_it_came_from(mention.span):
        return PlaceRole.ORIGIN
    preposition = next(prepositions(mention.span.root), None)
    if preposition is not None and preposition.lower_ in _ROLE_TO:
        return PlaceRole.MENTIONED if lemma(preposition.head) in words("locations", "leave") else PlaceRole.LOCATION
    return PlaceRole.LOCATION


def _close(one: Place, other: Place) -> bool:
    return has_position(one) and has_position(other) and _km(one, other) <= _SAME_TOWN_KM


def _km(one: Place, other: Place) -> float:
    return kilometres(one.latitude, one.longitude, other.latitude, other.longitude)


def contradict(one: list[EventPlace], other: list[EventPlace]) -> bool:
    """Whether two lists of places cannot be of one event: each has a specific place, and none agree."""
    located = [
        [p.place for p in places if p.role == PlaceRole.LOCATION and AT_A_DISTANCE not in p.reason]
        for places in (one, other)
    ]
    points = [[place for place in places if place.kind in (PlaceKind.CITY, PlaceKind.SITE)] for places in located]
    if all(points):
        return not any(a.id == b.id or _close(a, b) for a in points[0] for b in points[1])
    specific = located
    if not all(specific):
        return False
    return not any(a.id == b.id or lies_in(a, b) or lies_in(b, a) for a in specific[0] for b in specific[1])
