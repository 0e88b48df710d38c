"""Names in the text → `doc._.actors` and `doc._.places`.

Names of actors come from the catalogue, names of places from the gazetteer; which place of a name is meant is for
`toponyms` to say.
"""

from calendar import day_abbr, day_name, month_abbr, month_name
from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from domain.actors import ActorKind
from domain.places import PlaceKind
from extraction.annotations import ActorMention, world_of
from extraction.components import component
from extraction.entities.introductions import introduced
from extraction.entities.report_countries import countries_of, is_own_name, shared_by_villages, tells_country
from extraction.entities.toponyms import led_to, resolved
from extraction.entities.unknown_places import unknown_places
from extraction.lexicon import words
from extraction.syntax.memo import once_for_each_doc
from knowledge.places.resolution import PlaceSpan
from knowledge.world import World

_WIDE = frozenset({PlaceKind.COUNTRY, PlaceKind.REGION})
_BROAD = _WIDE | {PlaceKind.ADMIN1}
_ACRONYM = 4
_LIKELY = 0.35  # weight of a name that is meant as a place without a word for it
_LONGEST = 4  # words of a name that the gazetteer is asked for in another spelling
_CALENDAR = frozenset(name.lower() for name in (*month_name, *month_abbr, *day_name, *day_abbr) if name)


@once_for_each_doc
def _written(doc: Doc) -> list[str]:
    """Each word as it is written."""
    return [token.text for token in doc]


@once_for_each_doc
def _capitals(doc: Doc) -> list[bool]:
    """Whether each word is written as a name is."""
    return [_is_written_large(word) for word in _written(doc)]


@component(
    reads=("doc.blocks",),
    writes=("doc.actors", "doc.places"),
    lexicon=("names", "nouns", "syntax_words", "toponym_choice"),
)
def names(doc: Doc) -> Doc:
    """Find the actors and the places that the text names."""
    world = world_of(doc)
    found = list(_spotted_places(doc, world))
    spotted = [span for span in found if span.places]
    countries = frozenset(countries_of(doc, spotted))
    published = doc._.report.published
    named = [
        ActorMention(doc[span.start : span.end], span.actor, span.form.value, span.reason)
        for span in world.catalogue.spot(_written(doc), countries=countries, year=published.year if published else None)
        if not _is_small_acronym(doc, span.start, span.end)
    ]
    known = (s for s in spotted if tells_country(s.places[0]) or s.places[0].kind in _WIDE)
    known_at = frozenset(i for span in known for i in range(span.start, span.end))
    doc._.actors = [
        mention
        for mention in introduced(doc, named, known_at)
        if not _is_count_of_losses(doc, mention.span.start, mention.span.end)
    ]
    actors = {i: mention for mention in doc._.actors for i in range(mention.span.start, mention.span.end)}
    places = [span for span in spotted if _may_be_place(doc, span, actors) or _is_at_home(doc, span, actors, countries)]
    about = countries_of(doc, places, doc._.actors) or countries_of(doc, spotted) or shared_by_villages(places)
    mentions, refused = resolved(doc, places, about, world)
    left = [span for span in found if not span.places and not any(i in actors for i in range(span.start, span.end))]
    mentions += unknown_places(doc, [*refused, *left], mentions, about)
    doc._.places = sorted(mentions, key=lambda mention: mention.span.start)
    return doc


def _is_small_acronym(doc: Doc, start: int, end: int) -> bool:
    """ "car" is no Central African Republic, "us" no United States."""
    return end - start == 1 and doc[start].text.islower() and len(doc[start]) <= _ACRONYM


def _is_count_of_losses(doc: Doc, start: int, end: int) -> bool:
    """ "2 x KIA": the dead of a radio message, not the Kachin Independence Army."""
    counted = start > 0 and (doc[start - 1].like_num or doc[start - 1].lower_ in ("x", "×"))
    return counted and end - start == 1 and doc[start].lower_ in words("names", "radio_losses")


def _spotted_places(doc: Doc, world: World) -> Iterator[PlaceSpan]:
    """The gazetteer's names within the runs of capitalised words; punctuation ends a run."""
    for start, end in _runs(doc):
        at = start
        for span in world.gazetteer.spot(_written(doc)[start:end]):
            found = _trimmed(doc, replace(span, start=start + span.start, end=start + span.end))
            if found is None or _is_torn(doc, found, start, end):
                continue
            yield from _unknown(doc, at, found.start, world)
            yield _unlike_the_word(doc, found)
            at = found.end
        yield from _unknown(doc, at, end, world)


def _word_after(doc: Doc, end: int) -> str:
    return doc[end].lower_ if end < len(doc) else ""


