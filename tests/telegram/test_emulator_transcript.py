"""A chat printed as text, and its comparison with a golden file."""

from pathlib import Path

import pytest

from . import transcript
from .scene import Scene, keyboard


async def test_a_chat_reads_like_a_conversation(scene: Scene) -> None:
    ada, emulator = scene.ada, scene.emulator
    markup = keyboard({"text": "24 h", "callback_data": "d"}, {"text": "Report", "url": "https://a.example"})
    asked = ada.send("latest strikes")
    more = {"parse_mode": "HTML", "reply_markup": markup, "reply_parameters": {"message_id": asked["message_id"]}}
    sent = (await scene.call("sendMessage", {"chat_id": "ada", "text": "<b>1 strike</b>\n\n· Syria", **more})).json()[
        "result"
    ]
    tap = ada.tap("24 h")
    await scene.call("answerCallbackQuery", {"callback_query_id": tap.id, "text": "Nothing newer"})
    emulator.later(minutes=5)
    await scene.call("sendMessage", {"chat_id": "ada", "text": "bye"})
    number = {"chat_id": "ada", "message_id": sent["message_id"]}
    await scene.call("editMessageText", number | {"text": "<b>2 strikes</b>", "parse_mode": "HTML"})
    await scene.call("deleteMessage", number)
    ada.block()
    assert (
        ada.chat.transcript().partition("[Go]\n")[2]
        == """\
Ada taps: Go
Ada types: @EventBot strikes
Ada: latest strikes
bot replies to Ada: <b>1 strike</b>

     · Syria
     [24 h] [Report → https://a.example]
Ada taps: 24 h
bot notes: Nothing newer
# 2025-12-20 12:05 UTC
bot: bye
bot edits an earlier message: <b>2 strikes</b>
bot deletes: 2 strikes
Ada blocks the bot
"""
    )


def test_a_golden_file_is_written_on_request_and_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcript, "GOLDEN", tmp_path)
    with pytest.raises(AssertionError, match="There is no story"):
        transcript.golden("story", "Ada: hello\n")
    monkeypatch.setenv("UPDATE_GOLDEN", "1")
    transcript.golden("story", "Ada: hello\n")
    monkeypatch.delenv("UPDATE_GOLDEN")
    transcript.golden("story", "Ada: hello\n")
    with pytest.raises(AssertionError, match=r"(?s)-Ada: hello.*\+Ada: goodbye"):
        transcript.golden("story", "Ada: goodbye\n")
