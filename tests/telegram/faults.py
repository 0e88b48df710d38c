"""Trouble on demand. In: "the next two sendMessage to this chat get a 429"; out: what happens to a request."""

from dataclasses import dataclass
from typing import Literal

from .chats import Chat, Object
from .refusal import Refusal

Trouble = Literal["refuse", "drop before", "drop after", "hold"]


@dataclass(slots=True)
class Fault:
    """One scheduled trouble: which requests it meets, how often, what it does to them, how many pass before, and
    how many are held at present."""

    method: str
    trouble: Trouble
    times: int
    refusal: Refusal | None = None
    chat_id: int | None = None
    met: int = 0
    passing: int = 0
    holding: int = 0

    def meets(self, method: str, params: Object) -> bool:
        """Whether this request runs into it."""
        here = self.chat_id is None or str(params.get("chat_id")) == str(self.chat_id)
        return self.met < self.times and self.method.lower() in ("", method.lower()) and here


class Faults:
    """The schedule. An empty method name means every method but getUpdates; `chat` narrows it to one chat."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def _plan(self, fault: Fault) -> Fault:
        self._planned.append(fault)
        return fault

    def flood(self, method: str = "", retry_after: int = 1, times: int = 1, chat: Chat | None = None) -> Fault:
        """429 with retry_after."""
        refusal = Refusal(429, f"retry after {retry_after}", fair=True, retry_after=retry_after)
        return self._plan(Fault(method, "refuse", times, refusal, chat.id if chat else None))

    def forbid(self, method: str = "", sentence: str = "bot was blocked by the user", times: int = 1) -> Fault:
        """403."""
        return self._plan(Fault(method, "refuse", times, Refusal(403, sentence, fair=True)))

    def fail(self, method: str = "", status: int = 500, times: int = 1, chat: Chat | None = None) -> Fault:
        """A 5xx of the server."""
        refusal = Refusal(status, "the server is restarting", fair=True)
        return self._plan(Fault(method, "refuse", times, refusal, chat.id if chat else None))

    def drop(self, method: str, after: bool = True, times: int = 1, chat: Chat | None = None) -> Fault:
        """Close the connection without an answer: after the request was carried out, or before."""
        trouble: Trouble = "drop after" if after else "drop before"
        return self._plan(Fault(method, trouble, times, None, chat.id if chat else None))

    def hold(self, method: str, times: int, passing: int = 0) -> Fault:
        """Carry the request out, and never answer; the first `passing` are answered as usual."""
        return self._plan(Fault(method, "hold", times, passing=passing))

    def meet(self, method: str, params: Object) -> Fault | None:
        """The trouble that this request runs into, counted."""
        for fault in self._planned:
            spared = method == "getUpdates" and not fault.method
            if not spared and fault.meets(method, params):
                if fault.passing:
                    fault.passing -= 1
                    continue
                fault.met += 1
                return fault
        return None
