"""Numbers of people as texts write them → low and high."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extraction.text.numbers import number, ordinal, quantities


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        # plain
        ("3 fighters", 3, 3),
        ("seventeen villagers", 17, 17),
        ("twenty-five soldiers", 25, 25),
        ("one hundred and five people", 105, 105),
        ("1,200 people", 1200, 1200),
        ("2.5 million people", 2_500_000, 2_500_000),
        ("two dozen men", 24, 24),
        ("half a dozen men", 6, 6),
        ("a couple of guards", 2, 2),
        # about so many is so many
        ("about a dozen people", 12, 12),
        ("some 40 assailants", 40, 40),
        ("an estimated 300 people", 300, 300),
        # one side open
        ("at least nine dead", 9, None),
        ("no fewer than 12 people", 12, None),
        ("more than 1,200 people", 1200, None),
        ("60+ killed", 60, None),
        ("60 or more killed", 60, None),
        ("up to 455 servicemen", None, 455),
        ("as many as 40 militants", None, 40),
        ("fewer than ten people", None, 10),
        # both sides
        ("between 22 and 25 people", 22, 25),
        ("22-25 people", 22, 25),
        ("22 to 25 people", 22, 25),
        ("three or four men", 3, 4),
        # bare plurals are at least twice their unit
        ("dozens of civilians", 24, None),
        ("scores of people", 40, None),
        ("hundreds of people", 200, None),
        ("tens of thousands of people", 20_000, None),
        # somebody, not stated how many
        ("several people", None, None),
        ("a number of soldiers", None, None),
        # nobody
        ("no casualties", 0, 0),
    ],
)
def test_a_number_of_people(text: str, low: int | None, high: int | None) -> None:
    found = quantities(text)[0]
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    "text", ["a five-storey block", "a 12-year-old boy", "$20 m", "a 48-hour strike", "12% of them"]
)
def test_what_counts_no_people(text: str) -> None:
    assert [q for q in quantities(text) if q.low not in (None, 0)] == []


@pytest.mark.parametrize("text", ["9 to 9,999,999,999,999,999,999 people", "all but 9 of the 9999999999999999999 men"])
def test_no_figure_is_larger_than_mankind(text: str) -> None:
    assert all(max(q.low or 0, q.high or 0) < 10 for q in quantities(text))


def test_two_numbers_joined_by_and_are_no_range() -> None:
    assert [(q.low, q.high) for q in quantities("killed 5 and wounded 3")] == [(5, 5), (3, 3)]
    assert [(q.low, q.high) for q in quantities("5 and 3 others")][:2] == [(5, 5), (3, 3)]


def test_the_best_number_is_the_one_stated() -> None:
    assert [q.best for q in (quantities(t)[0] for t in ("9 men", "at least 9 men", "up to 9 men", "many men"))] == [
        9,
        9,
        9,
        None,
    ]


@pytest.mark.parametrize(("word", "value"), [("sixth", 6), ("second", 2), ("21st", 21), ("third", 3), ("six", None)])
def test_ordinals(word: str, value: int | None) -> None:
    assert ordinal(word) == value


@given(st.integers(min_value=0, max_value=10**8))
def test_digits_are_read_as_they_stand(value: int) -> None:
    assert number(str(value)) == value
    assert number(f"{value:,}") == value


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error_and_spans_fit(text: str) -> None:
    assert all(text[q.start : q.end] == q.text for q in quantities(text))
