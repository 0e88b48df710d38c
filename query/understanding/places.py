"""The places of a question: names that the gazetteer knows, and names mistyped, each with how sure it is.

In: the words of the question and what the index has events at. Out: spans whose value is a `PlaceFound`. A name that is
both a city and the province around it is the city with its province beside it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from domain.places import Place, PlaceKind
from knowledge.folding import fold
from knowledge.places.gazetteer import Gazetteer
from knowledge.places.resolution import Hints, Resolution
from knowledge.world import World
from query.reading import AskedPlace
from query.tokens import Word
from query.understanding.lexicon import Kind, lexicon
from query.understanding.spans import Span
from query.wording.paraphrase import called

LONGEST_GUESS = 4
LONGEST_TOLD = 4
OF_THE_INDEX = 0.9  # a name that the gazetteer has and that means a town scores a little more
GUESSES = 8  # look-ups of mistyped names in one question
SURE, BELIEVED = 0.72, 0.6
CERTAIN, ALIKE = 0.85, 0.6  # a guess of less certainty must be so much alike, letter by letter
VILLAGE = 5_000
SMALL = 15_000
EITHER = frozenset({("city", "and", "province"), ("region", "and", "city")})
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

    def spotted(self, words: Sequence[Word]) -> list[Span]:
        """The names that the gazetteer knows letter by letter."""
        found: list[tuple[int, int, str]] = []
        for span in self._gazetteer.spot([word.text for word in words]):
            if self._like_a_name(words, span.start, span.end):
                end = self._without_kind(words, span.start, span.end, span.places)
                found.append((span.start, end, _name(words, span.start, end)))
        countries = frozenset(
            place.country
            for start, _, name in found
            for place in self._gazetteer.named(name)[:1]
            if place.kind in WHOLE and place.country and self._says_where(words, start)
        )
        exact = [self._exact(words, start, end, name, countries) for start, end, name in found]
        grown = [self._grown(words, start, end) for start, end, _ in found]
        return [span for span in (*exact, *grown, *self._of_the_index(words)) if span is not None]

    def _of_the_index(self, words: Sequence[Word]) -> Iterator[Span]:
        """The names of villages that only a report or a dataset told of."""
        if self._told is None:
            return
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + LONGEST_TOLD) + 1):
                if all(word.low in self._lexicon.known for word in words[start:end]):
                    continue
                name = _name(words, start, end)
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
                    if taken or left == 0:
                        continue
                    left -= 1
                    span = self._guess(words, at, at + size)
                    if span:
                        spans.append(span)
        return spans

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
            places = self._gazetteer.named(_name(words, at, at + size)) if at + size <= len(words) else ()
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
        after, kinds = self._kind_after(words, end)
        either, end = after > end and not kinds, after
        begin, kinds = self._kind_before(words, start, kinds)
        named = self._gazetteer.named(name)
        follows = self._country_at(words, end)
        if follows or (named and named[0].kind is PlaceKind.COUNTRY):
            countries = follows  # "Lebanon" is the country, unless another follows ("Georgia, USA")
        resolution = self._gazetteer.resolve(name, Hints(countries, kinds, known=self._known))
        if resolution is not None and kinds and resolution.place.kind not in kinds:
            begin, kinds = start, frozenset()  # "the province of Syria" is any of them
            resolution = self._gazetteer.resolve(name, Hints(countries, known=self._known))
        if resolution is None:
            return None
        found = self._found(resolution, name, kinds, guessed=not self._gazetteer.named(name), either=either)
        if found.guessed and self._gazetteer.country_of_adjective(words[start].text):
            return None  # "Syrian" sounds like a town, too
        famous = found.place.kind is not PlaceKind.CITY or found.place.population >= SMALL
        score = 0.85 + 0.2 * self._led(words, begin) + (0.1 if famous else -0.25)
        if found.place.kind is PlaceKind.COUNTRY:
            score += 0.05
        return Span(begin, end, Kind.PLACE, score * (end - begin), (found.place.id,), value=found, note=_respelt(found))

    def _grown(self, words: Sequence[Word], start: int, end: int) -> Span | None:
        """A longer name around a known one, spelt otherwise than the gazetteer has it: "rif dimashk"."""
        for begin, after in ((start - 1, end), (start, end + 1)):
            if begin < 0 or after > len(words):
                continue
            beside = words[begin] if begin < start else words[after - 1]
            if beside.low in self._lexicon.known or beside.number is not None or beside.before.strip():
                continue
            span = self._guess(words, begin, after)
            shorter = {place.id for place in self._gazetteer.named(_name(words, start, end))}
            if span is not None and span.ids[0] not in shorter:
                return span
        return None

    def _guess(self, words: Sequence[Word], start: int, end: int) -> Span | None:
        name = " ".join(word.text for word in words[start:end])
        if sum(map(len, name.split())) < 4 or self._gazetteer.country_of_adjective(name):
            return None
        after, kinds = self._kind_after(words, end)
        resolution = self._gazetteer.resolve(name, Hints(kinds=kinds, known=self._known))
        if resolution is None:
            return None
        led = self._led(words, start)
        mixed = any(word.text.islower() for word in words)
        named = mixed and words[start].text[:1].isupper()
        if resolution.score < (BELIEVED if led or named else SURE) or _far_fetched(name, resolution):
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

    def _without_kind(self, words: Sequence[Word], start: int, end: int, meant: Sequence[Place]) -> int:
        """The end of a name without "city" or "province", if that is no part of it as in "Mexico City"."""
        lowered = [word.low for word in words[:end]]
        for kind in (PlaceKind.ADMIN1, PlaceKind.CITY):
            at = self._lexicon.role_before(f"kind {kind.value}", lowered, end)
            if (
                at is not None
                and at > start
                and set(meant).intersection(self._gazetteer.named(_name(words, start, at)))
            ):
                return at
        return end

    def _kind_after(self, words: Sequence[Word], end: int) -> tuple[int, frozenset[PlaceKind]]:
        """The word after a name that says what kind of place it is: "Gao region", "Kharkiv oblast"."""
        lowered = [word.low for word in words]
        if tuple(lowered[end : end + 3]) in EITHER:
            return end + 3, frozenset()
        for kind in (PlaceKind.ADMIN1, PlaceKind.CITY, PlaceKind.SITE):
            after = self._lexicon.role_at(f"kind {kind.value}", lowered, end) if end < len(lowered) else None
            if after:
                return after, frozenset({kind})
        return end, frozenset()

    def _kind_before(
        self, words: Sequence[Word], start: int, kinds: frozenset[PlaceKind]
    ) -> tuple[int, frozenset[PlaceKind]]:
        """The words before a name: "the province of Gao", "city of Mosul"."""
        lowered = [word.low for word in words[:start]]
        if not kinds and lowered and lowered[-1] == "of":
            for kind in (PlaceKind.ADMIN1, PlaceKind.CITY):
                at = self._lexicon.role_before(f"kind {kind.value}", lowered, len(lowered) - 1)
                if at is not None:
                    return at, frozenset({kind})
        return start, kinds

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


def _far_fetched(typed: str, resolution: Resolution) -> bool:
    """Whether a guess is worse than searching the word as text: little alike, or a village that nobody asks about."""
    if resolution.score >= CERTAIN:
        return False
    place = resolution.place
    alike = max(OSA.normalized_similarity(fold(typed), fold(name)) for name in (place.name, *place.aka))
    return alike < ALIKE or (place.kind is PlaceKind.CITY and 0 < place.population < VILLAGE)


def _name(words: Sequence[Word], start: int, end: int) -> str:
    return " ".join(word.text for word in words[start:end])


def _respelt(found: PlaceFound) -> str:
    """A note where the name shown is not the name typed."""
    name = called(found.place, found.province)
    return "" if fold(found.typed) == fold(name) else f"“{found.typed}” → {name}"


def asked_place(place: Place, world: World, province: Place | None = None) -> AskedPlace:
    """A place of the gazetteer as one asked about, with what its country is called."""
    country = world.gazetteer.country(place.country) if place.country else None
    return AskedPlace(place, province=province, country_name=country.name if country else "")
