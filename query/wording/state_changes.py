"""What changed in an event since it was told: two states in, "5 → 7 killed, now confirmed" out."""

from domain.casualties import Outcome
from query.wording.casualty_phrases import span
from query.wording.paraphrase import STATUSES
from store.events.states import State


def changes(before: State | None, after: State | None) -> str:
    """What is told of an event now that was told otherwise; empty where nothing is."""
    if after is None:
        return "withdrawn, no report tells of it any more"
    if before is None:
        return "reported again"
    said = []
    for outcome in Outcome:
        was, now = _number(before, outcome), _number(after, outcome)
        if was != now:
            said.append(f"{was or 'none stated'} → {now or 'none stated'} {outcome}")
    if before.status is not after.status:
        said.append(f"{_status(before)} → {_status(after)}")
    if before.counted and not after.counted:
        said.append("it did not take place as told")
    return ", ".join(said)


def _number(state: State, outcome: Outcome) -> str:
    if outcome not in state.figures:
        return ""
    low, high, best = state.figures[outcome]
    if low == high == 0:
        return "none"
    number, _, _ = span(low, high, best).partition(" (")  # what others told of it, the details show
    return number or "some"


def _status(state: State) -> str:
    return STATUSES.get(state.status, "reported")
