"""Watches: set, listed, paused, removed; and what they bring, once, and corrected when the facts change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.calendar import day_range
from domain.casualties import Outcome
from domain.events import Event, Status
from domain.reports import Report
from domain.targets import Target, TargetKind
from store.writing.reports import Added, add_report
from store.writing.withdrawal import restore_report, withdraw_report
from tests.handlers.reports import event, figure, report
from tests.handlers.stage import Stage
from tests.telegram.transcript import golden


async def reported(stage: Stage, told: tuple[Report, Sequence[Event]]) -> Added:
    """A report comes in, and the bot does what it does by itself."""
    added = await stage.services.index.write(lambda writer: add_report(writer, *told))
    await stage.jobs()
    return added


def strike(
    number: int, killed: int | None = None, place: str = "Homs", source: str = "Northgate Wire", **more: object
) -> tuple[Report, list[Event]]:
    """A report of an air strike of 20 December."""
    casualties = (figure(Outcome.KILLED, killed, killed),) if killed is not None else ()
    text = f"Report {number}: an air strike hit {place}, killing {killed} people."
    told, events = report(source, 20, text, event("air-strike", place, 20, casualties=casualties, **more))
    return replace(told, published=datetime(2025, 12, 20, 9, number, tzinfo=UTC)), events


async def test_a_watch_from_its_setting_to_its_end(stage: Stage) -> None:
    ada = stage.ada
    ada.command("watch")
    await stage.settled()
    ada.command("watch", "air strikes in Homs last week")
    await stage.settled()
    await reported(stage, strike(1, 3))
    stage.emulator.later(minutes=5)
    await reported(stage, strike(2, 4, source="Levant Monitor"))  # more of the same: the message is edited, no sound
    stage.emulator.later(minutes=5)
    added = await reported(stage, strike(3, 12, source="Nile Post"))
    stage.emulator.later(minutes=5)
    await reported(stage, strike(4, 2, place="Aleppo"))
    now = stage.emulator.clock.now()
    await stage.services.index.write(lambda writer: withdraw_report(writer, added.report_id, "Grace", "a fake", now))
    await stage.jobs()
    ada.command("watches")
    await stage.settled()
    ada.tap("⏸ 1")
    await stage.settled()
    await reported(stage, strike(5, 40, source="Dnipro Line"))
    ada.tap("▶ 1")
    await stage.settled()
    ada.tap("✕ 1")
    await stage.settled()
    golden("watch", ada.chat.transcript())


async def test_what_nothing_tells_of_any_more_is_struck_out_and_comes_back(stage: Stage) -> None:
    ada = stage.ada
    ada.command("watch", "air strikes in Homs")
    await stage.settled()
    added = await reported(stage, strike(1, 3))
    now = stage.emulator.clock.now()
    await stage.services.index.write(lambda writer: withdraw_report(writer, added.report_id, "Grace", "a fake", now))
    await stage.jobs()
    card, word = ada.chat.from_bot()[-2:]
    assert "Withdrawn: a fake" in card["text"]
    assert "Withdrawn: a fake" in word["text"]
    assert word["reply_to_message"]["message_id"] == card["message_id"]
    await stage.services.index.write(lambda writer: restore_report(writer, added.report_id, "Grace", now))
    await stage.jobs()
    card, _, word = ada.chat.from_bot()[-3:]
    assert "3 killed" in card["text"]
    assert "it stands again" in word["text"]
    await stage.jobs()
    assert len(ada.chat.from_bot()) == 4


async def test_the_button_under_an_answer(stage: Stage) -> None:
    ada = stage.ada
    ada.send("drone strikes in Sudan")
    await stage.settled()
    ada.tap("🔔 Watch this")
    await stage.settled()
    assert "Drone strikes in Sudan" in ada.chat.last["text"]
    ada.send("alert me when there are air strikes in Idlib")
    await stage.settled()
    ada.tap("🔔 Watch this")
    await stage.settled()
    await reported(stage, strike(1, 3, place="Idlib"))
    assert "Idlib" in ada.chat.last["text"]
    assert ada.chat.last["text"].startswith("🔔 Air strikes in Idlib")


async def test_an_event_comes_once_to_a_chat_whichever_watch_finds_it(stage: Stage) -> None:
    ada = stage.ada
    for words in ("air strikes in Homs", "strikes in Syria", "attacks with 5 or more dead"):
        ada.command("watch", words)
        await stage.settled()
    before = len(ada.chat.from_bot())
    await reported(stage, strike(1, 9))
    for _ in range(3):
        await stage.jobs()
    assert len(ada.chat.from_bot()) == before + 1


async def test_a_threshold_rings_when_it_is_reached(stage: Stage) -> None:
    ada = stage.ada
    ada.command("watch", "air strikes with 10 or more dead")
    await stage.settled()
    await reported(stage, strike(1, 4))
    assert len(ada.chat.from_bot()) == 1
    await reported(stage, strike(2, 11, source="Nile Post"))
    assert "11 killed" in ada.chat.last["text"]


async def test_old_news_does_not_ring(stage: Stage) -> None:
    ada = stage.ada
    ada.command("watch", "air strikes in Syria")
    await stage.settled()
    old = Report("An old report.", datetime(2025, 9, 2, 9, tzinfo=UTC), source="Archive")
    before = datetime(2025, 9, 1, tzinfo=UTC)
    await reported(stage, (old, [event("air-strike", "Hama", day_range(before.date()))]))
    assert len(ada.chat.from_bot()) == 1
    late = Report("A grave was found.", datetime(2025, 12, 20, 9, tzinfo=UTC), source="Nile Post")
    await reported(stage, (late, [event("air-strike", "Raqqa", day_range(before.date()))]))
    assert "Raqqa" in ada.chat.last["text"]


async def test_many_at_once_are_gathered_and_other_chats_are_not_delayed(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    for person, words in ((ada, "air strikes in Syria"), (grace, "drone strikes in Sudan")):
        person.command("watch", words)
        await stage.settled()
    places = ("Homs", "Idlib", "Raqqa", "Aleppo", "Hama", "Daraa")
    began = stage.emulator.clock.now()
    for number in range(1, 31):
        day = 21 - number // 6 - 1
        place = places[number % 6]
        told = report("Levant Monitor", 20, f"Strike {number}.", event("air-strike", place, max(1, day - number)))
        await stage.services.index.write(lambda writer, told=told: add_report(writer, *told))
    hit = event("drone-strike", "El Fasher", 20)
    await stage.services.index.write(lambda writer: add_report(writer, *report("Nile Post", 20, "A drone.", hit)))
    await stage.jobs()
    assert "El Fasher" in grace.chat.last["text"]
    assert (stage.emulator.clock.now() - began).total_seconds() < 60
    for _ in range(10):
        stage.emulator.later(seconds=15)
        await stage.jobs()
    said = [message["text"] for message in ada.chat.from_bot()[1:]]
    assert len(said) == 5
    assert "more" in said[-1]
    ada.tap("Show them")
    await stage.settled()
    ada.tap("›")
    await stage.settled()
    golden("watch_gathered", ada.chat.transcript())


@pytest.mark.parametrize("words", ["hello", "events", "everything"])
async def test_what_asks_for_nothing_is_refused(stage: Stage, words: str) -> None:
    stage.ada.command("watch", words)
    await stage.settled()
    assert "did not understand what to watch for" in stage.ada.chat.last["text"]


async def test_a_status_that_changes_is_said_aloud(stage: Stage) -> None:
    ada = stage.ada
    ada.command("watch", "air strikes in Homs")
    await stage.settled()
    await reported(stage, strike(1, 3, status=Status.CLAIMED))
    await reported(stage, strike(2, 3, source="Nile Post", status=Status.CONFIRMED))
    assert "status claimed → confirmed" in ada.chat.last["text"]


HOMS = {"latitude": 34.7268, "longitude": 36.7234}
PALMYRA = {"latitude": 34.5624, "longitude": 38.2841}


async def test_a_location_is_a_question_a_watch_and_a_zone(stage: Stage) -> None:
    ada = stage.ada
    ada.share("location", HOMS)
    await stage.settled()
    offered = ada.chat.last
    ada.tap("Within 50 km")
    await stage.settled()
    for label in ("🔔 Watch 10 km", "🕗 Asia/Damascus as my time zone"):
        ada.tap_data(
            next(
                button["callback_data"]
                for row in offered["reply_markup"]["inline_keyboard"]
                for button in row
                if button["text"] == label
            ),
            offered,
        )
        await stage.settled()
    await reported(stage, strike(1, 3))
    await reported(stage, strike(2, 3, place="Palmyra"))
    golden("near_me", ada.chat.transcript())


async def test_what_is_watched_around_a_live_location_goes_along(stage: Stage) -> None:
    ada = stage.ada
    shared = ada.share("location", HOMS | {"live_period": 3600})
    await stage.settled()
    ada.tap("🔔 Watch 10 km")
    await stage.settled()
    stage.emulator.later(hours=2)
    ada.move(shared, PALMYRA)
    await stage.settled()
    before = len(ada.chat.from_bot())
    await reported(stage, strike(1, 3))
    assert len(ada.chat.from_bot()) == before
    await reported(stage, strike(2, 4, place="Palmyra"))
    assert "4 killed" in ada.chat.last["text"]


@pytest.mark.parametrize(
    "data", ["here1.w.10.5.99.0000, 0.0000", "here1.x", "here1.q.10.5.1, 2", "bell1.7.0", "wch1.p.9"]
)
async def test_buttons_that_were_never_there(stage: Stage, data: str) -> None:
    ada = stage.ada
    ada.share("location", HOMS)
    await stage.settled()
    count = len(ada.chat.from_bot())
    ada.tap_data(data, ada.chat.last)
    await stage.settled()
    assert len(ada.chat.from_bot()) == count


async def test_what_is_hit_for_the_first_time_is_found_by_what_it_is(stage: Stage) -> None:
    """Where the index knew of no hospital that was hit yet, the watch is for hospitals, in whatever words."""
    ada = stage.ada
    ada.send("attacks on hospitals")
    await stage.settled()
    ada.tap("🔔 Watch this")
    await stage.settled()
    assert "Watching for: Attacks hitting hospitals." in ada.chat.last["text"]
    assert "searched as text" not in ada.chat.last["text"]
    ada.command("watch", "attacks on hospitals")
    await stage.settled()
    assert "It is number 1;" in ada.chat.last["text"]
    told, (hit,) = report("Wire", 20, "A clinic was shelled.", event("shelling", "Homs", 20))
    await reported(stage, (told, [replace(hit, targets=(Target(TargetKind.HOSPITAL, "a clinic"),))]))
    assert ada.chat.last["text"].startswith("🔔 Attacks hitting hospitals")
    before = len(ada.chat.from_bot())
    await reported(stage, report("Post", 20, "A guard of two hospitals was shot.", event("shooting", "Aleppo", 20)))
    assert len(ada.chat.from_bot()) == before


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("attacks near me", "I do not know where you are: name a place, or share your location"),
        ("attacks by RSF in Zorglub", "I do not know a place called “Zorglub”"),
        (
            "strikes in Syria involving zorglubs",
            'write /watch strikes in Syria involving "zorglubs"; else leave it out',
        ),
        ("off 7", "There is no watch 7 here"),
    ],
)
async def test_what_is_not_understood_sets_no_watch_for_more(stage: Stage, words: str, answer: str) -> None:
    ada = stage.ada
    ada.command("watch", words)
    await stage.settled()
    assert answer in ada.chat.last["text"]
    ada.command("watches")
    await stage.settled()
    assert ada.chat.last["text"].startswith("Nothing is watched for here.")


async def test_a_watch_is_paused_and_removed_by_a_line(stage: Stage) -> None:
    ada = stage.ada
    for words in ("strikes in Homs", "pause 1", "resume 1", "off 1"):
        ada.command("watch", words)
        await stage.settled()
    said = [message["text"].splitlines()[0] for message in ada.chat.from_bot()[1:]]
    assert said == [
        "Watch 1 is paused. /watch resume 1 lets it go on.",
        "Watch 1 goes on, with what is reported from now on.",
        "Watch 1 is removed. To set it again: /watch strikes in Homs (city and province, Syria)",
    ]


async def test_what_a_map_shows_is_watched_from_there(stage: Stage) -> None:
    ada = stage.ada
    ada.command("map", "strikes in Syria")
    await stage.settled()
    ada.tap("🔔 Watch this")
    await stage.settled()
    assert "Watching for: Strikes in Syria." in ada.chat.last["text"]


async def test_the_hour_that_is_asked_for_is_in_the_line_that_is_offered(stage: Stage) -> None:
    stage.ada.send("daily summary of Sudan at 8pm Kyiv")
    await stage.settled()
    assert (
        "write /watch Sudan. For a digest every day, write /digest 20:00 Europe/Kyiv Sudan."
        in stage.ada.chat.last["text"]
    )
