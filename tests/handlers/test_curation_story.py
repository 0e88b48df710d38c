"""Admins set events right, by buttons, by replies and by typed lines; what they decide holds in every answer."""

import pytest

from handlers.answering.decision_buttons import Act, Tap, decode, encode
from tests.handlers.stage import Stage
from tests.handlers.test_watch_story import reported, strike
from tests.telegram.transcript import golden

AMBUSH, MARKET, KHARKIV = 2, 3, 4  # events of the index
POST = (
    "Four civilians were killed and nine others injured when a car bomb exploded outside a bakery in Azaz on Friday, "
    "the civil defence said. No group has claimed responsibility for the attack."
)
TWO = (
    "Gunmen attacked a clinic in Goma on 16 December, killing five civilians, a director said. "
    "In Ukraine, a drone strike hit Kharkiv on 17 December and injured three people, the governor said."
)


async def test_an_event_is_set_right_by_buttons_and_a_reply(stage: Stage) -> None:
    grace, ada = stage.grace, stage.ada
    grace.command("event", str(MARKET))
    await stage.settled()
    page = grace.chat.last
    for label in ("Correct", "Killed"):
        grace.tap(label)
        await stage.settled()
    grace.reply(grace.chat.visible()[-1], "many")
    await stage.settled()
    asked = next(message for message in grace.chat.visible() if message["message_id"] == page["message_id"])
    grace.reply(asked, "at least 47")
    await stage.settled()
    golden("curation", grace.chat.transcript())
    ada.send("casualties in Sudan")
    await stage.settled()
    assert "at least 47" in ada.chat.last["text"]
    ada.command("event", str(MARKET))
    await stage.settled()
    said = str(ada.chat.last["text"])
    assert "Corrected by an editor on 20 Dec 12:00: killed at least 43 → at least 47" in said
    assert "Grace" not in said
    assert "killed at least 43 people, residents said" in said  # the report's own words stand
    assert "cur1." not in str(ada.chat.last["reply_markup"])


async def test_a_typed_line_does_the_same_and_is_undone(stage: Stage) -> None:
    grace = stage.grace

    async def found(question: str) -> str:
        grace.send(question)
        await stage.settled()
        return str(grace.chat.last["text"])

    before = await found("drone strikes in Sudan")
    for words in ("killed 7", "place Goma", "date 12 December", "kind shelling", "side killed military cod"):
        grace.command("correct", f"{MARKET} {words}")
        await stage.settled()
        assert f"Event {MARKET} is corrected: " in grace.chat.last["text"]
    assert "Nothing found" in await found("drone strikes in Sudan")
    assert "Goma" in (right := await found("shelling in DR Congo on 12 December"))
    assert "7" in right
    for _ in range(5):
        grace.command("undo", str(MARKET))
        await stage.settled()
        assert f"Undone, on event {MARKET}: corrected: " in grace.chat.last["text"]
    assert await found("drone strikes in Sudan") == before
    grace.command("undo", str(MARKET))
    await stage.settled()
    assert "Nothing was decided" in grace.chat.last["text"]


async def test_events_are_dropped_joined_and_split(stage: Stage) -> None:
    grace = stage.grace
    grace.command("event", str(MARKET))
    await stage.settled()
    grace.tap("Drop")
    await stage.settled()
    assert f"Event {MARKET} was dropped" in grace.chat.last["text"]
    grace.tap("Undo the last")
    await stage.settled()
    assert "El Fasher" in grace.chat.last["text"]
    grace.tap("Join")
    await stage.settled()
    grace.reply(grace.chat.last, str(KHARKIV))
    await stage.settled()
    joined = next(m for m in reversed(grace.chat.from_bot()) if "Split" in str(m.get("reply_markup")))
    assert "2 reports" in joined["text"]
    assert "Joined with another event by Grace" in joined["text"]
    grace.tap("Split")
    await stage.settled()
    grace.tap("Report 5 · Dnipro Line")
    await stage.settled()
    assert "1 report" in grace.chat.from_bot()[0]["text"]
    assert "Split by Grace" in grace.chat.from_bot()[0]["text"]


async def test_a_report_is_answered_with_its_event_and_its_buttons(stage: Stage) -> None:
    grace = stage.grace
    grace.send(POST)
    await stage.emulator.settled(within=120)
    grace.tap("Correct")
    await stage.settled()
    grace.tap("Injured")
    await stage.settled()
    grace.reply(grace.chat.last, "12")
    await stage.settled()
    grace.tap("‹ All of the report")
    await stage.settled()
    golden("curation_of_a_report", grace.chat.transcript())
    number = await stage.services.index.read(lambda reader: reader.execute("select max(id) from events").fetchone()[0])
    assert f"/event_{number}" in grace.chat.from_bot()[0]["text"]
    assert "12 injured" in grace.chat.from_bot()[0]["text"]


