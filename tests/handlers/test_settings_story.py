"""What chats set for themselves, and questions read accordingly."""

import pytest

from tests.handlers.stage import Stage
from tests.telegram.transcript import golden


async def test_settings_by_buttons_and_in_words(stage: Stage) -> None:
    ada = stage.ada
    ada.command("settings")
    await stage.settled()
    ada.tap("Europe/Berlin")
    await stage.settled()
    ada.tap("3 a page")
    await stage.settled()
    ada.command("settings", "asia/tokyo")
    await stage.settled()
    ada.command("settings", "page 2")
    await stage.settled()
    ada.command("settings", "Mars")
    await stage.settled()
    ada.command("settings", "90")
    await stage.settled()
    ada.send("air strikes today")
    await stage.settled()
    golden("settings", ada.chat.transcript())


async def test_the_page_has_the_length_that_was_set(stage: Stage) -> None:
    ada = stage.ada
    ada.command("settings", "2")
    await stage.settled()
    ada.send("air strikes in Syria in December")
    await stage.settled()
    assert ada.chat.last["text"].count("✈️") == 2
    ada.tap("More (2 of 6) ›")
    await stage.settled()
    ada.tap("More (4 of 6) ›")
    await stage.settled()
    assert "Homs" in ada.chat.last["text"]


async def test_a_question_is_read_in_the_zone_of_its_chat(stage: Stage) -> None:
    ada = stage.ada
    ada.command("settings", "Pacific/Kiritimati")  # fourteen hours ahead: there it is tomorrow already
    await stage.settled()
    ada.send("strikes yesterday")
    await stage.settled()
    assert "20 December 2025" in ada.chat.last["text"]


async def test_in_a_group_only_admins_change_settings(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    newsroom = stage.emulator.supergroup("Newsroom", ada, grace)  # Ada made it
    grace.command("settings", "Europe/Kyiv", chat=newsroom)
    await stage.settled()
    assert "Only admins" in newsroom.last["text"]
    ada.command("settings", chat=newsroom)
    await stage.settled()
    tapped = grace.tap("Europe/Kyiv", newsroom)
    await stage.settled()
    assert tapped.answer
    assert "Only admins" in tapped.answer["text"]
    ada.tap("Europe/Kyiv", newsroom)
    await stage.settled()
    assert "Time zone: Europe/Kyiv" in newsroom.last["text"]


async def test_settings_whose_message_is_gone_are_kept_all_the_same(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    grace.command("start")
    ada.command("settings")
    await stage.settled()
    shown = ada.chat.last
    ada.delete(shown)
    tapped = ada.tap_data("set1.3", shown)
    await stage.settled()
    assert tapped.answer
    assert tapped.answer["text"] == "Set"
    assert len(grace.chat.from_bot()) == 1  # greeted, and no failure reported
    ada.command("settings")
    await stage.settled()
    assert "Events on a page: 3" in ada.chat.last["text"]


async def test_settings_move_with_a_group(stage: Stage) -> None:
    ada = stage.ada
    desk = stage.emulator.group("Desk", ada)
    ada.command("settings", "Europe/Kyiv", chat=desk)
    await stage.settled()
    moved = ada.migrate(desk)
    await stage.settled()
    ada.command("settings", chat=moved)
    await stage.settled()
    assert "Time zone: Europe/Kyiv" in moved.last["text"]


async def test_settings_and_digests_are_forgotten_when_the_bot_is_removed(stage: Stage) -> None:
    ada = stage.ada
    desk = stage.emulator.supergroup("Desk", ada)
    for command, words in (("settings", "Europe/Kyiv"), ("digest", "08:00 UTC drone strikes")):
        ada.command(command, words, chat=desk)
        await stage.settled()
    ada.kick(desk)
    await stage.settled()
    ada.add(desk)
    for command in ("settings", "digests"):
        ada.command(command, chat=desk)
        await stage.settled()
    golden("removed", desk.transcript())


async def test_privacy(stage: Stage) -> None:
    stage.ada.command("privacy")
    await stage.settled()
    golden("privacy", stage.ada.chat.transcript())


async def asked(stage: Stage, zone: str, question: str) -> str:
    stage.ada.command("settings", zone)
    await stage.settled()
    stage.ada.send(question)
    await stage.settled()
    return str(stage.ada.chat.last["text"])


@pytest.mark.parametrize("zone", ["UTC", "Europe/Kyiv", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
async def test_a_day_is_that_day_in_every_zone(stage: Stage, zone: str) -> None:
    """There are air strikes on the 11th and the 12th, and an ambush on the 13th."""
    said = await asked(stage, zone, "attacks on 12 December")
    assert said.startswith("1 attack · 12 December 2025")
    assert "12 Dec" in said.split("\n")[2]
    assert "Nothing found" in await asked(stage, zone, "how many people were killed on 14 December")


async def test_inline_and_as_a_guest_days_are_those_of_the_private_chat(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    ada.command("settings", "Pacific/Kiritimati")  # there it is the 21st
    await stage.settled()
    for person, day in ((ada, 20), (grace, 19)):
        club = stage.emulator.elsewhere("Chess club", person)
        typed = person.inline("air strikes da yesterday")
        await stage.settled()
        person.guest("strikes yesterday", club)
        await stage.settled()
        assert f"{day} December 2025" in club.transcript()
        assert typed.answer is not None
        assert typed.answer["is_personal"] is True
    typed = ada.inline("strikes on 12 December")
    await stage.settled()
    assert typed.answer is not None
    assert typed.answer["results"][0]["title"].startswith("1 strike · 12 December 2025")
    assert "9 days ago, 12 Dec" in typed.answer["results"][1]["description"]


@pytest.mark.parametrize(
    ("city", "zone"),
    [
        ("kyiv", "Europe/Kyiv"),
        ("Deir ez-Zor", "Asia/Damascus"),
        ("new york", "America/New_York"),
        ("zone goma", "Africa/Lubumbashi"),
    ],
)
async def test_a_city_names_its_zone(stage: Stage, city: str, zone: str) -> None:
    stage.ada.command("settings", city)
    await stage.settled()
    assert f"Time zone: {zone}" in stage.ada.chat.last["text"]


@pytest.mark.parametrize("words", ["Mars", "quiet", "page", "a b c d"])
async def test_what_is_no_city_is_refused(stage: Stage, words: str) -> None:
    stage.ada.command("settings", words)
    await stage.settled()
    assert "is no time zone" in stage.ada.chat.last["text"]
