"""Keyboards and inline results as they show in a chat. In: what the bot sent; out: messages, and lines to read."""

from .chats import Chat, Object
from .formatting import parse
from .world import World


def labels(markup: Object | None) -> tuple[tuple[str, ...], ...]:
    """The buttons of a keyboard as the transcript shows them: an address follows its label."""
    if not markup:
        return ()
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    return tuple(tuple(_label(button) for button in row) for row in rows)


def _label(button: Object | str) -> str:
    if isinstance(button, str):
        return button
    target = button.get("url")
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if name in button:
            target = f"@bot {button[name]}".rstrip()
    return f"{button['text']} → {target}" if target else str(button["text"])


def shown(result: Object) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """The message that a result becomes, as it was sent, and its buttons."""
    content = result.get("input_message_content", {})
    text = content.get("message_text") or f"{result['type']} ({result.get('caption', result.get('title', ''))})"
    return text, labels(result.get("reply_markup"))


def placed(world: World, chat: Chat, sender: Object, result: Object, more: Object) -> str:
    """Put a result into a chat as a message; the key by which the bot can edit it."""
    content = result.get("input_message_content", result)
    name = "text" if "message_text" in content else "caption"
    source = content.get("message_text", content.get("caption", ""))
    formatted = parse(source, content.get("parse_mode"), content.get("entities"))
    body: Object = {name: formatted.text, **more}
    if formatted.entities:
        body["entities" if name == "text" else "caption_entities"] = formatted.entities
    if "reply_markup" in result:
        body["reply_markup"] = result["reply_markup"]
    message = world.message(chat, sender, body)
    key = f"inline-{world.number()}"
    world.inline_messages[key] = (chat, message)
    return key
