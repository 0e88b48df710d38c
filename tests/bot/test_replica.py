"""A bot on a replica, and the commands there: questions are answered while the primary is written, nothing is kept."""

import shutil
from pathlib import Path

import pytest

from knowledge.world import World
from store.database import StoreError
from tests.bot.test_cli import one_clear_line, watchfloor
from tests.handlers.stage import application
from tests.handlers.stage import december_index as december_index
from tests.handlers.stage import emulator as emulator
from tests.handlers.stage import world as world
from tests.store.copying import WRITE, followed, once, python, replicated, texts
from tests.telegram.emulator import Emulator
from tests.telegram.people import Person


@pytest.fixture
def primary(december_index: Path, tmp_path: Path) -> Path:
    shutil.copy(december_index, tmp_path / "index.db")
    return tmp_path / "index.db"


async def titles(emulator: Emulator, asker: Person, question: str) -> list[str]:
    typed = asker.inline(question)
    await emulator.settled()
    assert typed.answer is not None
    return [result["title"] for result in typed.answer["results"]]


async def test_a_bot_on_a_replica_answers_inline_while_the_primary_is_written(
    emulator: Emulator, world: World, primary: Path, tmp_path: Path
) -> None:
    place, replica = tmp_path / "copies", tmp_path / "replica.db"
    ada, grace, mallory = (emulator.person(name) for name in ("Ada", "Grace", "Mallory"))
    friends = emulator.group("Friends", ada, grace)
    with replicated(primary, place), followed(replica, place):
        once(lambda: texts(replica), bool)
        async with application(emulator, world, replica, grace, frozenset({ada.id})) as (services, bot):
            assert (await titles(emulator, ada, "drone strikes in Sudan"))[0].startswith("1 drone strike · Sudan")
            with python(WRITE, primary) as writer:
                once(lambda: texts(replica), lambda reports: reports[-1].startswith("text "))
                assert "arrest" in (await titles(emulator, ada, "arrests"))[0]
                assert writer.poll() is None
            ada.send("strikes in Syria")
            ada.send("/latest strikes in Syria", chat=friends)
            mallory.send("/start")
            await emulator.settled()
            with pytest.raises(StoreError, match="is a replica"):
                await services.index.write(lambda writer: None)
    assert [said["text"] for said in ada.chat.from_bot()] == [
        f"I answer inline: type @{bot.bot.username} strikes in Syria in any chat, and pick a result."
    ]
    assert [str(said["text"]).partition(".")[0] for said in mallory.chat.from_bot()] == ["This bot is private"]
    assert friends.from_bot() == []
    assert not emulator.asked("setMyCommands")


def test_commands_on_a_replica(primary: Path, tmp_path: Path) -> None:
    place, replica = tmp_path / "copies", tmp_path / "replica.db"
    there = ("--database", str(replica))
    with replicated(primary, place):
        with followed(replica, place):
            once(lambda: texts(replica), bool)
            asked = watchfloor("ask", "drone strikes in Sudan", *there)
            assert "El Fasher" in asked.stdout
            chatted = watchfloor("chat", *there, given="drone strikes in Sudan\nand in Kharkiv?\n")
            assert "El Fasher" in chatted.stdout
            for command in (("ingest", "-"), ("sources", "--set", "x=B"), ("reindex",)):
                assert "which only follows" in one_clear_line(watchfloor(*command, *there))
            assert "ok     replica: changed last at 20" in watchfloor("doctor", *there).stdout
        doubted = watchfloor("doctor", *there)
        assert "WRONG  replica: " in doubted.stdout
        assert "nothing follows for it: start `watchfloor follow`" in doubted.stdout
    assert doubted.returncode == 1
    restored = watchfloor("restore", str(place), "--database", str(tmp_path / "new.db"))
    assert restored.stdout == f"{tmp_path / 'new.db'} is as in {place} now.\n"
    assert texts(tmp_path / "new.db") == texts(primary)
    assert "--at is for places" in one_clear_line(watchfloor("restore", str(primary), "--at", "2025-12-20T12:00:00Z"))
