"""Answers in other forms: maps, timelines, sources, files and single events, as whole conversations."""

import csv
import io
import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from handlers.drawing.borders import frame_of
from handlers.drawing.event_map import Mark
from store.writing.reports import add_report
from tests.handlers.reports import PLACES, event, report
from tests.handlers.stage import Stage
from tests.telegram.files import dimensions
from tests.telegram.transcript import golden


def sent_file(stage: Stage, message: dict[str, Any]) -> bytes:
    """The content of the picture or document of a message."""
    kept = message["photo"][-1] if "photo" in message else message["document"]
    return stage.emulator.world.files[kept["file_id"]][1]


async def test_a_map_and_a_timeline_by_command_and_by_tap(stage: Stage) -> None:
    ada = stage.ada
    ada.command("map", "air strikes in Syria in December")
    await stage.settled()
    assert dimensions(sent_file(stage, ada.chat.last)) == (1200, 900)
    ada.send("air strikes in Syria in December")
    await stage.settled()
    ada.tap("Timeline")
    await stage.settled()
    assert dimensions(sent_file(stage, ada.chat.last)) == (1200, 760)
    ada.command("timeline", "drone strikes")
    await stage.settled()
    golden("pictures", ada.chat.transcript())


def _draw_anew() -> bytes:
    raise AssertionError("the picture was not kept")


async def test_the_same_picture_is_drawn_once(stage: Stage) -> None:
    ada = stage.ada
    for _ in range(2):
        ada.command("map", "air strikes in Syria")
        await stage.settled()
    first, second = (sent_file(stage, message) for message in ada.chat.from_bot())
    hit = ((12, "Daraa"), (11, "Hama"), (9, "Aleppo"), (7, "Raqqa"), (5, "Idlib"), (3, "Homs"))
    marks = tuple(
        Mark(name, round(PLACES[name].latitude, 3), round(PLACES[name].longitude, 3), 1, None, day, True)
        for day, name in hit
    )
    assert first == second == stage.services.pictures.get(("map", marks, frame_of("SY")), _draw_anew)


async def test_a_timeline_tells_its_time_in_the_zone_of_its_chat(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    ada.command("settings", "Asia/Kabul")
    await stage.settled()
    for person in (ada, grace):
        person.command("timeline", "air strikes in Syria in December")
        await stage.settled()
    assert "December 2025" in ada.chat.last["caption"]
    assert ada.chat.last["caption"] == grace.chat.last["caption"]
    assert sent_file(stage, ada.chat.last) == sent_file(stage, grace.chat.last)  # the title is drawn


async def test_a_picture_of_nothing_says_so(stage: Stage) -> None:
    ada = stage.ada
    ada.command("map", "chemical attacks in Sudan in November")
    await stage.settled()
    ada.command("timeline", "chemical attacks in Sudan in November")
    await stage.settled()
    ada.command("export", "chemical attacks in Sudan in November")
    await stage.settled()
    assert all(message["text"].startswith("Nothing found") for message in ada.chat.from_bot())


@pytest.mark.parametrize("command", ["map", "timeline", "sources", "export"])
async def test_without_words_there_must_be_an_answer_before(stage: Stage, command: str) -> None:
    stage.ada.command(command)
    await stage.settled()
    assert "Ask something first" in stage.ada.chat.last["text"]


async def test_the_sources_of_an_answer_and_back(stage: Stage) -> None:
    ada = stage.ada
    ada.send("ambush near Palmyra")
    await stage.settled()
    ada.tap("Sources")
    await stage.settled()
    ada.tap("‹ Back to the answer")
    await stage.settled()
    ada.command("sources")
    await stage.settled()
    golden("sources", ada.chat.transcript())


async def test_an_event_in_full(stage: Stage) -> None:
    ada = stage.ada
    ada.send("ambush near Palmyra")
    await stage.settled()
    link = next(word for word in ada.chat.last["text"].split() if word.startswith("/event_"))
    ada.send(link)
    await stage.settled()
    ada.command("event", "999")
    await stage.settled()
    ada.command("event", "Palmyra")
    await stage.settled()
    golden("event", ada.chat.transcript())


async def test_the_answer_before_as_a_file(stage: Stage) -> None:
    ada = stage.ada
    ada.send("air strikes in Syria in December")
    await stage.settled()
    ada.command("export")
    await stage.settled()
    rows = list(csv.DictReader(io.StringIO(sent_file(stage, ada.chat.last).decode())))
    assert [row["place"] for row in rows] == ["Daraa", "Hama", "Aleppo", "Raqqa", "Idlib", "Homs"]
    assert (rows[0]["injured_best"], rows[0]["killed_best"]) == ("12", "")
    ada.command("export", "geojson")
    await stage.settled()
    features = json.loads(sent_file(stage, ada.chat.last))["features"]
    assert [feature["geometry"]["coordinates"] for feature in features][:1] == [[36.1021, 32.6189]]
    ada.command("export", "kml")
    await stage.settled()
    marks = ElementTree.fromstring(sent_file(stage, ada.chat.last)).iter("{http://www.opengis.net/kml/2.2}coordinates")
    assert [mark.text for mark in marks][:1] == ["36.1021,32.6189"]
    ada.command("export", "csv drone strikes in Sudan")
    await stage.settled()
    golden("export", ada.chat.transcript())


async def test_events_that_no_map_can_show_are_counted(stage: Stage) -> None:
    reported, (strike,) = report("Nile Post", 18, "A drone struck.", event("drone-strike", "El Fasher", 18))
    await stage.services.index.write(lambda writer: add_report(writer, reported, [replace(strike, places=())]))
    ada = stage.ada
    ada.command("export", "kml drone strikes")
    await stage.settled()
    assert "3 events" in ada.chat.last["caption"]
    assert "1 event without a known position left out." in ada.chat.last["caption"]
    assert sent_file(stage, ada.chat.last).count(b"<Placemark ") == 2


async def test_the_button_gives_a_file_too(stage: Stage) -> None:
    ada = stage.ada
    ada.send("drone strikes in Sudan")
    await stage.settled()
    ada.tap("CSV")
    await stage.settled()
    assert ada.chat.last["document"]["file_name"] == "watchfloor.csv"


async def test_in_a_topic_pictures_stay_there(stage: Stage) -> None:
    ada = stage.ada
    forum = stage.emulator.supergroup("Desk", ada, topics=("Syria", "Sudan"))
    ada.command("map", "air strikes in Syria", chat=forum, topic=stage.emulator.topic(forum, "Syria"))
    await stage.settled()
    assert forum.last["message_thread_id"] == stage.emulator.topic(forum, "Syria")


async def test_a_picture_arrives_though_its_coming_cannot_be_shown(stage: Stage) -> None:
    stage.emulator.faults.flood("sendChatAction", retry_after=30)
    stage.ada.command("map", "air strikes in Syria in December")
    await stage.settled()
    assert "photo" in stage.ada.chat.last


async def test_a_file_is_in_the_zone_of_its_question(stage: Stage) -> None:
    ada = stage.ada
    ada.command("settings", "Asia/Tokyo")
    await stage.settled()
    ada.command("export", "drone strikes yesterday")
    await stage.settled()
    assert ada.chat.last["caption"] == "1 event · Drone strikes, 19 December 2025, latest first"
