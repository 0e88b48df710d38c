"""The Bot API server of a test. In: HTTP requests of a bot; out: the answers that Telegram's server would give.

A request goes through: decode → token → scheduled fault → method exists → shape against the specification → rules
(texts parsed by Telegram's own library) → lengths → state → answer. `Emulator` is also where a test makes people and
chats, waits, and reads what went wrong.
"""

import asyncio
import inspect
import json
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

from . import editing, files, profile, questions, rules, sending, spec, wording
from .call import METHODS, Call
from .chats import Chat, Object
from .clock import Clock
from .courier import Courier
from .decoding import parameters
from .faults import Fault, Faults
from .files import MAX_UPLOAD
from .http import HttpServer, Reply, Request
from .people import Person
from .rates import Rates
from .refusal import Refusal, strict
from .world import BOT_ID, TOKEN, World

# Imported for the methods that they register.
METHOD_MODULES = (editing, files, profile, questions, sending)
UNKEPT = ("getUpdates",)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that the bot made, and what it got."""

    method: str
    params: Object
    status: int
    received: float  # when, in seconds by the emulator's clock


class Emulator:
    """A strict Bot API server on loopback. Start it, point the application at `base_url`, and talk."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.world = World(clock=clock or Clock())
        self.token = TOKEN
        self.faults = Faults()
        self.rates = Rates(self.world.clock)
        self.courier = Courier(self.world)
        self.busy: list[Callable[[], Awaitable[object]]] = []
        self.requests: list[Asked] = []
        self._under_way = 0
        self._server = HttpServer(self._reply)
        self.base_url = self.base_file_url = ""

    @property
    def clock(self) -> Clock:
        """The time that messages are dated by and rates are measured with."""
        return self.world.clock

    @property
    def violations(self) -> list[str]:
        """What a correct bot would not have done, so far."""
        return self.world.violations

    async def start(self) -> None:
        """Listen."""
        address = await self._server.start()
        self.base_url, self.base_file_url = f"{address}/bot", f"{address}/file/bot"
        self.courier.start()

    async def stop(self) -> None:
        """Close every connection."""
        await self.courier.stop()
        await self._server.stop()

    # people and chats

    def person(self, name: str, username: str | None = None) -> Person:
        """A person, with a private chat to the bot that begins when they first write."""
        user_id = 500_000_000 + self.world.number()
        user: Object = {"id": user_id, "is_bot": False, "first_name": name, "language_code": "en"}
        if username:
            user["username"] = username
        self.world.users[user_id] = user
        chat = self.world.new_chat("private", name, user_id, username)
        chat.members[user_id] = "member"
        return Person(self.world, user, chat)

    def group(self, title: str, *people: Person, admin: Person | None = None) -> Chat:
        """A basic group with the bot in it; its first person, or `admin`, made it."""
        return self._peopled(self.world.new_chat("group", title), people, admin, "member")

    def supergroup(
        self, title: str, *people: Person, topics: tuple[str, ...] = (), username: str | None = None
    ) -> Chat:
        """A supergroup with the bot in it; with topics it is a forum."""
        chat = self.world.new_chat("supergroup", title, username=username)
        self._peopled(chat, people, None, "member")
        if topics:
            chat.is_forum = True
            self.world.message(chat, people[0].user, {"supergroup_chat_created": True})
        for name in topics:
            made = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
            chat.topics[self.world.message(chat, people[0].user, made)["message_id"]] = name
        return chat

    def channel(self, title: str, owner: Person, username: str | None = None) -> Chat:
        """A channel that the bot runs together with its owner."""
        return self._peopled(self.world.new_chat("channel", title, username=username), (owner,), owner, "administrator")

    def elsewhere(self, title: str, *people: Person) -> Chat:
        """A group that the bot is no member of, for guest messages and inline use."""
        chat = self._peopled(self.world.new_chat("supergroup", title), people, None, "left")
        del chat.members[BOT_ID]
        return chat

    def _peopled(self, chat: Chat, people: tuple[Person, ...], admin: Person | None, standing: str) -> Chat:
        for person in people:
            chat.members[person.id] = "member"
        owner = admin or (people[0] if people else None)
        if owner is not None:
            chat.members[owner.id] = "creator"
        chat.members[BOT_ID] = standing
        return chat

    def privacy(self, on: bool) -> None:
        """Switch privacy mode, as its owner would with BotFather; the bot sees it in getMe."""
        self.world.bot["can_read_all_group_messages"] = not on

    def topic(self, chat: Chat, name: str) -> int:
        """The number of a topic."""
        return next(number for number, title in chat.topics.items() if title == name)

    # waiting and judging

    async def until(self, condition: Callable[[], bool], within: float = 10, what: str = "") -> None:
        """Wait until something holds; looked at after each request and each deed."""
        await self.world.bell.wait_for(condition, within, what)

    async def settled(self, within: float = 10) -> None:
        """Wait until the bot has taken every update, is no longer busy, and has no request under way."""
        async with asyncio.timeout(within * 2):
            while True:
                await self.until(lambda: not self.world.updates.waiting, within, "the bot to take every update")
                seen = len(self.requests)
                await self._joined(within)
                await self.until(lambda: self._under_way == 0, within, "the end of requests under way")
                if seen == len(self.requests) and not self.world.updates.waiting:
                    return

    async def _joined(self, within: float) -> None:
        for join in self.busy:
            try:
                await asyncio.wait_for(join(), within)
            except TimeoutError:
                raise TimeoutError(f"waited {within} s for {getattr(join, '__qualname__', join)}") from None

    def asked(self, method: str) -> list[Asked]:
        """The requests of one method, in order."""
        return [request for request in self.requests if request.method == method]

    def forgive(self, words: str) -> list[str]:
        """Take back the violations that a test provoked on purpose; there must be some."""
        forgiven = [violation for violation in self.violations if words in violation]
        if not forgiven:
            raise AssertionError(f"nothing to forgive with {words!r} in it, but: {self.violations}")
        self.violations[:] = [violation for violation in self.violations if violation not in forgiven]
        return forgiven

    def unanswered(self) -> list[str]:
        """Taps, inline queries and guest messages that the bot never answered."""
        return [
            f"never answered: {question.what}"
            for question in self.world.questions.values()
            if question.answer is None and not question.excused
        ]

    def check(self) -> None:
        """Fail if any rule was broken or any question left open."""
        wrong = self.violations + self.unanswered()
        if wrong:
            raise AssertionError("The bot broke rules of the Bot API:\n" + "\n".join(f"- {line}" for line in wrong))

    # requests

    async def _reply(self, request: Request) -> Reply:
        if request.path.startswith("/file/bot"):
            return self._download(request)
        token, _, name = request.path.removeprefix("/bot").partition("/")
        method = spec.method_names().get(name.lower(), name)
        params: Object = {}
        received = self.clock.now().timestamp()
        quiet = method in UNKEPT
        self._under_way += not quiet
        fault: Fault | None = None
        try:
            if len(request.body) > MAX_UPLOAD + (1 << 20):
                raise Refusal(413)
            params = parameters(request.headers.get("content-type", ""), request.body, request.query)
            self._authorised(request, token)
            fault = self._fault(method, params)
            result = await self._done(method, params)
            reply = Reply(200, json.dumps({"ok": True, "result": result}).encode())
        except Refusal as refusal:
            reply = self._refused(method, params, refusal)
        except Exception:
            self.world.flag(f"the emulator itself failed at {method}: {traceback.format_exc()}")
            reply = self._refused(method, params, Refusal(500, "the emulator failed", fair=True))
        finally:
            self._under_way -= not quiet
            self.world.bell.ring()
        if not quiet:
            self.requests.append(Asked(method, params, reply.status, received))
            self.world.bell.ring()
        if fault and fault.trouble == "hold":
            await self._hold(fault)
        return Reply(0, b"", drop=True) if fault or reply.status == 0 else reply

    async def _hold(self, fault: Fault) -> None:
        """Give no answer until the client goes away."""
        fault.holding += 1
        self.world.bell.ring()
        try:
            await asyncio.Event().wait()
        finally:
            fault.holding -= 1

    def _authorised(self, request: Request, token: str) -> None:
        if not request.path.startswith("/bot") or ":" not in unquote(token):
            raise Refusal(404)
        if unquote(token) != self.token:
            raise Refusal(401)

    def _fault(self, method: str, params: Object) -> Fault | None:
        """Meet the scheduled trouble: a refusal, a connection dropped at once, or a fault to drop it afterwards."""
        fault = self.faults.meet(method, params)
        if fault is None:
            return None
        for question in self.world.questions.values():
            if question.id in params.values():
                question.excused = True
        if fault.refusal is not None:
            raise fault.refusal
        if fault.trouble == "drop before":
            raise Refusal(0, fair=True)
        return fault

    async def _done(self, method: str, raw: Object) -> Any:
        if method.lower() not in spec.method_names():
            raise Refusal(404, ": method not found")
        try:
            params = spec.conform(method, raw)
        except spec.Misfit as departure:
            raise wording.refused(method, departure) from None
        attached = {name: value for name, value in raw.items() if isinstance(value, spec.Upload) and name not in params}
        call = Call(self.world, method, params, attached)
        rules.check(call)
        for excess in spec.lengths(method, params):
            raise wording.refused(method, excess)
        if method not in METHODS:
            raise strict(f"the emulator does not do {method}")
        self.rates.admit(method, params, self.world.chats)
        result = METHODS[method](call)
        if inspect.isawaitable(result):
            result = await result
        misfit = spec.answer_misfit(method, result)
        if misfit:
            raise AssertionError(f"the emulator's answer to {method} is not one: {misfit}")
        if call.attached:
            self.world.flag(f"{method}: a file came along that nothing refers to: {', '.join(call.attached)}")
        return result

    def _refused(self, method: str, params: Object, refusal: Refusal) -> Reply:
        if not refusal.fair:
            shown = {name: value for name, value in params.items() if not isinstance(value, spec.Upload)}
            self.world.flag(f"{method}: {refusal.description} — {json.dumps(shown, ensure_ascii=False)[:300]}")
        headers = {}
        if "retry_after" in refusal.parameters:
            headers["Retry-After"] = str(refusal.parameters["retry_after"])
        return Reply(refusal.status, json.dumps(refusal.answer()).encode(), headers=headers)

    def _download(self, request: Request) -> Reply:
        """A file by the path that getFile gave."""
        parts = unquote(request.path.removeprefix("/file/bot")).split("/")
        if parts[0] != self.token or len(parts) < 4 or parts[2] not in self.world.files:
            return Reply(404, json.dumps(Refusal(404).answer()).encode())
        return Reply(200, self.world.files[parts[2]][1], "application/octet-stream")

    def later(self, **span: float) -> None:
        """Move the clock: `later(minutes=5)`."""
        self.clock.advance(timedelta(**span).total_seconds())
