"""Words with several senses, settled by the pieces around them: towns captured or people, a truce or since when.

In: the chosen chunks. Out: the chunks with each piece in its sense.
"""

from dataclasses import replace

from domain.casualties import Outcome
from domain.places import PlaceKind
from query.understanding.parts.measures import falls, takes_in
from query.understanding.parts.places import PlaceFound
from query.understanding.spans import Span
from query.understanding.words.chunks import Chunks, noun
from query.understanding.words.lexicon import Form, Kind

DIVISIONS = ("territory", "sector")
UNNAMED = ("the", "a", "an", "unknown", "unidentified", "armed", "masked", "suspected", "alleged", "local", "foreign")
SINCE = ("since", "after", "before")
BORDERS = ("border", "frontier", "borders")
TOWNS = (PlaceKind.CITY, PlaceKind.SITE, PlaceKind.ADMIN1)
FORCES = ("army", "armies", "militia", "militias", "force")
RANKS = (Kind.TOP, Kind.MOST, Kind.FEWEST, Kind.DEADLIEST, Kind.NUMBER)
TAKEN = (Kind.PLACE, Kind.ACTOR, Kind.TYPE, Kind.DIMENSION)
ARTICLES = {"the", "a", "an"}
LEADS = ("by", "upon", "involving", "harming")  # roles of the words before a name
LONGEST_LEAD = 3
GROUND = frozenset({"area", "areas", "position", "positions", "ground", "territory", "side", "zone"})
AGREED = {"ceasefire", "agreement"}
ANCHORED = ("after", "since", "before", "during", "despite", "under", "until")
LOST = ("lost", "lose", "loses", "losing")


def settled(chunks: Chunks) -> Chunks:
    """Give a word that may be a kind of event or an outcome ("captured") its sense by what was captured; a verb beside
    the noun that it belongs to ("drones hit") tells no kind of its own; people who did it ("by gunmen") are no group
    that suffered, and their word is left over."""
    choice = tuple(
        _sense(chunks, span) for span in chunks.choice if not _acts(chunks, span) and not _are_forces(chunks, span)
    )
    return Chunks(chunks.words, chunks.lowered, choice)


def _acts(chunks: Chunks, span: Span) -> bool:
    """Whether people did what is asked about: "by unknown gunmen", "gunmen kill", "rebels attacked the base"."""
    if span.kind is not Kind.GROUP:
        return False
    start = span.start
    while start and chunks.lowered[start - 1] != "by" and _describes(chunks, start - 1):
        start -= 1
    then = chunks.after(span)
    if chunks.lowered[start - 1 : start] == ("by",):
        return not _ranks(chunks, span, then)
    if then is None or then.start != span.end:
        return False
    if _killed_some(chunks, span, then):
        return True
    does = then.kind is Kind.TYPE and then.form is Form.VERB and "people" not in then.marks
    does = does and not (_takes_people(chunks, then) and _ends_with(chunks, then))  # "militants captured"
    passive = chunks.lowered[then.end : then.end + 1] == ("by",)
    return (then.kind is Kind.OUTCOME and then.form is Form.ACTIVE) or ("militant" in span.ids and does and not passive)


def _killed_some(chunks: Chunks, span: Span, then: Span) -> bool:
    """ "Gunmen killed how many", "militants killed 20 civilians": those who were killed stand behind."""
    killed = "militant" in span.ids and then.kind is Kind.OUTCOME and then.form is Form.PARTICIPLE
    whom = chunks.after(then)
    behind = whom is not None and whom.start == then.end
    return killed and behind and whom is not None and whom.kind in (Kind.COUNT, Kind.NUMBER, Kind.GROUP, Kind.PEOPLE)


def _ranks(chunks: Chunks, span: Span, then: Span | None) -> bool:
    """Whether "by civilians killed" says what actors are ranked by."""
    counted = then is not None and then.kind is Kind.OUTCOME and then.form is Form.PARTICIPLE and then.start == span.end
    return counted and bool(chunks.of(Kind.TOP, Kind.MOST, Kind.DIMENSION, Kind.BREAKDOWN))


def _are_forces(chunks: Chunks, span: Span) -> bool:
    """Whether "army" or "militias" are those who fight and no sort that actors are told apart by: "militia attacks"."""
    if span.kind is not Kind.DIMENSION or chunks.lowered[span.start] not in FORCES or span.end - span.start > 1:
        return False
    before = chunks.before(span)
    ranked = before is not None and before.kind in RANKS and before.end == span.start
    asked = {"which", "what", "per", "each", "whose"}.intersection(chunks.lowered[max(0, span.start - 3) : span.start])
    return not ranked and not asked


def _describes(chunks: Chunks, at: int) -> bool:
    """Whether a word may say what sort of people: "unknown gunmen", "motorcycle gunmen"."""
    return chunks.lowered[at] in UNNAMED or at not in chunks.covered


