"""The rules that a request is held against before it touches the state, in the server's words.

In: a call of the right shape. Out: nothing, or `Refusal`. Rules are listed by method at the end; those of text and of
keyboards go for every method that has such a parameter.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from .call import Call
from .chats import Object
from .refusal import bad_request, strict
from .wording import UNALLOWED_BUTTON

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_BUTTONS = 100
MAX_ROW = 8
MAX_COPY = 256
MAX_RESULTS = 50
MAX_ID_BYTES = 64
BUTTON_LOOKS = ("text", "icon_custom_emoji_id", "style")
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]+")
COMMAND = re.compile(r"[a-z0-9_]+")
LANGUAGE = re.compile(r"([a-z]{2})?")


def text(call: Call, holder: Object | None = None, name: str = "text") -> None:
    """A text is 1 to 4096 characters after parsing, and not only blanks."""
    formatted = call.formatted(name, holder)
    if not formatted.source:
        raise bad_request("message text is empty")
    if not formatted.text:
        raise bad_request("text must be non-empty")
    if len(formatted.text) > MAX_TEXT:
        raise bad_request("message is too long")


def caption(call: Call, holder: Object | None = None) -> None:
    """A caption is at most 1024 characters after parsing."""
    if len(call.formatted("caption", holder, "caption_entities").text) > MAX_CAPTION:
        raise bad_request("message caption is too long")


def keyboard(markup: Object) -> None:
    """An inline keyboard: its size, and each button with a label and exactly one action."""
    rows = markup.get("inline_keyboard", [])
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in rows):
        raise bad_request("reply markup is too long")
    for row in rows:
        if not row:
            raise strict("a row of the inline keyboard is empty")
        for button in row:
            _button(button)


def _button(button: Object) -> None:
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in button if name not in BUTTON_LOOKS]
    if not actions or button.get("callback_data") == "":
        raise bad_request(UNALLOWED_BUTTON)
    if len(actions) > 1:
        raise strict(f"a button must have exactly one action, not {' and '.join(actions)}")
    if len(button.get("callback_data", "").encode()) > MAX_ID_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button and not valid_url(button["url"]):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if "copy_text" in button and not 0 < len(button["copy_text"]["text"]) <= MAX_COPY:
        raise strict(f"copy_text must be 1-{MAX_COPY} characters")


def valid_url(url: str) -> bool:
    """An address that a button or a link may have."""
    parts = urlsplit(url)
    if parts.scheme == "tg":
        return bool(parts.netloc)
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and " " not in url


def every_text(call: Call) -> None:
    """The texts, captions and keyboards of any method that has them."""
    if "text" in call.params and call.method in ("sendMessage", "editMessageText"):
        text(call)
    if "caption" in call.params:
        caption(call)
    markup = call.get("reply_markup")
    if isinstance(markup, dict):
        keyboard(markup)


def callback_answer(call: Call) -> None:
    """Only the bot's own deep link can be opened by a tap."""
    if "url" in call.params and not call.params["url"].startswith(f"https://t.me/{call.world.bot_name}?start="):
        raise bad_request("URL_INVALID")


def inline_answer(call: Call) -> None:
    """At most 50 results with ids of their own, each sound; the button and the offset too."""
    results = call.params["results"]
    if len(results) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    ids = [result["id"] for result in results]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    for result in results:
        inline_result(call, result)
    if len(call.get("next_offset", "").encode()) > MAX_ID_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    if "button" in call.params:
        _results_button(call.params["button"])


def inline_result(call: Call, result: Object) -> None:
    """One result: its id, and the message that it will become, checked now."""
    if not 0 < len(result["id"].encode()) <= MAX_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if result["type"] == "article" and not result["title"].strip():
        raise bad_request("can't parse inline query result: title must be non-empty")
    content = result.get("input_message_content")
    if content and "message_text" in content:
        text(call, content, "message_text")
    if "caption" in result:
        caption(call, result)
    if "reply_markup" in result:
        keyboard(result["reply_markup"])


def _results_button(button: Object) -> None:
    if ("web_app" in button) == ("start_parameter" in button):
        raise bad_request("InlineQueryResultsButton must have exactly one optional field")
    parameter = button.get("start_parameter")
    if parameter is None:
        return
    if not parameter:
        raise bad_request("can't use empty start_parameter")
    if len(parameter) > MAX_ID_BYTES:
        raise bad_request("too long start_parameter specified")
    if not START_PARAMETER.fullmatch(parameter):
        raise bad_request("unallowed characters in start_parameter are used")


def guest_answer(call: Call) -> None:
    """The one result of a guest answer."""
    inline_result(call, call.params["result"])


def commands(call: Call) -> None:
    """At most 100 commands of 1-32 lower-case letters, each with 1-256 characters of description."""
    if len(call.params["commands"]) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in call.params["commands"]:
        name = command["command"].removeprefix("/")
        if not name:
            raise bad_request("command must be non-empty")
        if len(name) > 32:
            raise bad_request("command length must not exceed 32")
        if not COMMAND.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not command["description"].strip():
            raise bad_request("command description must be non-empty")
        if len(command["description"]) > 256:
            raise bad_request("command description length must not exceed 256")


def language(call: Call) -> None:
    """A language code is two letters or empty."""
    if not LANGUAGE.fullmatch(call.get("language_code", "")):
        raise bad_request("invalid language code specified")


def webhook(call: Call) -> None:
    """Where updates may be sent, and with what secret."""
    secret = call.get("secret_token", "")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if secret and not START_PARAMETER.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if not call.params["url"]:
        return
    parts = urlsplit(call.params["url"])
    if not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if parts.scheme != "https":
        raise bad_request("bad webhook: an HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in (80, 88, 443, 8443):
        raise bad_request("bad webhook: webhook can be set up only on ports 80, 88, 443 or 8443")


def draft(call: Call) -> None:
    """A draft has a number other than 0 and at most 4096 characters."""
    if call.params["draft_id"] == 0:
        raise strict("draft_id must be non-zero")
    if len(call.formatted("text").text) > MAX_TEXT:
        raise bad_request("message is too long")


def album(call: Call) -> None:
    """2 to 10 items, documents and music not mixed with anything else."""
    media = call.params["media"]
    if not 2 <= len(media) <= 10:
        raise bad_request("wrong number of items in the album: 2-10 are allowed")
    kinds = {item["type"] for item in media}
    if len(kinds) > 1 and kinds & {"document", "audio"}:
        raise bad_request("Can't use the media of the specified type in the album")
    for item in media:
        caption(call, item)


def medium(call: Call) -> None:
    """What takes the place of a picture or file."""
    caption(call, call.params["media"])


RULES: dict[str, tuple[Callable[[Call], None], ...]] = {
    "answerCallbackQuery": (callback_answer,),
    "answerInlineQuery": (inline_answer,),
    "answerGuestQuery": (guest_answer,),
    "setMyCommands": (commands, language),
    "getMyCommands": (language,),
    "deleteMyCommands": (language,),
    "setMyDescription": (language,),
    "setMyShortDescription": (language,),
    "setMyName": (language,),
    "setWebhook": (webhook,),
    "sendMessageDraft": (draft,),
    "sendMediaGroup": (album,),
    "editMessageMedia": (medium,),
}


def check(call: Call) -> None:
    """All rules that go for this call."""
    every_text(call)
    for rule in RULES.get(call.method, ()):
        rule(call)
