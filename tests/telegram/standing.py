"""May the bot do this in this chat? In: a call that names a chat; out: that chat or message, or a refusal."""

from .call import Call
from .chats import Chat, Object
from .refusal import Refusal, bad_request


def known_chat(call: Call, name: str = "chat_id") -> Chat:
    """The chat that a parameter names, by number or @username."""
    chat_id = call.params.get(name)
    if chat_id in (None, ""):
        raise bad_request("chat_id is empty")
    if chat_id in call.world.chats:
        return call.world.chats[chat_id]
    for chat in call.world.chats.values():
        if chat.username and f"@{chat.username}".lower() == str(chat_id).lower():
            return chat
    raise bad_request("chat not found")


def reachable_chat(call: Call, name: str = "chat_id") -> Chat:
    """The chat, if the bot can act in it at all."""
    chat = known_chat(call, name)
    if chat.migrated_to is not None:
        moved = "group chat was upgraded to a supergroup chat"
        raise Refusal(400, moved, fair=True, migrate_to_chat_id=chat.migrated_to)
    if chat.kind == "private":
        _private(chat)
    elif chat.bot_status == "kicked":
        raise Refusal(403, f"bot was kicked from the {chat.kind} chat", fair=True)
    elif not chat.bot_present:
        raise Refusal(403, f"bot is not a member of the {chat.kind} chat", fair=True)
    return chat


def _private(chat: Chat) -> None:
    if chat.deactivated:
        raise Refusal(403, "user is deactivated", fair=True)
    if chat.is_bot:
        raise Refusal(403, "the bot can't send messages to the bot")
    if chat.blocked:
        raise Refusal(403, "bot was blocked by the user", fair=True)
    if not chat.bot_present:
        raise Refusal(403, "bot can't initiate conversation with a user")


def writable_chat(call: Call) -> Chat:
    """The chat, if the bot may send there, into the topic that it names."""
    chat = reachable_chat(call)
    if chat.kind == "channel" and chat.bot_status != "administrator":
        raise bad_request("need administrator rights in the channel chat", fair=True)
    if chat.muted:
        raise bad_request("not enough rights to send text messages to the chat", fair=True)
    topic = call.get("message_thread_id")
    if topic is not None and topic not in chat.topics:
        raise bad_request("message thread not found")
    if topic in chat.closed_topics:
        raise bad_request("TOPIC_CLOSED", fair=True)
    return chat


def replied_message(call: Call, chat: Chat) -> Object | None:
    """The message that this one replies to, without what that one replied to."""
    reply = call.get("reply_parameters")
    if reply is None:
        return None
    found = chat.messages.get(reply["message_id"])
    if found is not None:
        return {name: value for name, value in found.items() if name != "reply_to_message"}
    if not reply.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found", fair=reply["message_id"] in chat.gone)
    return None


def editable_message(call: Call, chat: Chat) -> Object:
    """The message that is to be edited, if the bot wrote it."""
    number = call.get("message_id")
    if number is None:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise bad_request("message to edit not found", fair=number in chat.gone)
    if number not in chat.own:
        raise bad_request("message can't be edited")
    return message
