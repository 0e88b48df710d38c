"""A bot that is killed while it tells five hundred chats of one event: each has it once, or is told that it may not."""

import os
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.calendar import day_range
from domain.events import Evidence
from domain.reports import Report
from handlers.watching.words import Place, keep_watch, terms_of
from knowledge.world import World
from query.understand import understand
from store.database import open_for_reading, open_for_writing
from store.writing.reports import add_report
from tests.bot.test_killed import process
from tests.handlers.reports import event
from tests.telegram.emulator import Emulator
from tests.telegram.fixtures import emulator as emulator

FULL = "FULL_KILLS" in os.environ  # `make kills`; else a short form
CHATS = 500 if FULL else 80
KILLS = (60, 200) if FULL else (30,)


async def test_each_of_five_hundred_chats_is_told_once(emulator: Emulator, tmp_path: Path) -> None:
    ada, now, path = emulator.person("Ada"), datetime.now(UTC), tmp_path / "index.db"
    chats = [emulator.group(f"Group {number}", ada) for number in range(CHATS)]
    hit = event("air-strike", "Homs", day_range((now - timedelta(days=1)).date()), evidence=(Evidence(0, 4, "A de"),))
    world = World.open()
    with closing(open_for_writing(path)) as writer:
        terms = terms_of(understand("air strikes in Homs", now, world).query, world, ())
        assert terms is not None
        for chat in chats:
            keep_watch(writer, terms, Place(chat.id, "group", chat.title, None, ada.id), now, 1)
        add_report(writer, Report("A depot was hit.", now, source="Wire"), [hit])

    def told(words: str = "Air strike ·") -> list[int]:
        return [sum(words in message["text"] for message in chat.from_bot()) for chat in chats]

    for so_many in KILLS:
        async with process(emulator, path) as bot:
            await emulator.until(lambda so_many=so_many: sum(told()) >= so_many, within=90)
            bot.kill()
            await bot.wait()
    async with process(emulator, path):
        asked_about = "cannot tell whether it came"
        await emulator.until(
            lambda: not waiting(path) and sum(told(asked_about)) >= in_state(path, "unknown"), within=120
        )
        doubtful, word = in_state(path, "unknown"), told(asked_about)
        assert max(told()) == max(word) == 1
        assert told().count(0) <= doubtful == sum(word) <= 40  # what was on its way is never sent again unasked
        assert all(came or asked for came, asked in zip(told(), word, strict=True)), "no chat is left without a word"
        assert in_state(path, "sent") == CHATS
        for chat, came in zip(chats, told(), strict=True):
            if not came:
                ada.tap("It did not come: send it again", chat)
        await emulator.until(lambda: not waiting(path) and min(told()) == 1, within=60)
    assert max(told()) == 1


def waiting(path: Path) -> int:
    """How many messages are yet to be sent."""
    return in_state(path, "queued") + in_state(path, "sending")


def in_state(path: Path, state: str) -> int:
    """How many deliveries there are in a state."""
    with closing(open_for_reading(path)) as reader:
        return int(reader.execute("select count(*) from deliveries where state = ?", (state,)).fetchone()[0])