async def test_each_event_of_a_report_has_its_buttons(stage: Stage) -> None:
    grace = stage.grace
    grace.send(TWO)
    await stage.emulator.settled(within=120)
    events = await stage.services.index.read(
        lambda reader: [row[0] for row in reader.execute("select id from events order by id desc limit 1")]
    )
    newest = events[0]
    for label in (f"Keep {newest}", f"Drop {newest}"):
        grace.tap(label)
        await stage.settled()
    assert f"/event_{newest} · dropped" in grace.chat.last["text"]
    assert f"/event_{newest - 1}" in grace.chat.last["text"]
    grace.tap(f"Event {newest} ›")
    await stage.settled()
    assert f"Event {newest} was dropped" in grace.chat.last["text"]
    grace.tap("Undo the last")
    await stage.settled()
    assert "Kept as it stands by Grace" in grace.chat.last["text"]


async def test_only_admins_decide(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    for name, words in (("correct", "2 killed 7"), ("drop", "2"), ("join", "2 3"), ("undo", "2"), ("keep", "2")):
        ada.command(name, words)
        await stage.settled()
        assert ada.chat.last["text"] == "Only admins of this bot can correct, drop or join events."
    newsroom = stage.emulator.supergroup("Newsroom", ada, grace)
    grace.command("event", "2", chat=newsroom)
    await stage.settled()
    assert "cur1." not in str(newsroom.last["reply_markup"])
    ada.send("hello")
    await stage.settled()
    tap = ada.tap_data(encode(Tap(Act.DROP, AMBUSH)), ada.chat.last)
    await stage.settled()
    assert tap.answer is not None
    assert "Only admins" in str(tap.answer.get("text"))
    grace.command("drop", "2", chat=newsroom)
    await stage.settled()
    assert "Event 2 is dropped" in newsroom.last["text"]


@pytest.mark.parametrize(
    ("command", "words", "said"),
    [
        *[("correct", "", "/correct 12 killed 7"), ("correct", "2", "/correct 12 killed 7")],
        *[("correct", "two killed 7", "/correct 12"), ("correct", "2 killed lots", "no figure of people killed")],
        *[("correct", "2 colour red", "cannot be set right"), ("correct", "99 killed 7", "no event 99")],
        *[("correct", "2 place <b>Nowhere</b> at all", "no place called"), ("drop", "", "/drop 12")],
        *[("drop", "2 3", "/drop 12"), ("drop", "²", "/drop 12"), ("drop", "9" * 16, "/drop 12")],
        *[("join", "2", "/join 12 15"), ("join", "2 99", "no event 99"), ("split", "2", "/split 12 31")],
        *[
            ("split", "2 99", "Report 99 does not tell"),
            ("undo", "99", "Nothing was decided"),
            ("keep", "x", "/keep 12"),
        ],
    ],
)
async def test_what_cannot_be_decided_is_told_in_a_sentence(stage: Stage, command: str, words: str, said: str) -> None:
    stage.grace.command(command, words)
    await stage.settled()
    assert said in stage.grace.chat.last["text"]
    assert len(stage.grace.chat.from_bot()) == 1


async def test_a_second_tap_undoes_nothing_more(stage: Stage) -> None:
    grace = stage.grace
    for words in ("2 killed 7", "2 injured 9"):
        grace.command("correct", words)
        await stage.settled()
    grace.command("event", "2")
    await stage.settled()
    page = grace.chat.last
    data = next(
        b["callback_data"] for row in page["reply_markup"]["inline_keyboard"] for b in row if "Undo" in b["text"]
    )
    grace.tap_data(data, page)
    again = grace.tap_data(data, page)
    await stage.settled()
    assert again.answer is not None
    assert "taken back already" in str(again.answer.get("text"))
    assert "killed 3 → 7" in grace.chat.last["text"]


@pytest.mark.parametrize("data", ["cur1.", "cur1.z.2.0.", "cur1.d.2.0", "cur1.d.xyz.0.", "cur1.d.2.0." + "x" * 40])
def test_other_texts_are_no_buttons(data: str) -> None:
    assert decode(data) is None


def test_a_button_fits_into_what_telegram_allows() -> None:
    largest = Tap(Act.ASK, 2**63 - 1, 2**63 - 1, "perpetrator")
    assert len(encode(largest).encode()) <= 64
    assert decode(encode(largest)) == largest


async def test_an_event_that_is_set_right_becomes_one_with_what_tells_the_same(stage: Stage) -> None:
    for number, place, source in ((1, "Homs", "Northgate Wire"), (2, "Hama", "Levant Monitor")):
        await reported(stage, strike(number, 5, place=place, source=source))
    for words in ("/correct 12 place Homs", "/event 12", "/undo 11", "/event 12"):
        stage.grace.send(words)
        await stage.settled()
    said = [message["text"].splitlines()[:3] for message in stage.grace.chat.from_bot()]
    assert said[0] == [
        "Event 12 is corrected: place Hama → Homs. It tells the same as event 11 by now, and is one with it. "
        "/event_11 · /undo 11 takes this back."
    ]
    assert said[1] == ["Event 12 is one with another by now: /event_11."]
    assert said[3][1] == "Hama, Syria"
