"""Whether two records tell of one event: a score, a readable reason, and whether they cannot be one.

Pure functions over domain values; the weights stand in `linkage.toml`. `compare` is symmetric, so that what is linked
does not hang on which report came first.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from domain.casualties import Casualty, Group, Outcome
from domain.events import Event, Status
from domain.targets import TargetKind
from domain.times import TimeRange
from store.linkage.agreement import Comparison
from store.linkage.mentions import POINT_KINDS, SAME, MentionRecord
from store.linkage.names import sounds
from store.linkage.near_duplicates import alike
from store.linkage.rules import rules
from store.linkage.whereabouts import where

_EARLIEST = datetime.min.replace(tzinfo=UTC)

FIRST = ":00000"
"""How the key of a report's first mention ends."""


def compare(one: MentionRecord, other: MentionRecord) -> Comparison:
    """Compare two records: kind, time and place first, then what the sides, figures and words add. What a person set
    right stands in the place of what the report says; a copy of the report is held against its own words, too."""
    found = [_compared(*pair) for pair in _readings(one, other)]
    return max(found, key=lambda each: (not each.apart, each.score, each.reason))


def _readings(one: MentionRecord, other: MentionRecord) -> Iterator[tuple[MentionRecord, MentionRecord]]:
    yield one.set_right(), other.set_right()
    if (one.corrected or other.corrected) and _is_copy(one, other):
        yield one.readings()[0], other.readings()[0]


def _is_copy(one: MentionRecord, other: MentionRecord) -> bool:
    same = one.quotes() == other.quotes() and bool(one.quotes())
    return same or alike(one.fingerprint, other.fingerprint)


def _compared(one: MentionRecord, other: MentionRecord) -> Comparison:
    factors = list(_factors(one, other))
    if factors[-1].apart:
        return factors[-1]
    kind, time, place = factors
    score = kind.score * time.score * place.score
    reasons = [kind.reason, time.reason, place.reason]
    evidence = 0.0
    for weight, words in _evidence(one, other):
        evidence += weight
        reasons.append(words)
    most = rules().evidence["most" if kind.score >= rules().evidence["close_kind"] else "most_of_other_kind"]
    return Comparison(round(score + min(evidence, most), 4), "; ".join(reasons))


def apart(one: MentionRecord, other: MentionRecord) -> bool:
    """Whether two records cannot be one event, whatever else links them."""
    return all(any(factor.apart for factor in _factors(*pair)) for pair in _readings(one, other))


def remembered(hold: Callable[[MentionRecord, MentionRecord], bool]) -> Callable[[MentionRecord, MentionRecord], bool]:
    """`apart`, asked once for records of other reports that are alike in kind, time and place, and that nobody set
    right."""
    answers: dict[tuple[int, int], bool] = {}
    numbers: dict[object, int] = {}
    marks: dict[str, int] = {}

    def mark(record: MentionRecord) -> int:
        if record.key not in marks:
            event = record.event
            when = event.time if record.timed() else record.published
            own = (event.type, event.status, when, record.locations(), record.dataset)
            marks[record.key] = numbers.setdefault(own, len(numbers))
        return marks[record.key]

    def ask(one: MentionRecord, other: MentionRecord) -> bool:
        if one.report == other.report or _words_again(one, other) or one.corrected or other.corrected:
            return hold(one, other)
        pair = (mark(one), mark(other))
        if pair not in answers:
            answers[pair] = hold(one, other)
        return answers[pair]

    return ask


def _factors(one: MentionRecord, other: MentionRecord) -> Iterator[Comparison]:
    """Kind, time and place, up to the first that tells the two apart."""
    if one.report == other.report:
        yield Comparison(0.0, "told apart by the same report", apart=True)
        return
    if one.dataset is not None and one.dataset == other.dataset:
        yield Comparison(0.0, f"told apart by {one.dataset}", apart=True)
        return
    if _words_again(one, other) and _of_another_day(one, other):
        yield Comparison(0.0, "the same words of another day", apart=True)
        return
    for hold in (_kinds, _times, _places):
        factor = hold(one, other)
        yield factor
        if factor.apart:
            return


