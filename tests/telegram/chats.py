"""Chats and what was said in them. In: messages as the Bot API writes them; out: the same, and a log to read."""

from dataclasses import dataclass, field
from typing import Any, Literal

from .bell import Bell
from .transcript import Entry, printed

Object = dict[str, Any]
Kind = Literal["private", "group", "supergroup", "channel"]

PRESENT = ("creator", "administrator", "member", "restricted")


@dataclass(eq=False)
class Chat:
    """A private chat, group, supergroup or channel, as the server keeps it."""

    id: int
    kind: Kind
    title: str
    bot_id: int
    bell: Bell
    username: str | None = None
    is_forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    messages: dict[int, Object] = field(default_factory=dict)
    own: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    pinned: list[int] = field(default_factory=list)
    log: list[Entry] = field(default_factory=list)
    blocked: bool = False
    deactivated: bool = False
    is_bot: bool = False
    muted: bool = False
    hides_members: bool = False
    migrated_to: int | None = None
    heard: int = 0
    last_id: int = 0

    @property
    def bot_status(self) -> str:
        """What the bot is here: administrator, member, left, kicked."""
        return self.members.get(self.bot_id, "left")

    @property
    def bot_present(self) -> bool:
        """Whether the bot is in the chat (in a private chat: whether the person ever wrote)."""
        return self.bot_status in PRESENT

    def as_json(self) -> Object:
        """The chat as the Bot API writes it inside a message."""
        chat: Object = {"id": self.id, "type": self.kind}
        chat["first_name" if self.kind == "private" else "title"] = self.title
        if self.username:
            chat["username"] = self.username
        if self.is_forum:
            chat["is_forum"] = True
        return chat

    def next_id(self) -> int:
        """The number of the next message. Each chat counts for itself, so that mixing up two chats shows."""
        self.last_id += 1
        return self.last_id

    def visible(self) -> list[Object]:
        """The messages that are there now, oldest first."""
        return [self.messages[number] for number in sorted(self.messages)]

    def from_bot(self) -> list[Object]:
        """The bot's messages that are there now, oldest first."""
        return [message for message in self.visible() if message["message_id"] in self.own]

    @property
    def last(self) -> Object:
        """The bot's latest message."""
        said = self.from_bot()
        if not said:
            raise AssertionError(f"the bot has said nothing in {self.title}")
        return said[-1]

    def record(self, entry: Entry) -> None:
        """Add a line to the transcript."""
        self.log.append(entry)
        self.bell.ring()

    async def hears(self, n: int = 1, within: float = 10) -> Object:
        """Wait until the bot has sent or edited `n` messages here since people last did something; the latest one."""
        await self.bell.wait_for(lambda: self.heard >= n, within, f"{n} messages of the bot in {self.title}")
        return self.last

    def transcript(self) -> str:
        """The chat as text, for golden files."""
        return printed(self)
