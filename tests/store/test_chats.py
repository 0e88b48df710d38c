"""What the bot must remember: chats, digests whose slots are sent once, the outbox, and updates seen."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from store.chats.chats import leave_chat, move_chat, note_refusal, remember_chat
from store.chats.deliveries import (
    Parcel,
    begin_delivery,
    delivery_failed,
    delivery_sent,
    delivery_unknown,
    due_deliveries,
    queue_delivery,
    retry_delivery,
    take_up_deliveries,
)
from store.chats.digest_told import Telling, Told, told_in_slot
from store.chats.digests import Digest, add_digest, all_digests, claim_slot, digests_of_chat, end_digest, pause_digest
from store.chats.preferences import Preferences, prefer, preferences_of
from store.chats.questions import KeptQuestion, keep_question, question_of_message
from store.chats.updates import MOST_STARTS, forget_updates, keep_update, take_up_updates, update_handled
from store.database import StoreError, open_for_writing

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)
SLOT = datetime(2025, 12, 20, 7, tzinfo=UTC)
SET = datetime(2025, 12, 19, 18, tzinfo=UTC)
GROUP = -5


@pytest.fixture
def group(writer: sqlite3.Connection) -> sqlite3.Connection:
    remember_chat(writer, GROUP, "group", "Desk", NOW)
    return writer


def digest(chat: int = GROUP, question: str = "strikes in Syria") -> Digest:
    days = frozenset(range(1, 8))
    return Digest(0, chat, None, (time(8), time(20)), days, "Europe/Berlin", question, frozenset({"map"}), SET, None)


def telling(payload: str | None) -> Telling:
    return Telling(payload, SET, 0)


def states(writer: sqlite3.Connection) -> list[str]:
    return [row[0] for row in writer.execute("select state from deliveries order by id")]


def known(connection: sqlite3.Connection) -> list[tuple[int, str, str | None, str]]:
    return [tuple(row) for row in connection.execute("select id, kind, title, joined from chats order by id")]


def test_a_chat_is_remembered(group: sqlite3.Connection) -> None:
    remember_chat(group, GROUP, "group", "Night desk", NOW + timedelta(days=1))
    assert known(group) == [(GROUP, "group", "Night desk", "2025-12-20T12:00:00Z")]


def test_nothing_is_kept_of_a_chat_that_the_bot_left(group: sqlite3.Connection) -> None:
    remember_chat(group, 7, "private", None, NOW)
    number, other = add_digest(group, digest()), add_digest(group, digest(7))
    for chat in (GROUP, 7):
        prefer(group, chat, Preferences(zone="Asia/Aden"))
    assert claim_slot(group, number, SLOT, telling("the day"), NOW)
    under_way = due_deliveries(group, NOW)[0].id
    assert begin_delivery(group, under_way, NOW)
    queue_delivery(group, Parcel(GROUP, "late news"), NOW)
    leave_chat(group, GROUP, NOW)
    assert [kept.id for kept in all_digests(group)] == [other]
    assert due_deliveries(group, NOW) == ()
    assert [id for id, *_ in known(group)] == [7]
    assert preferences_of(group, GROUP) == Preferences()
    assert preferences_of(group, 7) == Preferences(zone="Asia/Aden")
    delivery_sent(group, under_way, 12, NOW)  # it was on its way
    assert states(group) == ["sent", "failed"]
    assert note_refusal(group, GROUP, NOW) == 0


def test_a_group_that_becomes_a_supergroup_takes_everything_along(group: sqlite3.Connection) -> None:
    number = add_digest(group, digest())
    queue_delivery(group, Parcel(GROUP, "news"), NOW)
    prefer(group, GROUP, Preferences(zone="Asia/Aden"))
    move_chat(group, GROUP, -100200)
    assert known(group) == [(-100200, "supergroup", "Desk", "2025-12-20T12:00:00Z")]
    assert preferences_of(group, -100200).zone == "Asia/Aden"
    assert [kept.id for kept in digests_of_chat(group, -100200)] == [number]
    assert due_deliveries(group, NOW)[0].chat_id == -100200


def test_digests_of_a_chat_and_of_all(group: sqlite3.Connection) -> None:
    remember_chat(group, 7, "private", None, NOW)
    first, second = add_digest(group, digest()), add_digest(group, digest(7, "US casualties"))
    assert digests_of_chat(group, GROUP) == (replace(digest(), id=first, known=0),)
    assert [kept.id for kept in all_digests(group)] == [first, second]
    assert not end_digest(group, first, 7)
    assert end_digest(group, first, GROUP)
    assert not end_digest(group, first, GROUP)
    assert [kept.id for kept in all_digests(group)] == [second]


def test_a_digest_rests_and_goes_on(group: sqlite3.Connection) -> None:
    number = add_digest(group, digest())
    assert not pause_digest(group, number, 7, paused=True)
    assert pause_digest(group, number, GROUP, paused=True)
    assert not claim_slot(group, number, SLOT, telling("the day"), NOW)
    assert pause_digest(group, number, GROUP, paused=False)
    assert claim_slot(group, number, SLOT, telling("the day"), NOW)


def test_a_slot_may_pass_in_silence_and_brings_its_pictures(group: sqlite3.Connection) -> None:
    number = add_digest(group, digest())
    assert claim_slot(group, number, SLOT, telling(None), NOW)
    assert due_deliveries(group, NOW) == ()
    told = replace(telling("news"), known=3, events=1, told=(Told(3, 2, "[]", "Air strike"),))
    assert claim_slot(group, number, SLOT + timedelta(hours=12), told, NOW, [("map", b"png")])
    assert [(due.payload, due.attachment) for due in due_deliveries(group, NOW)] == [("news", None), ("map", b"png")]
    assert [each.label for each in told_in_slot(group, number, SLOT + timedelta(hours=12))] == ["Air strike"]
    assert end_digest(group, number, GROUP)
    assert told_in_slot(group, number, SLOT + timedelta(hours=12)) == ()


def test_a_digest_needs_a_chat_that_is_known(writer: sqlite3.Connection) -> None:
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        add_digest(writer, digest(404))


def test_a_slot_is_claimed_once_even_after_a_restart(group: sqlite3.Connection, path: Path) -> None:
    number = add_digest(group, digest())
    assert claim_slot(group, number, SLOT, telling("the day"), NOW)
    assert not claim_slot(group, number, SLOT, telling("the day"), NOW)
    with closing(open_for_writing(path)) as restarted:
        assert not claim_slot(restarted, number, SLOT, telling("the day"), NOW)
        assert not claim_slot(restarted, number, SLOT - timedelta(days=1), telling("the day before"), NOW)
        assert claim_slot(restarted, number, SLOT + timedelta(days=1), telling("the day after"), NOW)
        assert [due.payload for due in due_deliveries(restarted, NOW)] == ["the day", "the day after"]
        (kept,) = all_digests(restarted)
        assert isinstance(kept, Digest)
        assert kept.last_slot == SLOT + timedelta(days=1)


def test_a_slot_whose_message_cannot_be_queued_is_not_taken(group: sqlite3.Connection) -> None:
    number = add_digest(group, digest())
    group.execute("create temp trigger full before insert on deliveries begin select raise(abort, 'no room'); end")
    with pytest.raises(StoreError, match="no room"):
        claim_slot(group, number, SLOT, telling("the day"), NOW)
    group.execute("drop trigger full")
    assert claim_slot(group, number, SLOT, telling("the day"), NOW)


def test_an_ended_digest_has_no_slots_nor_has_the_next_of_its_number(group: sqlite3.Connection) -> None:
    number = add_digest(group, digest())
    assert not claim_slot(group, number, SLOT - timedelta(days=1), telling("yesterday"), NOW)
    assert claim_slot(group, number, SLOT, telling("the day"), NOW)
    end_digest(group, number, GROUP)
    assert not claim_slot(group, number, SLOT + timedelta(days=1), telling("the day after"), NOW)
    again = add_digest(group, replace(digest(), question="another", created=NOW))
    assert again == number
    assert not claim_slot(group, number, SLOT, telling("news of the ended one"), NOW)
    assert states(group) == ["queued"]


def test_a_delivery_goes_its_way_once(writer: sqlite3.Connection) -> None:
    for payload in "abcd":
        queue_delivery(writer, Parcel(1, payload, thread_id=3), NOW)
    due = due_deliveries(writer, NOW)
    assert [(d.payload, d.thread_id, d.attempts) for d in due] == [(payload, 3, 0) for payload in "abcd"]
    assert all(begin_delivery(writer, d.id, NOW) for d in due)
    assert not begin_delivery(writer, due[0].id, NOW)
    delivery_sent(writer, due[0].id, 77, NOW)
    delivery_failed(writer, due[1].id, "blocked", NOW)
    delivery_unknown(writer, due[2].id, "timed out", NOW)
    retry_delivery(writer, due[3].id, NOW + timedelta(seconds=30), "flood", NOW)
    assert states(writer) == ["sent", "failed", "unknown", "queued"]
    assert due_deliveries(writer, NOW) == ()
    later = due_deliveries(writer, NOW + timedelta(seconds=30))
    assert [(d.id, d.attempts) for d in later] == [(due[3].id, 1)]


def test_questions_move_with_their_group_and_are_taken_for_no_message_of_the_new_chat(
    group: sqlite3.Connection,
) -> None:
    """Both chats number their messages on their own, so that the numbers may meet."""
    for chat, message, question in ((GROUP, 7, "old"), (GROUP, 8, "older"), (-100200, 7, "new")):
        keep_question(group, KeptQuestion(0, chat, 1, message, message + 10, question, "UTC", NOW, None, None))
    move_chat(group, GROUP, -100200)
    kept = group.execute("select chat_id, question, answer_id from questions order by id").fetchall()
    assert [tuple(row) for row in kept] == [(-100200, "old", None), (-100200, "older", None), (-100200, "new", 17)]
    assert question_of_message(group, -100200, 8) is None
    asked_now = question_of_message(group, -100200, 7)
    assert asked_now is not None
    assert asked_now.question == "new"


def test_what_was_being_sent_in_a_crash_is_in_doubt_and_what_was_in_hand_is_not(writer: sqlite3.Connection) -> None:
    later = NOW + timedelta(minutes=5)
    first, second = (queue_delivery(writer, Parcel(1, payload, attachment=b"map"), NOW, later) for payload in "ab")
    assert first is not None
    begin_delivery(writer, first, NOW)
    assert due_deliveries(writer, NOW) == ()
    assert take_up_deliveries(writer, NOW) == 1
    assert states(writer) == ["unknown", "queued"]
    assert [(due.id, due.attachment) for due in due_deliveries(writer, NOW)] == [(second, b"map")]
    kept = writer.execute("select id from deliveries where attachment is not null").fetchall()
    assert [row["id"] for row in kept] == [second]


def test_what_one_cause_sends_is_queued_once(writer: sqlite3.Connection) -> None:
    assert queue_delivery(writer, Parcel(1, "answer", cause="12.1"), NOW) is not None
    assert queue_delivery(writer, Parcel(1, "the same once more", cause="12.1"), NOW) is None
    assert queue_delivery(writer, Parcel(1, "picture", cause="12.2"), NOW) is not None
    assert len(states(writer)) == 2


def test_an_update_is_new_once(writer: sqlite3.Connection) -> None:
    assert keep_update(writer, 5, "five", NOW)
    assert not keep_update(writer, 5, "five", NOW + timedelta(hours=1))
    assert keep_update(writer, 6, None, NOW + timedelta(days=2))
    assert forget_updates(writer, NOW + timedelta(days=1)) == 1
    assert not keep_update(writer, 6, None, NOW + timedelta(days=2))


def test_updates_are_taken_up_until_they_are_handled_or_given_up(writer: sqlite3.Connection) -> None:
    for number in (7, 5, 6):
        keep_update(writer, number, f"update {number}", NOW)
    keep_update(writer, 8, None, NOW)
    update_handled(writer, 6)
    for _ in range(MOST_STARTS):
        assert take_up_updates(writer) == ("update 5", "update 7")
    assert take_up_updates(writer) == ()
    assert not keep_update(writer, 5, "update 5", NOW)
