"""A scene for the emulator's own tests: Ada, a group, open questions, and requests over HTTP that name them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest_asyncio

from .emulator import Emulator

ADA, GROUP = "ada", "group"
Wrong = tuple[str, dict[str, Any], str]


def keyboard(*buttons: dict[str, Any]) -> dict[str, Any]:
    """One row of buttons."""
    return {"inline_keyboard": [list(buttons)]}


def say(text: str, **more: Any) -> dict[str, Any]:
    """A message to Ada in HTML."""
    return {"chat_id": ADA, "text": text, "parse_mode": "HTML", **more}


def article(**more: Any) -> dict[str, Any]:
    """A sound inline result, changed."""
    return {"type": "article", "id": "1", "title": "T", "input_message_content": {"message_text": "x"}, **more}


def offer(*results: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An answer to the open inline query."""
    return {"inline_query_id": "inline", "results": list(results), **more}


def button(**action: Any) -> dict[str, Any]:
    """A message with one button."""
    return say("x", reply_markup=keyboard({"text": "Go", **action}))


def command(name: str, description: str = "d") -> dict[str, Any]:
    """A menu of one command."""
    return {"commands": [{"command": name, "description": description}]}


class Scene:
    """Ada and a group, with names for the numbers that a request needs."""

    def __init__(self, emulator: Emulator, client: httpx.AsyncClient) -> None:
        self.emulator, self.client = emulator, client
        self.ada = emulator.person("Ada")
        hers = self.ada.send("hello")
        group = emulator.group("Newsroom", self.ada)
        theirs = self.ada.send("hello all", group)
        robot = emulator.person("Robot").chat
        robot.is_bot = True
        emulator.world.files["kept"] = ("map.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0")
        self.names: dict[str, Any] = {
            "ada": self.ada.id,
            "group": group.id,
            "channel": emulator.channel("Watch", self.ada).id,
            "stranger": emulator.person("Sam").id,
            "robot": robot.id,
            "hers": hers["message_id"],
            "theirs": theirs["message_id"],
        }

    async def call(self, method: str, params: dict[str, Any], **more: Any) -> httpx.Response:
        """A request in JSON, with the names put in."""
        names = {
            key: self.names.get(value, value) if isinstance(value, str) else value for key, value in params.items()
        }
        if "scope" in names:
            names["scope"] = {key: self.names.get(value, value) for key, value in names["scope"].items()}
        return await self.client.post(f"{self.emulator.base_url}{self.emulator.token}/{method}", json=names, **more)


@pytest_asyncio.fixture
async def scene(emulator: Emulator) -> AsyncIterator[Scene]:
    async with httpx.AsyncClient(verify=False) as client:
        scene = Scene(emulator, client)
        markup = keyboard({"text": "Go", "callback_data": "go"})
        sent = await scene.call("sendMessage", {"chat_id": ADA, "text": "first"})
        scene.names["own"] = sent.json()["result"]["message_id"]
        await scene.call("sendMessage", {"chat_id": ADA, "text": "second", "reply_markup": markup})
        tap, inline = scene.ada.tap("Go"), scene.ada.inline("strikes")
        scene.names |= {"tap": tap.id, "inline": inline.id}
        tap.excused = inline.excused = True
        yield scene


@dataclass(frozen=True)
class Refusal:
    """How a wrong request was answered, and how many breaches with those words the emulator kept."""

    status: int
    code: int
    description: str
    breaches: int


async def refused(scene: Scene, case: Wrong) -> Refusal:
    """Send a wrong request, and take its breach off the emulator's list."""
    method, params, words = case
    answer = await scene.call(method, params)
    body = answer.json()
    assert not body["ok"]
    return Refusal(answer.status_code, body["error_code"], body["description"], len(scene.emulator.forgive(words)))


def named(case: Wrong) -> str:
    """What a case is called in the list of tests."""
    return f"{case[0]}: {case[2][:60]}"
