"""Which mentions are one event: pairs over several wars, half of them traps, and what holds for all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.actors import ActorRole, EventActor
from domain.calendar import days
from domain.events import Event, Evidence, Status
from domain.times import Precision, TimeRange
from store.linkage.agreement import Comparison
from store.linkage.comparison import compare
from store.linkage.mentions import MentionRecord
from store.linkage.near_duplicates import fingerprint, read_fingerprint
from tests.store.making import (
    ASHARAH,
    BUSAYRAH,
    CENTCOM,
    DAY,
    DEIR_EZ_ZOR,
    GUNMEN,
    HOMS,
    ISLAMIC_STATE,
    MAYADIN,
    NORTHERN_SYRIA,
    OBEID,
    OILFIELD,
    PALMYRA,
    RED_SEA,
    RSF,
    SDF,
    SUDAN,
    SYRIA,
    USA,
    event,
    in_week,
    injured,
    killed,
    report,
)

NEXT = DAY + timedelta(days=1)


def record(stated: Event, text: str = "one", hours: float = 12, day: date = DAY, source: str = "Wire") -> MentionRecord:
    published = report(text, hours, source, day)
    marks = read_fingerprint(fingerprint(text))
    return MentionRecord(
        f"{published.content_hash}:0",
        published.content_hash,
        source,
        published.published,
        stated,
        fingerprint=marks,
    )


def pair(one: Event, other: Event, day: date = DAY, other_day: date = DAY) -> tuple[MentionRecord, MentionRecord]:
    return record(one, "one", day=day), record(other, "two", 20, day=other_day, source="Radio")


def party(*actors: object) -> tuple[EventActor, ...]:
    return tuple(EventActor(actor, actor.name, ActorRole.PARTY) for actor in actors)  # type: ignore[attr-defined]


ONE = {
    "same kind, town and day": (event(), event()),
    "the toll rises": (event("drone-strike", OBEID, DAY, killed(9)), event("drone-strike", OBEID, DAY, killed(14))),
    "a finer word for it": (event("attack", BUSAYRAH), event("ambush", BUSAYRAH)),
    "an ambush is a shooting": (event("ambush", BUSAYRAH, on=SDF), event("shooting", BUSAYRAH, on=SDF)),
    "the next village, same figures": (
        event("shooting", MAYADIN, DAY, killed(3)),
        event("shooting", ASHARAH, DAY, killed(3)),
    ),
    "a neighbouring site": (event("drone-strike", MAYADIN), event("drone-strike", OILFIELD)),
    "the province holds the town, same figures": (
        event("ambush", DEIR_EZ_ZOR, DAY, killed(4), on=SDF),
        event("ambush", BUSAYRAH, DAY, killed(4), on=SDF),
    ),
    "the country holds the town, same sides and figures": (
        event("air-strike", SYRIA, DAY, killed(7), by=USA, on=ISLAMIC_STATE),
        event("air-strike", PALMYRA, DAY, killed(7), by=USA, on=ISLAMIC_STATE),
    ),
    "no day stated, published that week": (
        event("drone-strike", OBEID, None, killed(21), by=RSF),
        event("drone-strike", OBEID, DAY, killed(21), by=RSF),
    ),
    "only the week stated": (
        in_week("air-strike", PALMYRA, DAY, by=USA, on=ISLAMIC_STATE),
        event("air-strike", PALMYRA, DAY, by=USA, on=ISLAMIC_STATE),
    ),
    "a command belongs to its state": (
        event("missile-strike", DEIR_EZ_ZOR, DAY, by=CENTCOM, on=ISLAMIC_STATE),
        event("missile-strike", DEIR_EZ_ZOR, DAY, by=USA, on=ISLAMIC_STATE),
    ),
    "an attack is a killing, same sides": (
        event("attack", BUSAYRAH, DAY, killed(3), by=ISLAMIC_STATE),
        event("killing", BUSAYRAH, DAY, killed(3), by=ISLAMIC_STATE),
    ),
    "a battle is an attack, same sides": (
        event("clash", BUSAYRAH, actors=party(SDF, ISLAMIC_STATE)),
        event("assault", BUSAYRAH, by=ISLAMIC_STATE, on=SDF),
    ),
    "denied and reported": (event("capture", OBEID, by=RSF, status=Status.DENIED), event("capture", OBEID, by=RSF)),
    "denied the day after": (event("capture", OBEID), event("capture", OBEID, NEXT, status=Status.DENIED)),
    "the denier is named": (
        event("drone-strike", MAYADIN, DAY, by=USA),
        event("drone-strike", MAYADIN, DAY, by=SDF, status=Status.DENIED),
    ),
    "taken by one, left by the other": (event("capture", OBEID, by=RSF), event("withdrawal", OBEID, by=SDF)),
    "the same wire carried twice": (
        event("shooting", DEIR_EZ_ZOR, evidence=(Evidence(0, 9, "Gunmen shot at a bus near the river on Monday"),)),
        event("shooting", DEIR_EZ_ZOR, evidence=(Evidence(0, 9, "Gunmen shot at a bus near the river Monday"),)),
    ),
    "nobody known is nobody else": (event("shooting", BUSAYRAH, by=GUNMEN), event("shooting", BUSAYRAH, by=RSF)),
}

TWO = {
    "two towns on one day": (event("air-strike", MAYADIN), event("air-strike", PALMYRA)),
    "two towns close by, nothing shared": (event("shooting", MAYADIN), event("shooting", ASHARAH)),
    "same town, next day": (
        event("drone-strike", OBEID, DAY, killed(3)),
        event("drone-strike", OBEID, NEXT, killed(3)),
    ),
    "two provinces": (event("air-strike", DEIR_EZ_ZOR), event("air-strike", HOMS)),
    "two countries": (event("drone-strike", SYRIA, DAY, killed(5)), event("drone-strike", SUDAN, DAY, killed(5))),
    "a town of another province": (event("air-strike", HOMS), event("air-strike", MAYADIN)),
    "the whole country and nothing more": (event("air-strike", SYRIA), event("air-strike", PALMYRA)),
    "the province and nothing more": (event("shooting", DEIR_EZ_ZOR), event("shooting", BUSAYRAH)),
    "a plan is not the deed": (event(status=Status.PLANNED), event()),
    "a strike and a protest": (event("air-strike", PALMYRA), event("protest", PALMYRA)),
    "an arrest and a bombing": (event("arrest", PALMYRA), event("ied", PALMYRA)),
    "a strike and a shooting, nothing shared": (event("air-strike", MAYADIN), event("shooting", MAYADIN)),
    "other sides, far other figures": (
        event("assault", BUSAYRAH, DAY, killed(2), by=ISLAMIC_STATE),
        event("assault", BUSAYRAH, DAY, killed(40), by=SDF),
    ),
    "who struck whom turned round": (
        event("shelling", BUSAYRAH, DAY, killed(1), by=SDF, on=ISLAMIC_STATE),
        event("air-strike", BUSAYRAH, DAY, killed(9), by=ISLAMIC_STATE, on=SDF),
    ),
    "no day stated, published a month later": (event("drone-strike", OBEID, None), event("drone-strike", OBEID, DAY)),
    "a threat and a condemnation": (event("threat", SYRIA, by=USA), event("condemnation", SYRIA, by=USA)),
    "the sea and the land": (event("drone-strike", RED_SEA), event("drone-strike", OBEID)),
    "a region is no evidence of a town": (event("air-strike", NORTHERN_SYRIA), event("air-strike", MAYADIN)),
}


@pytest.mark.parametrize("name", ONE)
def test_one_event(name: str) -> None:
    found = compare(*pair(*ONE[name]))
    assert found.linked, found


def again(kind: str, text: str, first: TimeRange | None, second: TimeRange | None, source: str = "Wire") -> Comparison:
    """One outlet's words on two days, or another's (`source`) on the second."""
    evidence = (Evidence(0, len(text), text),)
    one = event(kind, OBEID, None, killed(1), time=first, evidence=evidence)
    other = event(kind, OBEID, None, killed(1), time=second, evidence=evidence)
    return compare(record(one, text), record(other, text, day=NEXT, source=source))


SHORT = "Shelling hit El Obeid overnight. One person was killed."
LONG_TEXT = f"{SHORT} A school and a pharmacy near the market were damaged, and power was cut in two districts."


def test_the_same_words_of_an_outlet_on_another_day_are_another_event() -> None:
    night, next_night = days(DAY - timedelta(days=1), DAY, Precision.DAY), days(DAY, NEXT, Precision.DAY)
    for text in (SHORT, LONG_TEXT):
        found = again("shelling", text, night, next_night)
        assert (found.apart, found.reason) == (True, "the same words of another day")
        assert again("shelling", text, night, night).linked  # "on Thursday": published twice
        assert again("shelling", text, night, next_night, source="Radio").linked  # carried by another outlet
    assert again("shelling", SHORT, None, None).apart
    assert again("shelling", LONG_TEXT, None, None).linked  # so much detail is told of one event


@pytest.mark.parametrize("name", TWO)
def test_two_events(name: str) -> None:
    later = DAY + timedelta(days=30) if "a month later" in name else DAY
    found = compare(*pair(*TWO[name], day=later))
    assert not found.linked, found


def test_a_report_tells_no_event_twice() -> None:
    one, other = record(event(), "one"), record(event(), "one")
    assert compare(one, other).apart


def test_the_reason_can_be_read() -> None:
    reason = compare(*pair(*ONE["the province holds the town, same figures"])).reason
    assert reason == (
        "both ambush; same day; Al Busayrah in Deir ez-Zor; against syrian-democratic-forces; 4 killed in both"
    )


EVENTS = st.builds(
    event,
    st.sampled_from(["air-strike", "strike", "attack", "ambush", "killing", "clash", "ied", "threat", "capture"]),
    st.sampled_from([MAYADIN, BUSAYRAH, OILFIELD, DEIR_EZ_ZOR, SYRIA, NORTHERN_SYRIA, RED_SEA, OBEID, None]),
    st.sampled_from([DAY, NEXT, None]),
    st.builds(killed, st.sampled_from([None, 0, 3, 50])),
    st.builds(injured, st.sampled_from([None, 4])),
    by=st.sampled_from([None, USA, CENTCOM, ISLAMIC_STATE]),
    on=st.sampled_from([None, ISLAMIC_STATE, SDF]),
)


@given(EVENTS, EVENTS)
def test_comparing_does_not_hang_on_who_came_first(one: Event, other: Event) -> None:
    first, second = pair(one, other)
    assert compare(first, second) == compare(second, first)


@given(EVENTS)
def test_copies_of_a_placed_and_dated_mention_are_linked(stated: Event) -> None:
    placed = stated.places and stated.places[0].place.kind.value in ("city", "site") and stated.time is not None
    found = compare(*pair(stated, stated))
    assert found.linked or not placed