def _ends_with(chunks: Chunks, verb: Span) -> bool:
    """Whether a verb has nothing after it that it is done to: words that lead to another name, a time, or the end."""
    at = verb.end
    while at < len(chunks.lowered) and chunks.lowered[at] in ARTICLES:
        at += 1
    if at == len(chunks.lowered) or GROUND.intersection(chunks.lowered[at : at + LONGEST_LEAD]):
        return at == len(chunks.lowered)
    after = chunks.after(verb)
    if after is not None and after.start == at:
        return after.kind not in TAKEN
    led = after is not None and any(chunks.led(role, after) for role in LEADS)
    return at in chunks.covered or (led and after is not None and after.start - verb.end <= LONGEST_LEAD)


def _sense(chunks: Chunks, span: Span) -> Span:
    """A piece in the sense that the others give it."""
    word = chunks.lowered[span.start]
    if span.kind is Kind.TYPE and word in DIVISIONS and chunks.lead(span) in ("per", "by", "each", "every"):
        return replace(span, kind=Kind.DIMENSION, ids=("place",))
    if span.kind is Kind.TYPE and _harms_people(chunks, span):
        return replace(span, kind=Kind.OUTCOME, ids=(Outcome.CAPTURED.value,), form=Form.PARTICIPLE)
    if span.kind in (Kind.CONTROL, Kind.OUTCOME) and (held := _held(chunks, span)) is not None:
        return held
    if span.kind is Kind.PLACE:
        return _where(chunks, span)
    if span.kind is Kind.TYPE and _takes_people(chunks, span):
        form = Form.ACTIVE if word in ("capture", "take", "seize") else Form.PARTICIPLE
        return replace(span, kind=Kind.OUTCOME, ids=(Outcome.CAPTURED.value,), form=form)
    if span.kind is Kind.NOISE and word in LOST and chunks.of(Kind.GROUP, Kind.PEOPLE):
        return replace(span, kind=Kind.CASUALTIES)
    if span.kind is Kind.OUTCOME and chunks.lead(span) == "including" and chunks.of(Kind.CASUALTIES):
        return replace(span, kind=Kind.NOISE)  # "casualties including injured"
    if span.kind is Kind.STATUS and "claimed" in span.ids and _claims(chunks, span):
        return replace(span, kind=Kind.CLAIM, ids=())
    if (span.kind is Kind.TYPE and _only_anchors(chunks, span)) or (
        span.kind is Kind.STATUS and _by_nobody(chunks, span)
    ):
        return replace(span, kind=Kind.LEFT_OUT, ids=())
    if span.kind is Kind.OUTCOME and word == "fallen" and falls(chunks):
        return replace(span, kind=Kind.CONTROL)
    only_says_more = (_only_means, _only_dates, _only_verb, _only_wider)
    if span.kind is Kind.TYPE and any(says(chunks, span) for says in only_says_more):
        return replace(span, kind=Kind.NOISE)
    return span


def _held(chunks: Chunks, span: Span) -> Span | None:
    """ "Held": of people, of ground, or of talks and rallies, which took place; troops that are "still in" a town."""
    if span.kind is Kind.CONTROL and _of_troops(chunks, span):
        return replace(span, kind=Kind.NOISE)
    words = chunks.lowered[span.start : span.end]
    if "held" not in words or words == ("who", "held"):
        return None
    before = chunks.before(span)
    people = chunks.of(Kind.GROUP, Kind.PEOPLE) or any(s is not span for s in chunks.of(Kind.OUTCOME))
    named = before is not None and before.kind is Kind.ACTOR and bool(before.ids)
    who = chunks.lowered[0] == "who" and not any(noun(other) for other in chunks.of(Kind.TYPE))
    if people or named or who or (span.end - span.start > 1 and span.kind is Kind.OUTCOME):
        return replace(span, kind=Kind.OUTCOME, ids=(Outcome.CAPTURED.value,), form=Form.PARTICIPLE)
    ground = before is not None and before.kind in (Kind.DIMENSION, Kind.PLACE)
    if span.kind is Kind.OUTCOME and not ground:
        return replace(span, kind=Kind.NOISE)
    return replace(span, kind=Kind.CONTROL, ids=())


def _where(chunks: Chunks, span: Span) -> Span:
    """A place; or what only bounds the others ("near the Bangladesh border around Maungdaw"), or says since when and
    no day ("along the Line of Control after Pahalgam")."""
    if _only_bounds(chunks, span):
        return replace(span, kind=Kind.LEFT_OUT, end=span.end + 1)
    since = chunks.lead(span) in SINCE and len(chunks.of(Kind.PLACE)) > 1
    return replace(span, kind=Kind.LEFT_OUT) if since else span


def _only_bounds(chunks: Chunks, span: Span) -> bool:
    """Whether a country only bounds what is asked about, which another place names."""
    if chunks.lowered[span.end : span.end + 1] not in tuple((low,) for low in BORDERS):
        return False
    wide = isinstance(span.value, PlaceFound) and span.value.place.kind is PlaceKind.COUNTRY
    others = [other.value for other in chunks.of(Kind.PLACE) if other is not span]
    towns = any(isinstance(other, PlaceFound) and other.place.kind in TOWNS for other in others)
    return wide and towns and chunks.led("near", span)


