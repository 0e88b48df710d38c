"""The index in Datasette: the real application, asked in the process, and the command as a process of its own."""

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import pytest_asyncio
from datasette.app import Datasette

from bot.datasette import tiles
from bot.datasette.metadata import metadata_for
from bot.datasette.serving import prepare
from domain.events import Evidence, Status
from store.database import open_for_writing
from store.reliability import set_reliability
from store.writing.reports import add_report
from tests.store.making import DAY, ISLAMIC_STATE, MAYADIN, OBEID, USA, event, injured, killed, report

ROOT = Path(__file__).parents[2]
QUERIES: dict[str, Any] = metadata_for("index")["databases"]["index"]["queries"]
PRIVATE = ("chats", "deliveries", "digests", "preferences", "questions", "updates")
ASKED = {"country": "", "event": "1", "words": "struck depot"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two outlets that differ on one strike, a claimed attack elsewhere, and a chat of the bot's."""
    path = tmp_path_factory.mktemp("datasette") / "index.db"
    with closing(open_for_writing(path)) as writer:
        quote = "Jets struck a depot."
        evidence = (Evidence(0, len(quote), quote),)
        for number, (outlet, dead) in enumerate((("Wire", 12), ("Radio", 15))):
            struck = event(
                "air-strike", MAYADIN, DAY, killed(dead), injured(2), by=USA, on=ISLAMIC_STATE, evidence=evidence
            )
            text = report(f"{quote} {number}", source=outlet, url=f"https://a.example/{number}", title="Depot <hit>")
            add_report(writer, text, [struck])
        add_report(writer, report("three"), [event("ied", OBEID, DAY, killed(1), status=Status.CLAIMED)])
        set_reliability(writer, "Wire", "b")
        writer.execute("insert into chats (id, kind, joined) values (7, 'private', '2025-12-01T00:00:00Z')")
        writer.execute("pragma wal_checkpoint(truncate)")
    return path


@pytest_asyncio.fixture
async def opened(index: Path) -> AsyncIterator[Datasette]:
    prepare()
    datasette = Datasette([str(index)], metadata=metadata_for("index"))
    await datasette.invoke_startup()
    yield datasette
    datasette.executor.shutdown()
    for database in datasette.databases.values():
        for connection in database._all_file_connections:  # nothing else closes them
            connection.close()


def operator(opened: Datasette) -> dict[str, str]:
    """The cookies of who opened the link that is printed at the start."""
    return {"ds_actor": opened.sign({"a": {"id": "root"}}, "actor")}


async def rows(opened: Datasette, query: str, **asked: str) -> list[dict[str, Any]]:
    """What a query gives a visitor."""
    parameters = {name: asked.get(name, ASKED[name]) for name in QUERIES[query].get("params", ())}
    answer = await opened.client.get(f"/index/{query}.json?{urlencode({**parameters, '_shape': 'array'})}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


@pytest.mark.parametrize("query", QUERIES)
async def test_every_query_finds_something_and_has_a_page(opened: Datasette, query: str) -> None:
    assert await rows(opened, query)
    parameters = urlencode({name: ASKED[name] for name in QUERIES[query].get("params", ())})
    page = await opened.client.get(f"/index/{query}?{parameters}")
    assert page.status_code == 200
    assert QUERIES[query]["title"] in page.text


async def test_what_the_queries_say(opened: Datasette) -> None:
    assert [row["id"] for row in await rows(opened, "map")] == [2, 1]
    assert [row["id"] for row in await rows(opened, "map", country=" Sy ")] == [1]
    assert await rows(opened, "map", country="xx") == []
    (worst,) = await rows(opened, "deadliest")
    assert (worst["killed_best"], worst["killed_min"], worst["killed_max"]) == (15, 12, 15)
    (month,) = await rows(opened, "months", country="sy")
    assert month == {"month": "2025-12", "events": 1, "killed": 15, "injured": 2}
    assert (await rows(opened, "actors"))[0] == {
        "name": "United States", "kind": "state", "events": 1, "killed_in_them": 15
    }  # fmt: skip
    assert [row["id"] for row in await rows(opened, "disagreements")] == [1]
    assert [row["status"] for row in await rows(opened, "unconfirmed")] == ["claimed"]
    assert [(row["outlet"], row["reliability"], row["url"]) for row in await rows(opened, "event")] == [
        ("Wire", "B", "https://a.example/0"),
        ("Radio", None, "https://a.example/1"),
    ]
    assert (await rows(opened, "search"))[0]["passage"].startswith("Jets [struck] a [depot].")
    assert {row["name"]: (row["reports"], row["mentions"]) for row in await rows(opened, "outlets")} == {
        "Wire": (2, 2),
        "Radio": (1, 1),
    }


@pytest.mark.parametrize("words", ["", " ", '"', "depot OR (", "text:depot", "*", "'; drop table events; --"])
async def test_any_words_can_be_searched(opened: Datasette, words: str) -> None:
    assert await rows(opened, "search", words=words) == []


@pytest.mark.parametrize("event", ["", "x", "1; select 1", "99", "-1"])
async def test_an_event_that_is_not_there_has_no_reports(opened: Datasette, event: str) -> None:
    wanted = 2 if event.startswith("1") else 0
    assert len(await rows(opened, "event", event=event)) == wanted


async def test_a_visitor_sees_neither_chats_nor_runs_sql(opened: Datasette) -> None:
    for path in (*(f"/index/{table}.json" for table in PRIVATE), "/index.json?sql=select+*+from+chats"):
        assert (await opened.client.get(path)).status_code == 403, path
        assert (await opened.client.get(path, cookies=operator(opened))).status_code == 200, path
    listed = (await opened.client.get("/index.json")).json()
    assert not {table["name"] for table in listed["tables"]} & set(PRIVATE)


async def test_nothing_can_be_written(opened: Datasette) -> None:
    refused = await opened.client.get("/index.json?sql=delete+from+events", cookies=operator(opened))
    assert refused.status_code == 400
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await opened.get_database("index").execute("delete from events")


@pytest.mark.parametrize("page", ["/index/events", "/index/map?country="])
async def test_pages_with_positions_have_a_map_that_asks_no_other_server(opened: Datasette, page: str) -> None:
    shown = (await opened.client.get(page)).text
    assert "datasette-cluster-map.js" in shown
    assert f'DATASETTE_CLUSTER_MAP_TILE_LAYER = "{tiles.LAYER}"' in shown
    assert "openstreetmap" not in shown


async def test_tiles_are_pictures_and_others_are_not_there(opened: Datasette) -> None:
    tile = await opened.client.get(tiles.LAYER.format(z=3, x=4, y=3))
    assert (tile.status_code, tile.headers["content-type"]) == (200, "image/png")
    assert tile.content.startswith(b"\x89PNG")
    for z, x, y in ((3, 8, 0), (3, 0, 8), (13, 0, 0), (99, 0, 0), (2, "a", 0)):
        assert (await opened.client.get(tiles.LAYER.format(z=z, x=x, y=y))).status_code == 404


def command(*args: str, program: str = "from bot.cli.app import main; main()") -> list[str]:
    return [sys.executable, "-c", program, "datasette", *args]


def own_environment() -> dict[str, str]:
    """The environment of a process, with nothing of the caller's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WATCHFLOOR_DATABASE")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def test_the_command_serves_an_index_of_any_name_and_prints_the_operators_link(index: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started = command("--database", str(index), "--port", str(port))
    with subprocess.Popen(
        started, env=own_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            link = process.stdout.readline().strip()
            assert any("Uvicorn running on" in line for line in process.stderr)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True) as visitor:
                assert visitor.get("/index/actors.json").json()["rows"][0][0] == "United States"
                assert visitor.get("/index/chats.json").status_code == 403
                assert visitor.get("/index/nothing").status_code == 404
                assert visitor.get("/-/nothing").status_code == 404
                assert visitor.get(link).status_code == 200
                assert visitor.get("/index/chats.json").status_code == 200
        finally:
            process.terminate()
            process.communicate()


def test_what_keeps_the_command_from_starting_is_said_in_a_line(tmp_path: Path) -> None:
    without = "import sys; sys.modules['datasette'] = None; from bot.cli.app import main; main()"
    for started, said in (
        (command(), "There is no index at watchfloor.db: make one with"),
        (command(program=without), "This needs the package datasette: install it with `pip install datasette"),
    ):
        done = subprocess.run(started, cwd=tmp_path, env=own_environment(), capture_output=True, text=True, check=False)
        (line,) = done.stderr.strip().splitlines()
        assert (done.returncode, done.stdout, line.startswith(said)) == (1, "", True), line


def test_the_map_of_a_whole_war_is_read_in_the_order_of_the_index(index: Path) -> None:
    """Each span of time is read newest first and ends at the limit, before anything is sorted."""
    with closing(sqlite3.connect(index)) as reader:
        plan = [row[3] for row in reader.execute(f"explain query plan {QUERIES['map']['sql']}", {"country": ""})]
    spans = [after for step, after in pairwise(plan) if step.startswith("SEARCH event_areas USING PRIMARY KEY")]
    assert len(spans) == 5
    assert all(after.startswith("SCAN (subquery") for after in spans), plan
