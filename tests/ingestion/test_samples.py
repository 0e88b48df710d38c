"""The sample reports, read by the real pipeline into a real index and asked about: the product's own story."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from domain.casualties import Group, Outcome
from domain.events import Status
from extraction.attempts import attempt
from extraction.pipeline import Extractor
from ingestion.files import Defaults, read_reports
from ingestion.intake import ingest
from knowledge.world import World
from query.answer import Answer
from query.ask import ask
from store.database import open_for_reading, open_for_writing

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)


class Samples:
    """The index of the samples, to be asked."""

    def __init__(self, path: Path, world: World) -> None:
        self.world = world
        self.connection = open_for_reading(path)

    def ask(self, question: str) -> Answer:
        return ask(question, NOW, self.connection, self.world, limit=50)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Samples]:
    path = tmp_path_factory.mktemp("samples") / "index.db"
    world = World.open()
    with as_file(files("ingestion").joinpath("samples")) as folder, closing(open_for_writing(path)) as writer:
        reports = read_reports([folder], Defaults())
        tally = ingest(reports, writer, lambda: partial(attempt, Extractor.load(world)), lambda done, of: None)
    assert (tally.new, tally.problems) == (20, [])
    index = Samples(path, world)
    yield index
    index.connection.close()


def outlets(answer: Answer) -> list[set[str | None]]:
    """For each event of an answer, who tells of it."""
    return [{mention.source for mention in stored.mentions} for stored in answer.events]


def test_us_casualties_are_two_soldiers_at_palmyra_reported_by_three_outlets(samples: Samples) -> None:
    answer = samples.ask("US casualties December")
    assert answer.count == 1
    assert outlets(answer) == [{"Northgate Wire", "Coalition press office", "Tadmur Live (channel)"}]
    event = answer.events[0].event
    assert event.type == "ambush"
    assert event.places[0].place.name == "Palmyra"
    assert event.time is not None
    assert event.time.start == datetime(2025, 12, 13, tzinfo=UTC)
    assert answer.totals is not None
    assert answer.totals[Outcome.INJURED].best == 2
    assert "Injured: 2, both soldiers" in answer.text


def test_the_translator_and_the_others_stand_beside_neither_dropped_nor_added(samples: Samples) -> None:
    answer = samples.ask("US casualties December")
    beside = [line for line in answer.events[0].event.casualties if line.outcome is Outcome.INJURED and not line.side]
    assert (Group.CIVILIAN, 1) in [(line.group, line.best) for line in beside]
    assert "1 civilian" in answer.text
    assert "number not given" in answer.text


def test_the_vow_is_no_attack_and_the_old_attack_keeps_its_year(samples: Samples) -> None:
    assert samples.ask("attacks in Australia this month").count == 0
    old = samples.ask("attacks in Sydney")
    assert [
        stored.event.time and stored.event.time.start and stored.event.time.start.year for stored in old.events
    ] == [2014]
    assert samples.ask("attacks in Kenya since 2020").count == 0


def test_the_strike_on_deir_ez_zor_is_one_with_the_span_of_its_figures(samples: Samples) -> None:
    answer = samples.ask("latest strikes in Deir ez-Zor")
    assert outlets(answer) == [{"Northgate Wire", "Radio Euphrates"}]
    killed = answer.events[0].figures[Outcome.KILLED]
    assert (killed.min, killed.best) == (5, 8)


def test_a_later_toll_is_the_newest_and_nothing_is_added_up(samples: Samples) -> None:
    answer = samples.ask("how many people were killed in drone strikes in Sudan this month?")
    assert answer.count == 1
    assert answer.totals is not None
    killed = answer.totals[Outcome.KILLED]
    assert (killed.min, killed.max, killed.best) == (7, 11, 11)


def test_a_correction_lowers_or_raises_what_it_corrects(samples: Samples) -> None:
    answer = samples.ask("bombings in Quetta")
    assert answer.count == 1
    assert answer.events[0].figures[Outcome.KILLED].best == 3
    assert answer.events[0].figures[Outcome.INJURED].best == 6


def test_what_one_side_says_and_the_other_denies_is_disputed(samples: Samples) -> None:
    answer = samples.ask("captures in Babanusa")
    assert answer.count == 1
    assert answer.events[0].event.status in (Status.DISPUTED, Status.DENIED)


def test_plans_called_off_and_exercises_are_no_events(samples: Samples) -> None:
    assert samples.ask("offensives in Marib").count == 0
    assert samples.ask("strikes in the Gulf of Aden").count == 0


def test_a_bomb_that_was_defused_is_shown_only_when_asked_for(samples: Samples) -> None:
    bombings = samples.ask("bombings in Colombia this month")
    assert bombings.count == 1
    assert bombings.events[0].figures[Outcome.KILLED].best == 2
    assert samples.ask("foiled bombings in Colombia").count == 1


def test_a_list_of_strikes_gives_each_town_its_own(samples: Samples) -> None:
    towns = {stored.event.places[0].place.name for stored in samples.ask("strikes in Zaporizhzhia region").events}
    assert len(towns) == 4
    assert samples.ask("strikes in Orikhiv").events[0].figures[Outcome.INJURED].best == 2
