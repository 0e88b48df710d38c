"""A bot that is killed while it reads what came by itself: every post is in the index in the end, and once."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from store.database import open_for_reading, open_for_writing
from store.intake.arrivals import backlog
from store.intake.intakes import Kind, NewIntake, add_intake
from tests.bot.test_killed import index as index
from tests.bot.test_killed import process
from tests.handlers.stage import december_index as december_index
from tests.telegram.emulator import Emulator
from tests.telegram.fixtures import emulator as emulator

FULL = "FULL_KILLS" in os.environ  # `make kills`; else a short form
POSTS = 6
KILLS = (0, 1, 3) if FULL else (1,)


def stored(index: Path) -> list[str]:
    """The texts of the posts that are in the index, in the order in which they were stored."""
    with closing(open_for_reading(index)) as reader:
        return [row["text"] for row in reader.execute("select text from reports where reference like 'post %'")]


def waits(index: Path) -> int:
    with closing(open_for_reading(index)) as reader:
        return backlog(reader).waiting


async def test_every_post_is_stored_once_through_kills(emulator: Emulator, index: Path) -> None:
    omar = emulator.person("Omar")
    channel = emulator.channel("Azaz Now", omar, username="azaznow")
    with closing(open_for_writing(index)) as writer:
        new = NewIntake(f"telegram:{channel.id}", "Azaz Now", Kind.CHANNEL, "@azaznow")
        add_intake(writer, new, datetime.now(UTC))
    texts = [f"A car bomb killed {number} soldiers in Azaz on Friday, the army said." for number in range(2, 2 + POSTS)]
    posts = [omar.channel_post(channel, text) for text in texts]
    for done in KILLS:  # before the first is stored, and between others
        async with process(emulator, index) as bot:
            await emulator.until(lambda: not emulator.world.updates.waiting, within=60, what="the posts to be taken")
            await emulator.until(lambda done=done: len(stored(index)) >= done, within=60, what="some to be stored")
            bot.kill()
            await bot.wait()
    omar.edit(posts[0], "A car bomb killed 9 soldiers in Azaz on Friday, the army said.")
    async with process(emulator, index) as bot:
        await emulator.until(lambda: not emulator.world.updates.waiting, within=60, what="the edit to be taken")
        await emulator.until(lambda: waits(index) == 0 and len(stored(index)) == POSTS, within=90, what="all")
    assert stored(index) == ["A car bomb killed 9 soldiers in Azaz on Friday, the army said.", *texts[1:]]
    with closing(sqlite3.connect(index)) as reader:
        assert reader.execute("select count(*) from arrivals").fetchone()[0] == 0, "nothing was set aside"
