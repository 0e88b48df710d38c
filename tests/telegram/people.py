"""The people who talk to the bot. In: what a person does; out: updates to the bot, as far as it may see them.

Everything takes effect at once; `await emulator.settled()` afterwards waits for the bot.
"""

import re
from typing import Any

from .chats import Chat, Object
from .files import store
from .results import labels, placed, shown
from .spec import Upload
from .world import BOT_ID, Question, World

MAX_QUERY = 256
MAX_TEXT = 4096
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
# Who an administrator is that writes in the name of the group.
ANONYMOUS: Object = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
PICTURE: Object = {"width": 1280, "height": 720}


class Person:
    """Someone with an account. Without a chat named, they act in their private chat with the bot."""

    def __init__(self, world: World, user: Object, chat: Chat) -> None:
        self._world = world
        self.user = user
        self.id: int = user["id"]
        self.name: str = user["first_name"]
        self.chat = chat
        self._typing: Question | None = None

    # messages

    def send(self, text: str, chat: Chat | None = None, topic: int | None = None, **more: Any) -> Object:
        """Write a message. A client lets nobody write more than 4096 characters at once."""
        if len(text) > MAX_TEXT:
            raise AssertionError(f"{self.name} cannot send {len(text)} characters in one message")
        chat = self._in(chat)
        message = self._world.user_message(chat, self.user, text, topic, **more)
        deed = "replies" if "reply_to_message" in more else ""
        self._world.log(chat, self.name, deed, text, place=chat.topics.get(topic or 0, ""))
        return self._update(chat, "message", message)

    def command(self, name: str, words: str = "", chat: Chat | None = None, topic: int | None = None) -> Object:
        """Choose a command from the menu: in groups the client adds the bot's name."""
        addressed = f"@{self._world.bot_name}" if chat is not None and chat.kind != "private" else ""
        return self.send(f"/{name}{addressed} {words}".rstrip(), chat, topic)

    def start(self, payload: str = "") -> Object:
        """Press Start, or follow a link t.me/bot?start=payload."""
        if not PAYLOAD.fullmatch(payload):
            raise AssertionError(f"{payload!r} cannot stand in a link: 64 letters, digits, _ and - at most")
        return self.command("start", payload)

    def mention(self, text: str, chat: Chat | None = None, topic: int | None = None) -> Object:
        """Write to the bot by its name."""
        return self.send(f"@{self._world.bot_name} {text}", chat, topic)

    def reply(self, message: Object, text: str, chat: Chat | None = None) -> Object:
        """Answer a message."""
        replied = {name: value for name, value in message.items() if name != "reply_to_message"}
        return self.send(text, chat, message.get("message_thread_id"), reply_to_message=replied)

    def anonymously(self, text: str, chat: Chat) -> Object:
        """Write in the name of a group, as its administrators may."""
        message = self._world.user_message(chat, ANONYMOUS, text, sender_chat=chat.as_json())
        self._world.log(chat, chat.title, "", text)
        return self._update(chat, "message", message)

    def picture(self, caption: str, chat: Chat | None = None, **more: Any) -> Object:
        """Send a picture; in a channel that they run, post it."""
        chat = self._in(chat)
        sizes = [store(self._world, Upload("picture.jpg", caption.encode())) | PICTURE]
        said = self._world.text_content(caption)
        body: Object = {"photo": sizes, "caption": caption, **more}
        if "entities" in said:
            body["caption_entities"] = said["entities"]
        channel = chat.kind == "channel"
        message = self._world.message(chat, None if channel else self.user, body)
        self._world.log(chat, self.name, "posts" if channel else "sends", f"picture ({caption})")
        return self._update(chat, "channel_post" if channel else "message", message)

    def share(self, kind: str, content: Object, chat: Chat | None = None) -> Object:
        """Send what is neither words nor a file, such as a `location`, or do what the chat notes in a message."""
        chat = self._in(chat)
        message = self._world.message(chat, self.user, {kind: content})
        self._world.log(chat, self.name, "shares", kind)
        return self._update(chat, "message", message)

    def move(self, message: Object, location: Object) -> Object:
        """Be somewhere else while a live location is shared."""
        chat = self._world.chats[message["chat"]["id"]]
        kept = chat.messages[message["message_id"]]
        kept |= {"location": kept["location"] | location, "edit_date": self._world.clock.unix()}
        self._world.log(chat, self.name, "moves", f"to {location['latitude']}, {location['longitude']}")
        return self._update(chat, "edited_message", kept)

    def forward(self, message: Object, chat: Chat | None = None, hidden: bool = False) -> Object:
        """Forward a message of another chat; `hidden` when its author shows only a name to others."""
        chat = self._in(chat)
        origin: Object = {"date": message["date"]}
        if message["chat"]["type"] == "channel":
            origin |= {"type": "channel", "chat": message["chat"], "message_id": message["message_id"]}
        elif hidden:
            origin |= {"type": "hidden_user", "sender_user_name": message["from"]["first_name"]}
        else:
            origin |= {"type": "user", "sender_user": message["from"]}
        kept = ("text", "entities", "photo", "document", "caption", "caption_entities")
        content = {name: message[name] for name in kept if name in message}
        forwarded = self._world.message(chat, self.user, content | {"forward_origin": origin})
        source = message["chat"].get("title", message.get("from", {}).get("first_name", ""))
        self._world.log(
            chat, self.name, f"forwards from {source}", str(message.get("text", message.get("caption", "")))
        )
        return self._update(chat, "message", forwarded)

    def upload(self, name: str, content: bytes, caption: str = "", chat: Chat | None = None, mime: str = "") -> Object:
        """Send a file."""
        chat = self._in(chat)
        body: Object = {"document": store(self._world, Upload(name, content)) | {"file_name": name}}
        if mime:
            body["document"]["mime_type"] = mime
        if caption:
            body["caption"] = caption
        message = self._world.message(chat, self.user, body)
        self._world.log(chat, self.name, "sends", f"document {name}" + (f" ({caption})" if caption else ""))
        return self._update(chat, "message", message)

    def channel_post(self, channel: Chat, text: str) -> Object:
        """Post to a channel that they run."""
        if not self._world.is_admin(channel, self.id):
            raise AssertionError(f"{self.name} does not run {channel.title}")
        message = self._world.user_message(channel, self.user, text)
        del message["from"]
        self._world.log(channel, self.name, "posts", text)
        return self._update(channel, "channel_post", message)

    def edit(self, message: Object, text: str) -> Object:
        """Change a message of theirs."""
        chat = self._world.chats[message["chat"]["id"]]
        kept = chat.messages[message["message_id"]]
        kept.pop("entities", None)
        kept |= self._world.text_content(text) | {"edit_date": self._world.clock.unix()}
        self._world.log(chat, self.name, "edits", text)
        return self._update(chat, "edited_channel_post" if chat.kind == "channel" else "edited_message", kept)

    def delete(self, message: Object) -> None:
        """Take a message away; the bot does not hear of it."""
        chat = self._world.chats[message["chat"]["id"]]
        del chat.messages[message["message_id"]]
        chat.gone.add(message["message_id"])
        self._world.log(chat, self.name, "deletes", str(message.get("text", "a message")).split("\n")[0])

    # buttons and queries

    def tap(self, label: str, chat: Chat | None = None) -> Question:
        """Tap the newest button with this label."""
        chat = chat or self.chat
        for message in reversed(chat.visible()):
            for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
                for button in row:
                    if button["text"] == label:
                        return self._tapped(chat, message, button)
        there = [labels(message.get("reply_markup")) for message in chat.visible() if "reply_markup" in message]
        raise AssertionError(f"no button {label!r} in {chat.title}, but {there}")

    def tap_data(self, data: str, message: Object) -> Question:
        """Tap a button that an older version of the bot left under a message."""
        return self._tapped(self._world.chats[message["chat"]["id"]], message, {"text": data, "callback_data": data})

    def _tapped(self, chat: Chat, message: Object, button: Object) -> Question:
        if "callback_data" not in button:
            raise AssertionError(f"the button {button['text']!r} opens something and asks the bot nothing")
        chat.heard = 0
        self._world.log(chat, self.name, "taps", button["text"])
        content: Object = {"from": self.user, "chat_instance": str(chat.id), "data": button["callback_data"]}
        sent_inline = [key for key, held in self._world.inline_messages.items() if held[1] is message]
        if sent_inline:
            content["inline_message_id"] = sent_inline[0]
        elif message["message_id"] in chat.messages:
            content["message"] = message
        else:
            content["message"] = {"chat": chat.as_json(), "message_id": message["message_id"], "date": 0}
        return self._world.ask("callback_query", f"{self.name} taps {button['text']}", content, chat)

    def inline(self, query: str, offset: str = "", chat: Chat | None = None) -> Question:
        """Type @bot and some words, in any chat; the answer comes into `question.answer`.

        Like the server, this asks the bot only when nobody typed the same within the cache time of its last answer.
        """
        if self._typing is not None:
            self._typing.excused = True
        chat = chat or self.chat
        chat.heard = 0
        page = f" (from {offset})" if offset else ""
        self._world.log(chat, self.name, "types", f"@{self._world.bot_name} {query}{page}")
        content = {"from": self.user, "query": query[:MAX_QUERY], "offset": offset}
        content["chat_type"] = "sender" if chat is self.chat else chat.kind
        cached = self._cached(query[:MAX_QUERY], offset)
        if cached is not None:
            return Question("inline_query", "", self._world.clock.now().timestamp(), query, content, chat, cached)
        self._typing = self._world.ask("inline_query", f"{self.name} types {query!r}", content, chat)
        return self._typing

    def _cached(self, query: str, offset: str) -> Object | None:
        for asker in (None, self.id):
            until, answer = self._world.inline_cache.get((query, offset, asker), (0.0, {}))
            if until > self._world.clock.now().timestamp():
                return answer
        return None

    def choose(self, question: Question, title: str = "", feedback: bool = False) -> Object:
        """Send the result with this title, or the first, into the chat where it was typed."""
        assert question.chat is not None
        results = (question.answer or {}).get("results", [])
        result = next((result for result in results if title in ("", result.get("title"))), None)
        if result is None:
            raise AssertionError(f"no result {title!r} among {[result.get('title') for result in results]}")
        world, chat = self._world, question.chat
        key = placed(world, chat, self.user, result, {"via_bot": world.bot_in_messages})
        text, keyboard = shown(result)
        world.log(chat, self.name, f"sends via @{world.bot_name}", text, keyboard=keyboard)
        message = world.inline_messages[key][1]
        if feedback:
            chosen: Object = {"result_id": result["id"], "from": self.user, "query": question.content["query"]}
            world.updates.add("chosen_inline_result", chosen | ({"inline_message_id": key} if keyboard else {}))
        if chat.bot_present:
            self._update(chat, "message", message)
        return message

    def guest(self, text: str, chat: Chat) -> Question:
        """Ask the bot by its name in a chat that it is no member of."""
        if chat.bot_present:
            raise AssertionError(f"the bot is in {chat.title}: use mention")
        message = self._world.user_message(chat, self.user, f"@{self._world.bot_name} {text}")
        chat.heard = 0
        self._world.log(chat, self.name, "", message["text"])
        return self._world.ask("guest_message", f"{self.name} asks as a guest: {text}", message, chat)

    # standing

    def block(self) -> None:
        """Block the bot."""
        self.chat.blocked = True
        self._world.log(self.chat, self.name, "blocks the bot", "")
        self._world.standing(self.chat, "kicked", self.user)

    def unblock(self) -> None:
        """Take the bot back."""
        self.chat.blocked = False
        self._world.log(self.chat, self.name, "unblocks the bot", "")
        self._world.standing(self.chat, "member", self.user)

    def add(self, chat: Chat) -> None:
        """Bring the bot into a group, which is said there too, or make it run a channel."""
        self._world.log(chat, self.name, "adds the bot", "")
        self._world.standing(chat, "administrator" if chat.kind == "channel" else "member", self.user)
        if chat.kind != "channel":
            joined = {"new_chat_members": [self._world.bot_in_messages]}
            self._update(chat, "message", self._world.message(chat, self.user, joined))

    def kick(self, chat: Chat) -> None:
        """Throw the bot out."""
        self._world.log(chat, self.name, "removes the bot", "")
        self._world.standing(chat, "kicked", self.user)

    def promote(self, chat: Chat) -> None:
        """Make the bot an administrator."""
        self._world.log(chat, self.name, "makes the bot an administrator", "")
        self._world.standing(chat, "administrator", self.user)

    def migrate(self, chat: Chat) -> Chat:
        """Turn a group into a supergroup: a new chat with a new number; the old one only points to it."""
        world = self._world
        new = world.new_chat("supergroup", chat.title)
        new.members = dict(chat.members)
        moved = world.message(chat, self.user, {"migrate_to_chat_id": new.id})
        chat.migrated_to = new.id
        self._update(chat, "message", moved)
        came = world.message(new, self.user, {"migrate_from_chat_id": chat.id})
        world.log(new, self.name, "made this a supergroup", "")
        self._update(new, "message", came)
        return new

    def _in(self, chat: Chat | None) -> Chat:
        """The chat that is meant; a private chat begins with the first message."""
        if chat is None or chat is self.chat:
            if self.chat.blocked:
                raise AssertionError(f"{self.name} has blocked the bot and must unblock it first")
            if not self.chat.bot_present:
                self.chat.members[BOT_ID] = "member"
            return self.chat
        if self.id not in self._world.present(chat):
            raise AssertionError(f"{self.name} is not in {chat.title}")
        return chat

    def _update(self, chat: Chat, kind: str, message: Object) -> Object:
        chat.heard = 0
        if self._world.sees(chat, message):
            self._world.updates.add(kind, dict(message))
        return message
