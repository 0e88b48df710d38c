"""A letter in the outbox comes back as it was; older texts are letters without buttons."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.sending.messages import Kind, Letter, opened, sealed

TEXT = st.text(max_size=80)
NUMBERS = st.none() | st.integers(0, 2**53)
ROWS = st.lists(st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple), max_size=3).map(tuple)
LETTERS = st.builds(Letter, TEXT, ROWS, NUMBERS, NUMBERS, st.none() | TEXT, st.sampled_from(Kind), TEXT)


@given(LETTERS)
def test_every_letter_comes_back(letter: Letter) -> None:
    assert opened(sealed(letter)) == letter


@given(st.text())
def test_any_other_text_is_the_html_of_a_letter(text: str) -> None:
    assert opened(f"<b>{text}") == Letter(f"<b>{text}")


def test_what_looks_like_a_letter_but_is_none_stays_text() -> None:
    for text in ('{"html": 1}', "[]", "null", "7", '{"buttons": [[1]]}'):
        assert opened(text) == Letter(text)
