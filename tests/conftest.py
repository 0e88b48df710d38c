"""What tests of every folder may use: the emulator of the Bot API as the fixture `emulator`; and where all look for the
gazetteer."""

import os
from contextlib import suppress

import pytest

from knowledge.places.tables.cache import cache_folder, compiled_path

pytest_plugins = ["tests.telegram.fixtures"]


def pytest_configure(config: pytest.Config) -> None:
    """Read the compiled gazetteer through a folder of the tests' own, so that places that somebody has imported on this
    machine change no answer. And let Telegram's library speak as the bot has it speak, whichever test comes first."""
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    folder = cache_folder() / "tests"
    if cache_folder().name == folder.name:
        return  # a worker: the process that began it has done so
    folder.mkdir(parents=True, exist_ok=True)
    compiled = compiled_path()
    if compiled.exists():
        with suppress(FileExistsError):
            (folder / compiled.name).symlink_to(compiled)
    os.environ["WATCHFLOOR_CACHE"] = str(folder)
