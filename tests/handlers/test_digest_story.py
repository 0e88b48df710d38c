"""Daily digests: set, listed, ended; sent once, in the chat's own hour, through restarts and trouble."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.casualties import Group, Outcome
from store.chats.digests import all_digests
from store.writing.reports import add_report
from tests.handlers.reports import event, figure, report
from tests.handlers.stage import Open, Stage
from tests.telegram.transcript import golden


def at(stage: Stage, day: int, hour: int, minute: int) -> None:
    """Move the clock on to a moment of December 2025."""
    now, then = stage.emulator.clock.now(), datetime(2025, 12, day, hour, minute, tzinfo=UTC)
    stage.emulator.later(seconds=(then - now).total_seconds())


async def test_a_digest_of_ones_own(stage: Stage) -> None:
    ada = stage.ada
    ada.command("digest")
    await stage.settled()
    ada.command("digest", "08:00 Europe/Berlin drone strikes")
    await stage.settled()
    ada.command("digests")
    await stage.settled()
    at(stage, 21, 6, 59)
    await stage.jobs()
    assert len(ada.chat.from_bot()) == 3
    at(stage, 21, 7, 0)
    await stage.jobs()
    await stage.jobs()
    at(stage, 22, 7, 1)
    await stage.jobs()
    ada.command("digest", "off 1")
    await stage.settled()
    at(stage, 23, 7, 1)
    await stage.jobs()
    ada.command("digests")
    await stage.settled()
    golden("digest", ada.chat.transcript())


async def test_a_digest_is_read_in_its_own_zone(stage: Stage) -> None:
    stage.ada.command("digest", "08:00 Pacific/Kiritimati strikes in December")  # fourteen hours ahead
    await stage.settled()
    assert "Strikes, December 2025, latest first" in stage.ada.chat.last["text"]
    stage.ada.command("digest", "08:00 Pacific/Kiritimati strikes yesterday")
    await stage.settled()
    assert "Strikes, yesterday, latest first" in stage.ada.chat.last["text"]
    assert "“yesterday” is counted anew from each digest" in stage.ada.chat.last["text"]


async def test_the_days_of_a_digest_are_those_of_its_zone(stage: Stage) -> None:
    """A drone struck on the 17th and another on the 19th, as far as anybody knows."""
    stage.ada.command("digest", "14:05 Europe/Kyiv strikes yesterday")
    stage.ada.command("digest", "14:06 America/New_York strikes yesterday")
    await stage.settled()
    at(stage, 20, 12, 6)
    await stage.jobs()
    at(stage, 20, 19, 7)
    await stage.jobs()
    sent = [str(message["text"]) for message in stage.ada.chat.from_bot() if "Daily digest" in str(message["text"])]
    assert len(sent) == 2
    for text in sent:
        assert "yesterday, 19 Dec" in text
        assert "17 Dec" not in text


async def test_in_a_group_only_admins_set_digests(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    group = stage.emulator.supergroup("Newsroom", grace, ada)  # the first made it
    ada.command("digest", "08:00 Europe/Berlin strikes in Syria", chat=group)
    await stage.settled()
    assert "Only admins" in group.last["text"]
    grace.command("digest", "08:00 Europe/Berlin strikes in Syria", chat=group)
    await stage.settled()
    ada.command("digest", "off 1", chat=group)
    await stage.settled()
    golden("digest_group", group.transcript())


async def test_an_admin_who_writes_as_the_group_may_too(stage: Stage) -> None:
    grace = stage.grace
    group = stage.emulator.supergroup("Newsroom", grace)
    grace.anonymously("/digest@EventBot 08:00 Europe/Berlin strikes in Syria", group)
    await stage.settled()
    assert group.last["text"].startswith("Every day at 08:00")


async def test_a_digest_for_a_channel(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    channel = stage.emulator.channel("Syria Daily", grace, username="syriadaily")
    ada.command("digest", "@syriadaily 08:00 strikes in Syria")
    await stage.settled()
    assert "Only an admin of @syriadaily" in ada.chat.last["text"]
    ada.command("digest", "@nowhere_at_all 08:00 strikes in Syria")
    await stage.settled()
    assert "cannot see @nowhere_at_all" in ada.chat.last["text"]
    stage.emulator.forgive("chat not found")
    grace.command("digest", "@syriadaily 08:00 strikes in Syria")
    await stage.settled()
    grace.channel_post(channel, "/digest 09:00 UTC strikes in Sudan")
    await stage.settled()
    at(stage, 21, 9, 0)
    await stage.jobs()
    golden("digest_channel", channel.transcript())


async def test_a_restart_neither_loses_nor_repeats_a_slot(stage: Stage, open_stage: Open) -> None:
    ada = stage.ada
    ada.command("digest", "08:00 UTC drone strikes")
    await stage.settled()
    at(stage, 21, 8, 0)
    await stage.jobs()
    await stage.stop()
    again = await open_stage()
    await again.jobs()
    assert _digests(ada.chat.from_bot()) == 1
    await again.stop()
    at(again, 22, 9, 30)  # an hour and a half late: made up for
    third = await open_stage()
    await third.jobs()
    assert _digests(ada.chat.from_bot()) == 2
    await third.stop()
    at(third, 23, 10, 1)  # more than two hours late: passed over
    fourth = await open_stage()
    await fourth.jobs()
    assert _digests(ada.chat.from_bot()) == 2


async def test_a_lost_answer_is_not_sent_again(stage: Stage) -> None:
    ada = stage.ada
    ada.command("digest", "08:00 UTC drone strikes")
    await stage.settled()
    at(stage, 21, 8, 0)
    stage.emulator.faults.drop("sendMessage")
    await stage.jobs()
    await stage.jobs()
    assert _digests(ada.chat.from_bot()) == 1


async def test_a_group_that_became_a_supergroup_keeps_its_digests(stage: Stage) -> None:
    grace = stage.grace
    group = stage.emulator.group("Newsroom", grace)
    grace.command("digest", "08:00 UTC drone strikes", chat=group)
    await stage.settled()
    new = grace.migrate(group)
    await stage.settled()
    at(stage, 21, 8, 0)
    await stage.jobs()
    assert _digests(new.from_bot()) == 1


async def test_the_same_digest_is_set_once(stage: Stage) -> None:
    for _ in range(2):
        stage.ada.command("digest", "08:00 UTC strikes in Syria")
        await stage.settled()
    at(stage, 21, 8, 0)
    await stage.jobs()
    assert _digests(stage.ada.chat.from_bot()) == 1


async def test_a_digest_with_much_to_tell_fits_a_message(stage: Stage) -> None:
    for place in ("Homs", "Idlib", "Raqqa", "Aleppo", "Hama"):
        for number, outlet in enumerate(("Wire", "Post", "Line")):
            people = tuple(figure(outcome, 20 + number, 900, group, "usa") for outcome in Outcome for group in Group)
            strike = event("air-strike", place, 20, "Global Coalition", "Islamic State", people)
            strike = replace(strike, attribution=("an officer of the province of the south",))
            text, events = report(f"{outlet} {'of the north and the south ' * 2}", 20, f"{outlet}: {place}", strike)
            await stage.services.index.write(lambda writer, r=text, e=events: add_report(writer, r, e))
    stage.ada.command("digest", f"23:00 UTC {'strikes in Syria, ' * 15}")
    await stage.settled()
    at(stage, 20, 23, 0)
    await stage.jobs()
    assert _digests(stage.ada.chat.from_bot()) == 1


ROW = "its row in the index cannot be read"
BROKEN = {
    "update digests set zone = 'Europe/Removed' where id = 1": "the time zone “Europe/Removed” is not known any more",
    "update digests set zone = '../etc/passwd' where id = 1": "the time zone “../etc/passwd” is not known any more",
    "update digests set zone = 'Europe' where id = 1": "the time zone “Europe” is not known any more",
    "update digests set zone = '' where id = 1": "the time zone “” is not known any more",
    "update digests set wall_time = '25:99' where id = 1": ROW,
    "update digests set created = 'soon' where id = 1": ROW,
    "update digests set last_slot = '500-1-1' where id = 1": ROW,
    "update digests set question = replace(hex(zeroblob(800)), '00', 'x ') where id = 1": "has 1,600 characters",
}


@pytest.mark.parametrize("damage", BROKEN)
async def test_a_broken_digest_is_told_once_and_stops_no_other(
    stage: Stage, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    ada, grace = stage.ada, stage.grace
    for person in (ada, grace):
        person.command("digest", "08:00 UTC drone strikes")
        await stage.settled()
    await stage.services.index.write(lambda writer: writer.execute(damage))
    for day in (21, 22):
        at(stage, day, 8, 0)
        for _ in range(3):
            await stage.jobs()
    assert _digests(grace.chat.from_bot()) == 2
    words = [message["text"] for message in ada.chat.from_bot()][1:]
    assert len(words) == 1
    assert words[0].startswith("Digest 1 of Ada (")
    assert BROKEN[damage] in words[0]
    assert "/digest off 1." in words[0]
    assert caplog.text.count("Digest 1 cannot be sent") == 1
    ada.command("digests")
    await stage.settled()
    assert ada.chat.last["text"].startswith("Digests of this chat")
    ada.command("digest", "off 1")
    await stage.settled()
    assert ada.chat.last["text"].startswith("Digest 1 is ended.")


async def test_who_set_a_digest_hears_once_that_its_chat_refuses(stage: Stage) -> None:
    grace = stage.grace
    grace.command("start")
    group = stage.emulator.supergroup("Newsroom", grace)
    grace.command("digest", "08:00 UTC strikes in Syria", chat=group)
    await stage.settled()
    for day in (21, 22):
        at(stage, day, 8, 0)
        stage.emulator.faults.forbid("sendMessage", "bot is not a member of the supergroup chat")
        await stage.jobs()
        await stage.jobs()
    words = [message["text"] for message in grace.chat.from_bot()][1:]
    assert len(words) == 1
    assert "Digest 1 of Newsroom (strikes in Syria) has stopped: the chat does not take it (Forbidden: " in words[0]
    assert f"/digest off 1 {group.id}" in words[0]
    grace.command("digests", chat=group)
    await stage.settled()
    assert "stopped: the chat does not take it" in group.last["text"]
    at(stage, 23, 8, 0)
    await stage.jobs()
    assert _digests(group.from_bot()) == 1
    grace.command("digests", chat=group)
    await stage.settled()
    assert "stopped" not in group.last["text"]


async def test_a_private_chat_that_refuses_is_not_written_to_about_it(stage: Stage) -> None:
    stage.ada.command("digest", "08:00 UTC strikes in Syria")
    await stage.settled()
    at(stage, 21, 8, 0)
    stage.emulator.faults.forbid("sendMessage")
    await stage.jobs()
    await stage.jobs()
    assert len(stage.emulator.asked("sendMessage")) == 2


async def test_a_digest_whose_topic_is_gone_is_told_of_in_the_group(stage: Stage) -> None:
    grace = stage.grace
    forum = stage.emulator.supergroup("Desk", grace, topics=("Syria", "Sudan"))
    syria = stage.emulator.topic(forum, "Syria")
    grace.command("digest", "08:00 UTC strikes in Syria", chat=forum, topic=syria)
    await stage.settled()
    del forum.topics[syria]
    for day in (21, 22):
        at(stage, day, 8, 0)
        await stage.jobs()
        await stage.jobs()
    stage.emulator.forgive("message thread not found")
    words = [message["text"] for message in forum.from_bot() if "message_thread_id" not in message]
    assert len(words) == 1
    assert "has stopped: the topic that it was for is gone or closed." in words[0]


async def test_a_clock_that_was_wrong_for_a_while_silences_no_digest(stage: Stage) -> None:
    at(stage, 20, 12, 0)
    stage.ada.command("digest", "08:00 UTC strikes in Syria")
    await stage.settled()
    ahead = "update digests set last_slot = '2036-02-07T08:00:00Z', created = '2036-02-07T06:28:16Z'"
    await stage.services.index.write(lambda writer: writer.execute(ahead))
    at(stage, 21, 8, 0)
    for _ in range(3):
        await stage.jobs()
    assert _digests(stage.ada.chat.from_bot()) == 1
    stage.emulator.clock.advance(-3600)  # the hour comes again; the slot does not
    await stage.jobs()
    stage.emulator.clock.advance(3660)
    await stage.jobs()
    assert _digests(stage.ada.chat.from_bot()) == 1


async def test_questions_are_answered_where_the_zone_of_the_chat_is_gone(stage: Stage) -> None:
    ada = stage.ada
    ada.command("settings", "Europe/Kyiv")
    await stage.settled()
    ada.send("strikes in Sudan")
    await stage.settled()
    for lost in ("update preferences set zone = 'Europe/Removed'", "update questions set zone = 'Europe/Removed'"):
        await stage.services.index.write(lambda writer, lost=lost: writer.execute(lost))
    ada.tap("7 d")
    await stage.settled()
    for words in (
        "and in Syria?",
        "/event 1",
        "/timeline strikes in Syria",
        "/export csv strikes in Syria",
        "/settings",
    ):
        ada.send(words)
        await stage.settled()
    said = [message.get("text") or message.get("caption") for message in ada.chat.from_bot()]
    assert len(said) == 7
    assert not any("Something went wrong" in text for text in said)


async def test_there_are_only_so_many_digests(stage: Stage) -> None:
    for hour in range(11):
        stage.ada.command("digest", f"{hour}:00 UTC strikes in Syria")
        await stage.settled()
    assert "at most 10" in stage.ada.chat.last["text"]


def _digests(messages: list[dict[str, object]]) -> int:
    return sum(str(message["text"]).startswith("Daily digest") for message in messages)


async def test_rights_that_are_lost_are_told_once_to_who_set_it_and_shown_as_stopped(stage: Stage) -> None:
    grace = stage.grace
    grace.command("start")
    group = stage.emulator.supergroup("Newsroom", grace)
    grace.command("digest", "08:00 UTC strikes in Syria", chat=group)
    await stage.settled()
    group.muted = True
    for day in (21, 22):
        at(stage, day, 8, 0)
        for _ in range(2):
            await stage.jobs()
    words = [message["text"] for message in grace.chat.from_bot()][1:]
    assert len(words) == 1
    assert "Digest 1 of Newsroom (strikes in Syria) has stopped" in words[0]
    assert "Not enough rights" in words[0]
    group.muted = False
    grace.command("digests", chat=group)
    await stage.settled()
    assert "stopped: the chat does not take it" in group.last["text"]


@pytest.mark.parametrize(
    ("command", "words", "answer"),
    [
        (
            "digest",
            "08:00 asdfgh",
            'and no report has it. If it is a word to look for, write /digest 08:00 "asdfgh"; else leave it out.',
        ),
        ("digest", "08:00 attacks near me", "I do not know where you are"),
        ("digest", "now", "Say which one: /digest now 2."),
        ("digests", "off 1", "Digests of this chat"),
    ],
)
async def test_lines_that_are_half_right(stage: Stage, command: str, words: str, answer: str) -> None:
    for hour in ("08:00", "09:00"):
        stage.ada.command("digest", f"{hour} strikes in Syria")
        await stage.settled()
    stage.ada.command(command, words)
    await stage.settled()
    assert answer in stage.ada.chat.last["text"]
    assert len(await stage.services.index.read(all_digests)) == 2