def _words_again(one: MentionRecord, other: MentionRecord) -> bool:
    """Whether one outlet says the same twice, as those do that tell of every night in the same words."""
    if one.source != other.source or not one.event.evidence:
        return False
    return [each.quote for each in one.event.evidence] == [each.quote for each in other.event.evidence]


def _of_another_day(one: MentionRecord, other: MentionRecord) -> bool:
    """Whether words that were published on two days tell of two: by what "overnight" means on each, or, where no time
    is told, if they are so few that nobody publishes them again for the same event."""
    if one.published is None or other.published is None or one.published.date() == other.published.date():
        return False
    if one.timed() and other.timed():
        return one.event.time != other.event.time
    return not (one.timed() or other.timed() or one.fingerprint or other.fingerprint)


def _kinds(first: MentionRecord, second: MentionRecord) -> Comparison:
    one, other = first.event, second.event
    if (one.status is Status.PLANNED) != (other.status is Status.PLANNED):
        return Comparison(0.0, "one is only planned", apart=True)
    score = likeness((one.type, one.category), (other.type, other.category))
    pair = (one.type, other.type)
    words = f"both {one.type}" if one.type == other.type else f"{min(pair)} and {max(pair)}"
    return Comparison(score, words, apart=score <= 0)


@lru_cache(SAME)
def likeness(one: tuple[str, str], other: tuple[str, str]) -> float:
    """How well two kinds (types with their categories) may be one event's; 0 where they never are."""
    weights = rules().kind
    (kind, category), (other_kind, other_category) = one, other
    if kind == other_kind:
        return weights["same"]
    pair = frozenset((kind, other_kind))
    if category == other_category:
        usual = weights["general"] if category in pair else weights["category"]
    else:
        usual = rules().categories.get(frozenset((category, other_category)), weights["other"])
    return rules().types.get(pair, usual)


def _times(one: MentionRecord, other: MentionRecord) -> Comparison:
    first, second = one.window(), other.window()
    if first is None or second is None:
        return Comparison(0.1, "time unknown")
    if not first.touches(second):
        return _begun(one, other)
    if not (one.timed() and other.timed()):
        return Comparison(_untimed(one, other), "told about the same time")
    if _night(first) and _night(second) and first.start != second.start:
        return Comparison(rules().other_night, "nights that follow each other")
    days = max((t.end - t.start).total_seconds() / 86400 for t in (first, second) if t.start and t.end)
    score = next((score for limit, score in rules().time if days <= limit), 0.0)
    return Comparison(score, "same day" if days <= 1.5 else f"times within {days:.0f} days agree", apart=score <= 0)


def _night(time: TimeRange) -> bool:
    """Whether a time is that of a night, which takes in the days on which it begins and ends."""
    if time.start is None or time.end is None:
        return False
    return timedelta(days=1.5) < time.end - time.start <= timedelta(days=2)


def _untimed(one: MentionRecord, other: MentionRecord) -> float:
    """How well a time agrees that one of them or neither states: news is told within days of what it tells of."""
    weights = rules().untimed
    if not one.timed() and not other.timed():
        apart = abs(one.published - other.published) if one.published and other.published else None
        return weights["both_fresh" if apart is not None and apart <= timedelta(days=1) else "both"]
    stated, told = (one.event.time, other.published) if one.timed() else (other.event.time, one.published)
    if stated is None or stated.start is None or stated.end is None or told is None:
        return weights["one"]
    short = stated.end - stated.start <= timedelta(days=2)
    fresh = stated.start <= told <= stated.start + timedelta(days=weights["fresh_days"])
    return weights["fresh"] if short and fresh else weights["one"]


def _begun(one: MentionRecord, other: MentionRecord) -> Comparison:
    """Two mentions whose times do not meet, but may be of the beginning of what lasted."""
    first, second, lasting = one.sought(), other.sought(), rules().lasting
    if one.lasts() and other.lasts() and one.timed() and other.timed() and first and second and first.touches(second):
        score = min(lasting[one.event.type], lasting[other.event.type])
        return Comparison(score, "its beginning told a day apart")
    return Comparison(0.0, "at other times", apart=True)


