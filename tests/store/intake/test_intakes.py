"""Sources: known by what lasts of them, silent by their own measure."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from store.database import StoreError
from store.intake.intakes import (
    SILENT_UNKNOWN,
    Kind,
    NewIntake,
    add_intake,
    intake_named,
    intakes,
    move_intake,
    pause_intake,
    remove_intake,
    resume_intake,
    usual_silence,
)
from store.intake.silence import silence
from tests.store.conftest import path as path
from tests.store.conftest import writer as writer

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def channel(number: int, name: str = "News") -> NewIntake:
    return NewIntake(f"telegram:-{number}", name, Kind.CHANNEL, f"-{number}")


@pytest.mark.parametrize(
    ("between", "allowed"),
    [
        ([], SILENT_UNKNOWN),
        ([HOUR] * 3, SILENT_UNKNOWN),  # four items tell of no habit
        ([HOUR] * 4, DAY),
        ([2 * DAY] * 4, 6 * DAY),
        ([HOUR, HOUR, HOUR, 30 * DAY, HOUR], DAY),  # a holiday is no habit
    ],
)
def test_how_long_a_source_may_be_silent(between: list[timedelta], allowed: timedelta) -> None:
    moments = [NOW] if between else []
    for span in between:
        moments.append(moments[-1] - span)
    assert usual_silence(moments) == allowed


def test_two_sources_of_one_name_are_told_apart(writer: sqlite3.Connection) -> None:
    one, other = (add_intake(writer, channel(number), NOW) for number in (1, 2))
    assert (intake_named(writer, "2"), intake_named(writer, "telegram:-1")) == (other, one)
    with pytest.raises(StoreError, match="2 sources are called 'news': name one by its number, of 1, 2"):
        intake_named(writer, "news")


def test_silence_counts_what_is_expected_to_report(writer: sqlite3.Connection) -> None:
    for number in (1, 2, 3):
        add_intake(writer, channel(number), NOW)
    later = NOW + SILENT_UNKNOWN + HOUR
    assert silence(writer, NOW) is None
    pause_intake(writer, 3, NOW)
    found = silence(writer, later)
    assert found is not None
    assert (found.silent, found.sources, found.since) == (2, 2, NOW)
    resume_intake(writer, 3, later)
    found = silence(writer, later)
    assert found is not None
    assert (found.silent, found.sources) == (2, 3)


def test_a_source_that_is_added_again_keeps_what_it_has(writer: sqlite3.Connection) -> None:
    first = add_intake(writer, channel(1), NOW)
    pause_intake(writer, first.id, NOW)
    again = add_intake(writer, channel(1, "New name"), NOW + DAY)
    assert (again.id, again.added, again.paused, again.name) == (first.id, NOW, None, "New name")
    remove_intake(writer, first.id)
    assert intakes(writer) == ()


def test_a_group_keeps_its_grade_under_its_new_number(writer: sqlite3.Connection) -> None:
    added = add_intake(writer, NewIntake("telegram:-5", "Newsroom", Kind.GROUP, "-5"), NOW)
    move_intake(writer, -5, -1005)
    (moved,) = intakes(writer)
    assert (moved.id, moved.key, moved.address) == (added.id, "telegram:-1005", "-1005")
