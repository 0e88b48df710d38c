"""What a load run offers: who asks what when, and what goes wrong on the way. In: how many; out: deeds in order.

Questions come at random moments, as many as the documented limits can carry with some room; a few times a hundred chats
ask at once, and one chat floods. Each question of a chat names another day, by which its answer is known.
"""

import heapq
import random
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tests.telegram.rates import LIMITS, Limit

A_SECOND = 24.0
FLOOD = 40
FLOODS = BURSTS = 4
EVERY_INLINE, EVERY_REPEAT, EVERY_GROUP, EVERY_TROUBLED = 10, 50, 5, 10
TOPICS = ("strikes in Syria", "drone strikes in Sudan", "US casualties", "air strikes in Homs", "ambushes")

Kind = Literal["ask", "inline", "repeat"]
Trouble = Literal["", "429", "500", "502", "drop before", "drop after", "block", "migrate"]
TROUBLES: tuple[Trouble, ...] = ("429", "500", "drop before", "block", "drop after", "migrate", "502", "429")


@dataclass(frozen=True, slots=True)
class Deed:
    """At `moment` (in seconds) the reader of chat number `chat` does something, and meets `trouble` or none."""

    moment: float
    chat: int
    kind: Kind = "ask"
    text: str = ""
    trouble: Trouble = ""


def is_group(chat: int) -> bool:
    """Whether a chat of the plan is a group; the first one, which floods, is private."""
    return chat % EVERY_GROUP == EVERY_GROUP - 1


def is_troubled(chat: int) -> bool:
    """Whether things go wrong in a chat of the plan."""
    return chat % EVERY_TROUBLED in (1, 4) and chat // EVERY_TROUBLED % 2 == 0


def plan(chats: int, updates: int, seed: int = 1) -> list[Deed]:
    """The deeds of a run, in order."""
    chance = random.Random(seed)
    moments = _moments(chats, updates, chance)
    return _deeds(moments, chance)


def _moments(chats: int, updates: int, chance: random.Random) -> list[tuple[float, int]]:
    """When which chat does something."""
    flood, burst = min(FLOOD, updates // 100), min(100, chats // 4)
    single = updates - FLOODS * flood - BURSTS * burst
    moments, now = [], 0.0
    for _ in range(single):
        now += chance.expovariate(A_SECOND)
        moments.append((now, chance.randrange(1, chats)))
    for number in range(FLOODS):
        moments += [(now * (number + 0.3) / FLOODS, 0)] * flood
    for number in range(BURSTS):
        moments += [(now * (number + 0.7) / BURSTS, chat) for chat in chance.sample(range(1, chats), burst)]
    return sorted(moments)


def _deeds(moments: Sequence[tuple[float, int]], chance: random.Random) -> list[Deed]:
    deeds: list[Deed] = []
    asked: defaultdict[int, int] = defaultdict(int)
    for number, (moment, chat) in enumerate(moments):
        if chat and number % EVERY_REPEAT == EVERY_REPEAT - 1:
            deeds.append(Deed(moment, chat, "repeat"))
        elif chat and number % EVERY_INLINE == EVERY_INLINE - 1:
            deeds.append(Deed(moment, chat, "inline", f"{chance.choice(TOPICS)} {mark(number)}"))  # in no cache
        else:
            asked[chat] += 1
            trouble = TROUBLES[(asked[chat] // 2 + chat) % len(TROUBLES)] if asked[chat] % 2 == 0 else ""
            text = f"{chance.choice(TOPICS)} {mark(asked[chat])}"
            deeds.append(Deed(moment, chat, "ask", text, trouble if is_troubled(chat) else ""))
    return deeds


def mark(number: int) -> str:
    """The words by which the answer to a chat's question of that number is known."""
    day = date(2023, 1, 1) + timedelta(days=number)
    return f"since {day.day} {day:%B} {day.year}"


def offered(deeds: Sequence[Deed]) -> float:
    """Messages asked for a second."""
    return sum(deed.kind == "ask" for deed in deeds) / deeds[-1].moment


def least_delays(deeds: Sequence[Deed]) -> list[tuple[int, float]]:
    """Each question's chat, and how long its answer must wait at least under the documented limits: by a sender that
    takes no time, keeps each chat's order and lets whoever has waited longest go first."""
    limits, queues = LIMITS["documented"], defaultdict[int, deque[float]](deque)
    for deed in deeds:
        if deed.kind == "ask":
            queues[deed.chat].append(deed.moment)
    left: defaultdict[int, deque[float]] = defaultdict(deque)  # of each chat, and of all as -1
    ready = [(queue[0], queue[0], chat) for chat, queue in queues.items()]
    heapq.heapify(ready)
    delays = []
    while ready:
        now, asked, chat = heapq.heappop(ready)
        own = [limits["chat"], limits["group"]] if is_group(chat) else [limits["chat"]]
        free = max(_free(left[-1], [limits["all"]], now), _free(left[chat], own, now))
        if free > now:
            heapq.heappush(ready, (free, asked, chat))
            continue
        left[-1].append(now)
        left[chat].append(now)
        delays.append((chat, now - asked))
        queues[chat].popleft()
        if queues[chat]:
            heapq.heappush(ready, (max(now, queues[chat][0]), queues[chat][0], chat))
    return delays


def _free(left: deque[float], limits: Sequence[Limit], now: float) -> float:
    """When one more message may leave."""
    return max((left[-limit.messages] + limit.seconds for limit in limits if len(left) >= limit.messages), default=now)
