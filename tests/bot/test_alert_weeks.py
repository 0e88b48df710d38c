"""Alerts over four weeks of virtual time, in three zones and through both changes of the clock, with ten thousand
watches: each event comes to each chat once, out of its quiet hours, and is corrected as the facts change."""

import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.jobs import queue_alerts, send_queued
from bot.registry import Bot
from domain.calendar import day_range
from domain.casualties import Outcome
from domain.events import Event, Evidence
from domain.reports import Report
from handlers.services.services import Services
from handlers.watching.words import Place, keep_watch, terms_of
from knowledge.world import World
from query.search.watch_keys import keys_of
from query.understand import understand
from store.chats.chats import remember_chat
from store.chats.preferences import Preferences, Quiet, prefer
from store.chats.watches import NewWatch, add_watch, candidates
from store.database import open_for_writing, transaction
from store.search.selection import Around, AtPlace, Selection
from store.search.selection_text import to_text
from store.writing.reports import add_report
from store.writing.withdrawal import restore_report, withdraw_report
from tests.handlers.reports import event, figure
from tests.handlers.stage import application
from tests.handlers.stage import world as world
from tests.telegram.chats import Chat
from tests.telegram.clock import Clock
from tests.telegram.emulator import Emulator

WATCHES, NEARLY, STRANGERS = 10_000, 40, 2_000
SPRING, AUTUMN = datetime(2025, 3, 5, 12, tzinfo=UTC), datetime(2025, 10, 13, 12, tzinfo=UTC)
MINUTE, ON_TIME = timedelta(minutes=1), timedelta(minutes=3)
SYRIA = ("Homs", "Idlib", "Raqqa", "Aleppo", "Hama", "Daraa", "Palmyra")
TOWNS = (*SYRIA[:4], "Kharkiv", *SYRIA[4:], "El Fasher")
TOLLS = (3, 15, 6, 30, 12)
ZONES = {
    "Europe/Berlin": (Quiet(time(22), time(7)), Quiet(time(23), time(2, 30))),
    "America/New_York": (Quiet(time(22), time(7)), Quiet(time(1, 30), time(5))),
    "Asia/Kathmandu": (Quiet(time(21, 15), time(6, 45)), Quiet(time(12), time(13))),
}
WORDS = (
    ("air strikes in Syria", "strikes in Syria", "riots in Syria"),
    ("air strikes with 10 or more dead", "air strikes in Sudan"),
    ("raids in Aleppo", "raids in Syria", "air strikes in Ukraine"),
)
RELEASED = {  # the morning's end of quiet hours, before and after the clocks change
    ("Europe/Berlin", time(7)): (
        datetime(2025, 3, 29, 6, tzinfo=UTC),
        datetime(2025, 3, 30, 5, tzinfo=UTC),
        datetime(2025, 10, 25, 5, tzinfo=UTC),
        datetime(2025, 10, 26, 6, tzinfo=UTC),
    ),
    ("Europe/Berlin", time(2, 30)): (
        datetime(2025, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2025, 3, 30, 1, tzinfo=UTC),  # there is no half past two: the clock goes from two to three
    ),
    ("America/New_York", time(7)): (
        datetime(2025, 3, 8, 12, tzinfo=UTC),
        datetime(2025, 3, 9, 11, tzinfo=UTC),
        datetime(2025, 11, 1, 11, tzinfo=UTC),
        datetime(2025, 11, 2, 12, tzinfo=UTC),
    ),
    ("Asia/Kathmandu", time(6, 45)): (datetime(2025, 3, 30, 1, tzinfo=UTC), datetime(2025, 11, 2, 1, tzinfo=UTC)),
}


@dataclass(frozen=True, slots=True)
class State:
    """What is known of an event from a moment on: how many it killed, None where nothing tells of it; `words` are those
    that say aloud what is new, if that is worth it."""

    since: datetime
    killed: int | None
    words: str = ""


@dataclass(slots=True)
class Happening:
    """An event as it is told of in time; `id` and `report` are its numbers once it is in the index."""

    number: int
    kind: str
    town: str
    states: tuple[State, ...]
    id: int = 0
    report: int = 0

    def told(self, state: State) -> tuple[Report, list[Event]]:
        """The report that brings a state."""
        outlet = "Northgate Wire" if state is self.states[0] else "Nile Post"
        text = f"Report {self.number} of {outlet}: {self.town} was hit, {state.killed} people died."
        toll = (figure(Outcome.KILLED, state.killed, state.killed),)
        happened = day_range(self.states[0].since.date())
        hit = event(self.kind, self.town, happened, casualties=toll, evidence=(Evidence(0, len(text), text),))
        return Report(text, state.since, source=outlet), [hit]


