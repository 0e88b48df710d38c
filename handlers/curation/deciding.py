"""What an admin wants to be decided, as a value, and carrying it out: the index is changed, and a sentence says how."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from telegram import User

from domain.corrections import Aspect, Correction
from handlers.intake.withdrawals import named
from handlers.services.services import Services
from handlers.views.texts import fill
from query.correcting import Told, read_correction, read_value
from query.wording.corrections import change, decided
from store.events.decisions import Action, Decision, home_of
from store.writing.curation import (
    correct_event,
    drop_event,
    keep_event,
    merge_events,
    split_event,
    undo_decision,
    undo_last,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A decision that is wanted: on `event`; `others` are the events to join it with, or the reports to split off it;
    of an undo, the `decision` that is meant, the last where none is given. `action` None takes back."""

    action: Action | None
    event: int
    correction: Correction | None = None
    others: tuple[int, ...] = ()
    decision: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a wish: a plain sentence, and the number under which the event stands now."""

    said: str
    event: int


async def correction_in(services: Services, chat: int, words: str, aspect: Aspect | None = None) -> Correction:
    """The correction that words say, or a value of an aspect that is known already; days are those of the chat. Raises
    CorrectionError where they say none."""

    def read(reader: sqlite3.Connection) -> Correction:
        told = Told(services.world, services.clock(), services.zone_of(reader, chat))
        return read_correction(words, told) if aspect is None else read_value(aspect, words, told)

    return await services.index.read(read)


async def decide(services: Services, wish: Wish, user: User) -> Outcome:
    """Carry out what an admin wants. Raises StoreError where it cannot be."""
    maker, now, names = named(user), services.clock(), services.actors
    return await services.index.write(lambda writer: carry_out(writer, wish, maker, now, names))


def carry_out(writer: sqlite3.Connection, wish: Wish, maker: str, now: datetime, names: Mapping[str, str]) -> Outcome:
    """Decide what is wished. Raises StoreError where it cannot be."""
    event = wish.event
    match wish.action:
        case Action.CORRECT if wish.correction is not None:
            decision = correct_event(writer, event, wish.correction, maker, now)
            home = home_of(writer, decision) or event
            key = "curation_corrected" if home == event else "curation_corrected_one"
            return Outcome(fill(key, event=event, change=_changed(decision, names), home=home), home)
        case Action.KEEP:
            keep_event(writer, event, maker, now)
            return Outcome(fill("curation_kept", event=event), event)
        case Action.DROP:
            drop_event(writer, event, maker, now)
            return Outcome(fill("curation_dropped", event=event), event)
        case Action.MERGE:
            home = merge_events(writer, (event, *wish.others), maker, now)
            return Outcome(fill("curation_joined", event=home), home)
        case Action.SPLIT:
            home = split_event(writer, event, wish.others, maker, now)
            return Outcome(fill("curation_split", event=event, home=home), event)
    if wish.decision is not None:
        homes = undo_decision(writer, wish.decision, maker, now)
        return Outcome(fill("curation_undone", event=event), homes[0] if homes and event not in homes else event)
    undone, homes = undo_last(writer, event, maker, now)
    what = ": ".join(part for part in decided(undone, names) if part)
    said = fill("curation_undone_what", event=event, what=what)
    return Outcome(said, homes[0] if homes and event not in homes else event)


def _changed(decision: Decision, names: Mapping[str, str]) -> str:
    if decision.correction is None or decision.before is None:
        return ""
    return change(decision.correction, decision.before, names)
