"""What the bot says when it cannot do as it was asked: every refusal and every error, as whole conversations."""

import re
import sqlite3

import pytest

from query.understand import LONGEST
from tests.handlers.stage import Open, Stage
from tests.telegram.chats import Chat
from tests.telegram.people import Person
from tests.telegram.transcript import golden


async def say(stage: Stage, person: Person, *lines: str, chat: Chat | None = None) -> None:
    """Say one line after another, and wait for the answer to each."""
    for line in lines:
        person.send(line, chat=chat)
        await stage.settled()


async def test_commands_without_what_they_need(stage: Stage) -> None:
    await say(stage, stage.ada, "/casualties", "/count", "/map", "/timeline", "/sources", "/export geojson", "/event")
    await say(stage, stage.ada, "/event 999", "/event_999", "/settings Mars", "/digest off 7", "/nonsense")
    golden("commands_without", stage.ada.chat.transcript())


async def test_nothing_to_draw_or_to_write(stage: Stage) -> None:
    words = "chemical attacks in Sudan in November"
    await say(stage, stage.ada, f"/map {words}", f"/timeline {words}", f"/export {words}", f"/sources {words}", "hello")
    golden("nothing_to_draw", stage.ada.chat.transcript())


async def test_too_long(stage: Stage) -> None:
    words = "strikes in Syria " * (LONGEST // 16)
    await say(stage, stage.ada, words.strip(), f"/latest {words.strip()}")
    golden("too_long", stage.ada.chat.transcript())


async def test_digests_that_cannot_be_set(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    stage.emulator.channel("Syria Daily", grace, username="syriadaily")
    await say(stage, ada, "/digest 25:00 strikes", "/digest 08:00 Europe/Atlantis strikes", "/digest 08:00 UTC")
    await say(stage, ada, "/digest 08:00 UTC hello there", "/digest off seven", "/digest @syriadaily 08:00 strikes")
    await say(stage, ada, "/digest @nowhere_at_all 08:00 strikes in Syria")
    stage.emulator.forgive("chat not found")
    await say(stage, ada, *(f"/digest {hour}:00 UTC strikes in Syria" for hour in range(11)))
    golden("digest_refused", ada.chat.transcript())


async def test_settings_that_others_may_not_change(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    newsroom = stage.emulator.supergroup("Newsroom", grace, ada)
    await say(stage, ada, "/settings@EventBot", "/settings@EventBot Europe/Kyiv", chat=newsroom)
    ada.tap("Europe/Kyiv", newsroom)
    await stage.settled()
    grace.tap("Europe/Kyiv", newsroom)
    await stage.settled()
    golden("settings_group", newsroom.transcript())


async def test_a_group_that_hides_its_members_is_asked_to_make_the_bot_an_admin(stage: Stage) -> None:
    grace = stage.grace
    newsroom = stage.emulator.supergroup("Newsroom", grace, stage.ada)
    newsroom.hides_members = True
    digest = "/digest@EventBot 08:00 UTC strikes in Syria"
    await say(stage, grace, digest, "/settings@EventBot Europe/Kyiv", "/settings@EventBot", chat=newsroom)
    grace.tap("Europe/Kyiv", newsroom)
    await stage.settled()
    grace.promote(newsroom)
    await say(stage, grace, digest, chat=newsroom)
    golden("admins_unseen", newsroom.transcript())


async def test_reports_that_are_not_taken(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    ada.send("The army said on Friday that it had taken the hill. " * 8)
    await stage.settled()
    await say(stage, grace, "strikes in Sudan")
    grace.forward(grace.chat.last)
    await stage.settled()
    picture = stage.emulator.world.message(ada.chat, ada.user, {"photo": []})
    grace.forward(picture)
    await stage.settled()
    grace.upload("big.txt", b"word " * 1_100_000)
    await stage.settled()
    line = '{"id": "r%d", "title": null, "text": "Report %d.", "published": "2025-12-20T09:00:00Z"}'
    grace.upload("many.jsonl", "\n".join(line % (n, n) for n in range(201)).encode())
    await stage.settled()
    golden("reports_refused", f"{ada.chat.transcript()}\n{grace.chat.transcript()}")


async def test_buttons_of_the_past(stage: Stage) -> None:
    ada = stage.ada
    await say(stage, ada, "air strikes in Homs")
    old = ada.chat.last
    for data in ("page:2", "v1.ffff.0.a.0", "v2.ffff.0.a.0.p..", "set1.Atlantis", "ask1.gone"):
        ada.tap_data(data, old)
        await stage.settled()
    ada.delete(old)
    ada.tap_data("v2.1.0.w.0.p..", old)
    await stage.settled()
    golden("old_buttons", ada.chat.transcript())


async def test_an_edited_question(stage: Stage) -> None:
    ada = stage.ada
    question = ada.send("drone strikes in Ukrain")
    await stage.settled()
    ada.edit(question, "drone strikes in Sudan")
    await stage.settled()
    golden("edited_question", ada.chat.transcript())


async def test_a_failure(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    club = stage.emulator.elsewhere("Chess club", ada)
    await say(stage, grace, "/start")
    await say(stage, ada, "strikes in Sudan")
    await stage.services.index.write(_break)
    await say(stage, ada, "strikes in Syria")
    ada.tap("7 d")
    await stage.settled()
    ada.guest("strikes in Syria", club)
    await stage.settled()
    transcript = f"{ada.chat.transcript()}\n{club.transcript()}"
    alarms = grace.chat.from_bot()[1:]
    assert len(alarms) == 3
    assert all(re.search(r"[0-9a-f]{8}", alarm["text"])[0] in transcript for alarm in alarms)  # type: ignore[index]
    golden("failure", re.sub(r"\b[0-9a-f]{8}\b", "1a2b3c4d", transcript))


def _break(writer: sqlite3.Connection) -> None:
    writer.execute("drop table event_areas")


async def test_a_bot_for_a_few(open_stage: Open) -> None:
    stage = await open_stage(private=True)
    mallory = stage.emulator.person("Mallory")
    newsroom = stage.emulator.supergroup("Newsroom", stage.ada, mallory)
    await say(stage, mallory, "/start", "strikes in Syria")
    await say(stage, mallory, "/latest@EventBot strikes in Sudan", chat=newsroom)
    await say(stage, stage.ada, "/latest@EventBot strikes in Sudan", chat=newsroom)
    mallory.tap("7 d", newsroom)
    await stage.settled()
    typed = mallory.inline("strikes in Syria", chat=newsroom)
    await stage.settled()
    assert typed.answer is not None
    text = f"{mallory.chat.transcript()}\n{newsroom.transcript()}"
    golden("private_bot", text.replace(str(mallory.id), "500000000"))


@pytest.mark.parametrize("privacy", [True, False])
async def test_what_a_group_hears_of_how_to_ask(stage: Stage, open_stage: Open, privacy: bool) -> None:
    await stage.stop()
    stage.emulator.privacy(on=privacy)
    again = await open_stage()
    newsroom = again.emulator.supergroup("Newsroom", again.ada)
    await say(again, again.ada, "/start@EventBot", "/help@EventBot", chat=newsroom)
    golden(f"help_group_{'private' if privacy else 'open'}", newsroom.transcript())


async def test_a_group_that_moves_takes_all_along(stage: Stage) -> None:
    grace = stage.grace
    desk = stage.emulator.group("Desk", grace)
    await say(stage, grace, "/settings@EventBot 2", "/digest@EventBot 08:00 UTC drone strikes", chat=desk)
    moved = grace.migrate(desk)
    await stage.settled()
    stage.emulator.later(hours=20)
    await stage.jobs()
    await say(stage, grace, "/latest@EventBot strikes", "/digests@EventBot", chat=moved)
    golden("migration", moved.transcript())


async def test_whoever_blocks_the_bot_for_good_is_left_alone(stage: Stage) -> None:
    ada = stage.ada
    await say(stage, ada, "/digest 13:00 UTC drone strikes")
    ada.chat.blocked = True  # its update is lost, so that the refusals alone tell
    for _ in range(6):
        stage.emulator.later(days=1, hours=1 if not _ else 0)
        await stage.jobs()
    assert len(stage.emulator.asked("sendMessage")) == 1 + 5
    ada.unblock()
    await stage.settled()
    await say(stage, ada, "/digests")
    golden("blocked", ada.chat.transcript())


async def test_an_answer_that_telegram_puts_off(stage: Stage) -> None:
    ada = stage.ada
    stage.emulator.faults.flood("sendPhoto", retry_after=30, times=1)
    await say(stage, ada, "/map air strikes in Syria in December")
    stage.emulator.faults.drop("sendDocument", after=False)
    await say(stage, ada, "/export")
    stage.emulator.later(hours=1)
    await stage.jobs()
    golden("put_off", ada.chat.transcript())


async def test_what_holds_no_words_is_answered_and_captions_are_read(stage: Stage) -> None:
    ada = stage.ada
    ada.share("location", {"latitude": 34.5, "longitude": 38.3})
    await stage.settled()
    ada.picture("")
    await stage.settled()
    ada.picture("drone strikes in Sudan")
    await stage.settled()
    ada.picture("/latest drone strikes in Sudan")
    await stage.settled()
    ada.share("message_auto_delete_timer_changed", {"message_auto_delete_time": 86400})
    await stage.settled()
    golden("wordless", ada.chat.transcript())


async def test_a_caption_in_a_group_is_read_where_it_names_the_bot(stage: Stage) -> None:
    stage.emulator.privacy(on=False)
    newsroom = stage.emulator.supergroup("Newsroom", stage.ada)
    stage.ada.picture("drone strikes in Sudan", newsroom)
    stage.ada.share("location", {"latitude": 34.5, "longitude": 38.3}, newsroom)
    stage.ada.picture("@EventBot drone strikes in Ukraine", newsroom)
    await stage.settled()
    assert len(newsroom.from_bot()) == 1
    assert "Kharkiv" in newsroom.last["text"]
