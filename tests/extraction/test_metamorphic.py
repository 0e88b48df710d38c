"""One change to a report, and the events change just as they should: the rest stays what it was.

Every report here is put together from parts, so that a change is a change of one part.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.actors import ActorRole
from domain.events import Event
from domain.places import PlaceRole
from domain.reports import Report
from extraction.pipeline import Extractor
from tests.extraction.slots import PUBLISHED, day, events, line

DOERS = ["Israeli", "Russian", "Turkish"]
TOWNS = ["Rafah", "Sumy", "Kassala", "Loikaw", "Mopti", "Azaz"]
NUMBERS = [("two", 2), ("11", 11), ("thirty-four", 34), ("1,250", 1250)]
# What passes through papers next to the news, and tells of nothing.
BESIDE = [
    "The harvest of dates was good this year, and prices at the market fell by a tenth.",
    "The minister met his colleague from Norway and spoke about a new railway.",
    "Rain is expected in the north towards the weekend.",
]


def slots(event: Event, *without: str) -> dict[str, object]:
    """What an event says, without its evidence and the slots that are to change."""
    values: dict[str, object] = {
        "type": event.type,
        "status": event.status,
        "prevented": event.prevented,
        "count": event.count,
        "day": day(event),
        "places": sorted(place.place.id for place in event.places if place.role == PlaceRole.LOCATION),
        "doers": sorted(actor.actor.id for actor in event.actors if actor.role == ActorRole.PERPETRATOR),
        "losses": sorted(map(line, event.casualties)),
        "sources": sorted(event.attribution),
    }
    return {name: value for name, value in values.items() if name not in without}


def only(found: tuple[Event, ...]) -> Event:
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("active", "passive"),
    [
        (
            "Gunmen killed three policemen in Quetta on Monday.",
            "Three policemen were killed by gunmen in Quetta on Monday.",
        ),
        (
            "An Israeli air strike wounded five people in Tyre on Tuesday.",
            "Five people were wounded by an Israeli air strike in Tyre on Tuesday.",
        ),
        (
            "Al-Shabaab fighters attacked a base near Kismayo on Sunday.",
            "A base near Kismayo was attacked by al-Shabaab fighters on Sunday.",
        ),
        (
            "Russian forces shelled Nikopol on Monday, wounding a driver.",
            "Nikopol was shelled by Russian forces on Monday, wounding a driver.",
        ),
    ],
)
def test_the_voice_changes_nothing(extractor: Extractor, active: str, passive: str) -> None:
    assert slots(only(events(extractor, active))) == slots(only(events(extractor, passive)))


@pytest.mark.parametrize(("written", "value"), NUMBERS)
def test_another_number_changes_the_figure_alone(extractor: Extractor, written: str, value: int) -> None:
    changed = only(events(extractor, f"A Russian drone strike killed {written} people in Sumy on Monday."))
    base = only(events(extractor, "A Russian drone strike killed nine people in Sumy on Monday."))
    assert slots(changed, "losses") == slots(base, "losses")
    assert [(c.min, c.max, c.best) for c in changed.casualties] == [(value, value, value)]


@pytest.mark.parametrize("town", TOWNS)
def test_another_town_changes_the_place_alone(extractor: Extractor, town: str) -> None:
    changed = only(events(extractor, f"A drone strike killed nine people in {town} on Monday."))
    base = only(events(extractor, "A drone strike killed nine people in Goma on Monday."))
    assert slots(changed, "places") == slots(base, "places")
    assert [place.text for place in changed.places if place.role == PlaceRole.LOCATION][:1] == [town]


@pytest.mark.parametrize("doer", DOERS)
def test_another_doer_changes_the_perpetrator_alone(extractor: Extractor, doer: str) -> None:
    changed = only(events(extractor, f"{doer} jets bombed a depot near Homs on Monday, killing two people."))
    base = only(events(extractor, "Syrian jets bombed a depot near Homs on Monday, killing two people."))
    assert slots(changed, "doers") == slots(base, "doers")
    assert slots(changed)["doers"] != slots(base)["doers"]


@pytest.mark.parametrize("paragraph", BESIDE)
@pytest.mark.parametrize("before", [True, False])
def test_a_paragraph_beside_the_news_changes_nothing(extractor: Extractor, paragraph: str, before: bool) -> None:
    news = "A car bomb killed six people and wounded 14 outside a court in Azaz on Monday, police said."
    text = f"{paragraph}\n\n{news}" if before else f"{news}\n\n{paragraph}"
    changed = only(events(extractor, text))
    assert slots(changed) == slots(only(events(extractor, news)))
    assert [evidence.quote for evidence in changed.evidence] == [news]


@pytest.mark.parametrize("days", [1, 7, 30, 400])
def test_another_day_of_publication_moves_the_days_alone(extractor: Extractor, days: int) -> None:
    text = "Shelling killed two people in Nikopol yesterday, the governor said."
    base = only(events(extractor, text))
    changed = only(events(extractor, text, published=PUBLISHED + timedelta(days=days)))
    assert slots(changed, "day") == slots(base, "day")
    assert changed.time is not None
    assert changed.time.start == datetime(2025, 12, 17, tzinfo=UTC) + timedelta(days=days)


def test_a_full_date_does_not_move_with_the_publication(extractor: Extractor) -> None:
    text = "Shelling killed two people in Nikopol on 2 December 2025."
    later = PUBLISHED + timedelta(days=90)
    assert slots(only(events(extractor, text))) == slots(only(events(extractor, text, published=later)))


def test_a_second_event_leaves_the_first_as_it_was(extractor: Extractor) -> None:
    first = "A car bomb killed six people in Azaz on Monday."
    second = "Gunmen kidnapped four aid workers near Djibo on Sunday."
    both = events(extractor, f"{first}\n\n{second}")
    alone = [only(events(extractor, text)) for text in (first, second)]
    assert [slots(event) for event in both] == [slots(event) for event in alone]


def test_the_name_of_the_report_changes_no_event(extractor: Extractor) -> None:
    report = Report(text="A mine killed a farmer near Izium on Monday.", published=PUBLISHED)
    renamed = replace(report, id="another", url="https://news.example/1")
    (_, one), (_, other) = extractor.extract([report, renamed])
    assert one == other
