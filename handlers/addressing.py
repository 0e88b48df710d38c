"""Whether a message is meant for the bot, and what it says once the bot's name is taken out.

A private chat is all the bot's. In a group it answers commands, replies to its own messages and mentions of its name;
everything else there is people talking to each other.
"""

from collections.abc import Callable

from telegram import Chat, Message, MessageEntity
from telegram.ext import filters

from handlers.views.markup import plain


class AnswerTo(filters.MessageFilter):
    """Replies, other than commands, to a message of the bot in which `shown` finds what the reply is about."""

    def __init__(self, shown: Callable[[Message], object | None]) -> None:
        super().__init__()
        self._shown = shown

    def filter(self, message: Message) -> bool:
        """Whether a message is one."""
        replied = own_replied(message)
        about = self._shown(replied) if replied is not None else None
        return about is not None and not message.parse_entities([MessageEntity.BOT_COMMAND])


def own_replied(message: Message) -> Message | None:
    """The bot's own message that a message replies to; None where it replies to none, or to another's."""
    replied = message.reply_to_message
    own = replied is not None and replied.from_user is not None and replied.from_user.id == message.get_bot().id
    return replied if own else None


def is_meant_for(message: Message, bot_id: int, bot_name: str) -> bool:
    """Whether a text or a caption (no command) is meant for the bot."""
    if not words_of(message) or message.via_bot is not None or message.is_automatic_forward:
        return False
    if message.from_user is None or (message.from_user.is_bot and message.sender_chat is None):
        return False
    if message.chat.type == Chat.PRIVATE:
        return True
    if message.forward_origin is not None:
        return False
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot_id:
        return True
    return is_named(message, bot_id, bot_name)


def is_named(message: Message, bot_id: int, bot_name: str) -> bool:
    """Whether a message speaks to the bot by its name."""
    return bool(_mentions(message, bot_id, bot_name))


def words_of(message: Message) -> str:
    """The text of a message, or the caption of its picture, video or file."""
    return message.text or message.caption or ""


def command_of(message: Message, bot_name: str) -> str | None:
    """The name of the command that a message begins with, in small letters; None where there is none, it is another
    bot's, or whoever sent the message only passes on what another wrote."""
    if message.forward_origin is not None or message.via_bot is not None:
        return None
    commands = message.parse_entities([MessageEntity.BOT_COMMAND])
    first = next((words for entity, words in commands.items() if entity.offset == 0), "")
    name, _, named = first.removeprefix("/").casefold().partition("@")
    return name if name and named in {"", bot_name.casefold()} else None


def question_of(message: Message, bot_id: int, bot_name: str) -> str:
    """The words of a message without mentions of the bot, on one line."""
    text = words_of(message)
    for words in _mentions(message, bot_id, bot_name):
        text = text.replace(words, " ")
    return plain(text)


def _mentions(message: Message, bot_id: int, bot_name: str) -> list[str]:
    """The stretches of the words that name the bot: `@name`, or its name linked to it."""
    parse = message.parse_entities if message.text else message.parse_caption_entities
    found = parse([MessageEntity.MENTION, MessageEntity.TEXT_MENTION])
    return [
        words
        for entity, words in found.items()
        if words.casefold() == f"@{bot_name}".casefold() or (entity.user is not None and entity.user.id == bot_id)
    ]
