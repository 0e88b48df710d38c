"""Tellings packed against their quotes: what comes out is what went in, and nothing else passes for it."""

import hashlib
from importlib.resources import files

import pytest

from domain.wire import event_to_text
from store.tellings import event_of, pack, telling_of, unpack
from tests.store.making import OBEID, RSF, event

TOLD = event("ied", OBEID, by=RSF)
TELLING = event_to_text(TOLD)
QUOTES = ("", "A bomb killed four.", "قُتل أربعة", "\ud800 half a sign", "word " * 5000)
WORDS = "ac5e3923ca04c819fbedbeb5be750c9ae4c909f6600fb8097267bf073c4a93ab"
"""The SHA-256 of the words that every telling is packed against."""


@pytest.mark.parametrize("quote", QUOTES, ids=lambda quote: f"{len(quote)} characters")
@pytest.mark.parametrize("telling", ["", "{}", TELLING, TELLING * 50])
def test_a_telling_comes_back_as_it_was(quote: str, telling: str) -> None:
    assert unpack(pack(telling, quote), quote) == telling
    assert telling_of(pack(telling, quote), quote) == telling


def test_an_event_comes_back_as_it_was() -> None:
    assert event_of(pack(TELLING, "quote"), "quote") == TOLD


def test_a_telling_takes_a_small_part_of_its_room() -> None:
    assert len(pack(TELLING, "")) * 4 < len(TELLING)


@pytest.mark.parametrize(
    ("packed", "quote"),
    [
        (pack(TELLING, "said so"), "said otherwise"),
        (pack(TELLING, "said so")[:-1], "said so"),
        (b"", "said so"),
        (b"{}", "said so"),
        (TELLING, "said so"),
        (None, "said so"),
        (pack(TELLING, "said so"), None),
    ],
)
def test_what_is_no_telling_of_the_quote_is_refused(packed: object, quote: object) -> None:
    with pytest.raises(ValueError, match="a telling"):
        unpack(packed, quote)
    assert telling_of(packed, quote) is None


def test_the_words_stay_as_they_are() -> None:
    """Every telling in every index is packed against them: other words are another step of the schema."""
    words = files("store").joinpath("schema", "telling.txt").read_bytes()
    assert hashlib.sha256(words).hexdigest() == WORDS
