"""Methods that change a message. In: a call that passed the rules; out: the message, or True for one sent inline."""

from .call import Call, method
from .chats import Object
from .files import document, photo
from .refusal import bad_request
from .results import labels
from .sending import caption_content, change, chat_given, text_content
from .standing import reachable_chat

TEXT = ("text", "entities", "link_preview_options")
CAPTION = ("caption", "caption_entities")
MEDIA = ("photo", "document", *CAPTION)


@method("editMessageText")
def edit_message_text(call: Call) -> Object | bool:
    """A new text."""
    if chat_given(call):
        return change(call, text_content(call), call.params["text"], TEXT)
    return _inline(call, text_content(call), call.params["text"], TEXT)


@method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    """A message to the top of its chat; in a group only administrators may."""
    chat = reachable_chat(call)
    if chat.kind in ("group", "supergroup") and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat", fair=True)
    if call.params["message_id"] not in chat.own:
        raise bad_request("message to pin not found")
    chat.pinned.append(call.params["message_id"])
    call.world.log(chat, "bot", "pins a message", "")
    return True


@method("unpinChatMessage")
def unpin_chat_message(call: Call) -> bool:
    """A message from the top of its chat: that one, never just the newest."""
    chat, number = reachable_chat(call), call.params.get("message_id")
    if number is None:
        raise bad_request("the newest pin may be somebody else's: name the message")
    if chat.kind in ("group", "supergroup") and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat", fair=True)
    if number not in chat.messages:
        raise bad_request("message to unpin not found", fair=number in chat.gone)
    if number not in chat.pinned:
        raise bad_request("CHAT_NOT_MODIFIED", fair=True)
    chat.pinned.remove(number)
    call.world.log(chat, "bot", "takes a pin off", "")
    return True


@method("editMessageCaption")
def edit_message_caption(call: Call) -> Object | bool:
    """A new caption, or none."""
    content, shown = caption_content(call)
    if chat_given(call):
        return change(call, content, f"caption{shown}", CAPTION)
    return _inline(call, content, f"caption{shown}", CAPTION)


@method("editMessageReplyMarkup")
def edit_message_reply_markup(call: Call) -> Object | bool:
    """Another keyboard, or none."""
    if chat_given(call):
        return change(call, {}, "buttons", ())
    return _inline(call, {}, "buttons", ())


@method("editMessageMedia")
def edit_message_media(call: Call) -> Object | bool:
    """Another picture or file in the place of the first."""
    media = call.params["media"]
    if media["type"] not in ("photo", "document"):
        raise bad_request(f"strict: the emulator keeps no {media['type']}")
    held = photo(call, media["media"]) if media["type"] == "photo" else document(call, media["media"])
    caption, shown = caption_content(call, media)
    content = {media["type"]: held} | caption
    if chat_given(call):
        return change(call, content, f"{media['type']}{shown}", (*TEXT, *MEDIA))
    return _inline(call, content, f"{media['type']}{shown}", (*TEXT, *MEDIA))


def _inline(call: Call, content: Object, shown: str, dropped: tuple[str, ...]) -> bool:
    """Edit a message that was sent inline, wherever it is."""
    held = call.world.inline_messages.get(call.params["inline_message_id"])
    if held is None:
        raise bad_request("MESSAGE_ID_INVALID")
    chat, message = held
    after = {name: value for name, value in message.items() if name not in (*dropped, "reply_markup", "edit_date")}
    after |= content
    markup = call.get("reply_markup")
    if markup and markup["inline_keyboard"]:
        after["reply_markup"] = markup
    if after == {name: value for name, value in message.items() if name != "edit_date"}:
        raise bad_request("MESSAGE_NOT_MODIFIED")
    message.clear()
    message.update(after, edit_date=call.world.clock.unix())
    chat.heard += 1
    call.world.log(chat, "bot", "edits the message sent inline", shown, keyboard=labels(markup))
    return True