def _unlike_the_word(doc: Doc, span: PlaceSpan) -> PlaceSpan:
    """ "In Tyre": where the words around it say that a place is meant, the everyday word does not count."""
    meant = span.common and led_to(doc, span.start) and doc[span.start].ent_type_ in ("GPE", "LOC")
    return replace(span, common=False) if meant else span


def _trimmed(doc: Doc, span: PlaceSpan) -> PlaceSpan | None:
    start, end = span.start, span.end
    while end > start and not _has_capital(doc[end - 1]):
        end -= 1
    while start < end and not _starts_name(doc[start]):
        start += 1
    return replace(span, start=start, end=end) if start < end else None


def _is_torn(doc: Doc, span: PlaceSpan, start: int, end: int) -> bool:
    """Whether one word was found within a longer name that the gazetteer does not have: "Khan" of "Khan Arnaba"."""
    if any(
        t.lower_ in words("names", "named_after") for t in doc[span.end : max(span.end + 1, min(end, span.end + 2))]
    ):
        return True
    if _word_after(doc, span.end) in words("names", "kin"):
        return True
    if span.places[0].kind in _BROAD and span.end < len(doc) and doc[span.end].lower_ in words("names", "ways"):
        return True  # "Salah al-Din Road" is not in the province
    if span.end - span.start > 1 or (doc[span.start].ent_type_ == "GPE" and not _is_in_longer(doc, span, start, end)):
        return False
    before, after = doc[span.start - 1] if span.start > start else None, doc[span.end] if span.end < end else None
    near = [t for t in (before, after) if t is not None]
    return any(
        (_has_capital(t) and t.lower_ not in words("names", "descriptions") and t.pos_ == "PROPN") or _is_hyphen(t)
        for t in near
    )


def _is_hyphen(token: Token) -> bool:
    """A hyphen within a name; one with spaces around it parts a place from what happened there."""
    return token.text == "-" and not (token.i and token.nbor(-1).whitespace_)


def _is_in_longer(doc: Doc, span: PlaceSpan, start: int, end: int) -> bool:
    """Whether the model takes it and the capitalised word beside it for one name: "Puerto" of "Puerto Jordán"."""
    left = span.start > start and doc[span.start].ent_iob_ == "I"
    return left or (span.end < end and doc[span.end].ent_iob_ == "I" and doc[span.end].ent_type_ == "GPE")


def _unknown(doc: Doc, start: int, end: int, world: World) -> Iterator[PlaceSpan]:
    """What is left of a run: after "in", "near" … it may be a place in another transliteration, or one not known."""
    for part, after in _pieces(doc, start, end):
        yield from _unknown_piece(doc, part, after, world)


