"""A bot that is killed while it posts to a hook: the receiver knows each event by one id, however often it comes."""

import json
import os
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.calendar import day_range
from domain.events import Evidence
from domain.reports import Report
from store.database import open_for_reading, open_for_writing
from store.writing.reports import add_report
from tests.bot.test_cli import watchfloor
from tests.bot.test_killed import process
from tests.handlers.reports import event
from tests.handlers.stage import world as world
from tests.ingestion.fetching.server import Answer, WebServer
from tests.telegram.emulator import Emulator
from tests.telegram.fixtures import emulator as emulator

PLACES = ("Homs", "Hama", "Aleppo")
FULL = "FULL_KILLS" in os.environ  # `make kills`; else a short form
KILLS = (1, 3) if FULL else (1,)


@pytest.mark.usefixtures("world")
async def test_each_event_has_one_id_through_every_kill(
    emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FETCH_NETWORKS", "127.0.0.0/8")
    now, path = datetime.now(UTC), tmp_path / "index.db"
    day = day_range((now - timedelta(days=1)).date())
    async with WebServer() as server:
        kept = [answer for _ in KILLS for answer in (Answer(204, seconds=600), Answer(204))]
        server.put("/hook", *kept)
        url = server.url("/hook", "127.0.0.1")
        done = watchfloor("hooks", "add", "air strikes", url, "--database", str(path), FETCH_NETWORKS="127.0.0.0/8")
        assert done.returncode == 0, done.stderr
        with closing(open_for_writing(path)) as writer:
            for place in PLACES:
                hit = event("air-strike", place, day, evidence=(Evidence(0, 4, "A de"),))
                add_report(writer, Report(f"A depot was hit in {place}.", now, source="Wire"), [hit])
        for so_many in KILLS:  # what is posted then has no answer when the bot is killed
            async with process(emulator, path) as bot:
                await emulator.until(lambda so_many=so_many: len(server.asked) >= so_many, within=60)
                bot.kill()
                await bot.wait()
            time_passes(path)
        async with process(emulator, path):
            await emulator.until(lambda: not waiting(path), within=60)
        said = [json.loads(asked.body) for asked in server.asked]
    assert len(said) == len(PLACES) + len(KILLS)
    assert len({one["id"] for one in said}) == len({one["event_id"] for one in said}) == len(PLACES)
    for before in KILLS:
        assert said[before - 1] == said[before]


def time_passes(path: Path) -> None:
    """Who had a post in hand has it no longer."""
    with closing(open_for_writing(path)) as writer:
        assert writer.execute("update hook_posts set not_before = made where not_before is not null").rowcount


def waiting(path: Path) -> int:
    """How many posts did not arrive yet."""
    with closing(open_for_reading(path)) as reader:
        return int(reader.execute("select count(*) from hook_posts where sent is null").fetchone()[0])
