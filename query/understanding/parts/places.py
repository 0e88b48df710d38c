"""The places of a question: names that the gazetteer knows, and names mistyped, each with how sure it is.

In: the words of the question and what the index has events at. Out: spans whose value is a `PlaceFound`. A name that is
both a city and the province around it is the city with its province beside it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from domain.places import Place, PlaceKind
from knowledge.folding import fold
from knowledge.places.gazetteer import Gazetteer
from knowledge.places.resolution import Hints, Resolution
from knowledge.places.tables import atlas
from knowledge.places.words import PART_WORDS
from knowledge.world import World
from query.reading import AskedPlace
from query.tokens import Word
from query.understanding.parts.coordinates import point_at
from query.understanding.parts.place_kinds import kind_after, kind_before, name_of, without_kind
from query.understanding.parts.place_slips import CERTAIN, OUR_OWN, VILLAGE, begins_alike, city_called, far_fetched
from query.understanding.spans import Span, is_part
from query.understanding.words.casing import as_names
from query.understanding.words.lexicon import Kind, lexicon
from query.understanding.words.typos import is_english
from query.wording.paraphrase import called

GIVEN = 2.0  # a point of the globe is meant as nothing else
LONGEST_GUESS = 4
LONGEST_TOLD = 4
OF_THE_INDEX = 0.9  # a name that the gazetteer has and that means a town scores a little more
GUESSES = 8  # look-ups of mistyped names in one question
SURE, BELIEVED = 0.72, 0.6
TOLD = 2_000  # a place of so many people is meant by its own name
OUTWEIGHS = 30
SMALL = 15_000
TOWN = 50_000
FAMOUS = 100_000
LIKELY = 0.5  # a name that means its best known place less often needs more than its letters
METROPOLIS = 1_000_000
NOWHERE: frozenset[str] = frozenset()
LINKS = ("vs", "versus", "and", "or", "v", "than")
SIGNS = ("+", "&", "/")
NO_NAMES = frozenset(PART_WORDS).union(
    ("capital", "center", "coast", "coastal", "federal", "islands", "lower", "upper")
)
"""Before "state" or "province" these say which part of a country is meant."""
BORDERS = ("border", "frontier", "borders")
WHOLE = (PlaceKind.COUNTRY, PlaceKind.REGION)
Named = Callable[[str], tuple[Place, ...]]


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place read from words: the place, the province of the same name where it may be either, other places that it
    may be, what was typed, and whether it had to be guessed."""

    place: Place
    province: Place | None = None
    rivals: tuple[Place, ...] = ()
    typed: str = ""
    guessed: bool = False


