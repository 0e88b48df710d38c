"""Figures of several mentions: the newest quoted, the span of all, nobody counted twice."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.casualties import Casualty, Group, Outcome
from domain.events import Status
from store.linkage.figures import Figure, breakdown, totals
from store.linkage.mentions import MentionRecord
from tests.store.making import DAY, ISLAMIC_STATE, MAYADIN, SDF, at_least, event, killed, people, report

MILITANT, MILITARY, CIVILIAN, POLICE = Group.MILITANT, Group.MILITARY, Group.CIVILIAN, Group.POLICE


def records_of(*mentions: tuple[Casualty, ...] | list[Casualty], **more: object) -> list[MentionRecord]:
    """Records of one event, oldest first, each with its lines."""
    records = []
    for number, lines in enumerate(mentions):
        stated = event("ambush", MAYADIN, DAY, *lines, by=ISLAMIC_STATE, on=SDF, **more)  # type: ignore[arg-type]
        published = report(f"report {number}", day=DAY + timedelta(days=number))
        records.append(MentionRecord(f"{number}", published.content_hash, "Wire", published.published, stated))
    return records


def numbers(figure: Figure) -> tuple[int | None, int | None, int | None]:
    return figure.min, figure.best, figure.max


@pytest.mark.parametrize(
    ("mentions", "wanted"),
    [
        ([[killed(3)], [killed(4)]], (3, 4, 4)),
        ([[killed(9)], [killed(6)]], (6, 6, 9)),
        ([[at_least(9)], [at_least(14)], [killed(21)]], (9, 21, 21)),
        ([[at_least(17)], [killed(15)]], (15, 15, None)),
        ([[at_least(43)]], (43, 43, None)),
        ([[killed(None)], [killed(5)]], (5, 5, 5)),
        ([[killed(None)]], (None, None, None)),
        ([[killed(0)], [killed(1)]], (0, 1, 1)),
        ([[killed(40, min=None)]], (None, 40, 40)),
        ([[killed(5, group=POLICE), killed(3, group=MILITANT)], [killed(6)]], (6, 6, 8)),
        ([[killed(10), killed(6, group=CIVILIAN, part=True)]], (10, 10, 10)),
        ([[killed(7)], []], (7, 7, 7)),
    ],
)
def test_people_in_all(mentions: list[list[Casualty]], wanted: tuple[int | None, ...]) -> None:
    assert numbers(totals(records_of(*mentions))[Outcome.KILLED]) == wanted


def test_what_no_report_speaks_of_is_left_out() -> None:
    assert totals(records_of([killed(1)])).keys() == {Outcome.KILLED}


def test_a_sides_claim_about_its_enemy_gives_way_even_when_it_is_newer() -> None:
    official, claim = records_of([killed(4)]), records_of([], [killed(7)], status=Status.CLAIMED)
    assert numbers(totals([*official, claim[1]])[Outcome.KILLED]) == (4, 4, 7)
    assert numbers(totals([claim[1]])[Outcome.KILLED]) == (7, 7, 7)


def test_a_sides_word_on_its_own_losses_stands() -> None:
    own = records_of([], [killed(2, side=ISLAMIC_STATE.id)], status=Status.CLAIMED)[1]
    assert totals([*records_of([killed(4)]), own])[Outcome.KILLED].best == 2


def test_a_named_party_speaking_of_its_enemy_is_a_claim_too() -> None:
    spoken = records_of([], [killed(60)], attribution=("Islamic State",))[1]
    assert totals([*records_of([killed(12)]), spoken])[Outcome.KILLED].best == 12


@pytest.mark.parametrize(
    ("mentions", "wanted"),
    [
        (  # part of a whole: nobody in two lines
            [[killed(10), killed(6, group=CIVILIAN, part=True)]],
            {(CIVILIAN, None): (6, 6, 6), (Group.UNKNOWN, None): (4, 4, 4)},
        ),
        (  # a part of everybody leaves nobody over
            [[killed(6), killed(6, group=CIVILIAN, part=True)]],
            {(CIVILIAN, None): (6, 6, 6)},
        ),
        (  # children among civilians are civilians already
            [[killed(10, group=CIVILIAN), killed(4, group=CIVILIAN, part=True)]],
            {(CIVILIAN, None): (10, 10, 10)},
        ),
        (  # the one report says whose people the other counts
            [[killed(3)], [killed(4, group=MILITANT, side=SDF.id)]],
            {(MILITANT, SDF.id): (3, 4, 4)},
        ),
        (  # a total that a newer report breaks down is the same people
            [[killed(8)], [killed(5, group=POLICE), killed(3, group=MILITANT)]],
            {(POLICE, None): (5, 5, 5), (MILITANT, None): (3, 3, 3)},
        ),
        (  # a newer total beyond the lines stated before leaves some whose group is not stated
            [[killed(5, group=POLICE), killed(3, group=MILITANT)], [killed(10)]],
            {(POLICE, None): (5, 5, 5), (MILITANT, None): (3, 3, 3), (Group.UNKNOWN, None): (2, 2, 2)},
        ),
        (  # a newer total is of all whom an older report sets side by side: the lines are no more than the whole
            [[killed(14, group=CIVILIAN), killed(13)], [killed(16)]],
            {(CIVILIAN, None): (14, 14, 14), (Group.UNKNOWN, None): (2, 2, 13)},
        ),
        (  # one report sets them side by side: they are other people
            [[killed(5, group=POLICE), killed(2)], [killed(6, group=POLICE)]],
            {(POLICE, None): (5, 6, 6), (Group.UNKNOWN, None): (2, 2, 2)},
        ),
    ],
)
def test_whose_people(mentions: list[list[Casualty]], wanted: dict[object, object]) -> None:
    found = breakdown(records_of(*mentions))[Outcome.KILLED]
    assert {key: numbers(figure) for key, figure in found.items()} == wanted


LINES = st.lists(
    st.builds(
        people,
        st.sampled_from([Outcome.KILLED, Outcome.INJURED]),
        st.one_of(st.none(), st.integers(0, 50)),
        group=st.sampled_from(list(Group)),
        side=st.sampled_from([None, SDF.id, ISLAMIC_STATE.id]),
        part=st.booleans(),
    ),
    max_size=4,
)


@given(st.lists(LINES, min_size=1, max_size=4))
def test_figures_are_in_order_and_never_negative(mentions: list[list[Casualty]]) -> None:
    records = records_of(*mentions)
    figures = [*totals(records).values(), *(f for lines in breakdown(records).values() for f in lines.values())]
    for figure in figures:
        stated = [n for n in numbers(figure) if n is not None]
        assert stated == sorted(stated)
        assert all(number >= 0 for number in stated)


@given(LINES)
def test_one_mention_broken_down_adds_up_to_its_total(lines: list[Casualty]) -> None:
    records = records_of(lines)
    for outcome, total in totals(records).items():
        bests = [figure.best for figure in breakdown(records)[outcome].values() if figure.best is not None]
        unnumbered = any(line.best is None for line in lines if line.outcome is outcome and not line.part)
        assert sum(bests) == (total.best or 0) or (unnumbered and sum(bests) > (total.best or 0))
