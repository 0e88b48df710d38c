"""A message in the outbox comes back as it was; older texts are messages without buttons."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.sending.messages import Kind, OutgoingMessage, from_json, to_json

TEXT = st.text(max_size=80)
NUMBERS = st.none() | st.integers(0, 2**53)
ROWS = st.lists(st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple), max_size=3).map(tuple)
MESSAGES = st.builds(OutgoingMessage, TEXT, ROWS, NUMBERS, NUMBERS, st.none() | TEXT, st.sampled_from(Kind), TEXT)


@given(MESSAGES)
def test_every_message_comes_back(message: OutgoingMessage) -> None:
    assert from_json(to_json(message)) == message


@given(st.text())
def test_any_other_text_is_the_html_of_a_message(text: str) -> None:
    assert from_json(f"<b>{text}") == OutgoingMessage(f"<b>{text}")


def test_what_looks_like_a_message_but_is_none_stays_text() -> None:
    for text in ('{"html": 1}', "[]", "null", "7", '{"buttons": [[1]]}'):
        assert from_json(text) == OutgoingMessage(text)
