"""Copies are called copies: how many outlets carry one text."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.events import Event, Status
from domain.reports import HIDDEN
from query.wording.outlets import copied, names, one_text
from store.events.results import Mention
from store.linkage.near_duplicates import fingerprint
from tests.store.test_near_duplicates import REWRITTEN, WIRE

OTHER = "A car bomb went off at noon beside the bakery on the square, and four people who had queued there died of it."
A, B, C, D = (f"telegram:-9100{number}" for number in range(4))
MARTA = "telegram:77"


def mentions(texts: Sequence[tuple[str | None, str]]) -> list[Mention]:
    moment, event = datetime(2025, 12, 1, tzinfo=UTC), Event("bombing", "ied")
    return [
        Mention(outlet, None, moment, "", Status.REPORTED, number, event, outlet, fingerprint(text))
        for number, (outlet, text) in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ([(A, WIRE)], ""),
        ([(A, WIRE), (A, WIRE + " Updated.")], ""),
        ([(A, WIRE), (B, REWRITTEN)], ""),
        ([(A, WIRE), (B, WIRE)], "2 channels carry one text"),
        ([(A, WIRE), (B, WIRE), (C, "Repost: " + WIRE), (D, REWRITTEN)], "3 channels carry one text"),
        ([(A, WIRE), (MARTA, WIRE)], "2 outlets carry one text"),
        ([("name:Wire", WIRE), ("name:Post", WIRE)], "2 outlets carry one text"),
        ([(A, WIRE), (B, WIRE), (C, WIRE), (D, OTHER), (MARTA, OTHER)], "3 channels carry one text, 2 outlets another"),
        ([(None, WIRE), (A, WIRE)], ""),
        ([(A, "Boom in Azaz"), (B, "Boom in Azaz")], ""),
        ([], ""),
    ],
)
def test_how_many_carry_one_text(texts: Sequence[tuple[str | None, str]], words: str) -> None:
    assert one_text(mentions(texts)) == words


def test_the_first_that_has_it_is_copied() -> None:
    assert copied(mentions([(B, WIRE), (A, WIRE), (C, WIRE), (D, REWRITTEN)])) == {A: B, C: B}


def test_outlets_of_one_name_are_told_apart() -> None:
    told = [
        replace(mention, source=name, url=url)
        for mention, (name, url) in zip(
            mentions([(A, ""), (B, ""), (C, ""), (f"{HIDDEN}Wire", ""), ("name:Azaz Now", ""), (None, "")]),
            [
                ("Azaz Now", "https://t.me/azaznow/5"),
                ("Azaz Now", None),
                ("Aleppo Wire", "https://t.me/aleppowire/5"),
                ("Wire", None),
                ("Azaz Now", "https://t.me.azaz.example/x/5"),
                (None, None),
            ],
            strict=True,
        )
    ]
    assert list(names(told).values()) == [
        *("Azaz Now (@azaznow)", "Azaz Now (…1001)", "Aleppo Wire", "Wire (hidden account)", "Azaz Now"),
        "unnamed source",
    ]