class PlaceFinder:
    """Finds places in the words of one question; `known` are place ids that the index has events at, `told` gives the
    places of a name that the index has and the gazetteer has not."""

    def __init__(self, gazetteer: Gazetteer, known: Mapping[str, int] | None = None, told: Named | None = None) -> None:
        self._gazetteer = gazetteer
        self._told = told
        self._known = known
        self._lexicon = lexicon()
        self._light: set[int] = set()

    def spotted(self, words: Sequence[Word], longer: Collection[Span] = ()) -> list[Span]:
        """The names that the gazetteer knows letter by letter, but for those that are part of a `longer` name
        ("Northgate Wire")."""
        found: list[tuple[int, int, str]] = []
        self._light = set()
        for span in self._gazetteer.spot(as_names(words)):
            if words[span.start].before == "." and not words[span.start].spaced:
                continue  # "booking.com"
            if any(is_part(span.start, span.end, name) for name in longer):
                continue
            self._light |= {span.start} if span.weight < LIKELY else set()
            start = self._asked_within(words, span.start, span.end)
            if self._like_a_name(words, start, span.end):
                end = without_kind(self._gazetteer, words, start, span.end, span.places)
                found.append((start, end, name_of(words, start, end)))
        countries = frozenset(
            place.country
            for start, _, name in found
            for place in self._gazetteer.named(name)[:1]
            if place.kind in WHOLE and place.country and self._says_where(words, start)
        )
        shared = self._shared(found)
        exact = [
            self._exact(words, start, end, name, countries | shared.get(start, NOWHERE)) for start, end, name in found
        ]
        grown = [self._grown(words, start, end) for start, end, _ in found]
        return [
            span
            for span in (
                *_points(words),
                *exact,
                *grown,
                *self._of_the_index(words),
                *self._beside(words, found),
                *self._by_kind(words, countries),
            )
            if span is not None
        ]

    def _shared(self, found: Sequence[tuple[int, int, str]]) -> dict[int, frozenset[str]]:
        """For a name whose best known place lies apart from all others of the question: the country of theirs that has
        a place of this name too ("Palma, Macomia"). Capitals and the largest cities keep their sense."""
        named = {start: self._gazetteer.named(name) for start, _, name in found}
        tops = {start: places[0] for start, places in named.items() if places}
        settled = {}
        for start, top in tops.items():
            others = {place.country for at, place in tops.items() if at != start and place.country}
            metropolis = top.population >= METROPOLIS and fold(top.name) == fold(_named_at(found, start))
            if top.kind is not PlaceKind.CITY or metropolis or top.country in others:
                continue
            theirs = [place.country for place in named[start] if place.country in others]
            if theirs and theirs[0]:
                settled[start] = frozenset({theirs[0]})
        return settled

    def _by_kind(self, words: Sequence[Word], countries: frozenset[str]) -> Iterator[Span]:
        """First-level regions whose names are everyday words, with the word for their kind: "plateau state"."""
        for at, word in enumerate(words[:-1]):
            if not is_english(word.low) or word.low in NO_NAMES:
                continue
            after, kinds = kind_after(words, at + 1)
            if kinds != {PlaceKind.ADMIN1} or words[at + 1].before:
                continue
            name = name_of(words, at, after)
            resolution = self._gazetteer.resolve(name, Hints(countries, kinds, known=self._known, misspelt=False))
            if resolution is None or resolution.place.kind is not PlaceKind.ADMIN1:
                continue
            if fold(resolution.place.name) == fold(word.text) and resolution.place.country in _at_war():
                place = PlaceFound(resolution.place, rivals=resolution.rivals, typed=word.text)
                yield Span(at, after, Kind.PLACE, OF_THE_INDEX * (after - at), (place.place.id,), value=place)

    def _beside(self, words: Sequence[Word], found: Sequence[tuple[int, int, str]]) -> Iterator[Span]:
        """Places whose names are everyday words too, set beside another of their country: "plateau vs benue"."""
        for start, end, name in found:
            beside = next((place.country for place in self._gazetteer.named(name) if place.country), None)
            for at in self._neighbours(words, start, end):
                if beside and is_english(words[at].low):
                    typed = words[at].text
                    namesakes = (*self._gazetteer.admin1s(beside), *self._gazetteer.named(typed))
                    meant = next((p for p in namesakes if p.country == beside and fold(p.name) == fold(typed)), None)
                    if meant is not None and (meant.kind is not PlaceKind.CITY or meant.population >= VILLAGE):
                        yield Span(
                            at, at + 1, Kind.PLACE, OF_THE_INDEX, (meant.id,), value=PlaceFound(meant, typed=typed)
                        )

    @staticmethod
    def _neighbours(words: Sequence[Word], start: int, end: int) -> Iterator[int]:
        """The words set beside a name: "X and Y", "X vs Y", "X + Y"."""
        for link, at in ((start - 1, start - 2), (end, end + 1)):
            if 0 <= at < len(words) and words[link].low in LINKS:
                yield at
        if start and words[start].before in SIGNS:
            yield start - 1
        if end < len(words) and words[end].before in SIGNS:
            yield end

    def _of_the_index(self, words: Sequence[Word]) -> Iterator[Span]:
        """The names of villages that only a report or a dataset told of."""
        if self._told is None:
            return
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + LONGEST_TOLD) + 1):
                if all(word.low in self._lexicon.known for word in words[start:end]):
                    continue
                name = name_of(words, start, end)
                if places := self._told(name):
                    found = PlaceFound(places[0], None, places[1:], name)
                    score = (OF_THE_INDEX + 0.2 * self._led(words, start)) * (end - start)
                    yield Span(start, end, Kind.PLACE, score, (places[0].id,), value=found)

    def guessed(self, words: Sequence[Word], covered: set[int] | frozenset[int]) -> list[Span]:
        """Names that nothing explains, matched to the nearest place."""
        spans: list[Span] = []
        left = GUESSES
        for start, end in self._runs(words, covered):
            for size in range(min(LONGEST_GUESS, end - start), 0, -1):
                for at in range(start, end - size + 1):
                    taken = any(s.start < at + size and at < s.end for s in spans)
                    if taken or left == 0 or (size < end - start and self._is_one_name(words, start, end)):
                        continue
                    left -= 1
                    span = self._guess(words, at, at + size)
                    if span:
                        spans.append(span)
        return spans

    def _is_torn(self, words: Sequence[Word], start: int, end: int) -> bool:
        """Whether a name that is only heard like a place's is part of a longer one that nothing explains: "Kourfayel
        Beri" is no Bury."""
        beside = [at for at in (start - 1, end) if 0 <= at < len(words)]
        return any(
            words[at].low not in self._lexicon.known
            and not words[max(at, start)].before
            and not self._gazetteer.named(words[at].text)
            and self._is_one_name(words, min(at, start), max(at + 1, end))
            for at in beside
        )

    @staticmethod
    def _is_one_name(words: Sequence[Word], start: int, end: int) -> bool:
        """Whether words that nothing explains are written as one name: "Kourfayel Beri" is no slip for Bury."""
        mixed = any(word.text.islower() for word in words)
        return mixed and all(word.text[:1].isupper() and not word.text.isupper() for word in words[start:end])

    def _asked_within(self, words: Sequence[Word], start: int, end: int) -> int:
        """Where a name begins of which a part is asked: "which zone of Amhara" asks for zones, not for one place."""
        asked = start > 0 and words[start - 1].low in ("which", "what")
        senses = self._lexicon.senses.get((words[start].low,), ())
        part = any(sense.kind is Kind.DIMENSION for sense in senses)
        return start + 2 if asked and part and end - start > 2 and words[start + 1].low == "of" else start

    def means_a_place(self, name: str) -> bool:
        """Whether a word of its own is so near the name of a well-known place that it is rather a slip for that."""
        resolution = self._gazetteer.resolve(name, Hints(known=self._known))
        if resolution is None or resolution.score < CERTAIN:
            return False
        place = resolution.place
        return place.kind is not PlaceKind.CITY or place.population >= TOWN

    def is_doubtful(self, span: Span) -> bool:
        """Whether a name is rather a slip in an everyday word, where it may be one: only like a place's, or that of a
        small town which the index knows nothing of."""
        found = span.value
        if not isinstance(found, PlaceFound):
            return False
        small = found.place.kind is PlaceKind.CITY and found.place.population < FAMOUS
        if span.end - span.start > 1 and not small and span.start not in self._light:
            return False  # "Deir Ezzour": a name of several words is no slip in one of them
        unheard = self._known is None or found.place.id not in self._known
        return found.guessed or (small and unheard and found.typed.islower() and span.start in self._light)

    def is_faint(self, span: Span) -> bool:
        """Whether a name of one word means its best known place less often than not: "boko" may begin "Boko Haram"."""
        return span.end - span.start == 1 and span.start in self._light

    def _like_a_name(self, words: Sequence[Word], start: int, end: int) -> bool:
        """Whether words that are also everyday words are written as a name: "strikes in Hit"."""
        if any(word.low not in self._lexicon.known for word in words[start:end]):
            return True
        if all(word.low in self._lexicon.known for word in words[start:end]) and end - start == 1:
            mixed = any(word.text.islower() for word in words)
            titled = words[start].text.istitle() and len(words[start].text) > 2
            longer = end < len(words) and words[end].text.istitle() and not words[end].before  # "Green Zone"
            return mixed and titled and not longer and start > 0 and self._led(words, start)
        return any(word.low not in _FUNCTION for word in words[start:end])

    def _says_where(self, words: Sequence[Word], start: int) -> bool:
        """Whether a country's name tells where another place lies: "in Syria", "Busayra, Syria"; not "by Russia"."""
        if start == 0:
            return False
        before = words[start - 1]
        return before.low in ("in", "inside", "across") or before.low not in self._lexicon.known

    def _country_at(self, words: Sequence[Word], at: int) -> frozenset[str]:
        """The country (alpha-2) whose name stands at a position, commas aside."""
        for size in (3, 2, 1):
            places = self._gazetteer.named(name_of(words, at, at + size)) if at + size <= len(words) else ()
            if places and places[0].kind is PlaceKind.COUNTRY and places[0].country:
                return frozenset({places[0].country})
        return frozenset()

    def _led(self, words: Sequence[Word], start: int) -> bool:
        """Whether a preposition of place stands before."""
        lowered = [word.low for word in words[:start]]
        if lowered and lowered[-1] == "the":
            lowered = lowered[:-1]
        return any(
            self._lexicon.role_before(role, lowered, len(lowered)) is not None for role in ("at", "near", "upon")
        )

    def _exact(self, words: Sequence[Word], start: int, end: int, name: str, countries: frozenset[str]) -> Span | None:
        if end - start > 1 and words[end - 1].low in BORDERS:
            end, name = end - 1, name_of(words, start, end - 1)  # "the Pakistan border" is searched as text
        after, kinds = kind_after(words, end)
        either, end = after > end and not kinds, after
        begin, kinds = kind_before(words, start, kinds)
        named = self._gazetteer.named(name)
        follows = self._country_at(words, end)
        if follows or (named and named[0].kind is PlaceKind.COUNTRY):
            countries = follows  # "Lebanon" is the country, unless another follows ("Georgia, USA")
        resolution = self._gazetteer.resolve(name, Hints(countries, kinds, known=self._known))
        if resolution is not None and kinds and resolution.place.kind not in kinds:
            begin, kinds = start, frozenset()  # "the province of Syria" is any of them
            resolution = self._gazetteer.resolve(name, Hints(countries, known=self._known))
        resolution = self._by_its_own_name(name, named, resolution, countries, kinds)
        if resolution is None:
            return None
        found = self._found(resolution, name, kinds, guessed=not self._gazetteer.named(name), either=either)
        if found.guessed and self._gazetteer.country_of_adjective(words[start].text):
            return None  # "Syrian" sounds like a town, too
        known_widely = found.place.kind is not PlaceKind.CITY or found.place.population >= FAMOUS
        spelt = fold(name) in map(fold, (found.place.name, *(found.place.aka if known_widely else ())))
        if not spelt and self._is_torn(words, start, end):
            return None
        famous = found.place.kind is not PlaceKind.CITY or found.place.population >= SMALL
        score = 0.85 + 0.2 * self._led(words, begin) + (0.1 if famous else -0.25)
        if found.place.kind is PlaceKind.COUNTRY:
            score += 0.05
        return Span(begin, end, Kind.PLACE, score * (end - begin), (found.place.id,), value=found, note=_respelt(found))

    def _by_its_own_name(
        self,
        name: str,
        named: Sequence[Place],
        resolution: Resolution | None,
        countries: frozenset[str],
        kinds: frozenset[PlaceKind],
    ) -> Resolution | None:
        """A place that bears just this name rather than a larger one that is only like it, or called so in some
        language, unless that is so much larger: "Puno" is no Pune, "Lachin" no Kachin."""
        if resolution is not None and (city := city_called(name, named, resolution.place)) is not None:
            return replace(resolution, place=city, rivals=(resolution.place, *resolution.rivals))
        names = () if resolution is None else (resolution.place.name, *resolution.place.aka)
        if resolution is None or countries or kinds or fold(name) in map(fold, names):
            return resolution
        own = next((place for place in named if fold(place.name) == fold(name)), None)
        only_like = resolution.place not in named
        if only_like:
            own = own or next(iter(named), None)
        if own is None or own.kind is not PlaceKind.CITY:
            return resolution
        chosen = own.id.startswith(OUR_OWN)
        large = only_like or own.population * OUTWEIGHS >= resolution.place.population
        if not chosen and (own.population < TOLD or not large):
            return resolution
        return replace(resolution, place=own, rivals=(resolution.place, *resolution.rivals))

    def _grown(self, words: Sequence[Word], start: int, end: int) -> Span | None:
        """A longer name around a known one, spelt otherwise than the gazetteer has it: "rif dimashk"."""
        for begin, after in ((start - 1, end), (start, end + 1)):
            if begin < 0 or after > len(words):
                continue
            beside = words[begin] if begin < start else words[after - 1]
            if beside.low in self._lexicon.known or beside.number is not None or beside.before.strip():
                continue
            span = self._guess(words, begin, after)
            shorter = {place.id for place in self._gazetteer.named(name_of(words, start, end))}
            if span is not None and span.ids[0] not in shorter:
                return span
        return None

    def _guess(self, words: Sequence[Word], start: int, end: int) -> Span | None:
        name = " ".join(word.text for word in words[start:end])
        if sum(map(len, name.split())) < 4 or self._gazetteer.country_of_adjective(name):
            return None
        after, kinds = kind_after(words, end)
        if words[start].before == "." and not words[start].spaced:
            return None
        resolution = self._gazetteer.resolve(name, Hints(kinds=kinds, known=self._known))
        if resolution is None or not begins_alike(name, resolution.place):
            return None
        led = self._led(words, start)
        mixed = any(word.text.islower() for word in words)
        named = mixed and words[start].text[:1].isupper()
        if resolution.score < (BELIEVED if led or named else SURE) or far_fetched(name, resolution):
            return None
        found = self._found(resolution, name, kinds, guessed=True)
        score = (0.45 + 0.4 * resolution.score + 0.1 * led) * (after - start)
        return Span(start, after, Kind.PLACE, score, (found.place.id,), value=found, note=_respelt(found))

    def _found(
        self,
        resolution: Resolution,
        typed: str,
        kinds: frozenset[PlaceKind],
        *,
        guessed: bool = False,
        either: bool = False,
    ) -> PlaceFound:
        place, province = resolution.place, None
        if not kinds and place.kind in (PlaceKind.CITY, PlaceKind.ADMIN1):
            place, province = self._city_and_province(place, "" if either else typed)
        rivals = tuple(rival for rival in resolution.rivals if rival.id not in (place.id, province and province.id))
        return PlaceFound(place, province, rivals, typed, guessed)

    def _city_and_province(self, place: Place, typed: str) -> tuple[Place, Place | None]:
        """The city of a name and the province of that name around it, where there are both. "Gaza Strip" is the name of
        the one alone."""
        twin = self._gazetteer.twin(place)
        named = self._gazetteer.named(typed)
        if twin is None or (place.kind is PlaceKind.ADMIN1 and place in named and twin not in named):
            return place, None
        return (place, twin) if place.kind is PlaceKind.CITY else (twin, place)

    def _runs(self, words: Sequence[Word], covered: set[int] | frozenset[int]) -> list[tuple[int, int]]:
        """Stretches of words that nothing explains and that are no everyday words."""
        runs: list[tuple[int, int]] = []
        for at, word in enumerate(words):
            if at in covered or word.low in self._lexicon.known or word.number is not None or len(word.low) < 2:
                continue
            if runs and runs[-1][1] == at:
                runs[-1] = (runs[-1][0], at + 1)
            else:
                runs.append((at, at + 1))
        return runs


