"""Two hundred events within a minute for one chat, under Telegram's limits: gathered, all told, nobody else delayed."""

import sqlite3
from itertools import islice, product

from store.writing.reports import add_report
from tests.handlers.reports import event, report
from tests.handlers.stage import Stage

EVENTS, ROUNDS, LONG = 200, 20, 3.0
KINDS = ("air-strike", "arrest")
PLACES = ("Homs", "Idlib", "Raqqa", "Aleppo", "Hama", "Daraa", "Palmyra")


async def test_two_hundred_events_in_a_minute_reach_a_chat_within_the_limits_and_delay_no_other(stage: Stage) -> None:
    emulator, ada, grace = stage.emulator, stage.ada, stage.grace
    emulator.rates.profile = "documented"
    group = emulator.group("Desk", ada, admin=ada)
    ada.command("watch", "events in Syria", chat=group)
    grace.command("watch", "drone strikes in Sudan")
    await stage.settled()
    happenings = list(islice(product(range(6, 21), PLACES, KINDS), EVENTS))
    delays = []
    for number in range(ROUNDS):
        began = emulator.clock.now()
        told = [
            report("Wire", day, f"{kind}, {place} {day}.", event(kind, place, day))
            for day, place, kind in happenings[number::ROUNDS]
        ]
        if number % 5 == 0:  # and one for somebody else
            told.append(report("Nile Post", 20, f"A drone {number}.", event("drone-strike", "El Fasher", 20 - number)))

        def arrive(writer: sqlite3.Connection, told: list[object] = told) -> None:
            for each in told:
                add_report(writer, *each)  # type: ignore[misc]

        await stage.services.index.write(arrive)
        await stage.jobs()
        delays += [emulator.clock.now() - began] if number % 5 == 0 else []
        emulator.later(seconds=max(0.0, LONG - (emulator.clock.now() - began).total_seconds()))
    assert len(grace.chat.from_bot()) == 1 + len(delays)
    assert max(delays).total_seconds() <= LONG
    for _ in range(12):
        emulator.later(seconds=15)
        await stage.jobs()
    asked = [one for one in emulator.asked("sendMessage") if one.params["chat_id"] == str(group.id)]
    assert {one.status for one in asked} == {200}
    assert len(asked) <= 20
    counted = await stage.services.index.read(_told)
    assert counted[group.id] == (EVENTS, EVENTS)
    assert counted[grace.chat.id] == (len(delays), len(delays))


def _told(reader: sqlite3.Connection) -> dict[int, tuple[int, int]]:
    """For each chat, of how many events it was to be told, and how many of them stand in a message that arrived."""
    rows = reader.execute(
        "select alerts.chat_id as chat, count(*) as events, count(coalesce(alerts.message_id, g.message_id)) as there "
        "from alerts left join gatherings as g on g.id = gathering_id group by alerts.chat_id"
    )
    return {row["chat"]: (row["events"], row["there"]) for row in rows}
