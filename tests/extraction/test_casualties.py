"""Figures of casualties follow their text; the ways to tell them stand in `cases/losses.txt`."""

from extraction.pipeline import Extractor
from tests.extraction.slots import events, lines


def test_the_number_follows_the_text(extractor: Extractor) -> None:
    for written, value in (("two", 2), ("7", 7), ("nineteen", 19), ("1,400", 1400)):
        found = lines(events(extractor, f"An air strike on Monday killed {written} people in Sagaing."))
        assert found == [f"killed {value} -"]


def test_the_figure_of_the_title_gives_way_to_the_text(extractor: Extractor) -> None:
    text = "A bomb killed 12 people at a market in Mogadishu on Monday, police said."
    assert lines(events(extractor, text, title="Bomb kills 10 in Mogadishu")) == ["killed 12 -"]


def test_the_best_figure_is_the_number_stated(extractor: Extractor) -> None:
    for written, best in (("at least 9", 9), ("up to 9", 9), ("9", 9), ("between 9 and 12", 9)):
        found = events(extractor, f"An air strike on Monday killed {written} people in Sagaing.")
        assert [line.best for event in found for line in event.casualties] == [best]
