"""Everything that the words of a question may be: spans from the lexicons, the clock, the catalogue and the gazetteer.

In: the words, now, the asker's zone, the world. Out: a `Sight`: the words with typos mended for the lexicons, and all
spans with what they would explain. Nothing is decided here; `spans.best_choices` chooses.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from domain.actors import ActorKind
from domain.places import PlaceKind
from knowledge.actors.catalogue import ActorSpan, Catalogue
from knowledge.actors.catalogue import Form as Naming
from query.times.grammar import TimeSpan, find_times
from query.times.vocabulary import time_words
from query.tokens import Word, cut
from query.understanding.parts.measures import TAKEN, Bounds, bounds_at
from query.understanding.parts.places import PlaceFinder, PlaceFound
from query.understanding.spans import Span
from query.understanding.words.lexicon import Form, Kind, Lexicon, Sense, lexicon
from query.understanding.words.typos import is_english, mending
from store.search.index_words import IndexWords

WEIGHTS = {
    Kind.NOISE: 0.55,
    Kind.DIMENSION: 0.6,
    Kind.PEOPLE: 0.7,
    Kind.CHATTER: 0.7,
    Kind.GROUP: 0.9,
    Kind.NUMBER: 0.8,
}
JOINS = (("but",), ("and",))
HARM = frozenset({Kind.OUTCOME, Kind.CASUALTIES})
PEOPLE = frozenset({*HARM, Kind.PEOPLE, Kind.GROUP})
PHRASE_BONUS = 0.05  # a phrase of the lexicon explains a little more than its words one by one
TYPO = 0.15  # a mended word explains so much less than one typed right
TIME = 1.05
DOERS = (("by",), ("with",), ("between",))
DOER = 0.1  # "army" or "junta" where it does something is rather its country's than a sort of actor
OUTLET = 1.1  # an outlet's full name, which may hold the name of a place


@dataclass(frozen=True, slots=True)
class Sought:
    """What may have been hit: its kind, and the word for it that is searched as text."""

    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class Sight:
    """The words of a question as the lexicons see them, and all that they may be."""

    words: tuple[Word, ...]
    lowered: tuple[str, ...]
    spans: tuple[Span, ...]
    mended: dict[int, str]


def look(
    words: tuple[Word, ...],
    now: datetime,
    zone: tzinfo,
    catalogue: Catalogue,
    finder: PlaceFinder,
    index: IndexWords | None = None,
) -> Sight:
    """All that the words may be. `index` knows the outlets that it has reports of."""
    known = lexicon()
    told_by = _known_outlets(words, index)
    exact = finder.spotted(words, told_by)
    actors = _actors_in(words, catalogue, _countries(exact))
    named = {at for span in actors for at in range(span.start, span.end)}
    outlets = [*_outlets(actors, words, catalogue), *told_by]
    named |= {at for span in (*exact, *outlets) for at in range(span.start, span.end) if not finder.is_doubtful(span)}

    def is_name(typed: str) -> bool:
        return finder.means_a_place(typed) or bool(catalogue.guess([typed]))

    mended = {at: near for at, word in enumerate(words) if at not in named and (near := mending(word, is_name))}
    exact = [span for span in exact if not (mended.keys() & range(span.start, span.end) and finder.is_doubtful(span))]
    lowered = tuple(mended.get(at, word.low) for at, word in enumerate(words))
    seen = tuple(replace(word, low=low) for word, low in zip(words, lowered, strict=True))
    blocked = {at for span in actors if span.end - span.start > 1 for at in range(span.start, span.end)}
    times = find_times(seen, now, zone, frozenset(blocked))
    spans = [_time(span, mended, words) for span in times]
    spans += [*outlets, *_phrases(known, lowered, mended, words)]
    spans += _figures(known, seen)
    grounds = {(span.start, span.end) for span in exact if _is_country(span)}
    named_actors = [
        found for found in actors if (found.start, found.end) not in grounds or found.form is not Naming.NAME
    ]
    spans += [span for found in named_actors if (span := _actor(found, words, known))]
    spans += [_less_sure(span, actors) for span in exact if not mended.keys() & range(span.start, span.end)]
    spans += _hyphened(known, seen)
    covered = {at for span in spans if span.kind is not Kind.NOISE for at in _reach(span)}
    home = {country for span in exact if not _heard(span) for country in _countries([span])}
    guesses = finder.guessed(seen, covered | mended.keys())
    spans += [span for span in guesses if not home or _countries_of(span) & home or _is_wide(span)]
    unsure = [span for span in spans if _heard(span) or (span.kind is Kind.PLACE and finder.is_faint(span))]
    firm = {at for span in spans if span.kind is not Kind.NOISE and span not in unsure for at in _reach(span)}
    spans += _mistyped_actors(seen, firm | mended.keys(), catalogue, known)
    return Sight(seen, lowered, tuple(spans), mended)


def _countries(exact: Sequence[Span]) -> frozenset[str]:
    """The country of the places named, where they lie in one."""
    found = {
        span.value.place.country for span in exact if isinstance(span.value, PlaceFound) and not span.value.guessed
    }
    return frozenset(country for country in found if country) if len(found) == 1 else frozenset()


def _countries_of(span: Span) -> frozenset[str]:
    return frozenset({span.value.place.country or ""} if isinstance(span.value, PlaceFound) else ())


def _is_wide(span: Span) -> bool:
    """Whether a guess is a country or a region: a town beside places of another country is rather one of theirs that is
    not known."""
    place = span.value.place if isinstance(span.value, PlaceFound) else None
    return place is not None and place.kind in (PlaceKind.COUNTRY, PlaceKind.REGION)


def _actors_in(words: Sequence[Word], catalogue: Catalogue, countries: frozenset[str]) -> list[ActorSpan]:
    """The actors that the catalogue sees, in positions of `words`; it learns where a comma or bracket parts names, and
    of which country the question is."""
    texts: list[str] = []
    places: list[int] = []
    for at, word in enumerate(words):
        if at and any(mark in ",;:()[]!?" for mark in word.before):
            texts.append(",")
            places.append(at)
        us_left_out = word.low == "us" and at and words[at - 1].low in ("not", "except", "nor", "excluding", "without")
        texts.append("US" if us_left_out else word.text)
        places.append(at)
    found = catalogue.spot(texts, countries=countries)
    return [replace(span, start=places[span.start], end=places[span.end - 1] + 1) for span in found]


def _outlets(actors: Sequence[ActorSpan], words: Sequence[Word], catalogue: Catalogue) -> list[Span]:
    """The outlets of the catalogue, by the name that was typed, as it is written there."""
    spans = []
    for found in actors:
        if found.form is Naming.MEDIA:
            typed = " ".join(word.text for word in words[found.start : found.end])
            names = (name for name in catalogue.names(found.actor.id) if name.casefold() == typed.casefold())
            score = OUTLET * (found.end - found.start)
            spans.append(Span(found.start, found.end, Kind.SOURCE, score, value=next(names, typed)))
    return spans


def _known_outlets(words: Sequence[Word], index: IndexWords | None) -> list[Span]:
    """The outlets that the index has reports of, by their full names, or without the "(Telegram)" behind them."""
    lowered = [word.low for word in words]
    spans = []
    for outlet in index.outlets if index else ():
        for written in {outlet, outlet.partition(" (")[0]}:
            name = [word.low for word in cut(written)]
            for start in range(len(lowered) - len(name) + 1) if name else ():
                led = lexicon().role_before("sourcing lead", tuple(lowered), start) is not None
                if lowered[start : start + len(name)] == name and (len(name) > 1 or led):
                    spans.append(Span(start, start + len(name), Kind.SOURCE, OUTLET * len(name), value=outlet))
    return spans


def _time(found: TimeSpan, mended: dict[int, str], words: Sequence[Word]) -> Span:
    length = found.end - found.start
    typos = sum(at in mended for at in range(found.start, found.end))
    score = TIME * (length - TYPO * typos) * found.sure
    return Span(
        found.start, found.end, Kind.TIME, score, value=found, note=_mending(found.start, found.end, mended, words)
    )


def _phrases(known: Lexicon, lowered: Sequence[str], mended: dict[int, str], words: Sequence[Word]) -> list[Span]:
    spans: list[Span] = []
    for start in range(len(lowered)):
        for end, sense in known.at(lowered, start):
            typos = sum(at in mended for at in range(start, end))
            score = WEIGHTS.get(sense.kind, 1.0) * (end - start - TYPO * typos)
            if end - start > 1:
                score += PHRASE_BONUS * (end - start)
            if _allowed(sense, lowered, start, end):
                note = _mending(start, end, mended, words)
                meant = Sought(sense.target, sense.word) if sense.target else None
                spans.append(Span(start, end, sense.kind, score, sense.ids, sense.form, sense.marks, meant, note))
    return spans


def _allowed(sense: Sense, lowered: Sequence[str], start: int, end: int) -> bool:
    """Whether a phrase may have this sense where it stands. Chatter is a whole question or nothing."""
    if sense.kind is Kind.HELP:
        return end - start > 1 or len(lowered) <= 3
    return sense.kind is not Kind.CHATTER or len(lowered) <= 6


def _figures(known: Lexicon, words: Sequence[Word]) -> list[Span]:
    """Numbers on their own, tolls ("more than ten dead"), and distances: "within 50 km of", "30 miles around"."""
    spans: list[Span] = []
    lowered = [word.low for word in words]
    numbers = time_words().numbers
    for at, word in enumerate(words):
        value = word.number
        if value is None and word.low not in ("a", "an"):
            value = numbers.get(word.low)
        if value is None or value > 100_000:
            continue
        spans.append(Span(at, at + 1, Kind.NUMBER, WEIGHTS[Kind.NUMBER], value=value))
        if value == int(value) and (toll := _toll(known, words, at, int(value))) is not None:
            spans.append(toll)
        unit = known.role_at("distance km", lowered, at + 1)
        scale = 1.0
        if unit is None:
            unit, scale = known.role_at("distance miles", lowered, at + 1), 1.609344
        if unit is None or not 0 < value <= 5000:
            continue
        start, end = at, known.role_at("distance radius", lowered, unit) or unit
        while start and (before := known.role_before("distance lead", lowered, start)) is not None:
            start = before
        end = known.role_at("distance tail", lowered, end) or end
        spans.append(Span(start, end, Kind.RADIUS, 1.1 * (end - start), value=round(value * scale, 1)))
    return spans


def _toll(known: Lexicon, words: Sequence[Word], at: int, value: int) -> Span | None:
    """ "At least 20 people killed", "killed more than ten", "10 to 20 dead": how many an event must have cost."""
    lowered = tuple(word.low for word in words)
    bound = _between(known, words, at, value)
    if bound is None:
        after = words[at + 1].before if at + 1 < len(words) else ""
        bound = bounds_at(lowered, at, value, words[at].before, after)
    if bound is None or not _of_people(known, words, bound[0], bound[1]):
        return None
    start, end, said = bound
    return Span(start, end, Kind.TOLL, 1.1 * (end - start), value=said)


def _between(known: Lexicon, words: Sequence[Word], at: int, value: int) -> tuple[int, int, Bounds] | None:
    """ "Between 10 and 20", "10 to 20", "10-20": from the first figure on."""
    second = at + 2 if at + 2 < len(words) and words[at + 1].low in ("and", "to", "or") else at + 1
    if second >= len(words):
        return None
    other = words[second].number if words[second].number is not None else time_words().numbers.get(words[second].low)
    led = bool(at) and words[at - 1].low == "between"
    dashed = second == at + 1 and words[second].before in ("-", "–", "—")
    if other is None or other <= value or not (led or dashed or words[at + 1].low == "to"):
        return None
    return at - led, second + 1, Bounds(value, other)


def _is_harm(known: Lexicon, lowered: Sequence[str], at: int) -> bool:
    """Whether a word says what people came to."""
    return any(sense.kind in (Kind.OUTCOME, Kind.CASUALTIES) for _, sense in known.at(tuple(lowered), at))


def _of_people(known: Lexicon, words: Sequence[Word], start: int, end: int) -> bool:
    """Whether a figure counts people who came to harm: "… dead", "… were killed", "killed …", "a death toll …"; not one
    behind a comma ("with casualties, 1–2 January")."""
    lowered = tuple(word.low for word in words)
    parted = words[start].before.startswith((",", ";"))
    if (
        end + 1 < len(lowered)
        and lowered[end] not in known.known
        and any(sense.kind is Kind.OUTCOME for _, sense in known.at(lowered, end + 1))
    ):
        return True  # "more than 10 khawarij killed"
    if lowered[end : end + 1] in JOINS:  # "more than 3 but fewer than 10 dead": the second says of whom
        second = next((at for at in range(end + 1, min(len(words), end + 4)) if words[at].number is not None), None)
        if second is not None and bounds_at(lowered, second, 0, "", "") is not None:
            return _of_people(known, words, second, second + 1)
    if start > 1 and lowered[start - 1 : start] in JOINS and _is_harm(known, lowered, start - 2):
        return True  # "more than 3 dead but fewer than 10"
    while end < len(lowered) and lowered[end] in ("were", "was", "have", "had", "been", "got", "get", "are"):
        end += 1
    while start and lowered[start - 1] in ("of", "is", "was", "by", "with"):
        start -= 1
    if end < len(lowered) and lowered[end] in TAKEN:
        return True
    after = {sense.kind for _, sense in known.at(lowered, end)} if end < len(lowered) else set()
    before = {sense.kind for first in range(start) for last, sense in known.at(lowered, first) if last == start}
    counts = not parted and bool(before & {Kind.OUTCOME, Kind.CASUALTIES}) and Kind.TYPE not in after
    return bool(after & PEOPLE) or counts


def _hyphened(known: Lexicon, words: Sequence[Word]) -> list[Span]:
    """ "Turkey-backed", "rebel-held": the name before the hyphen is neither the actor nor the place."""
    held = known.roles["hyphened"]
    return [
        Span(at - 1, at + 1, Kind.NOISE, 1.6)
        for at, word in enumerate(words)
        if at and word.before in ("-", "‐", "–") and not word.spaced and (word.low,) in held
    ]


def _reach(span: Span) -> range:
    return range(span.start, span.end)


def _is_country(place: Span) -> bool:
    """Whether a place is a country, whose name stands for its state as well: `roles` decides which is meant."""
    return isinstance(place.value, PlaceFound) and place.value.place.kind is PlaceKind.COUNTRY


def _heard(place: Span) -> bool:
    """Whether a name is only like that of a place: then a mistyped word of the lexicons is likelier."""
    return isinstance(place.value, PlaceFound) and place.value.guessed


def _less_sure(place: Span, actors: Sequence[ActorSpan]) -> Span:
    """A town with the name of an armed group is rather the group."""
    named = any(a.start < place.end and place.start < a.end and a.actor.kind is not ActorKind.STATE for a in actors)
    return replace(place, score=place.score * 0.5) if named else place


def _actor(found: ActorSpan, words: Sequence[Word], known: Lexicon) -> Span | None:
    """A named actor. Common nouns ("gunmen") are groups or searched words; outlets tell of events and are none."""
    if found.form is Naming.MEDIA or (found.form is Naming.PHRASE and not _acts(found, words, known)):
        return None
    length = found.end - found.start
    if length > 1 and any(s.kind is Kind.TYPE for s in known.senses.get((words[found.end - 1].low,), ())):
        found = replace(found, end=found.end - 1)  # "RSF drone" before "attacks"
        length -= 1
    score = length * (found.score + (DOER if found.form is Naming.PHRASE else 0.0))
    low = words[found.start].low
    if length == 1 and low in time_words().months:
        score -= 0.4  # JAN is an abbreviation and a month
    everyday = low not in ("us", "is") and low in known.common and not words[found.start].text[:1].isupper()
    if length == 1 and everyday and found.form is not Naming.PHRASE:
        score -= 0.3
    if found.form is Naming.METONYM and found.actor.kind is ActorKind.STATE:
        score -= 0.3 * length
    ids = (found.group.value,) if found.group else ()
    typed = " ".join(word.text for word in words[found.start : found.end])
    note = f"“{typed}” → {found.actor.name}’s" if found.form is Naming.PHRASE else ""
    return Span(found.start, found.end, Kind.ACTOR, score, ids, Form.MASS, value=found, note=note)


def _acts(found: ActorSpan, words: Sequence[Word], known: Lexicon) -> bool:
    """Whether a common noun is the doer of what follows, in a country whose own it is: "junta airstrikes in Karen"; or
    those of it came to harm: "government forces killed in Idlib"."""
    lowered = tuple(word.low for word in words)
    if found.actor.kind is not ActorKind.STATE:
        return False
    senses = known.senses.get(tuple(lowered[found.start : found.end]), ())
    forces = not any(sense.kind is Kind.GROUP for sense in senses)
    before = found.start - (lowered[: found.start][-1:] == ("the",))
    led = lowered[:before][-1:] in DOERS or (forces and known.role_before("upon", lowered, before) is not None)
    if found.end == len(lowered) or lowered[:before][-1:] in (("which",), ("what",)):
        return led
    follows = {sense.kind for _, sense in known.at(lowered, found.end)}
    return led or Kind.TYPE in follows or (forces and bool(follows & HARM))


def _mistyped_actors(words: Sequence[Word], explained: set[int], catalogue: Catalogue, known: Lexicon) -> list[Span]:
    """Names of actors with letters wrong, among the words that nothing explains and that are no everyday words."""
    left = explained | {at for at, word in enumerate(words) if word.low in known.known or word.number is not None}
    spans: list[Span] = []
    for found in catalogue.guess([word.text for word in words], left):
        if found.end - found.start == 1 and is_english(words[found.start].low):
            continue  # "or fake?"
        typed = " ".join(word.text for word in words[found.start : found.end])
        score = (0.5 + 0.4 * found.score) * (found.end - found.start)
        note = f"“{typed}” → {found.actor.name}"
        spans.append(Span(found.start, found.end, Kind.ACTOR, score, (), Form.MASS, value=found, note=note))
    return spans


def _mending(start: int, end: int, mended: dict[int, str], words: Sequence[Word]) -> str:
    return "; ".join(f"“{words[at].text}” → {mended[at]}" for at in range(start, end) if at in mended)
