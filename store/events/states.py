"""What of an event may be told anew: who stands behind it and its figures, as one text that is compared and kept.

["reported", 1, 5, 5, 5, null, null, null, …]     status, whether it counts, then least, most and best of each outcome
"""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from domain.casualties import Outcome
from domain.events import Status
from store.database import explained
from store.events.rows import FIGURES, OUTCOMES, figures_of, is_counted
from store.linkage.merging import Merged

STATE = f"json_array(events.status, events.counted, {', '.join(f'events.{column}' for column in FIGURES)})"
STATES = f"select id, {STATE} as state from events where id in (select value from json_each(?))"  # noqa: S608 primary key
GONE = "[]"
"""The state of what no report tells of any more."""


@dataclass(frozen=True, slots=True)
class State:
    """An event's status, whether it counts as one, and least, most and best of each outcome that is spoken of."""

    status: Status
    counted: bool
    figures: dict[Outcome, tuple[int, int | None, int | None]]


def read_state(text: str) -> State | None:
    """What a state says; None where the event is gone."""
    status, counted, *numbers = json.loads(text) or (None, None)
    if status is None:
        return None
    triples = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
    figures = {outcome: one for outcome, one in zip(OUTCOMES, triples, strict=True) if one[0] is not None}
    return State(Status(status), bool(counted), figures)


def states_of(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, str]:
    """The states of the events with these ids; those that are gone are left out."""
    with explained():
        return {int(row["id"]): str(row["state"]) for row in connection.execute(STATES, (json.dumps(list(ids)),))}


def state_of(merged: Merged) -> str:
    """The state of an event that is made of some mentions only, as `states_of` writes it."""
    event = merged.event
    numbers = [event.status.value, int(is_counted(event)), *figures_of(merged)]
    return json.dumps(numbers, separators=(",", ":"))
