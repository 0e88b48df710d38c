"""What digests keep: the pin, what was told, what is left for the next one."""

import pytest

from bot.jobs import forget_old
from query.search import news
from tests.handlers.stage import Open, Stage
from tests.handlers.test_digest_news_story import arrives, at, digests, set_digest, strike


async def test_a_digest_is_pinned_where_that_is_allowed(stage: Stage) -> None:
    grace = stage.grace
    group = stage.emulator.supergroup("Desk", grace)
    for chat in (grace.chat, group):
        grace.command("digest", "13:00 UTC strikes in Syria with pin", chat=chat)
        await stage.settled()
    at(stage, 20, 13)
    await stage.jobs()
    assert "bot pins a message" in grace.chat.transcript()
    assert "bot pins a message" not in group.transcript()
    assert "Missile strike" in group.last["text"]


async def test_the_pin_of_yesterday_is_taken_off_and_no_other(stage: Stage, open_stage: Open) -> None:
    """One that an admin set stays; one that nobody knows to be off is taken off with the next, over a restart."""
    grace = stage.grace
    channel = stage.emulator.channel("Syria Daily", grace, username="syriadaily")
    for hour in (13, 14):
        grace.command("digest", f"@syriadaily {hour}:00 UTC strikes in Syria with pin")
        await stage.settled()
    for day in (20, 21):
        at(stage, day, 15)
        await stage.jobs()
    ids = [message["message_id"] for message in channel.from_bot()]
    assert sorted(channel.pinned) == ids[-2:]
    by_hand = ids[0]
    channel.pinned.append(by_hand)
    stage.emulator.faults.fail("unpinChatMessage", times=2)
    at(stage, 22, 15)
    await stage.jobs()
    ids = [message["message_id"] for message in channel.from_bot()]
    assert sorted(channel.pinned) == [by_hand, *ids[-4:]]
    await stage.stop()
    again = await open_stage()
    channel.pinned.remove(ids[-3])  # somebody did
    at(again, 23, 15)
    await again.jobs()
    ids = [message["message_id"] for message in channel.from_bot()]
    assert sorted(channel.pinned) == [by_hand, *ids[-2:]]
    kept = await again.services.index.read(
        lambda reader: reader.execute("select message_id from digest_pins").fetchall()
    )
    assert [row[0] for row in kept] == ids[-2:]


async def test_what_was_told_long_ago_is_forgotten_and_not_told_again(stage: Stage) -> None:
    await set_digest(stage, "13:00 UTC strikes in Homs")
    await set_digest(stage, "13:00 UTC strikes in Homs in December 2025")
    await arrives(stage, "Wire", 20, "An air strike killed five in Homs.", strike("Homs", 20, 5))
    at(stage, 20, 13)
    await stage.jobs()
    assert sum("5 killed" in told for told in digests(stage)) == 2
    stage.emulator.later(days=70)
    for day, told in enumerate((5, 5, 9), start=21):
        await stage.jobs()  # there is nothing new in these
        await forget_old(stage.services)
        outlet = f"Post {stage.emulator.clock.now():%H %d %m}"
        await arrives(stage, outlet, day, f"{outlet} says that {told} died in Homs.", strike("Homs", 20, told))
        stage.emulator.later(days=1)
    await stage.jobs()
    read = stage.services.index.read
    oldest = await read(lambda reader: reader.execute("select min(slot) from digest_slots").fetchone()[0])
    assert oldest > "2026-02-01"
    told_then = "select distinct digest_id from digest_told where slot < '2026-01-01'"
    assert await read(lambda reader: [row[0] for row in reader.execute(told_then)]) == [2]  # December goes on there
    said = digests(stage)[2:]
    assert sum("Nothing new" in each for each in said) >= 5
    changes = [each for each in said if "Nothing new" not in each]
    assert all("Changed since it was told" in each and "5 → 9" in each for each in changes)
    assert len(changes) == 1


async def test_what_is_beyond_one_digest_comes_with_the_next(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "MOST", 3)
    await set_digest(stage, "13:00 UTC air strikes in Syria")
    at(stage, 20, 13)
    await stage.jobs()
    for killed, place in enumerate(("Homs", "Idlib", "Raqqa", "Aleppo", "Hama"), start=1):
        await arrives(stage, "Wire", 20, f"A strike in {place} killed {killed}.", strike(place, 20, killed))
    for day in (21, 22, 23):
        at(stage, day, 13)
        await stage.jobs()
    told = digests(stage)[1:]
    assert [text.partition("\n")[2].partition(" · ")[0] for text in told[:2]] == ["3 air strikes", "2 air strikes"]
    assert sum(text.count(f"{killed} killed\nWire") for text in told for killed in range(1, 6)) == 5
    assert "Nothing new" in told[2]
