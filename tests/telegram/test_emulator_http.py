"""Tokens and encodings: three ways to write the same request, and requests that cannot be read at all."""

import json
from typing import Any

import pytest

from .scene import Scene

UNREADABLE: list[tuple[str, bytes, str]] = [
    ("application/json", b"{", "can't parse request body as JSON"),
    ("application/json", b"[1]", "can't parse request body as a JSON object"),
    ("application/json", b'{"chat_id": 1, "text": "\xff"}', "strings must be encoded in UTF-8"),
    ("application/x-www-form-urlencoded", b"chat_id=1&text=%FF", "strings must be encoded in UTF-8"),
    ("multipart/form-data", b"--x--", "boundary not found"),
    ("multipart/form-data; boundary=x", b"--x\r\n\r\nno name\r\n--x--", "can't parse the parts of the request"),
    ("text/xml", b"<x/>", "strict: content type 'text/xml' is not one the server reads"),
]


def address(scene: Scene, method: str) -> str:
    return f"{scene.emulator.base_url}{scene.emulator.token}/{method}"


@pytest.mark.parametrize(("content_type", "body", "words"), UNREADABLE)
async def test_a_body_that_cannot_be_read_is_refused(scene: Scene, content_type: str, body: bytes, words: str) -> None:
    url = address(scene, "sendMessage")
    answer = await scene.client.post(url, content=body, headers={"content-type": content_type})
    assert (answer.status_code, answer.json()["ok"]) == (400, False)
    scene.emulator.forgive(words)


async def test_a_lone_surrogate_is_no_text(scene: Scene) -> None:
    answer = await scene.client.post(
        address(scene, "sendMessage"),
        content=json.dumps({"chat_id": scene.ada.id, "text": "\ud83d"}),
        headers={"content-type": "application/json"},
    )
    assert answer.json()["description"] == "Bad Request: strings must be encoded in UTF-8"
    scene.emulator.forgive("UTF-8")


@pytest.mark.parametrize("encoding", ["json", "data", "params", "files"])
@pytest.mark.parametrize("name", ["sendMessage", "sendmessage", "SENDMESSAGE"])
async def test_a_request_may_come_in_any_encoding_and_case(scene: Scene, encoding: str, name: str) -> None:
    markup = json.dumps({"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]})
    params = {"chat_id": str(scene.ada.id), "text": "<i>tea</i>", "parse_mode": "html", "reply_markup": markup}
    body: dict[str, Any] = {encoding: params}
    if encoding == "files":
        body = {"files": {key: (None, value) for key, value in params.items()}}
    answer = await scene.client.post(address(scene, name), **body)
    message = answer.json()["result"]
    assert (message["text"], message["reply_markup"]["inline_keyboard"][0][0]["text"]) == ("tea", "Go")
    assert message["entities"] == [{"type": "italic", "offset": 0, "length": 3}]


@pytest.mark.parametrize(("token", "status"), [("1:wrong", 401), ("nonsense", 404), ("", 404)])
async def test_a_wrong_token_gets_nowhere(scene: Scene, token: str, status: int) -> None:
    answer = await scene.client.get(f"{scene.emulator.base_url}{token}/getMe")
    assert answer.status_code == answer.json()["error_code"] == status
    scene.emulator.forgive("getMe")


async def test_what_is_too_large_is_refused(scene: Scene) -> None:
    body = b"x" * (52 << 20)
    answer = await scene.client.post(address(scene, "sendDocument"), content=body)
    assert (answer.status_code, answer.json()["description"]) == (413, "Request Entity Too Large")
    scene.emulator.forgive("Request Entity Too Large")
