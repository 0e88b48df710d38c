"""Characters are cleaned one for one: whatever comes in, every offset stays true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.text.cleaning import clean

COMMON = frozenset({"drone", "hits", "market", "in", "town", "killed", "people"})


def cleaned(text: str) -> str:
    return clean(text, COMMON.__contains__)


@given(st.text(alphabet=st.characters(), max_size=200))
def test_the_length_never_changes(text: str) -> None:
    assert len(cleaned(text)) == len(text)


@given(
    st.lists(st.sampled_from(["#", "🔥", "\ud800", "<b>", "&amp;", "\n", "• ", "10:42 – ", "ABC", "x", " ", "\u2028"]))
)
def test_the_length_never_changes_with_clutter(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert len(cleaned(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#Kyiv attacked", " Kyiv attacked"),
        ("• A bus was hit", "  A bus was hit"),
        ("10:42 – A bus was hit", "        A bus was hit"),
        ("<p>A bus</p>", "   A bus    "),
        ("RSF DRONE HITS MARKET IN TOWN", "RSF drone hits market in town"),
        ("DRONE HITS MARKET IN ZALINGEI", "drone hits market in Zalingei"),
        ("A US raid", "A US raid"),
        ("a🔥b", "a\nb"),
        ("🔥 fire", "  fire"),
        ("NATO, EU, UN and US", "NATO, EU, UN and US"),
    ],
)
def test_clutter_is_blanked(text: str, expected: str) -> None:
    assert cleaned(text) == expected


def test_a_paragraph_wrapped_at_a_fixed_width_is_joined() -> None:
    lines = [
        "A drone struck a bus on the road between the two towns on",
        "Friday morning and killed three of the people in it, said",
        "the mayor.",
    ]
    assert cleaned("\n".join(lines)) == " ".join(lines)


def test_short_lines_of_a_post_stay_apart() -> None:
    post = "bus hit near the bridge\n3 dead\nroad closed"
    assert cleaned(post) == post
