"""A group that becomes a supergroup while it is being answered."""

from tests.handlers.stage import Stage
from tests.telegram.transcript import golden


async def test_a_question_asked_while_the_group_moves_is_answered_in_the_new_one(stage: Stage) -> None:
    ada = stage.ada
    desk = stage.emulator.group("Desk", ada)
    ada.command("latest", "strikes in Homs", chat=desk)
    await stage.settled()
    ada.command("latest", "drone strikes in Sudan", chat=desk)
    moved = ada.migrate(desk)
    await stage.settled()
    ada.command("latest", "ambushes", chat=moved)
    await stage.settled()
    golden("moving", moved.transcript())
    assert len(desk.from_bot()) == 1
    assert len(moved.from_bot()) == 2