def _pieces(doc: Doc, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The names that "and" joins."""
    for at in range(start, end):
        if doc[at].lower_ == "and":
            yield start, at
            start = at + 1
    yield start, end


def _unknown_piece(doc: Doc, start: int, end: int, world: World) -> Iterator[PlaceSpan]:
    while start < end and (not _starts_name(doc[start]) or _opens(doc[start])):
        start += 1
    while end > start and not _has_capital(doc[end - 1]):
        end -= 1
    if start == end or end - start > _LONGEST:
        return
    name = doc[start:end].text
    heard = led_to(doc, start) and doc[start].ent_type_ not in words("names", "not_places")
    known = (world.gazetteer.sounding(name) or world.gazetteer.named(name)) if heard else ()
    yield PlaceSpan(start, end, name, tuple(known), weight=0.0)


def _opens(token: Token) -> bool:
    """ "Near", "At", "Village of" at the head of a sentence or line, which are no part of the name after them."""
    if token.lower_ in words("names", "leads"):
        return token.lower_ not in words("names", "articles") or token.pos_ == "ADP"
    return (
        token.lower_ in words("names", "descriptions") and token.i + 1 < len(token.doc) and token.nbor().lower_ == "of"
    )


def _runs(doc: Doc) -> Iterator[tuple[int, int]]:
    start = None
    large, articles, joins = _capitals(doc), words("names", "articles"), words("names", "inside")
    for at, word in enumerate(_written(doc)):
        opens = large[at] or (word in articles and _starts_name(doc[at]))
        inside = opens or (start is not None and doc[at].lower_ in joins)
        if inside and start is None:
            start = at
        elif start is not None and (not inside or doc[at].is_sent_start):
            yield start, at
            start = at if opens else None
    if start is not None:
        yield start, len(doc)


def _starts_name(token: Token) -> bool:
    if _has_capital(token):
        return True
    if token.text not in words("names", "articles") or token.i + 1 == len(token.doc):
        return False
    following = token.nbor()
    return following.text == "-" or (token.text in ("al", "el", "ez") and _has_capital(following))


def _has_capital(token: Token) -> bool:
    return _capitals(token.doc)[token.i]


def _is_written_large(text: str) -> bool:
    """With a capital, or in Arabic or Hebrew letters, which have none."""
    return text[:1].isupper() or (not text.isascii() and text.isalpha() and text.lower() == text.upper())


def _may_be_place(doc: Doc, span: PlaceSpan, actors: dict[int, ActorMention]) -> bool:
    first, last = doc[span.start], doc[span.end - 1]
    lone = span.end - span.start == 1
    if _within_actor(span, actors):
        return False
    if first.ent_type_ in words("names", "not_places") and not _is_mislabelled(doc, span):
        return False
    if lone and first.text.isupper() and len(first.text) <= 5 and span.places[0].kind != PlaceKind.COUNTRY:
        return False
    if lone and (
        first.lower_ in words("names", "titles")
        or first.lower_ in words("names", "descriptions")
        or (first.pos_ in ("VERB", "ADP", "DET", "ADV") and (span.common or not led_to(doc, span.start)))
    ):
        return False
    if lone and (span.common or (first.is_sent_start and not tells_country(span.places[0]))):
        return led_to(doc, span.start) or first.ent_type_ in ("GPE", "LOC", "FAC") or _is_label(doc, span)
    return (last.pos_ != "VERB" or led_to(doc, span.start)) and not _within_other_name(doc, span)


def _is_at_home(doc: Doc, span: PlaceSpan, actors: dict[int, ActorMention], countries: frozenset[str]) -> bool:
    """Whether the gazetteer knows better than the model, which takes a small town for a date, a people or a firm: the
    name stands alone, and it is the name of a place in a country that the text is about."""
    first = doc[span.start]
    if span.common or span.weight < _LIKELY or any(i in actors for i in range(span.start, span.end)):
        return False
    if not any(place.country in countries and is_own_name(place, span.name) for place in span.places):
        return False
    label = _is_label(doc, span)
    if first.ent_type_ == "PERSON" and not label and not led_to(doc, span.start):
        return False
    longer = any(
        _has_capital(t) and t.ent_iob_ == "I"
        for t in (*doc[span.start : span.start + 1], *doc[span.end : span.end + 1])
    )
    return not longer and (label or not first.is_sent_start or led_to(doc, span.start))


def _is_mislabelled(doc: Doc, span: PlaceSpan) -> bool:
    """ "In Bara on Monday": the model takes a small town for a date or a people; the word before it knows better."""
    first = doc[span.start]
    if not led_to(doc, span.start) or span.common:
        return False
    above = first.head if first.dep_ in ("amod", "compound") else first
    of_people = above.i >= span.end and above.lower_ not in words("names", "descriptions")  # "in the Chechen capital"
    return not of_people if first.ent_type_ == "NORP" else first.is_alpha and not _is_calendar(first)


def _is_calendar(token: Token) -> bool:
    return token.lower_ in _CALENDAR


def _is_label(doc: Doc, span: PlaceSpan) -> bool:
    """ "Chuhuiv. Enemy missile hit …", "Oicha: …", "Mosul (Iraq) …", "Mambasa territory, …"."""
    end = span.end
    if end < len(doc) and doc[end].lower_ in words("names", "descriptions"):
        end += 1
    return end < len(doc) and doc[end].text in (".", ":", "(", ",", "–", "—")


def _within_actor(span: PlaceSpan, actors: dict[int, ActorMention]) -> bool:
    """ "Syria" within "Islamic State of Iraq and Syria" is no place; "Israel" alone is an actor and a place."""
    mention = next((actors[i] for i in range(span.start, span.end) if i in actors), None)
    if mention is None:
        return False
    longer = len(mention.span) > span.end - span.start
    is_state = mention.form in ("name", "metonym") and mention.actor.kind == ActorKind.STATE
    return mention.form != "phrase" and (longer or not is_state)


def _within_other_name(doc: Doc, span: PlaceSpan) -> bool:
    """Whether the words are part of a person's or an organisation's longer name."""
    token = doc[span.start]
    if token.ent_type_ not in words("names", "other_names") or led_to(doc, span.start):
        return False
    left = span.start > 0 and doc[span.start - 1].ent_type_ == token.ent_type_ and token.ent_iob_ == "I"
    right = span.end < len(doc) and doc[span.end].ent_iob_ == "I"
    return left or (right and doc[span.end].lower_ not in words("names", "descriptions"))
