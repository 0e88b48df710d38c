"""Methods that put a message into a chat. In: a call that passed the rules; out: the message as the server gives it."""

from typing import Any

from .call import Call, method
from .chats import Chat, Object
from .files import document, photo
from .refusal import bad_request, strict
from .results import labels
from .standing import editable_message, known_chat, reachable_chat, replied_message, writable_chat

MESSAGE_CONTENT = ("text", "entities", "photo", "document", "caption", "caption_entities", "link_preview_options")


def post(call: Call, content: Object, shown: str) -> Object:
    """Put the bot's message into the chat: who, where, as a reply to what, with which keyboard."""
    world, chat = call.world, writable_chat(call)
    replied = replied_message(call, chat)
    topic = call.get("message_thread_id")
    if replied is not None:
        content = content | {"reply_to_message": replied}
        topic = topic or replied.get("message_thread_id")
    markup = call.get("reply_markup")
    if markup is not None and "inline_keyboard" in markup:
        content = content | {"reply_markup": markup}
    if call.get("protect_content"):
        content = content | {"has_protected_content": True}
    sender = None if chat.kind == "channel" else world.bot_in_messages
    message = world.message(chat, sender, content, topic)
    chat.own.add(message["message_id"])
    chat.heard += 1
    deed = f"replies to {_author(replied)}" if replied else ""
    world.log(chat, "bot", deed, shown, keyboard=labels(markup), place=chat.topics.get(topic or 0, ""))
    return message


def _author(message: Object) -> str:
    name = message.get("from", {}).get("first_name", "the channel")
    return "itself" if message.get("from", {}).get("is_bot") else str(name)


def text_content(call: Call) -> Object:
    """The text and entities of a message."""
    formatted = call.formatted("text")
    content: Object = {"text": formatted.text}
    if formatted.entities:
        content["entities"] = formatted.entities
    options = call.get("link_preview_options")
    return content | ({"link_preview_options": options} if options else {})


def caption_content(call: Call, holder: Object | None = None) -> tuple[Object, str]:
    """The caption of a message, and as it was sent."""
    formatted = call.formatted("caption", holder, "caption_entities")
    if not formatted.text:
        return {}, ""
    content: Object = {"caption": formatted.text}
    if formatted.entities:
        content["caption_entities"] = formatted.entities
    return content, f" ({formatted.source})"


@method("sendMessage")
def send_message(call: Call) -> Object:
    """A text."""
    return post(call, text_content(call), call.params["text"])


@method("sendPhoto")
def send_photo(call: Call) -> Object:
    """A picture with its caption."""
    writable_chat(call)
    content = {"photo": photo(call, call.params["photo"])}
    caption, shown = caption_content(call)
    return post(call, content | caption, f"photo{shown}")


@method("sendDocument")
def send_document(call: Call) -> Object:
    """A file with its caption."""
    writable_chat(call)
    content = document(call, call.params["document"])
    caption, shown = caption_content(call)
    return post(call, {"document": content} | caption, f"document {content['file_name']}{shown}")


@method("sendMediaGroup")
def send_media_group(call: Call) -> list[Object]:
    """An album of 2 to 10 pictures or 2 to 10 files."""
    writable_chat(call)
    contents = [_album_item(call, item) for item in call.params["media"]]
    group = str(call.world.number())
    return [post(call, content | {"media_group_id": group}, shown) for content, shown in contents]


def _album_item(call: Call, item: Object) -> tuple[Object, str]:
    caption, shown = caption_content(call, item)
    if item["type"] == "photo":
        return {"photo": photo(call, item["media"])} | caption, f"photo{shown}"
    if item["type"] == "document":
        content = document(call, item["media"])
        return {"document": content} | caption, f"document {content['file_name']}{shown}"
    raise strict(f"the emulator keeps no {item['type']} in albums")


