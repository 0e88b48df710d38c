"""Wrong shapes, texts and keyboards over HTTP: each is refused in the server's words and kept as a breach."""

import pytest

from .scene import ADA, GROUP, Scene, Wrong, button, keyboard, named, refused, say

UNALLOWED = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
NOT_ROWS = 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
GO = {"text": "x", "callback_data": "d"}

SHAPE: list[Wrong] = [
    ("sendMessage", {"text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": "", "text": "x"}, "chat_id is empty"),
    ("sendMessage", {"chat_id": ADA}, "message text is empty"),
    ("sendMessage", say(""), "message text is empty"),
    ("sendMessage", say("x", disable_web_page_preview=True), "strict: unknown parameter"),
    ("sendMessage", say("x", reply_to_message_id=1), "strict: unknown parameter"),
    ("sendMessage", say("x", message_thread_id="one"), "can't parse message_thread_id"),
    ("sendMessage", say("x", protect_content="maybe"), "can't parse protect_content"),
    ("sendMessage", say("x", reply_markup="{"), "object expected as reply markup"),
    ("sendMessage", say("x", reply_markup=[1]), "object expected as reply markup"),
    ("sendMessage", say("x", link_preview_options={"disabled": True}), "strict: unknown parameter"),
    ("sendMessage", say("x", entities=[{"type": "bold"}]), "can't parse entities[0].offset"),
    ("editMessageText", {"chat_id": ADA, "text": "x"}, "message identifier is not specified"),
    ("sendPhoto", {"chat_id": ADA}, "there is no photo in the request"),
    ("getFile", {}, "file_id not specified"),
    ("getUpdates", {"limit": "many"}, "can't parse limit"),
    ("banChatMember", {"chat_id": GROUP}, "strict: banChatMember needs the parameter user_id"),
]

TEXT: list[Wrong] = [
    ("sendMessage", say("x" * 4097), "message is too long"),
    ("sendMessage", say("<b>" + "é" * 4097 + "</b>"), "message is too long"),
    ("sendMessage", say("ж" * 16385), "text is too long"),
    ("sendMessage", say(" \n "), "text must be non-empty"),
    ("sendMessage", say("<b></b>"), "text must be non-empty"),
    ("sendMessage", say("x", parse_mode="HTML5"), "unsupported parse_mode"),
    ("sendMessage", say("<p>x</p>"), 'can\'t parse entities: Unsupported start tag "p" at byte offset 0'),
    ("sendMessage", say("a < b"), "can't parse entities: Unsupported start tag"),
    ("sendMessage", say("<b>x"), "can't parse entities: Can't find end tag corresponding to start tag"),
    ("sendMessage", say("<b>x</i>"), "can't parse entities: Unmatched end tag at byte offset 4"),
    ("sendMessage", say("x</b>"), "can't parse entities: Unexpected end tag at byte offset 1"),
    ("sendMessage", say('<span class="red">x</span>'), 'can\'t parse entities: Tag "span"'),
    ("sendMessage", say("*x", parse_mode="MarkdownV2"), "can't parse entities: Can't find end of Bold"),
    ("sendMessage", say("a.b!", parse_mode="MarkdownV2"), "can't parse entities: Character '.'"),
    (
        "sendMessage",
        say("".join(f'<a href="https://a.example/{i:0120}">x</a> ' for i in range(90))),
        "ENTITIES_TOO_LONG",
    ),
    ("editMessageText", say("x" * 4097, message_id="own"), "message is too long"),
    ("sendPhoto", {"chat_id": ADA, "photo": "kept", "caption": "x" * 1025}, "message caption is too long"),
]

KEYBOARD: list[Wrong] = [
    ("sendMessage", say("x", reply_markup={"inline_keyboard": {}}), NOT_ROWS),
    ("sendMessage", say("x", reply_markup={"inline_keyboard": [{"text": "x"}]}), NOT_ROWS),
    (
        "sendMessage",
        say("x", reply_markup=keyboard({"callback_data": "d"})),
        "can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (
        "sendMessage",
        say("x", reply_markup=keyboard({"text": " ", "callback_data": "d"})),
        "inline keyboard button text must be non-empty",
    ),
    ("sendMessage", button(), UNALLOWED),
    ("sendMessage", button(callback_data=""), UNALLOWED),
    ("sendMessage", button(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
    ("sendMessage", button(callback_data="ж" * 33), "BUTTON_DATA_INVALID"),
    ("sendMessage", button(callback_data=5), "can't parse reply_markup.inline_keyboard[0][0].callback_data"),
    (
        "sendMessage",
        button(callback_data="x", url="https://a.example"),
        "strict: a button must have exactly one action",
    ),
    ("sendMessage", button(url="nowhere"), "inline keyboard button URL 'nowhere' is invalid"),
    ("sendMessage", button(url="ftp://a.example"), "inline keyboard button URL 'ftp://a.example' is invalid"),
    ("sendMessage", button(copy_text={"text": "x" * 257}), "strict: copy_text must be 1-256 characters"),
    ("sendMessage", button(data="x"), "strict: unknown parameter"),
    ("sendMessage", say("x", reply_markup={"inline_keyboard": [[]]}), "strict: a row of the inline keyboard is empty"),
    ("sendMessage", say("x", reply_markup=keyboard(*[GO] * 9)), "reply markup is too long"),
    ("sendMessage", say("x", reply_markup={"inline_keyboard": [[GO]] * 101}), "reply markup is too long"),
]


@pytest.mark.parametrize("case", [*SHAPE, *TEXT, *KEYBOARD], ids=named)
async def test_a_wrong_request_is_refused_in_the_servers_words(scene: Scene, case: Wrong) -> None:
    refusal = await refused(scene, case)
    assert (refusal.status, refusal.code, refusal.breaches) == (400, 400, 1)
    assert refusal.description.startswith("Bad Request: " + case[2])


async def test_an_unknown_method_is_not_found(scene: Scene) -> None:
    refusal = await refused(scene, ("noSuchMethod", {}, "method not found"))
    assert (refusal.status, refusal.code, refusal.breaches) == (404, 404, 1)
    assert refusal.description == "Not Found: method not found"
