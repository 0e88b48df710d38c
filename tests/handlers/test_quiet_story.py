"""Quiet hours: set and ended; what comes in them is held and released together, by the chat's own clock."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.handlers.stage import Stage
from tests.handlers.test_watch_story import reported, strike


def at(stage: Stage, moment: datetime) -> None:
    """Move the clock on to a moment."""
    stage.emulator.later(seconds=(moment - stage.emulator.clock.now()).total_seconds())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("quiet 22:00-07:00", "Quiet hours: 22:00–07:00"),
        ("quiet 10pm to 7am", "Quiet hours: 22:00–07:00"),
        ("quiet 22:00-22:00", "Quiet hours: none"),
        ("quiet off", "Quiet hours: none"),
        ("quiet 25:00-07:00", "is no time zone, page length or quiet hours"),
        ("quiet", "is no time zone, page length or quiet hours"),
    ],
)
async def test_quiet_hours_in_words(stage: Stage, words: str, said: str) -> None:
    stage.ada.command("settings", words)
    await stage.settled()
    assert said in stage.ada.chat.last["text"]


async def test_quiet_hours_by_buttons(stage: Stage) -> None:
    ada = stage.ada
    ada.command("settings")
    await stage.settled()
    ada.tap("Quiet 22:00-07:00")
    await stage.settled()
    assert "Quiet hours: 22:00–07:00" in ada.chat.last["text"]
    ada.tap("Europe/Kyiv")  # the zone changes, the hours stay
    await stage.settled()
    assert "Quiet hours: 22:00–07:00" in ada.chat.last["text"]
    ada.tap("No quiet hours")
    await stage.settled()
    assert "Quiet hours: none" in ada.chat.last["text"]


async def test_what_comes_in_quiet_hours_is_told_together_when_they_end(stage: Stage) -> None:
    ada = stage.ada
    for words in ("Europe/Kyiv", "quiet 13:00-16:00"):  # in UTC from 11 to 14 o'clock
        ada.command("settings", words)
    ada.command("watch", "air strikes in Syria")
    await stage.settled()
    before = len(ada.chat.from_bot())
    for number, place in enumerate(("Homs", "Idlib", "Raqqa", "Aleppo", "Hama", "Daraa"), start=1):
        await reported(stage, strike(number, number, place=place))
    await reported(stage, strike(7, 20, source="Nile Post"))  # Homs, before anybody was told of it
    at(stage, datetime(2025, 12, 20, 13, 59, tzinfo=UTC))
    await stage.jobs()
    assert len(ada.chat.from_bot()) == before
    at(stage, datetime(2025, 12, 20, 14, 0, tzinfo=UTC))
    for _ in range(3):
        await stage.jobs()
    said = [message["text"] for message in ada.chat.from_bot()[before:]]
    assert len(said) == 5
    assert "20 killed" in said[0]
    assert "2 events" in said[-1]


async def test_a_change_in_quiet_hours_is_edited_at_once_and_said_when_they_end(stage: Stage) -> None:
    ada = stage.ada
    ada.command("watch", "air strikes in Homs")
    await stage.settled()
    await reported(stage, strike(1, 3))
    ada.command("settings", "quiet 12:00-14:00")
    await stage.settled()
    before = len(ada.chat.from_bot())
    await reported(stage, strike(2, 12, source="Levant Monitor"))
    await reported(stage, strike(3, 30, source="Nile Post"))
    assert len(ada.chat.from_bot()) == before
    assert "30 killed" in ada.chat.from_bot()[1]["text"]
    at(stage, datetime(2025, 12, 20, 14, 0, tzinfo=UTC))
    await stage.jobs()
    assert "killed 3 → 30" in ada.chat.last["text"]
    assert len(ada.chat.from_bot()) == before + 1


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        # New York puts its clocks on at 2 o'clock of 8 March 2026 (7 UTC), and back at 2 o'clock of 1 November (6 UTC).
        (datetime(2026, 3, 8, tzinfo=UTC), (10, 59), (11, 0)),
        (datetime(2026, 11, 1, tzinfo=UTC), (11, 59), (12, 0)),
        (datetime(2026, 1, 10, tzinfo=UTC), (11, 59), (12, 0)),
    ],
)
async def test_quiet_hours_end_by_the_wall_clock(
    stage: Stage, day: datetime, before: tuple[int, int], after: tuple[int, int]
) -> None:
    ada = stage.ada
    for words in ("America/New_York", "quiet 22:00-07:00"):
        ada.command("settings", words)
    ada.command("watch", "air strikes in Homs")
    await stage.settled()
    count = len(ada.chat.from_bot())
    at(stage, day.replace(hour=5))
    told, events = strike(1, 3)
    await reported(stage, (replace(told, published=day), events))
    at(stage, day.replace(hour=before[0], minute=before[1]))
    await stage.jobs()
    assert len(ada.chat.from_bot()) == count
    at(stage, day.replace(hour=after[0], minute=after[1]))
    await stage.jobs()
    assert len(ada.chat.from_bot()) == count + 1
