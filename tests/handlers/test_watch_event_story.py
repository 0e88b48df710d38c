"""“Watch this” under an event in full: its kind in its place."""

from dataclasses import replace

import pytest

from store.writing.reports import add_report
from tests.handlers.reports import event, report
from tests.handlers.stage import Stage

LABEL = "🔔 Watch this"


async def reported(stage: Stage, kind: str, place: str, day: int, outlet: str = "Wire", **more: object) -> int:
    """A report comes in and what is watched for is told; returns the number of its event."""
    happened = replace(event(kind, place, day), **more)  # type: ignore[arg-type]
    told, events = report(outlet, day, f"{kind} at {place} on {day} December.", happened)
    await stage.services.index.write(lambda writer: add_report(writer, told, events))
    await stage.jobs()
    newest = "select max(id) from events"
    return int(await stage.services.index.read(lambda reader: reader.execute(newest).fetchone()[0]))


async def show(stage: Stage, number: int) -> None:
    stage.ada.command("event", str(number))
    await stage.settled()


@pytest.mark.parametrize(("place", "size"), [("Palmyra", "city"), ("Homs", "city"), ("Idlib", "province")])
async def test_its_kind_in_its_place_is_watched_for(stage: Stage, place: str, size: str) -> None:
    """Where the gazetteer does not know the place, as the Idlib of these reports, in the province around it."""
    ada = stage.ada
    await show(stage, await reported(stage, "air-strike", place, 18))
    ada.tap(LABEL)
    await stage.settled()
    assert f"🔔 Watching for: Air strikes in {place} ({size}, Syria)." in ada.chat.last["text"]
    count = len(ada.chat.from_bot())
    await reported(stage, "shelling", place, 20)
    await reported(stage, "air-strike", "Aleppo", 20, "Post")
    assert len(ada.chat.from_bot()) == count
    await reported(stage, "air-strike", place, 20, "Line")
    assert f"Air strikes in {place} ({size}, Syria)" in ada.chat.last["text"]
    ada.command("watches")
    await stage.settled()
    ada.tap("✎ 1")
    await stage.settled()
    ada.tap("5+ dead")
    await stage.settled()
    assert f"Air strikes with at least 5 people killed in {place} ({size}, Syria)\n" in ada.chat.last["text"]


async def test_an_event_of_no_known_place_has_no_button(stage: Stage) -> None:
    await show(stage, await reported(stage, "air-strike", "Homs", 18, places=()))
    assert stage.ada.chat.last["text"].startswith("✈️ Air strike")
    assert "reply_markup" not in stage.ada.chat.last


async def test_a_second_tap_sets_no_second_watch(stage: Stage) -> None:
    await show(stage, 2)
    for _ in range(2):
        stage.ada.tap(LABEL)
        await stage.settled()
    stage.ada.command("watches")
    await stage.settled()
    assert "\n2 ·" not in stage.ada.chat.last["text"]


async def test_only_admins_of_a_group_watch_from_there(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    group = stage.emulator.supergroup("Newsroom", grace, ada)
    ada.command("event", "2", chat=group)
    await stage.settled()
    count = len(group.from_bot())
    ada.tap(LABEL, chat=group)
    await stage.settled()
    assert len(group.from_bot()) == count
    grace.tap(LABEL, chat=group)
    await stage.settled()
    assert "Watching for: Ambushes in Palmyra (city, Syria)" in group.last["text"]


@pytest.mark.parametrize("data", ["wev1.999", "wev1.x", "wev1.", "wev1.9999999999999999"])
async def test_buttons_that_were_never_there(stage: Stage, data: str) -> None:
    await show(stage, 2)
    count = len(stage.ada.chat.from_bot())
    stage.ada.tap_data(data, stage.ada.chat.last)
    await stage.settled()
    assert len(stage.ada.chat.from_bot()) == count
