"""What a button carries comes back as it was, fits, and nothing else is taken for it."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.views.codec import MAX_BYTES, Screen, Span, View, decode, encode, fits

NUMBERS = st.integers(0, 2**63 - 1)
IDS = st.from_regex(r"[a-z0-9-]{0,30}", fullmatch=True)
VIEWS = st.builds(
    View,
    question=NUMBERS,
    offset=NUMBERS,
    span=st.sampled_from(Span),
    choice=NUMBERS,
    screen=st.sampled_from(Screen),
    place=IDS,
    kind=IDS,
)


@given(VIEWS)
def test_every_view_comes_back(view: View) -> None:
    assert decode(encode(view)) == view


@given(st.integers(0, 10**9), st.integers(0, 10**6), st.sampled_from(Span), st.sampled_from(Screen))
def test_every_view_of_a_long_life_fits_a_button(question: int, offset: int, span: Span, screen: Screen) -> None:
    assert fits(View(question, offset, span, 4, screen, "gn-12345678", "suicide-bombing"))


@given(VIEWS)
def test_what_fits_is_known(view: View) -> None:
    assert fits(view) is (len(encode(view).encode()) <= MAX_BYTES)


@given(st.text())
def test_other_text_is_no_view_or_the_very_text_of_one(text: str) -> None:
    view = decode(text)
    assert view is None or encode(view) == text


def test_texts_of_other_versions_are_no_view() -> None:
    olds = [
        "",
        "page:2",
        "v1.1.0.a.0",
        "v2.1.0.a.0.p.",
        "v2.1.0.x.0.p..",
        "v2.-1.0.a.0.p..",
        "v2.01.0.a.0.p..",
        "v2.1.0.a.0.z..",
        "v2.1.0.a.0.p..a b",
        "v2. 1.0.a.0.p..",
        "v2.1.0.a.0.p...",
    ]
    assert [decode(old) for old in olds] == [None] * len(olds)
    assert decode(None) is None
