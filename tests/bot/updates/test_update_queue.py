"""The queue between Telegram and the handlers while the index cannot be written."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

from telegram import Chat, Message, Update

from bot.updates.update_queue import UpdateQueue
from store.chats.updates import keep_update
from tests.handlers.stage import Open, Stage
from tests.handlers.stage import december_index as december_index
from tests.handlers.stage import emulator as emulator
from tests.handlers.stage import open_stage as open_stage
from tests.handlers.stage import stage as stage
from tests.handlers.stage import world as world
from tests.telegram.bell import Bell


class Rings(logging.Handler):
    """Rings a bell at each line of the log."""

    def __init__(self, bell: Bell) -> None:
        super().__init__()
        self.bell, self.lines = bell, list[str]()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
        self.bell.ring()


async def test_the_bot_goes_on_asking_for_what_it_could_not_keep(stage: Stage, tmp_path: Path) -> None:
    log = Rings(stage.emulator.world.bell)
    logging.getLogger("bot.updates.keeping_on").addHandler(log)
    await stage.services.index.write(lambda writer: writer.execute("pragma busy_timeout = 0").fetchone())
    with closing(sqlite3.connect(tmp_path / "index.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        stage.ada.send("strikes in Sudan")
        await stage.emulator.until(lambda: any("cannot be kept" in line for line in log.lines), what="the log's line")
        assert stage.emulator.world.updates.waiting  # nothing was confirmed
        other.execute("rollback")
    await stage.settled()
    assert "1 strike" in stage.ada.chat.last["text"]
    assert len(stage.ada.chat.from_bot()) == 1
    logging.getLogger("bot.updates.keeping_on").removeHandler(log)


async def test_what_was_handled_while_nothing_could_be_written_is_not_handled_by_the_next_run(
    stage: Stage, open_stage: Open, tmp_path: Path
) -> None:
    def forbid(writer: sqlite3.Connection, on: int) -> None:
        writer.execute(f"pragma query_only = {on}").fetchone()

    stage.ada.send("strikes in Sudan")
    await stage.settled()
    queue, index = stage.bot.update_queue, stage.services.index
    message = Update(1, message=Message(1, stage.services.clock(), Chat(stage.ada.id, "private"), text="hello"))
    await index.write(lambda writer: keep_update(writer, 1, message.to_json(), stage.services.clock()))
    assert isinstance(queue, UpdateQueue)
    await index.write(lambda writer: forbid(writer, 1))
    await queue.handled(message)
    await index.write(lambda writer: forbid(writer, 0))
    stage.ada.send("strikes in Syria")
    await stage.settled()
    answers = len(stage.ada.chat.from_bot())
    await stage.stop()
    with closing(sqlite3.connect(tmp_path / "index.db")) as left:
        assert left.execute("select count(*) from updates where content is not null").fetchone() == (0,)
    await (await open_stage()).settled()
    assert len(stage.ada.chat.from_bot()) == answers
