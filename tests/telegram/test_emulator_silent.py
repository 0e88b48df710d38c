"""What the server takes in silence although a reader loses something: answered "ok", and still a breach."""

from typing import Any

import pytest

from .emulator import Emulator
from .scene import ADA, Scene, say

LINK = '<a href="https://a.example">x</a> '
SILENT: list[tuple[dict[str, Any], str]] = [
    (say('see <a href="javascript:alert(1)">this</a>'), "a link is dropped silently"),
    (say('see <a href="/relative">this</a>'), "a link is dropped silently"),
    (say('see <a href="https://a b.example">this</a>'), "a link is dropped silently"),
    (say("see <a>this</a>"), "a link is dropped silently"),
    (say("<b>x</b> " * 101), "101 entities, all past 100 are lost silently"),
    (say("#tag " * 101, parse_mode=""), "101 entities, all past 100 are lost silently"),
    (say("<code>a <b>b</b></code>"), "nested entity is flattened: <b> inside <code>"),
    (say(f'<a href="https://a.example">x {LINK}</a>'), "nested entity is flattened: <a> inside <a>"),
]
SOUND = [
    "<b>bold <i>both</i></b> &lt;tag&gt; &amp; “quotes”",
    LINK * 100,
    '<pre><code class="language-python">x &lt; 1</code></pre>',
    '<a href="tg://user?id=12">Ada</a>, <tg-spoiler>hidden</tg-spoiler>, <blockquote expandable>long</blockquote>',
    "🚀" * 4096,
]


@pytest.mark.parametrize(("params", "words"), SILENT)
async def test_a_silent_loss_is_a_breach(scene: Scene, params: dict[str, Any], words: str) -> None:
    answer = await scene.call("sendMessage", params)
    assert answer.json()["ok"]
    assert len(scene.emulator.forgive(words)) == 1


@pytest.mark.parametrize("text", SOUND)
async def test_sound_html_is_no_breach(scene: Scene, text: str) -> None:
    answer = await scene.call("sendMessage", say(text))
    assert answer.json()["ok"]
    assert scene.emulator.violations == []


async def test_entities_are_counted_in_utf16_and_text_is_trimmed(scene: Scene) -> None:
    answer = await scene.call("sendMessage", say("\n 🚀 <b>strike</b> /latest \n"))
    message = answer.json()["result"]
    assert message["text"] == "🚀 strike /latest"
    assert message["entities"] == [
        {"type": "bold", "offset": 3, "length": 6},
        {"type": "bot_command", "offset": 10, "length": 7},
    ]


async def test_a_file_that_nothing_refers_to_is_a_breach(scene: Scene) -> None:
    address = f"{scene.emulator.base_url}{scene.emulator.token}/sendMessage"
    files = {"leftover": ("x.txt", b"x")}
    answer = await scene.client.post(address, data={"chat_id": str(scene.ada.id), "text": "x"}, files=files)
    assert answer.json()["ok"]
    scene.emulator.forgive("a file came along that nothing refers to: leftover")


async def test_taps_and_queries_must_be_answered(scene: Scene) -> None:
    scene.ada.tap("Go")
    scene.ada.inline("strikes")
    with pytest.raises(AssertionError, match=r"(?s)Ada taps Go.*Ada types 'strikes'"):
        scene.emulator.check()
    for question in scene.emulator.world.questions.values():
        question.excused = True


async def test_a_tap_is_answered_once(scene: Scene) -> None:
    tap = scene.ada.tap("Go")
    assert (await scene.call("answerCallbackQuery", {"callback_query_id": tap.id})).json()["ok"]
    assert not (await scene.call("answerCallbackQuery", {"callback_query_id": tap.id})).json()["ok"]
    scene.emulator.forgive("query is too old")


@pytest.mark.parametrize(("kind", "seconds"), [("inline", 11), ("tap", 61)])
async def test_a_late_answer_is_refused_and_not_counted_as_a_breach(scene: Scene, kind: str, seconds: int) -> None:
    question = scene.ada.inline("x") if kind == "inline" else scene.ada.tap("Go")
    scene.emulator.later(seconds=seconds)
    method = "answerInlineQuery" if kind == "inline" else "answerCallbackQuery"
    name = "inline_query_id" if kind == "inline" else "callback_query_id"
    answer = await scene.call(method, {name: question.id} | ({"results": []} if kind == "inline" else {}))
    assert answer.json()["description"].startswith("Bad Request: query is too old")
    assert scene.emulator.violations == []


async def test_a_newer_inline_query_excuses_the_older(emulator: Emulator) -> None:
    ada = emulator.person("Ada")
    older, newer = ada.inline("stri"), ada.inline("strikes")
    assert (older.excused, newer.excused) == (True, False)
    newer.excused = True


async def test_forgiving_needs_something_to_forgive(scene: Scene) -> None:
    await scene.call("sendMessage", {"chat_id": ADA, "text": "fine"})
    with pytest.raises(AssertionError, match="nothing to forgive"):
        scene.emulator.forgive("anything")
