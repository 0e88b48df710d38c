"""What the server keeps: users, chats, files, open questions. In: deeds; out: updates to the bot, messages in chats."""

from dataclasses import dataclass, field
from typing import Any

from .bell import Bell
from .chats import PRESENT, Chat, Kind, Object
from .clock import Clock
from .formatting import found_entities
from .transcript import Entry
from .updates import Updates

TOKEN = "7000000001:AAEmulatedTokenOfTheWatchfloorTests"  # the shape of a token, of no bot
BOT_ID = 7000000001


@dataclass(eq=False)
class Question:
    """Something of a person's that the bot must answer in time: a tap, an inline query, a guest message."""

    kind: str
    id: str
    asked_at: float
    what: str
    content: Object
    chat: Chat | None = None
    answer: Object | None = None
    excused: bool = False


@dataclass(eq=False)
class World:
    """The whole state, in one place. One per test."""

    bell: Bell = field(default_factory=Bell)
    clock: Clock = field(default_factory=Clock)
    bot: Object = field(default_factory=dict)
    users: dict[int, Object] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    inline_messages: dict[str, tuple[Chat, Object]] = field(default_factory=dict)
    inline_cache: dict[tuple[str, str, int | None], tuple[float, Object]] = field(default_factory=dict)
    profile: dict[tuple[str, ...], Any] = field(default_factory=dict)
    drafts: list[Object] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    serial: int = 0

    def __post_init__(self) -> None:
        self.updates = Updates(self.bell)
        self.bot = {
            "id": BOT_ID,
            "is_bot": True,
            "first_name": "Watchfloor",
            "username": "EventBot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
            "supports_guest_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
        self.bot_in_messages = {name: self.bot[name] for name in ("id", "is_bot", "first_name", "username")}

    @property
    def bot_name(self) -> str:
        """The bot's username, without the @."""
        return str(self.bot["username"])

    def number(self) -> int:
        """A number never given before."""
        self.serial += 1
        return self.serial

    def new_chat(self, kind: Kind, title: str, chat_id: int | None = None, username: str | None = None) -> Chat:
        """A chat of its own kind of number: people positive, groups negative, supergroups and channels -100…"""
        made = {"private": 0, "group": -4_000_000 - self.number()}.get(kind, -1_002_000_000_000 - self.number())
        chat = Chat(chat_id or made, kind, title, BOT_ID, self.bell, username)
        self.chats[chat.id] = chat
        return chat

    def flag(self, sentence: str) -> None:
        """Keep a breach of the rules; the test fails at its end."""
        self.violations.append(sentence)

    def message(self, chat: Chat, sender: Object | None, content: Object, topic: int | None = None) -> Object:
        """A new message in the chat, complete, stored."""
        message: Object = {"message_id": chat.next_id(), "date": self.clock.unix(), "chat": chat.as_json()}
        if sender is not None:
            message["from"] = sender
        if chat.kind == "channel":
            message["sender_chat"] = chat.as_json()
        if topic is not None:
            # In a topic, what replies to nothing comes as a reply to the message that opened the topic.
            opening = chat.messages.get(topic, {})
            message |= {"message_thread_id": topic, "is_topic_message": True, "reply_to_message": opening}
        message |= content
        chat.messages[message["message_id"]] = message
        return message

    def text_content(self, text: str) -> Object:
        """A person's text with the entities that the server finds in it."""
        entities = found_entities(text)
        return {"text": text, "entities": entities} if entities else {"text": text}

    def user_message(self, chat: Chat, sender: Object, text: str, topic: int | None = None, **more: Any) -> Object:
        """A text of a person."""
        return self.message(chat, sender, self.text_content(text) | more, topic)

    def sees(self, chat: Chat, message: Object) -> bool:
        """Whether a person's message reaches the bot: membership, and privacy mode in groups."""
        if not chat.bot_present:
            return False
        if chat.kind in ("private", "channel") or self.bot["can_read_all_group_messages"]:
            return True
        if chat.bot_status in ("administrator", "creator") or "text" not in message:
            return chat.bot_status in ("administrator", "creator") or self._service(message)
        replied = message.get("reply_to_message", {}).get("from", {}).get("id")
        via_bot = message.get("via_bot", {}).get("id") == BOT_ID
        return replied == BOT_ID or via_bot or self._commands(message)

    @staticmethod
    def _service(message: Object) -> bool:
        return any(name in message for name in ("new_chat_members", "left_chat_member", "migrate_to_chat_id"))

    def _commands(self, message: Object) -> bool:
        text = message["text"].encode("utf-16-le")
        for entity in message.get("entities", ()):
            if entity["type"] == "bot_command":
                start, length = entity["offset"] * 2, entity["length"] * 2
                _, _, addressee = text[start : start + length].decode("utf-16-le").partition("@")
                return not addressee or addressee.lower() == self.bot_name.lower()
        return False

    def ask(self, kind: str, what: str, content: Object, chat: Chat | None = None) -> Question:
        """Open a question to the bot and send it."""
        key = str(4_000_000_000_000 + self.number())
        named = {"guest_message": "guest_query_id"}.get(kind, "id")
        question = Question(kind, key, self.clock.now().timestamp(), what, {**content, named: key}, chat)
        self.questions[key] = question
        if self.updates.add(kind, question.content) is None:
            question.excused = True
        return question

    def log(self, chat: Chat, speaker: str, deed: str, text: str, **more: Any) -> None:
        """A line of the transcript, at the present moment."""
        chat.record(Entry(self.clock.now(), speaker, deed, text, **more))

    def standing(self, chat: Chat, status: str, by: Object) -> None:
        """Change what the bot is in a chat, and tell it (my_chat_member)."""
        before, chat.members[BOT_ID] = chat.bot_status, status
        if before == status:
            return
        change = {
            "chat": chat.as_json(),
            "from": by,
            "date": self.clock.unix(),
            "old_chat_member": self.member(chat, before),
            "new_chat_member": self.member(chat, status),
        }
        self.updates.add("my_chat_member", change)

    def member(self, chat: Chat, status: str, user: Object | None = None) -> Object:
        """A ChatMember of this status."""
        member: Object = {"status": status, "user": user or self.bot_in_messages}
        if status == "kicked":
            member["until_date"] = 0
        elif status == "creator":
            member["is_anonymous"] = False
        elif status == "administrator":
            member |= dict.fromkeys(ADMIN_RIGHTS, False) | {"can_be_edited": False, "can_delete_messages": True}
            if chat.kind == "channel":
                member |= {"can_post_messages": True, "can_edit_messages": True}
            elif chat.kind == "supergroup":
                member |= {"can_pin_messages": True, "can_manage_topics": chat.is_forum}
        return member

    def is_admin(self, chat: Chat, user_id: int) -> bool:
        """Whether someone runs the chat."""
        return chat.members.get(user_id) in ("creator", "administrator")

    def present(self, chat: Chat) -> list[int]:
        """The ids of all who are in the chat."""
        return [user_id for user_id, status in chat.members.items() if status in PRESENT]


ADMIN_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
