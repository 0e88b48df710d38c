"""What messages said: an edit without a changed word is known, the same update handled anew is not taken for one."""

import sqlite3
from datetime import UTC, datetime, timedelta

from store.chats.words import Heard, carry_out, forget_words, hear, is_carried_out

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)


def test_the_same_words_of_another_update_are_nothing_new(writer: sqlite3.Connection) -> None:
    assert hear(writer, Heard(5, 1, "a", 100), NOW)
    assert not hear(writer, Heard(5, 1, "a", 101), NOW)
    assert hear(writer, Heard(5, 2, "a", 102), NOW)
    assert hear(writer, Heard(6, 1, "a", 103), NOW)
    assert hear(writer, Heard(5, 1, "b", 104), NOW)
    assert hear(writer, Heard(5, 1, "a", 105), NOW)


def test_an_update_that_is_handled_anew_after_a_crash_is_heard_again(writer: sqlite3.Connection) -> None:
    hear(writer, Heard(5, 1, "a", 100), NOW)
    assert hear(writer, Heard(5, 1, "b", 101), NOW)
    assert hear(writer, Heard(5, 1, "b", 101), NOW)
    assert not hear(writer, Heard(5, 1, "b", 102), NOW)


def test_what_was_carried_out_stays_so_when_the_words_change(writer: sqlite3.Connection) -> None:
    hear(writer, Heard(5, 1, "a", 100), NOW)
    assert not is_carried_out(writer, 5, 1)
    carry_out(writer, 5, 1)
    hear(writer, Heard(5, 1, "b", 101), NOW)
    assert is_carried_out(writer, 5, 1)
    assert not is_carried_out(writer, 5, 2)


def test_what_was_heard_long_ago_is_forgotten(writer: sqlite3.Connection) -> None:
    hear(writer, Heard(5, 1, "a", 100), NOW)
    hear(writer, Heard(5, 2, "a", 101), NOW + timedelta(days=2))
    assert forget_words(writer, NOW + timedelta(days=1)) == 1
    assert hear(writer, Heard(5, 1, "a", 102), NOW)
    assert not hear(writer, Heard(5, 2, "a", 103), NOW)
