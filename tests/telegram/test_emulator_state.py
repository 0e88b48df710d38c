"""Requests that do not fit the chats, messages, open questions or profile: refused in the server's words."""

import pytest

from .scene import ADA, GROUP, Scene, Wrong, article, command, keyboard, named, offer, refused, say

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
PORTS = "bad webhook: webhook can be set up only on ports 80, 88, 443 or 8443"

STATE: list[Wrong] = [
    ("sendMessage", {"chat_id": 12345, "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
    ("sendMessage", say("x", message_thread_id=77), "message thread not found"),
    ("sendMessage", say("x", reply_parameters={"message_id": 999}), "message to be replied not found"),
    ("editMessageText", say("x", message_id=999), "message to edit not found"),
    ("editMessageText", say("x", message_id="hers"), "message can't be edited"),
    ("editMessageText", {"chat_id": ADA, "message_id": "own", "text": "first"}, NOT_MODIFIED),
    ("editMessageText", {"inline_message_id": "x", "text": "first"}, "MESSAGE_ID_INVALID"),
    ("editMessageText", say("x", message_id="own", inline_message_id="x"), "strict: either chat_id"),
    ("editMessageText", say("x", message_id="own", reply_markup={"force_reply": True}), "strict: unknown parameter"),
    ("deleteMessage", {"chat_id": ADA, "message_id": 999}, "message to delete not found"),
    ("deleteMessage", {"chat_id": GROUP, "message_id": "theirs"}, "message can't be deleted"),
    ("forwardMessage", {"chat_id": ADA, "from_chat_id": GROUP, "message_id": 999}, "message to forward not found"),
    ("copyMessage", {"chat_id": ADA, "from_chat_id": 1, "message_id": 1}, "chat not found"),
    ("sendChatAction", {"chat_id": ADA, "action": "thinking"}, "wrong parameter action in request"),
    ("sendDocument", {"chat_id": ADA, "document": "no-such-file"}, "wrong file identifier/HTTP URL specified"),
    ("sendDocument", {"chat_id": ADA, "document": "attach://f"}, 'file "f" is not attached to the request'),
    ("getFile", {"file_id": "no-such-file"}, "invalid file_id"),
    ("sendMediaGroup", {"chat_id": ADA, "media": [{"type": "photo", "media": "kept"}]}, "wrong number of items"),
    (
        "sendMediaGroup",
        {"chat_id": ADA, "media": [{"type": "photo", "media": "kept"}, {"type": "document", "media": "kept"}]},
        "Can't use the media of the specified type in the album",
    ),
    (
        "editMessageMedia",
        {"chat_id": ADA, "message_id": "own", "media": {"type": "photo", "media": "kept", "caption": "x" * 1025}},
        "message caption is too long",
    ),
    ("getChatAdministrators", {"chat_id": ADA}, "there are no administrators in the private chat"),
    ("sendMessageDraft", {"chat_id": ADA, "draft_id": 0, "text": "x"}, "strict: draft_id must be non-zero"),
    ("sendMessageDraft", {"chat_id": GROUP, "draft_id": 1, "text": "x"}, "drafts can be sent to private chats only"),
]

ANSWERS: list[Wrong] = [
    ("answerCallbackQuery", {"callback_query_id": "none"}, TOO_OLD),
    ("answerCallbackQuery", {"callback_query_id": "tap", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
    ("answerCallbackQuery", {"callback_query_id": "tap", "url": "x"}, "URL_INVALID"),
    ("answerInlineQuery", offer(inline_query_id="none"), TOO_OLD),
    (
        "answerInlineQuery",
        offer(*(article(id=str(number)) for number in range(51))),
        "too many inline query results specified",
    ),
    ("answerInlineQuery", offer(article(), article()), "RESULT_ID_DUPLICATE"),
    ("answerInlineQuery", offer(article(id="")), "RESULT_ID_INVALID"),
    ("answerInlineQuery", offer(article(id="ж" * 33)), "RESULT_ID_INVALID"),
    (
        "answerInlineQuery",
        offer({"type": "article", "id": "1", "title": "T"}),
        "can't parse inline query result: Can't find field \"input_message_content\"",
    ),
    ("answerInlineQuery", offer({"type": "newspaper", "id": "1"}), "can't parse results[0]"),
    ("answerInlineQuery", offer(article(url_hidden=True)), "strict: unknown parameter"),
    (
        "answerInlineQuery",
        offer(article(input_message_content={"message_text": "<b>", "parse_mode": "HTML"})),
        "can't parse entities",
    ),
    ("answerInlineQuery", offer(article(input_message_content={"message_text": "x" * 4097})), "message is too long"),
    ("answerInlineQuery", offer(article(reply_markup=keyboard({"text": "x"}))), "can't parse inline keyboard button"),
    ("answerInlineQuery", offer(next_offset="x" * 65), "NEXT_OFFSET_INVALID"),
    (
        "answerInlineQuery",
        offer(button={"text": "Go"}),
        "InlineQueryResultsButton must have exactly one optional field",
    ),
    ("answerInlineQuery", offer(button={"text": "Go", "start_parameter": ""}), "can't use empty start_parameter"),
    (
        "answerInlineQuery",
        offer(button={"text": "Go", "start_parameter": "x" * 65}),
        "too long start_parameter specified",
    ),
    (
        "answerInlineQuery",
        offer(button={"text": "Go", "start_parameter": "a b"}),
        "unallowed characters in start_parameter are used",
    ),
    ("answerGuestQuery", {"guest_query_id": "none", "result": article()}, TOO_OLD),
    ("answerGuestQuery", {"guest_query_id": "none", "result": article(id="")}, "RESULT_ID_INVALID"),
]

PROFILE: list[Wrong] = [
    ("setMyCommands", command("Start"), "BOT_COMMAND_INVALID"),
    ("setMyCommands", command("a-b"), "BOT_COMMAND_INVALID"),
    ("setMyCommands", command(""), "command must be non-empty"),
    ("setMyCommands", command("x" * 33), "command length must not exceed 32"),
    ("setMyCommands", command("start", ""), "command description must be non-empty"),
    ("setMyCommands", command("start", "x" * 257), "command description length must not exceed 256"),
    ("setMyCommands", {"commands": command("start")["commands"] * 101}, "BOT_COMMANDS_TOO_MUCH"),
    ("setMyCommands", {"commands": [{"command": "start"}]}, "can't parse BotCommand: Can't find field"),
    ("setMyCommands", command("start") | {"language_code": "eng"}, "invalid language code specified"),
    ("setMyCommands", command("start") | {"scope": {"type": "planet"}}, "can't parse scope"),
    (
        "setMyCommands",
        command("start") | {"scope": {"type": "chat", "chat_id": "channel"}},
        "can't change commands in channel chats",
    ),
    ("setMyDescription", {"description": "x" * 513}, "strict: description of setMyDescription"),
    ("setMyShortDescription", {"short_description": "x" * 121}, "strict: short_description"),
    ("setMyName", {"name": "x" * 65}, "strict: name of setMyName"),
    ("setWebhook", {"url": "not a url"}, "invalid webhook URL specified"),
    ("setWebhook", {"url": "http://bot.example/hook"}, "bad webhook: an HTTPS URL must be provided for webhook"),
    ("setWebhook", {"url": "https://bot.example:8080/hook"}, PORTS),
    ("setWebhook", {"url": "https://bot.example", "secret_token": "a b"}, "secret token contains unallowed characters"),
    ("setWebhook", {"url": "https://bot.example", "secret_token": "x" * 257}, "secret token is too long"),
]

FORBIDDEN: list[Wrong] = [
    ("sendMessage", {"chat_id": "stranger", "text": "x"}, "bot can't initiate conversation with a user"),
    ("sendMessage", {"chat_id": "robot", "text": "x"}, "the bot can't send messages to the bot"),
]


@pytest.mark.parametrize("case", [*STATE, *ANSWERS, *PROFILE], ids=named)
async def test_a_wrong_request_is_refused_in_the_servers_words(scene: Scene, case: Wrong) -> None:
    refusal = await refused(scene, case)
    assert (refusal.status, refusal.code, refusal.breaches) == (400, 400, 1)
    assert refusal.description.startswith("Bad Request: " + case[2])


async def test_to_pin_without_the_right_is_refused_and_no_fault_of_the_bot(scene: Scene) -> None:
    """Whoever runs the chat gives the right or takes it; the bot cannot know."""
    answer = await scene.call("pinChatMessage", {"chat_id": GROUP, "message_id": "theirs"})
    refusal = answer.json()
    assert (answer.status_code, refusal["ok"]) == (400, False)
    assert "not enough rights to manage pinned messages in the chat" in refusal["description"]
    assert scene.emulator.violations == []


@pytest.mark.parametrize("case", FORBIDDEN, ids=named)
async def test_a_chat_that_may_not_be_written_to_is_forbidden(scene: Scene, case: Wrong) -> None:
    refusal = await refused(scene, case)
    assert (refusal.status, refusal.code, refusal.breaches) == (403, 403, 1)
    assert refusal.description.startswith("Forbidden: " + case[2])
