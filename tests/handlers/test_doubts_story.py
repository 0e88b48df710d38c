"""A line that breaks while something unasked is sent: nothing comes twice unasked, and nothing is lost in silence."""

from tests.handlers.stage import Stage
from tests.handlers.test_watch_story import reported, strike
from tests.telegram.transcript import golden

AGAIN = "It did not come: send it again"


async def test_an_alert_that_may_not_have_come_is_told_of_and_sent_again_when_asked_for(stage: Stage) -> None:
    ada = stage.ada
    ada.command("watch", "air strikes in Homs")
    await stage.settled()
    stage.emulator.faults.drop("sendMessage", after=False)
    await reported(stage, strike(1, 3))
    for _ in range(3):
        await stage.jobs()
    ada.tap(AGAIN)
    await stage.settled()
    await stage.jobs()
    stage.emulator.later(minutes=5)
    await reported(stage, strike(2, 4, source="Levant Monitor"))  # its message lives on
    golden("doubtful_alert", ada.chat.transcript())


async def test_of_a_channel_who_set_it_is_told(stage: Stage) -> None:
    channel = stage.emulator.channel("Alerts", stage.grace, username="alerts")
    stage.grace.start()
    stage.grace.command("watch", "@alerts air strikes in Homs")
    await stage.settled()
    stage.emulator.faults.drop("sendMessage", after=False)
    await reported(stage, strike(1, 3))
    await stage.jobs()
    assert channel.from_bot() == []
    word = stage.grace.chat.last["text"]
    assert word.startswith("I was cut off while I sent an alert to Alerts (“Air strikes in Homs")
    button = stage.grace.chat.last["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    stage.ada.send("/start")
    await stage.settled()
    stage.ada.tap_data(button, stage.ada.chat.last)  # made up: she never got that button
    await stage.settled()
    await stage.jobs()
    assert channel.from_bot() == []
    stage.grace.tap(AGAIN)
    await stage.settled()
    await stage.jobs()
    assert "3 killed" in channel.last["text"]
    assert stage.grace.chat.last["text"] == "It is sent again."


async def test_an_answer_that_may_not_have_come_is_asked_for_again_by_who_asked(stage: Stage) -> None:
    stage.emulator.faults.drop("sendMessage", after=False)
    stage.ada.send("strikes in Sudan")
    await stage.settled()
    await stage.jobs()
    assert stage.ada.chat.from_bot() == []


async def test_a_digest_that_may_not_have_come_is_told_of(stage: Stage) -> None:
    ada = stage.ada
    ada.command("digest", "13:00 UTC air strikes in Syria")
    await stage.settled()
    stage.emulator.later(hours=1, minutes=1)
    stage.emulator.faults.drop("sendMessage", after=False)
    for _ in range(3):
        await stage.jobs()
    assert "while I sent the digest “air strikes in Syria”" in ada.chat.last["text"]
    ada.tap(AGAIN)
    await stage.settled()
    await stage.jobs()
    assert ada.chat.last["text"].startswith("Daily digest ·")
