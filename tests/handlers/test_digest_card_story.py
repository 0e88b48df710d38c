"""A digest that is set is changed in place: by buttons, by a reply, by a typed line, and by nobody who may not."""

import pytest

from tests.handlers.stage import Stage
from tests.handlers.test_digest_news_story import arrives, at, digests, set_digest, strike
from tests.telegram.transcript import golden


async def change(stage: Stage, *labels: str) -> None:
    """Ada taps her way through what is set."""
    stage.ada.command("digests")
    await stage.settled()
    for label in labels:
        stage.ada.tap(label)
        await stage.settled()


async def reply(stage: Stage, words: str) -> str:
    """What Ada reads where she replied to a digest that is shown by itself; with what was said of the reply."""
    shown = stage.ada.chat.last
    stage.ada.reply(shown, words)
    await stage.settled()
    return str(stage.ada.chat.last["text"])


async def test_a_digest_is_changed_in_place(stage: Stage) -> None:
    await set_digest(stage, "weekdays 8 and 20 Kyiv strikes in Syria")
    await change(stage, "Change 1", "18:00", "Every day", "Map", "Only if new")
    await reply(stage, "9am and 9pm Berlin mon fri")
    stage.ada.command("digest", "change 1 weekdays 08:00 and 20:00 Europe/Kyiv")
    await stage.settled()
    stage.ada.tap("‹ All digests")
    await stage.settled()
    golden("digest_card", stage.ada.chat.transcript())


@pytest.mark.parametrize(
    ("words", "now"),
    [
        ("20:00", "weekdays 20:00 Europe/Kyiv with map"),
        ("8pm Warsaw", "weekdays 20:00 Europe/Warsaw with map"),
        ("strikes in Syria 20:00 with timeline", "weekdays 20:00 Europe/Kyiv with map with timeline"),
        ("20:00 every day", "20:00 Europe/Kyiv with map"),
        ("mon wed", "mon wed 08:00 Europe/Kyiv with map"),
        ("noon UTC+3 with timeline", "weekdays 12:00 UTC+3 with map with timeline"),
        ("quiet", "weekdays 08:00 Europe/Kyiv with map quiet"),
        ("9am strikes in syria", "weekdays 09:00 Europe/Kyiv with map"),
    ],
)
async def test_a_reply_changes_what_it_names(stage: Stage, words: str, now: str) -> None:
    await set_digest(stage, "weekdays 08:00 Kyiv strikes in Syria with map")
    await change(stage, "Change 1")
    assert f"/digest change 1 {now}\n" in f"{await reply(stage, words)}\n"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("strikes in Sudan", "I read “strikes in Sudan” as what it is about, which stays: strikes in Syria."),
        ("8 Kyiv", "Digest 1 is set just like that already."),
        ("20:00 <b>Sudan", "/digest weekdays 20:00 Europe/Kyiv <b>Sudan with map"),
        ("25:00", "“25:00” is no time of day"),
        ("08:00 UTC Europe/Kyiv", "You name two time zones"),
    ],
)
async def test_a_reply_that_sets_nothing_is_answered(stage: Stage, words: str, answer: str) -> None:
    await set_digest(stage, "weekdays 08:00 Kyiv strikes in Syria with map")
    await change(stage, "Change 1")
    assert answer in await reply(stage, words)
    await change(stage)
    assert "1 · on weekdays at 08:00 Europe/Kyiv · strikes in Syria\n   with a map\n" in stage.ada.chat.last["text"]


async def test_other_hours_bring_nothing_that_was_due_before_and_lose_nothing(stage: Stage) -> None:
    await set_digest(stage, "18:00 UTC air strikes in Syria")
    await arrives(stage, "Wire", 20, "An air strike killed five in Homs.", strike("Homs", 20, 5))
    at(stage, 20, 18)
    await stage.jobs()
    await arrives(stage, "Wire", 21, "An air strike hit Idlib.", strike("Idlib", 21))
    await arrives(stage, "Wire", 21, "An air strike hit Raqqa.", strike("Raqqa", 21))
    at(stage, 21, 12, 30)
    await change(stage, "Change 1", "12:00")
    await stage.jobs()
    assert len(digests(stage)) == 1
    for day in (22, 23):
        at(stage, day, 12)
        await stage.jobs()
    told = digests(stage)
    assert len(told) == 3
    assert "2 air strikes\nnew since 20 Dec, 18:00\nPlaces: Raqqa 1, Idlib 1\n" in told[1]
    assert "Nothing new" in told[2]


async def test_a_map_on_wish_leaves_the_change_against_the_period_before(stage: Stage) -> None:
    await set_digest(stage, "13:00 UTC air strikes in Syria")
    at(stage, 20, 13)
    await stage.jobs()
    await arrives(stage, "Wire", 20, "An air strike hit Homs.", strike("Homs", 20))
    await change(stage, "Change 1", "Map")
    at(stage, 21, 13)
    await stage.jobs()
    assert "new since yesterday, 13:00 · 1 more than before" in digests(stage)[-2]
    assert "photo" in stage.ada.chat.last


async def test_only_admins_change_a_groups_digest(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    group = stage.emulator.supergroup("Newsroom", grace, ada)
    grace.command("digest", "08:00 UTC strikes in Syria", chat=group)
    await stage.settled()
    ada.command("digests", chat=group)
    await stage.settled()
    ada.tap("Change 1", chat=group)
    await stage.settled()
    assert "Change 1" in str(group.last["reply_markup"])
    grace.tap("Change 1", chat=group)
    await stage.settled()
    card = group.last
    ada.tap("18:00", chat=group)
    await stage.settled()
    ada.reply(card, "18:00", chat=group)
    await stage.settled()
    assert "Only admins" in group.last["text"]
    ada.command("digest", "change 1 18:00", chat=group)
    await stage.settled()
    assert "Only admins" in group.last["text"]
    ada.command("digest", f"{group.id} change 1 18:00")
    await stage.settled()
    assert "Only an admin" in ada.chat.last["text"]
    ada.command("digest", "change 1 18:00")
    await stage.settled()
    assert "no digest number 1" in ada.chat.last["text"]
    grace.command("digest", f"{group.id} change 1")
    await stage.settled()
    assert f"/digest {group.id} change 1 08:00 UTC" in grace.chat.last["text"]
    grace.reply(grace.chat.last, "18:00")
    await stage.settled()
    assert f"/digest {group.id} change 1 18:00 UTC" in grace.chat.last["text"]


async def test_two_digests_do_not_become_the_same(stage: Stage) -> None:
    await set_digest(stage, "08:00 UTC strikes in Syria")
    await set_digest(stage, "18:00 UTC strikes in Syria")
    stage.ada.command("digest", "change 2 08:00")
    await stage.settled()
    assert "Digest 2 stays as it is: digest 1 of this chat is just that already." in stage.ada.chat.last["text"]


@pytest.mark.parametrize("data", ["dgc1.1.time.03:33", "dgc1.1.topic.x", "dgc1.9.show", "dgc1.x", "dgc1.1.extra.x"])
async def test_buttons_that_were_never_there(stage: Stage, data: str) -> None:
    await set_digest(stage, "08:00 UTC strikes in Syria")
    await change(stage, "Change 1")
    before = stage.ada.chat.transcript()
    stage.ada.tap_data(data, stage.ada.chat.last)
    await stage.settled()
    assert "bot edits" not in stage.ada.chat.transcript().removeprefix(before)