@dataclass(slots=True)
class Listener:
    """A chat that is told: its zone, its quiet hours, and which of WORDS it watches for."""

    chat: Chat
    zone: str
    quiet: Quiet | None
    words: int

    def wants(self, one: Happening, state: State) -> bool:
        """Whether one of the chat's watches looks for an event as it is known."""
        strike = one.kind == "air-strike"
        if one.kind == "riot":
            return self.words == 0
        if state.killed is None:
            return False
        if self.words == 0:
            return strike and one.town in SYRIA
        if self.words == 1:
            return strike and (state.killed >= 10 or one.town == "El Fasher")
        return one.town in SYRIA if not strike else one.town == "Kharkiv"

    def free(self, moment: datetime) -> datetime:
        """When what comes at a moment may make a sound."""
        return moment if self.quiet is None else free(self.zone, self.quiet.start, self.quiet.end, moment)


@cache
def free(zone: str, start: time, end: time, moment: datetime) -> datetime:
    """The first moment from this one on at which the clock on the wall shows no quiet hour, looked at each quarter."""
    clock, quarter = ZoneInfo(zone), timedelta(minutes=15)
    while True:
        wall = moment.astimezone(clock).time()
        begun, ended = wall >= start, wall >= end
        if not ((begun or not ended) if start > end else (begun and not ended)):
            return moment
        moment = datetime.fromtimestamp(moment.timestamp() // quarter.seconds * quarter.seconds, UTC) + quarter


def happenings(start: datetime) -> list[Happening]:
    """What happens in four weeks: something each 19 hours, by day and by night, and now and then six at once."""
    found: list[Happening] = []
    for number in range(35):
        at = start + timedelta(hours=1) + number * timedelta(hours=19, minutes=17)
        found.append(_happening(number, TOWNS[number % len(TOWNS)], at))
    for burst, hours in enumerate((50, 203, 400)):
        at = start + timedelta(hours=hours)
        for place, town in enumerate(SYRIA[:6]):
            states = (State(at, TOLLS[place % len(TOLLS)]),)
            found.append(Happening(100 + 10 * burst + place, "riot", town, states))
    return found


def _happening(number: int, town: str, at: datetime) -> Happening:
    """One event and what becomes of it."""
    killed, soon = TOLLS[number % len(TOLLS)], at + timedelta(minutes=50 + 97 * (number % 6))
    states = [State(at, killed)]
    match number % 7:
        case 1:
            states.append(State(soon, killed))
        case 2:
            states.append(State(soon, killed + 1))
        case 3 | 5:
            states.append(State(soon, killed * 4, f"killed {killed} → {killed * 4}"))
        case 4:
            states.append(State(soon, None, "Withdrawn: a fake"))
        case 6:
            states.append(State(soon, None, "Withdrawn: a fake"))
            states.append(State(soon + timedelta(hours=26), killed, "it stands again"))
    return Happening(number, "raid" if number % 4 == 3 else "air-strike", town, tuple(states))


def strangers() -> Iterator[tuple[int, Selection]]:
    """Watches of chats that are never told, and will not be told: of other places, and a few that nearly fit."""
    for number in range(WATCHES - NEARLY):
        types = frozenset({("air-strike", "raid", "clash")[number % 3]})
        point = Around(-50 + number % 80, -170 + (number // 80) * 1.5, 10)
        area = AtPlace(f"gn-9{number:06}") if number % 2 else point
        yield number, Selection(types=types, areas=(area,))
    for number in range(NEARLY):
        yield number, Selection(types=frozenset({"air-strike"}), areas=(AtPlace("gn-169577"),), at_least=5000 + number)


@pytest.fixture(scope="module")
def watched_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with the watches of strangers, to be copied."""
    path = tmp_path_factory.mktemp("watched") / "index.db"
    with closing(open_for_writing(path)) as writer:
        with transaction(writer):
            for chat in range(1, STRANGERS + 1):
                remember_chat(writer, chat, "private", None, SPRING)
            for number, selection in strangers():
                new = NewWatch(number % STRANGERS + 1, None, "", to_text(selection), keys_of(selection), None)
                assert add_watch(writer, new, SPRING, 100)
        assert writer.execute("select count(*) from watches").fetchone()[0] == WATCHES
        writer.execute("pragma wal_checkpoint(truncate)")
    return path


@dataclass(slots=True)
class Weeks:
    """The running bot, who listens, and what happens."""

    emulator: Emulator
    bot: Bot
    services: Services
    happenings: list[Happening]
    listeners: list[Listener] = field(default_factory=list)
    most_candidates: int = 0

    async def seat(self) -> None:
        """Three people who set themselves up by talking, and a group or a channel for each other way to listen."""
        omar = self.emulator.person("Omar")
        for zone, nights in ZONES.items():
            person = self.emulator.person(zone)
            for words in (zone, f"quiet {nights[0].start:%H:%M}-{nights[0].end:%H:%M}"):
                person.command("settings", words)
            for words in WORDS[0]:
                person.command("watch", words)
            await self.emulator.settled()
            self.listeners.append(Listener(person.chat, zone, nights[0], 0))
            for quiet, which in ((None, 1), (nights[0], 1), (nights[0], 2), (nights[1], 0), (nights[1], 2)):
                make = self.emulator.channel if which else self.emulator.group
                await self._set(Listener(make(f"{zone} {which}", omar), zone, quiet, which))

    async def _set(self, one: Listener) -> None:
        now, world = self.services.clock(), self.services.world
        terms = [terms_of(understand(words, now, world).query, world, ()) for words in WORDS[one.words]]

        def write(writer: sqlite3.Connection) -> None:
            for each in terms:
                assert each is not None
                assert keep_watch(writer, each, Place(one.chat.id, one.chat.kind, one.chat.title, None, 1), now, 10)
            prefer(writer, one.chat.id, Preferences(one.zone, None, one.quiet))

        await self.services.index.write(write)
        self.listeners.append(one)

    async def go_on(self) -> None:
        """Let the weeks pass: what happens when it does, and a round of the bot then and wherever quiet hours end, and
        a minute before."""
        deeds = sorted(
            ((state.since, one.number, one, state) for one in self.happenings for state in one.states),
            key=lambda deed: deed[:2],
        )
        for moment in self._moments():
            clock = self.emulator.clock
            clock.advance(max(0.0, (moment - clock.now()).total_seconds()))
            while deeds and deeds[0][0] <= moment:
                _, _, one, state = deeds.pop(0)
                await self._deed(one, state)
            await queue_alerts(self.services)
            await send_queued(self.bot.bot, self.services)

    def _moments(self) -> list[datetime]:
        states = {state.since for one in self.happenings for state in one.states}
        gathered = {one.states[0].since + 2 * MINUTE for one in self.happenings if one.kind == "riot"}
        ends = {listener.free(since) for listener in self.listeners for since in states} - states
        return sorted(states | gathered | ends | {end - MINUTE for end in ends})

    async def _deed(self, one: Happening, state: State) -> None:
        now, write = self.services.clock(), self.services.index.write
        if state.killed is None:
            await write(lambda writer: withdraw_report(writer, one.report, "Grace", "a fake", now))
        elif state.words == "it stands again":
            await write(lambda writer: restore_report(writer, one.report, "Grace", now))
        else:
            added = await write(lambda writer: add_report(writer, *one.told(state)))
            assert one.id in (0, *added.event_ids), "the second report is of the same event"
            assert one.id or not any(added.event_ids[0] == other.id for other in self.happenings), "a new event"
            one.id, one.report = added.event_ids[0], added.report_id
            looked_at = await self.services.index.read(lambda reader: candidates(reader, added.event_ids))
            self.most_candidates = max(self.most_candidates, len(looked_at))


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the bot as it was sent: when, its number, its words, and what it replies to."""

    moment: datetime
    id: int
    text: str
    reply_to: int | None


def said_in(emulator: Emulator, chat: Chat) -> list[Said]:
    """What the bot sent to a chat, as it was then."""
    asked = [one for one in emulator.asked("sendMessage") if one.params["chat_id"] == str(chat.id)]
    there = chat.from_bot()
    assert [one.status for one in asked] == [200] * len(there)
    return [
        Said(
            datetime.fromtimestamp(one.received, UTC),
            message["message_id"],
            one.params["text"],
            message.get("reply_to_message", {}).get("message_id"),
        )
        for one, message in zip(asked, there, strict=True)
    ]


def edits_in(emulator: Emulator, chat: Chat) -> list[Said]:
    """What the bot changed in a chat."""
    return [
        Said(datetime.fromtimestamp(one.received, UTC), int(one.params["message_id"]), one.params["text"], None)
        for one in emulator.asked("editMessageText")
        if one.params["chat_id"] == str(chat.id) and one.status == 200
    ]


def told_at(listener: Listener, one: Happening) -> tuple[datetime, State] | None:
    """When a chat is first told of an event, and what is known then; None where it never is."""
    for state in one.states:
        moment = listener.free(state.since)
        if listener.wants(one, state):
            known = [later for later in one.states if later.since <= moment]
            if not any(later.killed is None for later in known if later.since > state.since):
                return moment, known[-1]
    return None


def is_on_time(said: Said, moment: datetime) -> bool:
    """Whether something was said when it was due."""
    return moment <= said.moment < moment + ON_TIME


@dataclass(slots=True)
class Counts:
    """How often the weeks brought what they are to prove."""

    events: int = 0
    edits: int = 0
    replies: int = 0
    held: int = 0
    held_replies: int = 0
    gathered: int = 0
    never: int = 0


def check(weeks: Weeks, listener: Listener, counts: Counts) -> None:
    """Hold what a chat saw against what it should have seen."""
    said = [
        one
        for one in said_in(weeks.emulator, listener.chat)
        if one.text.startswith(("🔔", "<b>Changed")) and "Watching for" not in one.text
    ]
    cards, replies = ([one for one in said if one.text.startswith("🔔") is is_card] for is_card in (True, False))
    edits = _of_facts(cards, edits_in(weeks.emulator, listener.chat))
    tellings = [(int(number), card) for card in cards for number in re.findall(r"/event_(\d+)", card.text)]
    where = dict(tellings)
    assert len(tellings) == len(where), "an event was told twice"
    expected = {one.id: (one, *due) for one in weeks.happenings if (due := told_at(listener, one))}
    assert set(where) == set(expected)
    for one, moment, known in expected.values():
        card = where[one.id]
        assert is_on_time(card, moment), (listener, one, card)
        assert f"{known.killed} killed" in card.text
        counts.held += moment > one.states[0].since
        for state in one.states:
            if state.since > moment:
                _check_change(listener, state, card, edits, replies, counts)
    assert not replies, "a sound without a reason"
    assert not edits, "a change of nothing"
    counts.events += len(expected)
    counts.gathered += len(tellings) - len(cards)
    counts.never += sum(any(listener.wants(one, state) for state in one.states) for one in weeks.happenings)
    counts.never -= len(expected)


def _check_change(
    listener: Listener, state: State, card: Said, edits: list[Said], replies: list[Said], counts: Counts
) -> None:
    """The message of an event is edited at once, and what matters is said in reply once that may sound; both are taken
    off the lists."""
    anew = [edit for edit in edits if edit.id == card.id and is_on_time(edit, state.since)]
    wanted = state.words if state.killed is None else f"{state.killed} killed"
    assert [wanted in edit.text for edit in anew] == [True], (listener, state, card, anew)
    edits.remove(anew[0])
    counts.edits += 1
    if not state.words:
        return
    due = listener.free(state.since)
    words = [reply for reply in replies if reply.reply_to == card.id and is_on_time(reply, due)]
    assert [state.words in reply.text for reply in words] == [True], (listener, state, card, replies)
    replies.remove(words[0])
    counts.replies += 1
    counts.held_replies += due > state.since


def _of_facts(cards: Sequence[Said], edits: Sequence[Said]) -> list[Said]:
    """The edits that say more than that a day has passed, as one does of which something is still to be said aloud."""
    shown, found = {card.id: _undated(card.text) for card in cards}, []
    for edit in edits:
        if _undated(edit.text) != shown.get(edit.id):
            found.append(edit)
        shown[edit.id] = _undated(edit.text)
    return found


def _undated(text: str) -> str:
    return re.sub(r"· (today|yesterday|\d+ days ago), ", "· ", text)


@pytest.fixture
async def weeks(
    request: pytest.FixtureRequest, tmp_path: Path, watched_index: Path, world: World
) -> AsyncIterator[Weeks]:
    """The bot with all who listen, at the moment of the parameter."""
    path, server = tmp_path / "index.db", Emulator(Clock(request.param))
    shutil.copy(watched_index, path)
    server.world.updates.held = 0.05
    await server.start()
    try:
        async with application(server, world, path, server.person("Grace")) as (services, bot):
            opened = Weeks(server, bot, services, happenings(request.param))
            await opened.seat()
            yield opened
            server.check()
    finally:
        await server.stop()


@pytest.mark.parametrize("weeks", [SPRING, AUTUMN], ids=["spring", "autumn"], indirect=True)
async def test_every_alert_of_four_weeks_comes_once_out_of_quiet_hours_and_is_corrected(weeks: Weeks) -> None:
    await weeks.go_on()
    counts = Counts()
    for listener in weeks.listeners:
        check(weeks, listener, counts)
    assert 0 not in astuple(counts), "the weeks bring all that they are to prove"
    own = sum(len(WORDS[listener.words]) for listener in weeks.listeners)
    assert weeks.most_candidates <= NEARLY + own, "what is watched for elsewhere is not looked at"


@pytest.mark.parametrize(("zone", "end"), RELEASED, ids=str)
def test_quiet_hours_are_expected_to_end_by_the_wall(zone: str, end: time) -> None:
    quiet = next(quiet for quiet in ZONES[zone] if quiet.end == end)
    for moment in RELEASED[zone, end]:
        asked = moment - timedelta(minutes=90)
        assert free(zone, quiet.start, quiet.end, asked) == moment
