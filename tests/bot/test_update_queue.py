"""The queue between Telegram and the handlers while the index cannot be written."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.handlers.stage import Stage
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
