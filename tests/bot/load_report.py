"""What a load run came to: what the emulator saw and what the bot saw within, judged, and set beside other runs."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.bot.holding import Holds
from tests.bot.load_plan import Deed, is_troubled, mark
from tests.telegram.emulator import Asked, Emulator
from tests.telegram.faults import Fault

Side = Literal["ours", "theirs"]
Group = Literal["flooding", "troubled", "others", "inline"]
GROUPS: tuple[Group, ...] = ("others", "troubled", "flooding", "inline")
NAMES: dict[Side, str] = {"ours": "Watchfloor", "theirs": "AIORateLimiter"}

_MARK = re.compile(r"since \d+ [A-Z][a-z]+ \d{4}")
_TOO_FAST = "Too Many Requests"


@dataclass(slots=True)
class Outcome:
    """One run. Delays in seconds of the virtual clock, from question to answer; `earned` counts the 429 that nobody
    planned, `doubtful` the messages that may have been lost on the way, `unlogged` those that the log does not tell."""

    side: Side
    updates: int
    seconds: float = 0.0
    computed: float = 0.0
    lost: int = 0
    repeated: int = 0
    doubtful: int = 0
    unlogged: int = 0
    refused: int = 0
    moved: int = 0
    put_off: int = 0
    earned: int = 0
    held: Holds = field(default_factory=Holds)
    delays: dict[Group, list[float]] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)


def judged(
    side: Side,
    emulator: Emulator,
    chats: Mapping[int, int],
    faults: Sequence[Fault],
    deeds: Sequence[Deed],
    within: Any,
) -> Outcome:
    """Count what was lost, repeated and put off, and how long each kind of chat waited; `chats` gives the plan's number
    of a chat's id, `within` is what the bot's process tells of itself."""
    outcome = Outcome(side, len(deeds), within["seconds"], within["computed"])
    _count_answers(outcome, emulator, chats, deeds, within["begun"])
    asked = emulator.asked("sendMessage")
    outcome.refused = sum(request.status == 403 for request in asked)
    outcome.put_off = sum(request.status == 429 for request in asked)
    outcome.moved = len({request.params["chat_id"] for request in asked if request.status == 400})
    outcome.doubtful = sum(fault.met for fault in faults if fault.refusal is None or fault.refusal.status >= 500)
    outcome.unlogged = outcome.doubtful - within["doubts"]
    _count_inline(outcome, emulator)
    outcome.earned = sum(_TOO_FAST in violation for violation in emulator.violations)
    outcome.violations = [
        violation for violation in emulator.violations if _TOO_FAST not in violation or side == "ours"
    ]
    outcome.held = Holds(**within["holds"])
    return outcome


def _count_answers(
    outcome: Outcome, emulator: Emulator, chats: Mapping[int, int], deeds: Sequence[Deed], begun: float
) -> None:
    moments: defaultdict[int, dict[str, float]] = defaultdict(dict)
    for deed in deeds:
        if deed.kind == "ask":
            moments[deed.chat][mark(len(moments[deed.chat]) + 1)] = deed.moment
    answers: defaultdict[int, list[Asked]] = defaultdict(list)
    for request in emulator.asked("sendMessage"):
        answers[chats[int(request.params["chat_id"])]].append(request)
    for chat, questions in moments.items():
        heard = Counter(
            said for one in answers[chat] if one.status == 200 for said in set(_MARK.findall(one.params["text"]))
        )
        turned_away = sum(one.status in (0, 403) or one.status >= 500 for one in answers[chat])
        outcome.lost += max(0, sum(said not in heard for said in questions) - turned_away)
        outcome.repeated += sum(times - 1 for times in heard.values())
        outcome.delays.setdefault(_group(chat), []).extend(
            max(0.0, one.received - begun - questions[said])
            for one in answers[chat]
            if one.status == 200
            for said in set(_MARK.findall(one.params["text"]))
        )


def _count_inline(outcome: Outcome, emulator: Emulator) -> None:
    typed = [question for question in emulator.world.questions.values() if question.kind == "inline_query"]
    answered = {request.params["inline_query_id"]: request.received for request in emulator.asked("answerInlineQuery")}
    outcome.lost += sum(question.id not in answered and not question.excused for question in typed)
    outcome.delays["inline"] = [answered[one.id] - one.asked_at for one in typed if one.id in answered]


def spread(delays: Sequence[float]) -> str:
    """Median, 95th and 99th percentile, and the longest."""
    return " ".join(f"{share(delays, part):9.2f}" for part in (0.5, 0.95, 0.99, 1.0))


def share(values: Sequence[float], part: float) -> float:
    """What so many of the values stay under, or are."""
    ranked = sorted(values) or [0.0]
    return ranked[int(part * (len(ranked) - 1))]


def summary(outcomes: Sequence[Outcome], a_second: float, least: Sequence[tuple[int, float]]) -> str:
    """The figures as a page."""
    lines = [
        f"{outcomes[0].updates:,} updates; {a_second:.1f} messages a second are asked for, of 30 that may leave",
        "",
        "seconds to the answer, on the virtual clock      median      95 %      99 %   longest",
    ]
    for group in GROUPS:
        lines += [f"{group:9} {NAMES[one.side]:34} {spread(one.delays.get(group, ()))}" for one in outcomes]
        wait = [delay for chat, delay in least if _group(chat) == group]
        lines += [f"{group:9} {'the least that the limits allow':34} {spread(wait)}"] if wait else []
    for one in outcomes:
        lines += ["", *_counts(one)]
    return "\n".join(lines)


def _group(chat: int) -> Group:
    return "flooding" if chat == 0 else "troubled" if is_troubled(chat) else "others"


def _counts(one: Outcome) -> list[str]:
    held = one.held
    return [
        f"{NAMES[one.side]}: {one.seconds:.0f} s ({one.updates / one.seconds:.0f} updates a second, "
        f"{1000 * one.computed / one.updates:.1f} ms of computing each)",
        f"  lost {one.lost}, repeated {one.repeated}, rules broken {len(one.violations)}",
        f"  in doubt {one.doubtful}, never sent again, {one.unlogged} of them not in the log; turned away by a block "
        f"{one.refused}; groups that moved {one.moved}; 429 met {one.put_off}, of which earned {one.earned}",
        f"  event loop held {max(held.own):.0f} ms at most by its own process ({max(held.all):.0f} ms with what else "
        f"runs here), {share(held.own, 0.99):.1f} ms at the 99th percentile; longest garbage collection "
        f"{held.collecting:.0f} ms",
    ]
