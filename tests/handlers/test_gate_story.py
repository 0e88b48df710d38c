"""Who may come in, updates that come twice, and what happens when something breaks."""

import sqlite3

import pytest

from tests.handlers.stage import Open, Stage
from tests.telegram.transcript import golden


async def test_a_repeated_update_does_nothing(stage: Stage) -> None:
    stage.ada.send("strikes in Sudan")
    await stage.settled()
    stage.emulator.world.updates.repeat()
    stage.ada.send("strikes in Syria")
    await stage.settled()
    assert len(stage.ada.chat.from_bot()) == 2


async def test_a_private_bot_turns_strangers_away(open_stage: Open) -> None:
    stage = await open_stage(private=True)
    mallory = stage.emulator.person("Mallory")
    mallory.send("strikes in Syria")
    await stage.settled()
    newsroom = stage.emulator.supergroup("Newsroom", stage.ada, mallory)
    mallory.command("latest", chat=newsroom)
    await stage.settled()
    assert newsroom.from_bot() == []
    stage.ada.command("count", "strikes in Sudan", chat=newsroom)
    await stage.settled()
    assert "1 strike" in newsroom.last["text"]
    text = mallory.chat.transcript().replace(str(mallory.id), "500000000")
    golden("stranger", text)


async def test_a_failure_gives_the_user_a_number_and_the_admin_the_traceback(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    stage.grace.command("start")
    await stage.settled()
    await stage.services.index.write(lambda writer: _break(writer))
    stage.ada.send("strikes in Syria")
    await stage.settled()
    answer, admin = stage.ada.chat.last["text"], stage.grace.chat.last["text"]
    assert "went wrong" in answer
    reference = answer.rsplit(" ", 1)[1].rstrip(".")
    assert reference in admin
    assert admin.endswith("no such table: event_areas.")
    assert stage.emulator.token not in admin
    assert reference in caplog.text


def _break(writer: sqlite3.Connection) -> None:
    writer.execute("drop table event_areas")


async def test_a_user_who_blocked_the_bot_breaks_nothing(stage: Stage) -> None:
    stage.ada.send("strikes in Syria")
    stage.ada.block()
    await stage.settled()
    stage.grace.command("count", "strikes in Sudan")
    await stage.settled()
    assert "1 strike" in stage.grace.chat.last["text"]


async def test_strangers_are_refused_wherever_they_speak_to_a_private_bot_alone(open_stage: Open) -> None:
    stage = await open_stage(private=True)
    mallory = stage.emulator.person("Mallory")
    newsroom = stage.emulator.supergroup("Newsroom", stage.ada, mallory)
    stage.ada.command("latest", "strikes in Syria", chat=newsroom)
    await stage.settled()
    tapped = mallory.tap("7 d", newsroom)
    club = stage.emulator.elsewhere("Chess club", mallory)
    mallory.guest("strikes in Syria", club)
    await stage.settled()
    assert tapped.answer is not None
    assert "private" in tapped.answer["text"]
    golden("stranger_guest", club.transcript().replace(str(mallory.id), "500000000"))


async def test_a_flood_is_warned_once_and_taps_are_always_answered(stage: Stage) -> None:
    ada = stage.ada
    ada.send("strikes in Sudan")
    await stage.settled()
    for _ in range(19):
        stage.services.user_bucket.take(ada.id, stage.emulator.clock.now())
    for question in ("ambush near Palmyra", "and last week?"):
        ada.send(question)
        await stage.settled()
    assert len(ada.chat.from_bot()) == 2
    tapped = ada.tap("7 d")
    await stage.settled()
    assert tapped.answer is not None
    assert "a lot at once" in tapped.answer["text"]
    stage.emulator.later(seconds=2)
    ada.send("strikes in Sudan")
    await stage.settled()
    golden("flood", ada.chat.transcript())


async def test_what_a_group_asks_together_is_bounded_and_its_talk_is_not(stage: Stage) -> None:
    people = [stage.emulator.person(f"Reader {number}") for number in range(8)]
    newsroom = stage.emulator.supergroup("Newsroom", *people)
    for person in people:
        for _ in range(30):
            person.send("/latest@OtherBot strikes", chat=newsroom)
            person.send("did you see that?", chat=newsroom)
    await stage.settled()
    for person in people:
        for _ in range(5):
            person.command("sources", chat=newsroom)
    await stage.settled()
    said = [message["text"] for message in newsroom.from_bot()]
    assert sum("Ask something first" in text for text in said) == 30
    assert sum("This chat has asked a lot at once" in text for text in said) == 1


async def test_links_to_events_are_bounded_and_those_of_another_bot_are_not_followed(stage: Stage) -> None:
    stage.emulator.privacy(on=False)
    people = [stage.emulator.person(f"Reader {number}") for number in range(8)]
    newsroom = stage.emulator.supergroup("Newsroom", *people)
    for person in people:
        for _ in range(5):
            person.send("/event_3@OtherBot", chat=newsroom)
    await stage.settled()
    assert newsroom.from_bot() == []
    for person in people:
        for link in ("/event_3@eventbot", "/event_3", "/event_3", "/event_3", "/event_3"):
            person.send(link, chat=newsroom)
    await stage.settled()
    said = [message["text"] for message in newsroom.from_bot()]
    assert sum("El Fasher" in text for text in said) == 30
    assert sum("This chat has asked a lot at once" in text for text in said) == 1


async def test_a_private_bot_takes_commands_of_channels_that_its_users_run(open_stage: Open) -> None:
    stage = await open_stage(private=True)
    mallory = stage.emulator.person("Mallory")
    ours, theirs = stage.emulator.channel("Ours", stage.ada), stage.emulator.channel("Theirs", mallory)
    for person, channel in ((stage.ada, ours), (mallory, theirs)):
        person.channel_post(channel, "Good morning")
        person.channel_post(channel, "/digest 08:00 UTC strikes in Sudan")
    await stage.settled()
    assert len(ours.from_bot()) == 1
    assert ours.last["text"].startswith("Every day at 08:00")
    assert theirs.from_bot() == []
    assert len(stage.emulator.asked("getChatAdministrators")) == 2


async def test_a_private_bot_hears_admins_who_write_as_a_group_that_its_users_run(open_stage: Open) -> None:
    stage = await open_stage(private=True)
    mallory = stage.emulator.person("Mallory")
    ours, theirs = stage.emulator.supergroup("Ours", stage.ada, mallory), stage.emulator.supergroup("Theirs", mallory)
    for group in (ours, theirs):
        mallory.anonymously("/count@EventBot strikes in Sudan", group)
    await stage.settled()
    assert len(ours.from_bot()) == 1
    assert theirs.from_bot() == []


async def test_the_settings_of_a_group_go_with_it_though_a_stranger_moved_it(open_stage: Open) -> None:
    stage = await open_stage(private=True)
    mallory = stage.emulator.person("Mallory")
    desk = stage.emulator.group("Desk", stage.ada, mallory)
    stage.ada.command("settings", "Asia/Tokyo", chat=desk)
    await stage.settled()
    moved = mallory.migrate(desk)
    await stage.settled()
    stage.ada.command("settings", chat=moved)
    await stage.settled()
    assert "Time zone: Asia/Tokyo" in moved.last["text"]


async def test_a_stranger_whose_refusal_is_lost_gets_no_answer_instead(open_stage: Open) -> None:
    stage = await open_stage(private=True)
    mallory = stage.emulator.person("Mallory")
    newsroom = stage.emulator.supergroup("Newsroom", stage.ada, mallory)
    stage.ada.command("latest", "strikes in Syria", chat=newsroom)
    await stage.settled()
    before = newsroom.last["text"]
    stage.emulator.faults.fail("answerCallbackQuery", status=502)
    mallory.tap("7 d", newsroom)
    await stage.settled()
    assert stage.emulator.asked("editMessageText") == []
    assert newsroom.last["text"] == before


async def test_those_who_write_as_their_groups_do_not_share_one_bucket(stage: Stage) -> None:
    groups = [stage.emulator.supergroup(f"Desk {number}", stage.ada) for number in range(3)]
    for group in groups:
        for _ in range(10):
            stage.ada.anonymously("/sources@EventBot", group)
    await stage.settled()
    assert [len(group.from_bot()) for group in groups] == [10, 10, 10]
    assert all("Ask something first" in message["text"] for group in groups for message in group.from_bot())
