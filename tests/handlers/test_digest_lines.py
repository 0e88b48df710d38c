"""How the line of `/digest` is read: as people write it, in whatever order; what is not understood is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from handlers.answering.digest_listing import line_of
from handlers.scheduling.commands import Deed, Opened, Wanted, read_digest
from handlers.scheduling.line import Line, LineError, read_line
from handlers.scheduling.schedule import EVERY_DAY, WEEKEND, WORKING_DAYS, Schedule, zone_label
from handlers.scheduling.zone_words import CityZone, city_zones, lexicon, read_zone
from handlers.views.texts import say
from knowledge.world import World

UTC = ZoneInfo("UTC")
TOPIC = "strikes in Syria"


@pytest.fixture(scope="module")
def cities(world: World) -> CityZone:
    """The cities of the gazetteer."""
    return city_zones(world.gazetteer)


@dataclass(frozen=True, slots=True)
class Read:
    """What a line is expected to say."""

    clocks: str = "08:00"
    zone: str = "UTC"
    days: frozenset[int] = EVERY_DAY
    topic: str = TOPIC
    extras: str = ""


LINES = {
    "8 strikes in Syria": Read(),
    "8am strikes in Syria": Read(),
    "8 am strikes in Syria": Read(),
    "08.30 strikes in Syria": Read("08:30"),
    "0800 strikes in Syria": Read(),
    "8h30 strikes in Syria": Read("08:30"),
    "20h strikes in Syria": Read("20:00"),
    "8:15pm strikes in Syria": Read("20:15"),
    "12am strikes in Syria": Read("00:00"),
    "noon strikes in Syria": Read("12:00"),
    "strikes in Syria at midnight": Read("00:00"),
    "24:00 strikes in Syria": Read("00:00"),
    "08:00 and 20:00 strikes in Syria": Read("08:00 20:00"),
    "08:00 20:00 strikes in Syria": Read("08:00 20:00"),
    "08:00, 20:00 strikes in Syria": Read("08:00 20:00"),
    "8 and 20 strikes in Syria": Read("08:00 20:00"),
    "strikes in Syria at 8 and 20": Read("08:00 20:00"),
    "strikes in Syria 8": Read(),
    "mon 08:00 strikes in Syria": Read(days=frozenset({1})),
    "08:00 mondays strikes in Syria": Read(days=frozenset({1})),
    "mon wed fri 08:00 strikes in Syria": Read(days=frozenset({1, 3, 5})),
    "mon, wed and fri at 8 strikes in Syria": Read(days=frozenset({1, 3, 5})),
    "mon-fri 8 strikes in Syria": Read(days=WORKING_DAYS),
    "fri-mon 8 strikes in Syria": Read(days=frozenset({5, 6, 7, 1})),
    "weekdays 8am strikes in Syria": Read(days=WORKING_DAYS),
    "every weekday at 8 strikes in Syria": Read(days=WORKING_DAYS),
    "strikes in Syria at 8 on weekends": Read(days=WEEKEND),
    "daily 08:00 strikes in Syria": Read(),
    "every day at 8 strikes in Syria": Read(),
    "weekly 08:00 strikes in Syria": Read(days=frozenset({1})),
    "weekly on fri 08:00 strikes in Syria": Read(days=frozenset({5})),
    "strikes in Syria fri weekly 08:00": Read(days=frozenset({5})),
    "08:00 CET strikes in Syria": Read(zone="Europe/Brussels"),
    "08:00 cet strikes in Syria": Read(zone="Europe/Brussels"),
    "08:00 EST strikes in Syria": Read(zone="America/New_York"),
    "08:00 MSK strikes in Syria": Read(zone="Europe/Moscow"),
    "CET 08:00 strikes in Syria": Read(zone="Europe/Brussels"),
    "08:00 UTC+3 strikes in Syria": Read(zone="UTC+3"),
    "08:00 utc +3 strikes in Syria": Read(zone="UTC+3"),
    "08:00 GMT-5 strikes in Syria": Read(zone="UTC-5"),
    "08:00 UTC+5:30 strikes in Syria": Read(zone="Asia/Kolkata"),
    "UTC+3 08:00 strikes in Syria": Read(zone="UTC+3"),
    "08:00 europe/kyiv strikes in Syria": Read(zone="Europe/Kyiv"),
    "08:00 Kyiv strikes in Syria": Read(zone="Europe/Kyiv"),
    "08:00 Kharkiv strikes in Syria": Read(zone="Europe/Kyiv"),
    "08:00 New York strikes in Syria": Read(zone="America/New_York"),
    "strikes in Syria 8am Beirut time": Read(zone="Asia/Beirut"),
    "strikes in Syria at 8 Beirut": Read(zone="Asia/Beirut"),
    "08:00 local time strikes in Syria": Read(),
    "08:00 strikes in Syria quiet": Read(extras="quiet"),
    "08:00 strikes in Syria with map": Read(extras="map"),
    "08:00 with a map and timeline strikes in Syria pinned": Read(extras="map timeline pin"),
    "08:00 last 7 days": Read(topic="last 7 days"),
    "08:00 attacks since Monday": Read(topic="attacks since Monday"),
    "attacks since Monday 08:00": Read(topic="attacks since Monday"),
    "10 or more killed in Gaza 08:00": Read(topic="10 or more killed in Gaza"),
    "strikes in Syria since 2020 08:00": Read(topic="strikes in Syria since 2020"),
    "08:00 Aleppo and Homs strikes": Read(topic="Aleppo and Homs strikes"),
    "08:00 Gaza Strip attacks": Read(topic="Gaza Strip attacks"),
    "08:00 west Darfur clashes": Read(topic="west Darfur clashes"),
}


@pytest.mark.parametrize("line", LINES)
def test_a_line_as_people_write_it(line: str, cities: CityZone) -> None:
    read = read_line(line.split(), UTC, cities)
    assert _said(read) == LINES[line]


def _said(read: Line) -> Read:
    clocks = " ".join(f"{wall:%H:%M}" for wall in read.schedule.walls)
    extras = " ".join(extra for extra in ("quiet", "map", "timeline", "pin") if extra in read.extras)
    return Read(clocks, zone_label(read.schedule.zone), read.schedule.days, read.topic, extras)


REFUSED = {
    "strikes in Syria": "not when it is to come",
    "UTC+3 strikes in Syria": "I understood what it is about (strikes in Syria (UTC+3))",
    "tomorrow strikes": "not when it is to come",
    "25:00 strikes": "“25:00” is no time of day",
    "08:61 strikes": "“08:61” is no time of day",
    "strikes 08:00 in Syria": "“08:00” stands in the middle",
    "08:00 strikes UTC+3 in Syria": "“UTC+3” is a time zone in the middle of what it is about (strikes in Syria)",
    "08:00 strikes CET in Syria": "“CET” is a time zone in the middle",
    "08:00 IST strikes": "“IST” is several time zones: Asia/Kolkata, Asia/Jerusalem, Europe/Dublin",
    "08:00 UTC+15 strikes": "I do not know the time zone “UTC+15”",
    "08:00 Europe/Atlantis strikes": "I do not know the time zone “Europe/Atlantis”",
    "08:00 CET strikes 20:00 MSK": "two time zones, “CET” and “MSK”",
    "1 and 2 and 3 and 4 and 5 and 6 and 7 strikes": "at most 6 times a day",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_not_understood_is_refused_with_what_was(line: str, cities: CityZone) -> None:
    with pytest.raises(LineError) as refused:
        read_line(line.split(), UTC, cities)
    assert REFUSED[line] in say(refused.value.key, **refused.value.words)


def test_what_is_wanted_of_digests(cities: CityZone) -> None:
    def read(line: str) -> Wanted | Deed | Opened:
        return read_digest(line.split(), UTC, cities)

    wanted = Wanted(Line(Schedule((time(8),), UTC), TOPIC), "@newsroom")
    assert read("@newsroom 08:00 strikes in Syria") == wanted
    assert read("08:00 strikes in Syria @newsroom") == wanted
    assert read("") == Opened()
    assert read("@newsroom") == Opened("@newsroom")
    assert read("off 12") == Deed("off", 12, "12")
    assert read("@newsroom off 12") == read("off 12 @newsroom") == Deed("off", 12, "12", "@newsroom")
    assert read("off seven") == Deed("off", None, "seven")
    assert read("pause #3") == Deed("pause", 3, "#3")
    assert read("now") == Deed("now", None, "")
    assert read("off the coast of Yemen 08:00") == Wanted(Line(Schedule((time(8),), UTC), "off the coast of Yemen"))


def test_every_zone_of_the_lexicon_is_one_and_says_where_it_is_from() -> None:
    for word, known in lexicon()["zones"].items():
        read = read_zone(word.upper())
        assert read is not None
        assert read.zone.key == known["zone"]
        assert known["source"].split(":")[0].split(";")[0] in _FILES
    for zones in lexicon()["several_zones"].values():
        assert len({ZoneInfo(zone).key for zone in zones}) > 1


_FILES = ("africa", "asia", "australasia", "etcetera", "europe", "northamerica", "southamerica")
CLOCKS: dict[str, Callable[[time], str]] = {
    "plain": lambda wall: f"{wall:%H:%M}",
    "dot": lambda wall: f"{wall:%H.%M}",
    "digits": lambda wall: f"{wall:%H%M}",
    "twelve": lambda wall: f"{wall.hour % 12 or 12}:{wall.minute:02}{'am' if wall.hour < 12 else 'pm'}",
    "spaced": lambda wall: f"{wall.hour % 12 or 12}:{wall.minute:02} {'AM' if wall.hour < 12 else 'PM'}",
}
DAYS = {
    "": EVERY_DAY,
    "daily": EVERY_DAY,
    "weekdays": WORKING_DAYS,
    "on weekends": WEEKEND,
    "mon wed": frozenset({1, 3}),
}
ZONES = {"": "UTC", "CET": "Europe/Brussels", "UTC+3": "UTC+3", "gmt-5": "UTC-5", "Asia/Gaza": "Asia/Gaza"}
TOPICS = (
    "strikes in Syria",
    "attacks last 7 days",
    "drone strikes near Kharkiv",
    "clashes since 3 March",
    "US casualties",
)


@given(
    st.lists(st.builds(time, st.integers(0, 23), st.integers(0, 59)), min_size=1, max_size=3, unique=True),
    st.sampled_from(sorted(CLOCKS)),
    st.sampled_from(sorted(DAYS)),
    st.sampled_from(sorted(ZONES)),
    st.sampled_from(TOPICS),
    st.booleans(),
    st.booleans(),
)
def test_however_it_is_put_together_it_is_read_as_meant(
    walls: list[time], form: str, days: str, zone: str, topic: str, days_first: bool, after: bool
) -> None:
    assume(form != "digits" or not after or all(wall.hour not in (19, 20) for wall in walls))  # these may be years
    times = " and ".join(CLOCKS[form](wall) for wall in walls)
    when = " ".join(part for part in ((days, times, zone) if days_first else (times, zone, days)) if part)
    read = read_line((f"{topic} {when}" if after else f"{when} {topic}").split(), UTC)
    clocks = " ".join(f"{wall:%H:%M}" for wall in sorted(walls))
    assert _said(read) == Read(clocks, ZONES[zone], DAYS[days], topic)
    typed = line_of(read.schedule, read.topic, read.extras)  # what is shown of it sets the same
    again = read_line(typed.removeprefix("/digest ").split(), UTC)
    assert (again.schedule, again.topic, again.extras) == (read.schedule, read.topic, read.extras)


@given(
    st.lists(
        st.one_of(st.text(min_size=1), st.sampled_from(("08:00", "8", "and", "CET", "mon", "with", "map"))), max_size=8
    )
)
def test_any_words_are_read_or_answered(words: list[str]) -> None:
    try:
        read: object = read_digest(words, UTC, lambda name: None)
    except LineError as error:
        read = say(error.key, **error.words)
    assert isinstance(read, Wanted | Deed | Opened) or read
