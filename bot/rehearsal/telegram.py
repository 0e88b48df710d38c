"""As much of Telegram as a rehearsal needs, on a loopback address: requests of the bot in, lines of a transcript out.

The bot that talks to it is the real one. It knows no limits and refuses nothing; the tests have a strict one.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from handlers.views.markup import visible

TOKEN = "1:rehearsal"
BOT = {"id": 1, "is_bot": True, "first_name": "Watchfloor", "username": "watchfloor_bot"}
_SILENT = frozenset({"answerCallbackQuery", "sendChatAction", "setMyCommands", "deleteWebhook", "pinChatMessage"})


@dataclass(slots=True)
class Person:
    """Who talks to the bot."""

    id: int
    name: str

    def as_json(self) -> dict[str, Any]:
        """As Telegram writes a user."""
        return {"id": self.id, "is_bot": False, "first_name": self.name}


@dataclass(slots=True)
class Room:
    """A chat, the names of its topics by number, and what was said there."""

    id: int
    kind: str
    title: str
    topics: dict[int, str] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As Telegram writes a chat."""
        named = {"first_name": self.title} if self.kind == "private" else {"title": self.title}
        forum = {"is_forum": True} if self.topics else {}
        return {"id": self.id, "type": self.kind, **named, **forum}

    def called(self, topic: int | None) -> str:
        """`Desk › Sudan`."""
        return f"{self.title} › {self.topics[topic]}" if topic in self.topics else self.title


class Stage:
    """The chats and the clock of a rehearsal, and what was seen."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.rooms: dict[int, Room] = {}
        self.lines: list[str] = []

    def note(self, where: str, what: str) -> None:
        """A line of the transcript, and those that belong to it indented."""
        first, *rest = what.split("\n")
        self.lines.append(f"{self.clock():%d %b %H:%M}  {where}: {first}")
        self.lines += [f"    {line}" if line else "" for line in rest]

    def new_message(self, room: Room, sender: dict[str, Any] | None, **content: Any) -> dict[str, Any]:
        """Something that was said in a chat."""
        message = {
            "message_id": len(room.messages) + 1,
            "date": int(self.clock().timestamp()),
            "chat": room.as_json(),
            **({"from": sender} if sender else {"sender_chat": room.as_json()}),
            **content,
        }
        room.messages.append(message)
        return message

    def answer(self, method: str, params: dict[str, Any]) -> Any:
        """Do what the bot asks for."""
        if method == "getMe":
            return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False}
        if method in _SILENT:
            return True
        room = self.rooms[int(params["chat_id"])]
        if method == "getChat":
            return {**room.as_json(), "accent_color_id": 0, "max_reaction_count": 1, "accepted_gift_types": _GIFTS}
        if method == "getChatMember":
            return _member(int(params["user_id"]))
        if method == "editMessageText":
            return self._edited(room, params)
        return self._sent(room, method, params)

    def _sent(self, room: Room, method: str, params: dict[str, Any]) -> dict[str, Any]:
        topic = int(params["message_thread_id"]) if params.get("message_thread_id") else None
        answered = json.loads(params.get("reply_parameters") or "{}").get("message_id")
        deed = "bot replies" if answered else "bot"
        inside = {"message_thread_id": topic, "is_topic_message": True} if topic else {}
        if method == "sendPhoto":
            picture = {"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}
            self.note(f"{room.called(topic)} · {deed}", f"(a picture) {visible(params.get('caption', ''))}")
            return self.new_message(room, BOT, photo=[picture], **inside)
        self.note(f"{room.called(topic)} · {deed}", _shown(params))
        return self.new_message(room, BOT, text=visible(params["text"]), **inside)

    def _edited(self, room: Room, params: dict[str, Any]) -> dict[str, Any]:
        message = room.messages[int(params["message_id"]) - 1]
        message["text"] = visible(params["text"])
        self.note(f"{room.called(message.get('message_thread_id'))} · bot edits", _shown(params))
        return message


_GIFTS = dict.fromkeys(("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription"), False)
_GIFTS["gifts_from_channels"] = False
_RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories"),
    *("can_edit_stories", "can_delete_stories", "can_post_messages", "can_edit_messages", "can_pin_messages"),
)


def _member(user: int) -> dict[str, Any]:
    """Everybody who is asked about runs the chat, and the bot may write there."""
    if user == BOT["id"]:
        return {"status": "administrator", "user": BOT, **dict.fromkeys(_RIGHTS, True)}
    return {"status": "creator", "user": Person(user, "").as_json(), "is_anonymous": False}


def _shown(params: dict[str, Any]) -> str:
    """A text and its buttons, row by row."""
    rows = json.loads(params.get("reply_markup") or "{}").get("inline_keyboard", [])
    buttons = [" ".join(f"[{button['text']}]" for button in row) for row in rows]
    return "\n".join([visible(params["text"]), *buttons])


class _Bots(RequestHandler):
    """One request of the bot."""

    def initialize(self, stage: Stage) -> None:
        self._stage = stage

    def post(self, method: str) -> None:
        params = {name: values[-1].decode() for name, values in self.request.body_arguments.items()}
        self.write({"ok": True, "result": self._stage.answer(method, params)})


class Loopback:
    """Serves a stage on an address of this machine while the context lasts."""

    def __init__(self, stage: Stage) -> None:
        self._server = HTTPServer(Application([(rf"/bot{TOKEN}/(\w+)", _Bots, {"stage": stage})]))
        (self._socket,) = bind_sockets(0, "127.0.0.1")
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/bot"

    def __enter__(self) -> "Loopback":
        self._server.add_socket(self._socket)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()
