"""What a button carries comes back as it was, fits, and nothing else is taken for it."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.codec import MAX_BYTES, Span, View, decode, encode

NUMBERS = st.integers(0, 2**63 - 1)
VIEWS = st.builds(View, question=NUMBERS, offset=NUMBERS, span=st.sampled_from(Span), choice=NUMBERS)


@given(VIEWS)
def test_every_view_comes_back(view: View) -> None:
    assert decode(encode(view)) == view


@given(VIEWS)
def test_every_view_fits_a_button(view: View) -> None:
    assert 1 <= len(encode(view).encode()) <= MAX_BYTES


@given(st.text())
def test_other_text_is_no_view_or_the_very_text_of_one(text: str) -> None:
    view = decode(text)
    assert view is None or encode(view) == text


def test_texts_of_other_versions_are_no_view() -> None:
    olds = [
        "",
        "page:2",
        "v0.1.0.a.0",
        "v1.1.0.a",
        "v1.1.0.x.0",
        "v1.-1.0.a.0",
        "v1.01.0.a.0",
        "v1.1.0.a.0.0",
        "v1. 1.0.a.0",
    ]
    assert [decode(old) for old in olds] == [None] * len(olds)
    assert decode(None) is None