def _places(one: MentionRecord, other: MentionRecord) -> Comparison:
    found = where(one.event.places, other.event.places, one.areas() | other.areas())
    placed = one.locations() and other.locations()
    named = rules().place["named" if placed else "named_by_unplaced"]
    if found.apart or found.score >= named:
        return found
    if words := _named_beside(one, other) | _named_beside(other, one):
        return Comparison(named, f"{found.reason}; {', '.join(sorted(words))} named in both")
    return found


def _named_beside(one: MentionRecord, other: MentionRecord) -> frozenset[str]:
    """The words of towns and villages where one happened that the other names without being placed there."""
    points = [place.name for place in one.locations() if place.kind in POINT_KINDS]
    own = frozenset(word for place in other.locations() for word in sounds(place.name))
    return frozenset(word for name in points for word in sounds(name)) & other.names()[1] - own


def _evidence(one: MentionRecord, other: MentionRecord) -> list[tuple[float, str]]:
    """Weights for and against beyond kind, time and place, each with its words."""
    another = rules().evidence["another"] if _is_another(one) != _is_another(other) else 0.0
    told = [(another, "one is told as another")] if another else []
    sides, figures, names = _sides(one, other), _figures(one, other), _names(one, other)
    return [*sides, *figures, *_manner(one.event, other.event), *names, *told]


def _sides(one: MentionRecord, other: MentionRecord) -> list[tuple[float, str]]:
    weights = rules().evidence
    found = []
    if one.doers() and other.doers():
        shared = one.doers() & other.doers()
        if shared:
            found.append((weights["same_doer"], f"by {', '.join(sorted(shared))}"))
        elif not (_doers_may_differ(one.event, other.event) or _kin(one.doers(), other.doers())):
            swapped = one.doers() & other.sufferers() or other.doers() & one.sufferers()
            found.append((weights["swapped_sides" if swapped else "other_doer"], "other perpetrators named"))
    if shared := one.sufferers() & other.sufferers():
        found.append((weights["same_sufferer"], f"against {', '.join(sorted(shared))}"))
    everyone = [record.doers() | record.sufferers() | record.parties() for record in (one, other)]
    if (one.parties() or other.parties()) and (shared := everyone[0] & everyone[1]):
        found.append((weights["same_parties"], f"involving {', '.join(sorted(shared))}"))
    return found


