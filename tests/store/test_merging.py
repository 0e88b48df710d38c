"""Several mentions as one event: the kind that stands, and what denials and withdrawals leave of it."""

import pytest

from domain.actors import Actor, ActorKind, ActorRole, EventActor
from domain.events import Event, Status
from domain.targets import Target, TargetKind
from store.linkage.mentions import MentionRecord
from store.linkage.merging import merge
from tests.store.making import MAYADIN, event, killed, report

DENIED, REPORTED, CLAIMED, CONFIRMED = Status.DENIED, Status.REPORTED, Status.CLAIMED, Status.CONFIRMED


def records_of(*mentions: tuple[Event, str]) -> list[MentionRecord]:
    """Records of one event, oldest first, each by its outlet."""
    records = []
    for number, (each, source) in enumerate(mentions):
        published = report(f"report {number}", number)
        records.append(MentionRecord(f"{number}", published.content_hash, source, published.published, each))
    return records


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [
        (["attack", "capture"], "attack"),
        (["capture", "attack"], "attack"),
        (["attack", "capture", "capture"], "capture"),
        (["attack", "ied"], "ied"),
        (["strike", "drone-strike", "air-strike", "drone-strike"], "drone-strike"),
        (["accident", "missile-strike"], "missile-strike"),
        (["protest", "riot", "shooting"], "protest"),
    ],
)
def test_the_kind_that_stands(kinds: list[str], wanted: str) -> None:
    assert merge(records_of(*((event(kind), f"outlet {n}") for n, kind in enumerate(kinds)))).event.type == wanted


@pytest.mark.parametrize(
    ("statuses", "wanted"),
    [
        ([(REPORTED, "Wire", ()), (DENIED, "Army", ())], Status.DISPUTED),
        ([(REPORTED, "Wire", ()), (DENIED, "Wire", ("the army",))], Status.DISPUTED),
        ([(REPORTED, "Wire", ()), (DENIED, "Wire", ())], DENIED),
        ([(REPORTED, "Wire", ()), (REPORTED, "Courier", ()), (DENIED, "Wire", ())], Status.DISPUTED),
        ([(DENIED, "Wire", ()), (CONFIRMED, "Wire", ())], Status.DISPUTED),
        ([(CLAIMED, "Channel", ()), (REPORTED, "Wire", ())], REPORTED),
    ],
)
def test_who_stands_behind_it(statuses: list[tuple[Status, str, tuple[str, ...]]], wanted: Status) -> None:
    mentions = [(event(status=status, attribution=names), source) for status, source, names in statuses]
    assert merge(records_of(*mentions)).event.status is wanted


def test_gunmen_of_one_report_are_those_whom_another_names() -> None:
    gunmen = EventActor(Actor("unknown-gunmen", "unknown gunmen", ActorKind.UNKNOWN), "gunmen", ActorRole.PERPETRATOR)
    named = EventActor(Actor("islamic-state", "Islamic State", ActorKind.ARMED_GROUP), "IS", ActorRole.PERPETRATOR)
    assert merge(records_of((event(actors=(gunmen,)), "Wire"), (event(actors=(named,)), "Radio"))).event.actors == (
        named,
    )
    assert merge(records_of((event(actors=(gunmen,)), "Wire"), (event(), "Radio"))).event.actors == (gunmen,)


def test_every_kind_of_target_told_stays_in_the_words_of_the_newest() -> None:
    clinic, ward = Target(TargetKind.HOSPITAL, "a clinic"), Target(TargetKind.HOSPITAL, "the maternity ward")
    pharmacy, nurse = Target(TargetKind.HOSPITAL, "its pharmacy"), Target(TargetKind.HEALTH_WORKER, "a nurse")
    mentions = [
        (event(targets=(nurse, clinic)), "Wire"),
        (event(targets=(ward, pharmacy)), "Radio"),
        (event(), "Courier"),
    ]
    assert set(merge(records_of(*mentions)).event.targets) == {nurse, ward, pharmacy}


def test_a_corrected_figure_is_the_one_to_quote_and_the_old_one_stays_in_the_span() -> None:
    mentions = [(event("drone-strike", MAYADIN, None, killed(number)), "Wire") for number in (3, 2)]
    line = merge(records_of(*mentions)).event.casualties[0]
    assert (line.min, line.best, line.max) == (2, 2, 3)