@method("forwardMessage")
def forward_message(call: Call) -> Object:
    """A message of another chat, with its origin."""
    source, message = _source(call, "message to forward not found")
    origin: Object = {"date": message["date"]}
    if source.kind == "channel":
        origin |= {"type": "channel", "chat": source.as_json(), "message_id": message["message_id"]}
    else:
        origin |= {"type": "user", "sender_user": message["from"]}
    content = {name: message[name] for name in MESSAGE_CONTENT if name in message}
    return post(call, content | {"forward_origin": origin}, f"forwards: {message.get('text', '')}")


@method("copyMessage")
def copy_message(call: Call) -> Object:
    """The content of a message of another chat."""
    _, message = _source(call, "message to copy not found")
    content = {name: message[name] for name in MESSAGE_CONTENT if name in message}
    return {"message_id": post(call, content, message.get("text", ""))["message_id"]}


def _source(call: Call, missing: str) -> tuple[Chat, Object]:
    source = reachable_chat(call, "from_chat_id")
    message = source.messages.get(call.params["message_id"])
    if message is None:
        raise bad_request(missing, fair=call.params["message_id"] in source.gone)
    return source, message


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    """ "typing…": seen for five seconds, kept nowhere."""
    actions = ("typing", "upload_photo", "upload_document", "find_location", "choose_sticker")
    if call.params["action"] not in actions:
        raise bad_request("wrong parameter action in request")
    writable_chat(call)
    return True


@method("sendMessageDraft")
def send_message_draft(call: Call) -> bool:
    """A text that is still being written; private chats only."""
    chat = writable_chat(call)
    if chat.kind != "private":
        raise bad_request("drafts can be sent to private chats only")
    call.world.drafts.append(dict(call.params))
    return True


@method("deleteMessage")
def delete_message(call: Call) -> bool:
    """Take a message away: the bot's own within 48 hours, others' as an administrator."""
    _delete(call, reachable_chat(call), call.params["message_id"])
    return True


@method("deleteMessages")
def delete_messages(call: Call) -> bool:
    """Take several away; those that are gone are passed over."""
    chat = reachable_chat(call)
    for number in call.params["message_ids"]:
        if number in chat.messages:
            _delete(call, chat, number)
    return True


def _delete(call: Call, chat: Chat, number: int) -> None:
    message = chat.messages.get(number)
    if message is None:
        raise bad_request("message to delete not found", fair=number in chat.gone)
    old = call.world.clock.unix() - message["date"] > 48 * 3600
    if old or (number not in chat.own and chat.kind != "private" and chat.bot_status != "administrator"):
        raise bad_request("message can't be deleted")
    del chat.messages[number]
    chat.gone.add(number)
    call.world.log(chat, "bot", "deletes", str(message.get("text", message.get("caption", "a message"))).split("\n")[0])


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """A reaction of the bot."""
    chat = reachable_chat(call)
    message = chat.messages.get(call.params["message_id"])
    if message is None:
        raise bad_request("message to react not found")
    reactions: list[Any] = call.get("reaction", [])
    call.world.log(chat, "bot", "reacts", "".join(reaction.get("emoji", "") for reaction in reactions))
    return True


def change(call: Call, content: Object, shown: str, dropped: tuple[str, ...]) -> Object:
    """Edit a message: new content, and the keyboard that comes with it or none."""
    chat = reachable_chat(call)
    message = editable_message(call, chat)
    before = {name: value for name, value in message.items() if name != "edit_date"}
    after = {name: value for name, value in before.items() if name not in (*dropped, "reply_markup")} | content
    markup = call.get("reply_markup")
    if markup and markup["inline_keyboard"]:
        after["reply_markup"] = markup
    if after == before:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    message.clear()
    message.update(after, edit_date=call.world.clock.unix())
    chat.heard += 1
    latest = message["message_id"] == max(chat.own)
    call.world.log(chat, "bot", "edits" if latest else "edits an earlier message", shown, keyboard=labels(markup))
    return message


def chat_given(call: Call) -> bool:
    """Whether the message is named by its chat; otherwise it must be one sent inline."""
    if "inline_message_id" in call.params:
        if "chat_id" in call.params or "message_id" in call.params:
            raise strict("either chat_id and message_id or inline_message_id, not both")
        return False
    known_chat(call)
    return True
