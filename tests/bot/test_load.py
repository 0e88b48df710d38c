"""The short form of the load run: the long one is `make load`."""

from pathlib import Path

import pytest

from tests.bot.load import run
from tests.bot.load_plan import is_troubled, least_delays, plan
from tests.bot.load_report import share

CHATS, UPDATES = 30, 240


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_under_load_nothing_is_lost_or_repeated_and_no_rule_is_broken(webhook: bool, tmp_path: Path) -> None:
    (ours,) = await run(CHATS, UPDATES, tmp_path, ("ours",), webhook)
    assert (ours.lost, ours.repeated, ours.violations) == (0, 0, [])
    assert (ours.doubtful > 0, ours.unlogged) == (True, 0)  # the network failed, and that was noticed
    least = [delay for chat, delay in least_delays(plan(CHATS, UPDATES)) if chat and not is_troubled(chat)]
    assert share(ours.delays["others"], 0.5) <= share(least, 0.5) + 0.5
    assert share(ours.delays["others"], 0.95) <= share(least, 0.95) + 3
    assert share(ours.delays["troubled"], 1.0) > share(ours.delays["others"], 1.0)
    assert max(ours.delays["inline"]) < 0.5  # never behind messages


def test_the_least_delays_are_those_of_the_documented_limits() -> None:
    deeds = plan(CHATS, UPDATES)
    least = least_delays(deeds)
    assert len(least) == sum(deed.kind == "ask" for deed in deeds)
    assert min(delay for _, delay in least) == 0
    flood = [delay for chat, delay in least if not chat]
    assert len(flood) == 8
    assert max(flood) < 4