_FUNCTION = frozenset(
    {"of", "on", "in", "the", "to", "at", "by", "for", "and", "or", "is", "are", "was", "per", "any", "me", "us"}
)


@cache
def _at_war() -> frozenset[str]:
    """The countries (alpha-2) that people ask about."""
    return frozenset(country.code for country in atlas.countries() if country.war)


def _named_at(found: Sequence[tuple[int, int, str]], start: int) -> str:
    """The name that was found to begin at a word."""
    return next(name for begin, _, name in found if begin == start)


def _respelt(found: PlaceFound) -> str:
    """A note where the name shown is not the name typed."""
    name = called(found.place, found.province)
    return "" if fold(found.typed) == fold(name) else f"“{found.typed}” → {name}"


def _points(words: Sequence[Word]) -> list[Span]:
    """The points that are given by their coordinates."""
    found = ((at, point_at(word)) for at, word in enumerate(words))
    return [
        Span(at, at + 1, Kind.PLACE, GIVEN, (place.id,), value=PlaceFound(place, typed=words[at].text))
        for at, place in found
        if place is not None
    ]


def asked_place(place: Place, world: World, province: Place | None = None) -> AskedPlace:
    """A place of the gazetteer as one asked about, with what its country is called."""
    country = world.gazetteer.country(place.country) if place.country else None
    return AskedPlace(place, province=province, country_name=country.name if country else "")