def _kin(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether reports name the ones for the others."""
    return any(some & group and others & group for group in rules().kin)


def _doers_may_differ(one: Event, other: Event) -> bool:
    """Whether other doers say nothing: where one record denies, and may name the denier, or for mirrored types."""
    return Status.DENIED in (one.status, other.status) or frozenset((one.type, other.type)) in rules().mirrored


def _names(one: MentionRecord, other: MentionRecord) -> Iterator[tuple[float, str]]:
    """Rare names that both tell, beyond those of their places and actors."""
    (within, everywhere), (their_within, theirs) = one.names(), other.names()
    shared = (within & theirs | everywhere & their_within) - one.place_words() - other.place_words()
    if shared:
        weight = rules().evidence["one_name" if len(shared) == 1 else "more_names"]
        yield weight, f"both name {', '.join(sorted(shared))}"


def _figures(one: MentionRecord, other: MentionRecord) -> Iterator[tuple[float, str]]:
    """What the people counted say, per outcome. Tolls rise, and what a party says of its enemy's losses says little."""
    weights = rules().evidence
    older, newer = sorted((one, other), key=lambda r: (r.published or _EARLIEST, r.key))
    for outcome in Outcome:
        first, second = counted(older.event, outcome), counted(newer.event, outcome)
        if first is None or second is None:
            continue
        if _other_people(older.event, newer.event, outcome):
            yield weights["other_people"], f"other people {outcome.value}"
            continue
        low, high = sorted((first, second))
        if low == high > 0:
            rare = high >= weights["rare_figure"]
            weight = "equal_figure" if high >= weights["distinctive_figure"] else "equal_small_figure"
            yield weights["equal_rare_figure" if rare else weight], f"{high} {outcome.value} in both"
            if groups := _groups(older.event, outcome) & _groups(newer.event, outcome) - {Group.UNKNOWN}:
                yield weights["same_people"], f"{', '.join(sorted(groups))} in both"
        elif high <= low * 1.5:
            yield weights["close_figure"], f"{low} or {high} {outcome.value}"
        elif 0 < first < second <= first * 3:
            yield weights["risen_figure"], f"{low}, later {high} {outcome.value}"
        elif high > low * 3 and high - low > 5 and Status.CLAIMED not in (one.event.status, other.event.status):
            yield weights["far_figure"], f"{low} and {high} {outcome.value}"


def _groups(event: Event, outcome: Outcome) -> set[Group]:
    return {line.group for line in event.casualties if line.outcome is outcome and not line.part}


def _other_people(one: Event, other: Event, outcome: Outcome) -> bool:
    """Whether one tells of soldiers and the other of militants, in an event in which not both were hit."""
    groups = [_groups(event, outcome) for event in (one, other)]
    forces = {Group.MILITARY, Group.POLICE}
    clash = "clash" in (one.category, other.category)
    return not clash and any(a <= forces and b == {Group.MILITANT} for a, b in (groups, groups[::-1]))


def counted(event: Event, outcome: Outcome) -> int | None:
    """The people that an event's lines add up to, None where one of them has no number."""
    lines = [line for line in event.casualties if line.outcome is outcome and not line.part]
    numbers = [_quoted(line) for line in lines]
    return sum(n for n in numbers if n is not None) if lines and None not in numbers else None


def _quoted(line: Casualty) -> int | None:
    return next((n for n in (line.best, line.min, line.max) if n is not None), None)


def _specific(event: Event) -> set[str]:
    """What was hit, where that is more than a house or anything else."""
    vague = (TargetKind.RESIDENTIAL, TargetKind.OTHER, TargetKind.MILITARY_BASE)
    return {target.kind.value for target in event.targets if target.kind not in vague}


def _scenes(event: Event) -> set[str]:
    """The scenes that its sentences speak of: a wedding, a convoy, a bar."""
    return set(_scenes_in(tuple(each.quote for each in event.evidence)))


@lru_cache(SAME)
def _scenes_in(quotes: tuple[str, ...]) -> frozenset[str]:
    said = {word for quote in quotes for word in re.findall(r"[a-z]+", quote.casefold())}
    return frozenset(rules().scenes[word] for word in said & rules().scenes.keys())


def _is_another(record: MentionRecord) -> bool:
    """Whether a report begins with an event told as another one, or a second, of its kind. Further on, "another"
    is another than the one before it in the same report."""
    event = record.event
    if not event.evidence or not (record.key.endswith(FIRST) or event.evidence[0].start == 0):
        return False
    words = f"{' '.join(re.findall(r'[a-z]+', event.evidence[0].quote.casefold()))} "
    return rules().another.search(words) is not None


def _manner(one: Event, other: Event) -> list[tuple[float, str]]:
    weights = rules().evidence
    found = []
    if shared := set(one.weapons) & set(other.weapons):
        found.append((weights["same_weapon"], f"with {', '.join(sorted(shared))}"))
    if shared_scenes := (_specific(one) | _scenes(one)) & (_specific(other) | _scenes(other)):
        weight = "same_target" if len(shared_scenes) == 1 else "more_targets"
        found.append((weights[weight], f"hitting {', '.join(sorted(shared_scenes))}"))
    if one.type == other.type and one.type in rules().rare_kinds:
        found.append((weights["rare_kind"], f"few are {one.type}"))
    if one.count != other.count:
        found.append(
            (weights["other_count"], f"{min(one.count, other.count)} and {max(one.count, other.count)} events")
        )
    if one.prevented != other.prevented:
        found.append((weights["prevented"], "one was prevented"))
    words = [{w.casefold() for e in event.evidence for w in e.quote.split()} for event in (one, other)]
    overlap = len(words[0] & words[1]) / max(1, len(words[0] | words[1]))
    if min(map(len, words)) < weights["fewest_words"]:
        return found
    if overlap > 0.6:
        found.append((weights["same_words"], "the same wording"))
    elif overlap > 0.35:
        found.append((weights["alike_words"], "alike in wording"))
    return found
