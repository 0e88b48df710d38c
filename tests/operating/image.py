"""The image built and run: what an operator does with it, done without a container engine. Run by `make operating`."""

import asyncio
import signal
import subprocess
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from tests.operating.dockerfile import words_of
from tests.operating.rooms import Image, built_image
from tests.telegram.emulator import Emulator
from tests.telegram.fixtures import emulator as emulator

REPORT = (
    "Two soldiers were killed on 13 December 2025 in an ambush near Palmyra, Syria, the army said. "
    "Islamic State claimed responsibility for the attack."
)
VILLAGE = "name,country,latitude,longitude\nZzurobeni,NG,9.0,11.0\n"


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    with built_image() as built:
        yield built


def run(image: Image, *words: str, given: str = "", settings: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """A command of the product, in the image."""
    return subprocess.run(
        image.entry(*words, settings=settings), input=given, capture_output=True, text=True, check=False, timeout=300
    )


@asynccontextmanager
async def bot(image: Image, emulator: Emulator) -> AsyncIterator[Process]:
    """The image as it runs by itself, its token in a file of the volume."""
    secret = image.data / "token"
    secret.write_text(emulator.token, encoding="utf-8")
    settings = (
        *("TELEGRAM_BOT_TOKEN_FILE=/data/token", "LOG_FORMAT=json"),
        *(f"TELEGRAM_BASE_URL={emulator.base_url}", f"TELEGRAM_BASE_FILE_URL={emulator.base_file_url}"),
    )
    process = await asyncio.create_subprocess_exec(*image.entry(settings=settings), stderr=asyncio.subprocess.PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def test_the_gazetteer_is_in_the_image_and_nothing_is_compiled(image: Image) -> None:
    (compiled,) = (image.root / "opt/watchfloor/share/watchfloor").iterdir()
    assert compiled.name.startswith("places-")
    assert "Palmyra" in run(image, "places", "Palmyra").stdout
    assert list(image.data.iterdir()) == []


def test_nothing_but_the_volume_can_be_written(image: Image) -> None:
    tried = (
        "for folder in / /opt/watchfloor /opt/watchfloor/bin /usr /etc /data; do touch $folder/x && echo $folder; done"
    )
    done = subprocess.run(image.command("sh", "-c", tried), capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["/data"]
    told = subprocess.run(image.command("id", "-u"), capture_output=True, text=True, check=True)
    assert told.stdout.strip() == image.settings.settings["USER"].split(":")[0]
    (image.data / "x").unlink()


def test_reports_are_read_and_questions_answered(image: Image) -> None:
    done = run(image, "ingest", "-", "--published", "2025-12-14", "--source", "Northgate Wire", given=REPORT)
    assert (done.returncode, done.stderr) == (0, "")
    asked = run(image, "ask", "ambushes in Syria 2025")
    assert "1 ambush" in asked.stdout
    assert all(path.name.startswith("watchfloor.db") for path in image.data.iterdir())  # and nothing of a library's own
    assert (image.data / "watchfloor.db").exists()


def test_places_are_added_in_the_volume(image: Image) -> None:
    (image.data / "own.csv").write_text(VILLAGE, encoding="utf-8")
    done = run(image, "places", "import", "own.csv")
    assert done.stdout.startswith("1 place added")
    assert "Zzurobeni" in run(image, "places", "Zzurobeni").stdout
    assert [path.name for path in (image.data / "places").iterdir()] == ["added-places.sqlite"]


async def test_the_bot_answers_is_healthy_and_stops_in_order(image: Image, emulator: Emulator) -> None:
    ada = emulator.person("Ada")
    health = words_of(image.settings.settings["HEALTHCHECK"])
    async with bot(image, emulator) as process:
        ada.send("ambushes in Syria 2025")
        await ada.chat.hears(1, within=120)
        assert "1 ambush" in ada.chat.last["text"]
        checked = await asyncio.to_thread(subprocess.run, image.command(*health), capture_output=True, text=True)
        assert checked.returncode == 0, checked.stdout
        second = await asyncio.to_thread(run, image, "run", settings=("TELEGRAM_BOT_TOKEN_FILE=/data/token",))
        assert second.returncode == 1
        assert "Another bot runs on /data/watchfloor.db already" in second.stderr
        process.send_signal(signal.SIGTERM)
        _, said = await asyncio.wait_for(process.communicate(), 20)
        assert process.returncode == 0
    assert emulator.token.encode() not in said
    assert all(line.startswith(b"{") for line in said.splitlines())
    checked = await asyncio.to_thread(subprocess.run, image.command(*health), capture_output=True, text=True)
    assert checked.returncode == 1
