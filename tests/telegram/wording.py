"""The server's own words for a request that has not the right shape. In: a misfit; out: a refusal."""

from .refusal import Refusal, bad_request, strict
from .spec import Misfit

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
UNALLOWED_BUTTON = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"

MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "callback_query_id": TOO_OLD,
    "inline_query_id": TOO_OLD,
    "guest_query_id": TOO_OLD,
    "file_id": "file_id not specified",
    "from_chat_id": "from_chat_id is empty",
}
# By the last part of the path, for fields inside objects.
MISSING_INSIDE = {
    "inline_keyboard": 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    "title": "can't parse inline query result: Can't find field \"title\"",
    "id": "can't parse inline query result: Can't find field \"id\"",
    "input_message_content": "can't parse inline query result: Can't find field \"input_message_content\"",
    "message_text": "can't parse inline query result: Message text is empty",
    "command": "can't parse BotCommand: Can't find field \"command\"",
    "description": "can't parse BotCommand: Can't find field \"description\"",
}
TOO_LONG = {
    "callback_data": "BUTTON_DATA_INVALID",
    "results": "too many inline query results specified",
    "next_offset": "NEXT_OFFSET_INVALID",
    "id": "RESULT_ID_INVALID",
    "commands": "BOT_COMMANDS_TOO_MUCH",
    "secret_token": "secret token is too long",
    "text": "MESSAGE_TOO_LONG",
}


def refused(method: str, misfit: Misfit) -> Refusal:
    """The refusal that the server would send, or a strict one where it would send none."""
    nested = "." in misfit.path or "[" in misfit.path
    if misfit.kind == "missing":
        return _missing(method, misfit, nested)
    if misfit.kind == "unknown":
        return strict(f"unknown parameter {misfit.path} of {method}: {misfit.detail}")
    if misfit.kind == "length":
        words = TOO_LONG.get(misfit.name)
        return bad_request(words) if words else strict(f"{misfit.path} of {method}: {misfit.detail}")
    return _mistyped(method, misfit)


def _missing(method: str, misfit: Misfit, nested: bool) -> Refusal:
    if not nested:
        words = MISSING.get(misfit.name)
        return bad_request(words) if words else strict(f"{method} needs the parameter {misfit.path}")
    if misfit.name == "text" and "keyboard" in misfit.path:
        return bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    words = MISSING_INSIDE.get(misfit.name)
    return bad_request(words) if words else bad_request(f"can't parse {misfit.path}: field is missing")


def _mistyped(method: str, misfit: Misfit) -> Refusal:
    root = misfit.path.partition(".")[0].partition("[")[0]
    if "inline_keyboard" in misfit.path and misfit.path.count(".") == 1:
        return bad_request(MISSING_INSIDE["inline_keyboard"])
    if root == "reply_markup" and misfit.path == root:
        return bad_request("object expected as reply markup")
    return bad_request(f"can't parse {misfit.path} of {method}: {misfit.detail}")
