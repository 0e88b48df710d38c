"""Those who are quoted stand in the middle of a sentence, each once."""

from collections.abc import Sequence

import pytest

from query.wording.speakers import speakers


@pytest.mark.parametrize(
    ("attribution", "said"),
    [
        (["The army", "Residents of the western suburbs"], ["the army", "residents of the western suburbs"]),
        (["An army spokesman"], ["an army spokesman"]),
        (["Central Command", "Police"], ["Central Command", "Police"]),
        (["Officials"], ["officials"]),
        (["RSF", "The Rapid Support Forces"], ["the Rapid Support Forces"]),
        (["Houthis", "Yemen's Houthis"], ["Yemen's Houthis"]),
        (["Burkina army", "the army"], ["Burkina army"]),
        (["U.S. Central Command", "the Pentagon"], ["U.S. Central Command", "the Pentagon"]),
        (["a doctor", "A doctor", " "], ["a doctor"]),
        ([], []),
    ],
)
def test_speakers(attribution: Sequence[str], said: list[str]) -> None:
    assert speakers(attribution, 2) == said


def test_no_more_than_are_wanted() -> None:
    assert speakers(["the mayor", "the hospital", "the army"], 1) == ["the mayor"]
