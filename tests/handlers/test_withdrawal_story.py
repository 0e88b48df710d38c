"""An admin withdraws a report: its figures and what only it told leave the answers, and come back."""

import pytest

from tests.handlers.stage import Stage
from tests.telegram.transcript import golden

PALMYRA, FASHER = 2, 4  # reports of the index: the first of the ambush, and the only one of the drone strike


async def test_a_report_is_withdrawn_and_comes_back(stage: Stage) -> None:
    grace, ada = stage.grace, stage.ada
    grace.command("event", "2")
    await stage.settled()
    grace.command("withdraw", f"{PALMYRA} the outlet\ntook it <b>back</b>")
    grace.command("withdraw", f"{FASHER} a fake")
    await stage.settled()
    grace.command("event", "2")
    grace.command("event", "3")
    await stage.settled()
    grace.command("withdraw", f"undo {FASHER}")
    await stage.settled()
    grace.command("event", "3")
    await stage.settled()
    golden("withdrawal", grace.chat.transcript())
    ada.command("event", "2")
    await stage.settled()
    said = str(ada.chat.last["text"])
    assert "withdrawn 20 Dec: the outlet took it" in said
    assert "Grace" not in said
    assert "report 3" not in said


async def test_what_is_withdrawn_leaves_every_answer(stage: Stage) -> None:
    grace, ada = stage.grace, stage.ada

    async def answers() -> list[str]:
        for question in ("drone strikes in Sudan", "casualties in December", "events by country", "market"):
            ada.send(question)
            await stage.settled()
        ada.command("map", "drone strikes")
        await stage.settled()
        stage.emulator.later(seconds=60)  # so long Telegram answers out of its own cache
        typed = ada.inline("drone strikes in Sudan")
        await stage.settled()
        assert typed.answer is not None
        said = ada.chat.from_bot()[-5:]
        return [str(message.get("text") or message.get("caption")) for message in said] + [str(typed.answer["results"])]

    before = await answers()
    assert all(any(word in text for word in ("Fasher", "Sudan", "43")) for text in before)
    grace.command("withdraw", f"{FASHER} a fake")
    await stage.settled()
    after = await answers()
    assert [text for text in after if "Fasher" in text or "43" in text] == []
    grace.command("withdraw", f"undo {FASHER}")
    await stage.settled()
    assert await answers() == before


async def test_only_admins_withdraw(stage: Stage) -> None:
    ada = stage.ada
    newsroom = stage.emulator.supergroup("Newsroom", ada, stage.grace)  # Ada runs the group, but not the bot
    for chat in (ada.chat, newsroom):
        ada.command("withdraw", "4 a fake", chat=chat)
        await stage.settled()
        assert chat.last["text"] == "Only admins of this bot can withdraw reports."
    stage.grace.command("withdraw", "4 a fake", chat=newsroom)
    await stage.settled()
    assert "Report 4 is withdrawn" in newsroom.last["text"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Write the number"),
        ("4", "Write the number"),
        ("four a fake", "Write the number"),
        ("undo", "Write the number"),
        ("undo 4 please", "Write the number"),
        ("undo 4", "not withdrawn"),
        ("²  a fake", "Write the number"),
        ("9999999999999999 a fake", "Write the number"),
        ("999 a fake", "no report 999"),
        ("4 " + "x" * 501, "at most 500"),
    ],
)
async def test_what_cannot_be_withdrawn_is_told_in_a_sentence(stage: Stage, words: str, said: str) -> None:
    stage.grace.command("withdraw", words)
    await stage.settled()
    assert said in stage.grace.chat.last["text"]
    assert len(stage.grace.chat.from_bot()) == 1


async def test_a_withdrawn_report_that_is_sent_again_is_not_added(stage: Stage) -> None:
    grace = stage.grace
    text = "Gunmen attacked a clinic in Goma on 16 December, killing five civilians. They fled. A director said so."
    channel = stage.emulator.channel("Goma Now", stage.emulator.person("Omar"), username="gomanow")
    post = stage.emulator.world.user_message(channel, stage.ada.user, text)
    del post["from"]
    grace.forward(post)
    await stage.emulator.settled(within=120)
    number = await stage.services.index.read(lambda reader: reader.execute("select max(id) from reports").fetchone()[0])
    grace.command("withdraw", f"{number} a fake")
    await stage.settled()
    grace.forward(post)
    await stage.settled()
    assert f"/withdraw undo {number}" in grace.chat.last["text"]
    grace.send("attacks in Goma")
    await stage.settled()
    assert "Nothing found" in grace.chat.last["text"]
