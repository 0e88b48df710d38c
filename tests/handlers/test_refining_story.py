"""Wider and narrower places, single kinds, rankings, and follow-ups of several people in one group."""

from tests.handlers.stage import Stage
from tests.telegram.transcript import golden


def labels(message: dict[str, object]) -> list[str]:
    """The labels of a message's buttons."""
    markup = message["reply_markup"]
    assert isinstance(markup, dict)
    return [button["text"] for row in markup["inline_keyboard"] for button in row]


async def test_a_place_is_widened_and_narrowed_by_a_tap(stage: Stage) -> None:
    ada = stage.ada
    ada.send("air strikes in Homs")
    await stage.settled()
    ada.tap("↑ Syria")
    await stage.settled()
    assert "6 air strikes" in ada.chat.last["text"]
    narrower = next(label for label in labels(ada.chat.last) if label.startswith("↓"))
    ada.tap(narrower)
    await stage.settled()
    ada.tap("As asked")
    await stage.settled()
    golden("refining", ada.chat.transcript())


async def test_one_kind_of_several(stage: Stage) -> None:
    ada = stage.ada
    ada.send("events in Syria in December")
    await stage.settled()
    only = next(label for label in labels(ada.chat.last) if label.startswith("Only"))
    ada.tap(only)
    await stage.settled()
    assert only.removeprefix("Only ") in ada.chat.last["text"].split("\n")[0]


async def test_rankings(stage: Stage) -> None:
    ada = stage.ada
    ada.command("top", "strikes in Syria")
    await stage.settled()
    ada.command("top", "actors in December")
    await stage.settled()
    ada.command("top")
    await stage.settled()
    golden("top", ada.chat.transcript())


async def test_each_in_a_group_follows_on_their_own_question_or_the_answer_replied_to(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    stage.emulator.privacy(on=False)
    newsroom = stage.emulator.supergroup("Newsroom", ada, grace)
    ada.mention("air strikes in Homs", newsroom)
    await stage.settled()
    adas = newsroom.last
    grace.mention("drone strikes in Sudan", newsroom)
    await stage.settled()
    ada.mention("and in Idlib?", newsroom)
    await stage.settled()
    assert "Air strikes in Idlib" in newsroom.last["text"]
    grace.mention("and in Ukraine?", newsroom)
    await stage.settled()
    assert "Drone strikes in Ukraine" in newsroom.last["text"]
    grace.reply(adas, "and in Hama?", newsroom)
    await stage.settled()
    assert "Air strike" in newsroom.last["text"]
    assert "Sudan" not in newsroom.last["text"]


async def test_the_toll_of_one_side_and_of_the_others_beside_it(stage: Stage) -> None:
    ada = stage.ada
    ada.send("US casualties December")
    await stage.settled()
    golden("casualties", ada.chat.transcript())
