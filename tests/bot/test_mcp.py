"""The index as tools of MCP: a real client asks real processes, over stdio and over HTTP on loopback."""

import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, TextContent

from bot.config.listening import address_of
from bot.config.settings import Settings, SettingsError
from bot.mcp.http import key_of
from bot.mcp.server import INSTRUCTIONS, build_server
from bot.mcp.tools import MOST_SOURCES, Tools, UnknownToolError
from domain.errors import WatchfloorError
from knowledge.world import World
from store.database import StoreError, open_for_writing
from store.reliability import set_reliability
from store.writing.reports import add_report
from tests.handlers.stage import december_index as december_index
from tests.handlers.stage import world as world
from tests.store.making import event, report

ROOT = Path(__file__).parents[2]
PROGRAM = ("-c", "from bot.cli.app import main; main()")
NOW = "2025-12-20T12:00:00Z"
KEY = "a-key-of-the-tests-0123456789"
AMBUSH = {"question": "ambush near Palmyra", "now": NOW}


@pytest.fixture
def tools(world: World, december_index: Path) -> Tools:
    return Tools(december_index, world, clock=lambda: datetime(2025, 12, 20, 12, tzinfo=UTC))


def own_environment(**settings: str) -> dict[str, str]:
    """The environment of a process, with nothing of the caller's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("WATCHFLOOR_DATABASE", "MCP_"))}
    return {**kept, "PYTHONPATH": str(ROOT), **settings}


def watchfloor(folder: Path, *args: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A command that is expected to end by itself."""
    return subprocess.run(
        [sys.executable, *PROGRAM, *args],
        cwd=folder, env=own_environment(**settings), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def address(december_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over HTTP, at the address that it says it listens at."""
    folder = tmp_path_factory.mktemp("http")
    (folder / "key").write_text(f"{KEY}\n", encoding="utf-8")
    command = [sys.executable, *PROGRAM, "mcp", "--http", "127.0.0.1:0", "--database", str(december_index)]
    environment = own_environment(MCP_KEY_FILE="key")
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = next((found[0] for line in process.stderr if (found := re.search(r"http://\S+", line))), "")
        try:
            yield told
        finally:
            process.terminate()
            process.stderr.read()


@asynccontextmanager
async def over_http(address: str, key: str = KEY) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {key}"}
    async with (
        httpx2.AsyncClient(headers=headers) as sending,
        Client(streamable_http_client(address, http_client=sending)) as client,
    ):
        yield client


def text(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def given(result: CallToolResult) -> dict[str, Any]:
    """What a tool gave: the same as structured content and as text."""
    assert not result.is_error, text(result)
    found: dict[str, Any] = result.structured_content
    assert json.loads(text(result)) == found
    return found


async def test_a_program_asks_over_stdio_what_a_person_asks_by_command(december_index: Path, tmp_path: Path) -> None:
    database = ("--database", str(december_index))
    asked = watchfloor(tmp_path, "ask", AMBUSH["question"], "--json", "--now", NOW, *database)
    command = StdioServerParameters(
        command=sys.executable, args=[*PROGRAM, "mcp", *database], cwd=tmp_path, env=own_environment()
    )
    async with Client(stdio_client(command)) as client:
        assert client.instructions == INSTRUCTIONS
        offered = (await client.list_tools()).tools
        answer = given(await client.call_tool("ask", AMBUSH))
        (ambush,) = answer["answer"]["events"]
        alone = given(await client.call_tool("event", {"id": ambush["id"]}))
        refused = await client.call_tool("ask", {"question": "strikes " * 100})
        outlets = given(await client.call_tool("sources", {}))
    assert [tool.name for tool in offered] == ["ask", "event", "sources"]
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in offered)
    assert answer == json.loads(asked.stdout)
    assert {each["url"] for each in ambush["reports"]} >= {"https://northgate.example/2025/palmyra"}
    assert alone == ambush
    assert (refused.is_error, text(refused)) == (True, "This question has 800 characters; ask it in at most 500.")
    assert outlets["sources"][0] == {
        "source": "Levant Monitor", "kind": "outlet", "reliability": None, "reports": 6
    }  # fmt: skip


async def test_a_program_asks_over_http_with_the_key(address: str) -> None:
    async with over_http(address) as client:
        answer = given(await client.call_tool("ask", AMBUSH))
        with pytest.raises(MCPError, match="There is no tool 'drop': use one of ask, event, sources"):
            await client.call_tool("drop", {})
    assert answer["answer"]["count"] == 1


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Authorization", "Bearer")],
        [("Authorization", f"Bearer {KEY}x")],
        [("Authorization", f"Bearer {KEY[:-1]}")],
        [("Authorization", f"Basic {KEY}")],
        [("Authorization", KEY)],
        [("Authorization", f"Bearer {KEY}"), ("Authorization", "Bearer x")],
    ],
)
async def test_without_the_key_nothing_is_told(address: str, headers: list[tuple[str, str]]) -> None:
    async with httpx2.AsyncClient(headers=headers) as client:
        answers = [await client.request(method, address) for method in ("GET", "POST", "DELETE")]
        answers.append(await client.get(address.removesuffix("/mcp") + "/elsewhere"))
    assert {(each.status_code, each.headers["WWW-Authenticate"]) for each in answers} == {(401, "Bearer")}
    assert {each.text for each in answers} == {"Send the key of this server: Authorization: Bearer KEY\n"}


async def test_a_request_that_is_too_large_is_refused(address: str) -> None:
    headers = {"Authorization": f"bearer {KEY}", "Content-Type": "application/json", "Accept": "application/json"}
    async with httpx2.AsyncClient(headers=headers) as client:
        assert (await client.post(address, content=b'"' + b"x" * 100_000 + b'"')).status_code == 413


async def test_a_wrong_key_is_an_error_for_the_client(address: str) -> None:
    with pytest.raises(ExceptionGroup) as refused:
        async with over_http(address, "another-key-0123456789"):
            pass
    assert refused.group_contains(MCPError)


@pytest.mark.parametrize(
    ("options", "settings", "said"),
    [
        (("--http", "127.0.0.1:0"), {}, "The MCP server over HTTP needs a key"),
        (("--http", "127.0.0.1:0"), {"MCP_KEY": "short"}, "MCP_KEY must hold at least 16 letters"),
        (("--http", "127.0.0.1"), {"MCP_KEY": KEY}, "--http: '127.0.0.1' is no address; write it like 127.0.0.1:8765."),
        (("--http", "192.0.2.1:80"), {"MCP_KEY": KEY}, "Cannot listen on 192.0.2.1:80: "),
        ((), {"WATCHFLOOR_DATABASE": "none.db"}, "There is no index at none.db"),
    ],
)
def test_what_keeps_it_from_starting_is_said_in_a_line(
    december_index: Path, tmp_path: Path, options: tuple[str, ...], settings: dict[str, str], said: str
) -> None:
    done = watchfloor(tmp_path, "mcp", *options, **{"WATCHFLOOR_DATABASE": str(december_index), **settings})
    (line,) = done.stderr.strip().splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    assert line.startswith(said)


def test_without_the_package_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    program = "import sys; sys.modules['mcp'] = None; from bot.cli.app import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "mcp"], cwd=tmp_path, env=own_environment(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (
        1,
        "The MCP server needs the package mcp: install it with `pip install mcp`.\n",
    )


@pytest.mark.parametrize(
    ("key", "content", "said"),
    [
        (None, None, "The MCP server over HTTP needs a key"),
        (None, "", "The MCP server over HTTP needs a key"),
        (KEY, KEY, "MCP_KEY and MCP_KEY_FILE are both set: clear one of them."),
        ("with blanks 0123456789", None, "MCP_KEY must hold at least 16 letters"),
        ("schlüssel-0123456789", None, "MCP_KEY must hold at least 16 letters"),
        ("x" * 1001, None, "MCP_KEY must hold at least 16 letters"),
        (None, f"{KEY}\n{KEY}", "MCP_KEY_FILE: .*key must hold at least 16 letters"),
    ],
)
def test_a_key_that_cannot_be_used_is_not_repeated(
    tmp_path: Path, key: str | None, content: str | None, said: str
) -> None:
    file = tmp_path / "key" if content is not None else None
    if file is not None:
        file.write_text(content or "", encoding="utf-8")
    with pytest.raises(SettingsError, match=said) as refused:
        key_of(Settings(Path("index.db"), mcp_key=key, mcp_key_file=file))
    assert KEY not in str(refused.value)


def test_a_file_of_the_key_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff" * 20)
    for name, why in (("none", "No such file or directory"), ("bytes", "no text"), ("", "Is a directory")):
        with pytest.raises(SettingsError, match=rf"^MCP_KEY_FILE: .* cannot be read \({why}\)\.$"):
            key_of(Settings(Path("index.db"), mcp_key_file=tmp_path / name))


@pytest.mark.parametrize("text", ["", ":80", "127.0.0.1:", "host:65536", "host:8²", "[::1]", "host:-1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(WatchfloorError, match="is no address"):
        address_of(text, "--http")


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {}, '`ask` needs a "question"'),
        ("ask", {"question": " "}, '"question" of `ask` must be a text that is not empty.'),
        ("ask", {"question": ["strikes"]}, '"question" of `ask` must be a text that is not empty.'),
        ("ask", {"question": "strikes", "limit": 51}, '"limit" of `ask` must be a whole number from 1 to 50.'),
        ("ask", {"question": "strikes", "limit": True}, '"limit" of `ask` must be a whole number from 1 to 50.'),
        ("ask", {"question": "strikes", "now": "soon"}, "\"now\": 'soon' is no ISO 8601 time"),
        ("ask", {"question": "strikes", "since": 3}, "`ask` knows no argument 'since': it takes question, now, limit."),
        ("event", {}, '"id" of `event` must be a whole number from 1 on.'),
        ("event", {"id": "1²"}, '"id" of `event` must be a whole number from 1 on.'),
        ("event", {"id": 2**63}, '"id" of `event` must be a whole number from 1 on.'),
        ("event", {"id": 99}, "There is no event 99. It may have become one with another"),
        ("sources", {"question": "x" * 501}, "This question has 501 characters; ask it in at most 500."),
    ],
)
def test_arguments_that_cannot_be_used_are_told_in_a_sentence(
    tools: Tools, tool: str, arguments: dict[str, object], said: str
) -> None:
    with pytest.raises(WatchfloorError) as refused:
        tools.call(tool, arguments)
    assert str(refused.value).startswith(said)
    assert not isinstance(refused.value, UnknownToolError)


def test_a_limit_holds_for_the_events_and_not_for_the_count(tools: Tools) -> None:
    answer = tools.call("ask", {"question": "air strikes in Syria", "limit": "2"})["answer"]
    assert (answer["count"], len(answer["events"])) == (6, 2)


def test_sources_of_an_answer_say_what_each_told(tools: Tools) -> None:
    told = tools.call("sources", {"question": "events near Palmyra"})
    assert told["events"] == {"count": 1, "looked_at": 1}
    assert [(each["source"], each["reports"], each["events"]) for each in told["sources"]] == [
        ("Harbour & <Sons> Bulletin", 1, 1),
        ("Northgate Wire", 1, 1),
    ]
    assert told["sources"][1]["told"] == [
        {
            "event": "2",
            "url": "https://northgate.example/2025/palmyra",
            "published": "2025-12-13T09:00:00Z",
            "quote": "Gunmen ambushed a patrol near Palmyra, killing two US soldiers and a civilian translator.",
        }
    ]


def test_a_long_list_of_outlets_is_cut_and_counted_and_may_not_take_long(world: World, tmp_path: Path) -> None:
    with closing(open_for_writing(tmp_path / "index.db")) as writer:
        for number in range(MOST_SOURCES + 1):
            add_report(writer, report(f"text {number}", source=f"Outlet {number:03}"), [])
        add_report(writer, report("more", source="Outlet 400"), [])
        set_reliability(writer, "Outlet 400", "b")
    listed = Tools(tmp_path / "index.db", world).call("sources", {})
    assert (listed["count"], len(listed["sources"])) == (MOST_SOURCES + 1, MOST_SOURCES)
    with pytest.raises(StoreError, match=r"^This takes too long to look up: ask about a shorter time"):
        Tools(tmp_path / "index.db", world, patience=0).call("sources", {})
    assert listed["sources"][0] == {"source": "Outlet 400", "kind": "outlet", "reliability": "B", "reports": 2}


async def test_a_failure_of_its_own_is_a_number_that_the_log_has(
    world: World, december_index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def stopped() -> datetime:
        raise RuntimeError("the clock stands still")

    async with Client(build_server(Tools(december_index, world, clock=stopped))) as client:
        failed = await client.call_tool("ask", {"question": "strikes"})
    said = re.fullmatch(r"Something went wrong in Watchfloor; its log has it under ([0-9a-f]{8})\.", text(failed))
    assert said is not None
    assert failed.is_error
    assert f"Reference {said[1]}" in caplog.text
    assert "the clock stands still" in caplog.text


async def test_an_index_is_never_changed(world: World, tmp_path: Path) -> None:
    with closing(open_for_writing(tmp_path / "index.db")) as writer:
        add_report(writer, report("one"), [event()])
        writer.execute("pragma wal_checkpoint(truncate)")
    before = (tmp_path / "index.db").read_bytes()
    async with Client(build_server(Tools(tmp_path / "index.db", world))) as client:
        for name, arguments in (("ask", AMBUSH), ("event", {"id": "1"}), ("sources", {})):
            given(await client.call_tool(name, arguments))
    assert (tmp_path / "index.db").read_bytes() == before