def _harms_people(chunks: Chunks, span: Span) -> bool:
    """Whether what was done to people stands beside what else became of them: "killed or kidnapped"."""
    if "people" not in span.marks or span.form is not Form.VERB:
        return False
    beside = (chunks.before(span), chunks.after(span))
    return any(
        other is not None
        and other.kind is Kind.OUTCOME
        and chunks.joined(min(other.end, span.end), max(other.start, span.start))
        for other in beside
    )


def _of_troops(chunks: Chunks, span: Span) -> bool:
    """Whether people stand right before: "are the troops still in the town" asks for them, not for who holds it."""
    before = chunks.before(span)
    stay = chunks.lowered[span.start : span.end] == ("still", "in")
    if before is None or before.end != span.start or not stay:
        return False
    return before.kind is Kind.GROUP or (before.kind is Kind.ACTOR and bool(before.ids))


def _only_wider(chunks: Chunks, span: Span) -> bool:
    """Whether a kind only repeats the narrower one right before it: "Iskander strikes"."""
    before = chunks.before(span)
    if before is None or before.kind is not Kind.TYPE or not (noun(before) and noun(span)):
        return False
    beside = before.end == span.start and not chunks.words[span.start].before
    return beside and all(takes_in(span.ids[0], narrow) and narrow != span.ids[0] for narrow in before.ids)


def _takes_people(chunks: Chunks, span: Span) -> bool:
    phrase = noun(span) and span.end - span.start > 1  # "town captured"
    return "territory" in span.marks and not phrase and _of_people(chunks, span)


def _only_verb(chunks: Chunks, span: Span) -> bool:
    """Whether a verb only says what the noun beside it tells: "drones hit"."""
    nouns = any(noun(other) for other in chunks.of(Kind.TYPE))
    return span.form is Form.VERB and nouns and "people" not in span.marks


def _only_means(chunks: Chunks, span: Span) -> bool:
    """Whether another kind says with what: "bombing Gojjam with drones" asks for drone strikes."""
    if not set(span.ids) & {"bombing", "attack", "strike", "killing"}:
        return False
    means = [
        other for other in chunks.of(Kind.TYPE) if other.start > span.start and chunks.lead(other) in ("with", "using")
    ]
    return any(noun(other) for other in means)


def _claims(chunks: Chunks, span: Span) -> bool:
    """Whether somebody claims what is asked about, and so did it: "JNIM claims", "has al-Shabaab claimed"."""
    doer = chunks.before(span)
    passive = chunks.lowered[span.end : span.end + 1] == ("by",)
    if passive or doer is None or doer.kind not in (Kind.ACTOR, Kind.PLACE) or doer.end != span.start:
        return False
    led = any(chunks.led(role, doer) for role in ("at", "near", *LEADS))  # "attacks in Mali claimed"
    return not led and not chunks.words[span.start].before


def _by_nobody(chunks: Chunks, span: Span) -> bool:
    """Whether "claimed by" names no doer: "not claimed by anyone", "claimed by nobody"."""
    doer = chunks.after(span)
    passive = chunks.lowered[span.end : span.end + 1] == ("by",)
    return passive and (doer is None or doer.kind not in (Kind.ACTOR, Kind.PLACE, Kind.SOURCE))


def _only_anchors(chunks: Chunks, span: Span) -> bool:
    """Whether a truce only says when, and no day of it is known here: "strikes after the ceasefire"."""
    return set(span.ids) <= AGREED and chunks.lead(span) in ANCHORED


def _only_dates(chunks: Chunks, span: Span) -> bool:
    """Whether an agreement only says since when: "since the 10 oct truce"."""
    before = chunks.before(span)
    return bool(
        set(span.ids) & AGREED
        and before is not None
        and before.kind is Kind.TIME
        and before.end == span.start
        and chunks.lowered[before.start] in ("since", "after", "before", "from")
    )


def _of_people(chunks: Chunks, span: Span) -> bool:
    """Whether people were taken, not ground: "soldiers captured", "Ukrainian troops captured in …", "killed and
    captured"."""
    towns = any(other.ids[0] in ("city", "place", "admin1") for other in chunks.of(Kind.DIMENSION))
    counted = bool(chunks.of(Kind.COUNT)) and not towns
    doer, what = chunks.before(span), chunks.after(span)
    ground = what is not None and what.kind is Kind.PLACE and what.start == span.end
    if ground and doer is not None and doer.kind is Kind.GROUP and doer.end == span.start:
        return False  # "militants captured Goma"
    if counted or chunks.of(Kind.GROUP, Kind.PEOPLE) or any(noun(other) for other in chunks.of(Kind.OUTCOME)):
        return True
    if doer is not None and doer.kind is Kind.OUTCOME and chunks.joined(doer.end, span.start):
        return True  # "killed and captured"
    taken = doer is not None and doer.kind is Kind.ACTOR and bool(doer.ids) and doer.end == span.start
    return taken and not ground and not chunks.led("auxiliary", doer or span)
