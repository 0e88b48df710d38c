"""The short form of the load run: the long one is `make load`."""

from pathlib import Path

from knowledge.world import World
from tests.bot.load import run


async def test_under_load_nothing_is_lost_or_repeated_and_no_rule_is_broken(tmp_path: Path) -> None:
    report = await run(chats=25, updates=400, path=tmp_path / "index.db", world=World.open())
    assert (report.lost, report.repeated, report.violations) == (0, 0, [])
    assert report.in_doubt > 0  # the network failed, and that was noticed
    assert report.delay(0.5) < report.delay(1.0) < 120
