"""No word of a question is dropped unsaid: what is mended, written out, left out, bounded, and what stays over."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.casualties import Group, Outcome
from domain.events import Status
from domain.measures import Measure
from domain.targets import TargetKind
from knowledge.world import World
from query.reading import By, Intent, Query, Toll, View
from query.search.measuring import whole_of
from query.tokens import cut
from query.understand import understand
from query.understanding.words.short_forms import short_forms, written_out
from query.understanding.words.typos import mending

NOW = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)


def ask(world: World, question: str) -> Query:
    return understand(question, NOW, world).query


def actors(query: Query) -> set[tuple[str, str]]:
    return {(actor.id, actor.role.value) for actor in query.actors}


def places(query: Query) -> list[str]:
    return [asked.place.name for asked in query.places]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sinse", "since"),
        ("everthing", "everything"),
        ("hwo", "how"),
        ("tihs", "this"),
        ("acitve", "active"),
        ("kidnapings", "kidnappings"),
        ("atacks", "attacks"),
        ("hosptials", "hospitals"),
        ("meny", "many"),
        ("boms", "bombs"),
        ("bother", None),  # English, if no word of questions
        ("bridges", None),
    ],
)
def test_slips_are_mended_towards_the_words_of_questions(typed: str, meant: str | None) -> None:
    assert mending(cut(typed)[0], lambda name: False) == meant


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("attacks in sumy sinse monday", ["Sumy"]),  # not Sinsheim
        ("puno protests", ["Puno"]),  # not Pune
        ("clashes in surin", ["Surin"]),  # not sarin
        ("bandh in srinagar", ["Srinagar"]),  # not Baneh
        ("attacks near booking.com", []),  # not Como
        ("Palma and Macomia attacks", ["Palma", "Macomia"]),
        ("who controls Lachin", ["Laçın"]),  # not Kachin
        ("killed in Deir Ezzour in 2016?", ["Deir ez-Zor"]),  # no "dear" in it
        ("which zone of Amhara has most fighting", ["Amhara"]),
    ],
)
def test_a_slip_is_no_small_town_abroad(world: World, question: str, names: list[str]) -> None:
    assert places(ask(world, question)) == names


def test_a_town_is_of_the_country_of_the_others(world: World) -> None:
    assert {asked.place.country for asked in ask(world, "Palma and Macomia attacks").places} == {"MZ"}
    assert {asked.place.country for asked in ask(world, "strikes in Tripoli and Paris").places} == {"LY", "FR"}


@pytest.mark.parametrize("form", sorted({*short_forms().forms, *short_forms().lower}))
def test_every_short_form_is_written_out_and_noted(form: str) -> None:
    words, notes = written_out(cut(f"strikes {form} today"))
    assert form not in [word.low for word in words[1:-1]]
    assert notes == () if len(form) == 1 else form in notes[0]


@pytest.mark.parametrize(
    ("question", "types", "names"),
    [
        ("tbm launches S of Tabriz", ["missile-strike"], ["Tabriz"]),
        ("vbied/svest mogadishu", ["vehicle-bombing", "suicide-bombing"], ["Mogadishu"]),
        ("pap kidnappings", ["abduction"], ["Port-au-Prince"]),
        ("clashes in kp", ["clash"], ["Khyber Pakhtunkhwa"]),
        ("uav strikes nr Sudzha", ["drone-strike"], ["Sudzha"]),
        ("suas hits on Erbil", ["drone-strike"], ["Erbil"]),
    ],
)
def test_short_forms_of_the_trade(world: World, question: str, types: list[str], names: list[str]) -> None:
    query = ask(world, question)
    assert list(query.event_types) == types
    assert places(query) == names


@pytest.mark.parametrize(
    ("question", "types", "kept", "left_out"),
    [
        ("strikes on kyiv not lviv", ["strike"], ["Kyiv"], ["Lviv"]),
        ("only drones, no missiles, dnipro", ["drone-strike"], ["Dnipro"], ["missile-strike"]),
        ("attacks in Haiti outside of Port-au-Prince", ["attack"], ["Haiti"], ["Port-au-Prince"]),
        ("incursions in quneitra, skip the airstrikes", ["raid"], ["Quneitra"], ["air-strike"]),
        ("attacks excl. drones Sumy", ["attack"], ["Sumy"], ["drone-strike"]),
        ("raids in Iraq exc. Mosul", ["raid"], ["Iraq"], ["Mosul"]),
        ("attacks in Borno, dont send me the protests", ["attack"], ["Borno"], ["protest"]),
        ("were there no attacks in Kyiv", ["attack"], ["Kyiv"], []),
    ],
)
def test_what_is_left_out(world: World, question: str, types: list[str], kept: list[str], left_out: list[str]) -> None:
    query = ask(world, question)
    assert (list(query.event_types), places(query)) == (types, kept)
    gone = [*query.exclude.event_types, *(asked.place.name for asked in query.exclude.places)]
    assert [*gone, *(actor.name for actor in query.exclude.actors)] == left_out


@pytest.mark.parametrize(
    ("question", "toll", "group"),
    [
        ("events with between 10 and 20 killed in Idlib", Toll(Outcome.KILLED, 10, 20), None),
        ("attacks in Mali with 10-20 dead", Toll(Outcome.KILLED, 10, 20), None),
        ("raids with more than 10 khawarij killed", Toll(Outcome.KILLED, 11, None), None),
        ("attacks where at most 5 were killed", Toll(Outcome.KILLED, None, 5), None),
        ("strikes with fewer than three injured", Toll(Outcome.INJURED, None, 2), None),
        ("bombings with 20+ casualties", Toll(None, 20, None), None),
        ("events with no civilian deaths in Idlib", Toll(Outcome.KILLED, 0, 0), Group.CIVILIAN),
        ("strikes without casualties in Gaza", Toll(None, 0, 0), None),
        ("attacks in Iraq that killed nobody", Toll(Outcome.KILLED, 0, 0), None),
        ("mass abductions in Zamfara more then 20 taken", Toll(Outcome.CAPTURED, 21, None), None),
        ("more than 20 attacks in Mali", None, None),
    ],
)
def test_bounds_of_a_toll(world: World, question: str, toll: Toll | None, group: Group | None) -> None:
    query = ask(world, question)
    assert query.toll == toll
    assert query.group == group


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("UNIFIL attacked", {("unifil", "target")}),
        ("strikes iran->israel", {("irn", "perpetrator")}),
        ("iran israel war casualties both sides", {("irn", "any"), ("isr", "any")}),
        ("hezbollah commanders assassinated", {("hezbollah", "victim")}),
        ("who lost more soldiers, Ukraine or Russia", {("ukr", "victim"), ("rus", "victim")}),
        ("how many passengers BLA killed", {("balochistan-liberation-army", "perpetrator")}),
        ("junta airstrikes in Karen State", {("mmr", "perpetrator")}),
        ("eln pipeline attacks arauca", {("national-liberation-army", "perpetrator")}),
    ],
)
def test_who_did_it_and_to_whom(world: World, question: str, wanted: set[tuple[str, str]]) -> None:
    assert actors(ask(world, question)) == wanted


@pytest.mark.parametrize(
    ("question", "measure", "intent", "by"),
    [
        ("average attacks per day in Goma this month", Measure.AVERAGE, Intent.TIMELINE, By.DAY),
        ("average deaths per attack in Mali", Measure.AVERAGE, Intent.CASUALTIES, None),
        ("what percentage of attacks in Kherson were drone strikes", Measure.SHARE, Intent.COUNT, None),
        ("how many days since the last attack in Tawila", Measure.SINCE_LAST, Intent.LIST, None),
        ("deadliest month in Syria", Measure.EXTREME, Intent.BREAKDOWN, By.MONTH),
        ("which week had the most strikes in Kyiv", Measure.EXTREME, Intent.BREAKDOWN, By.WEEK),
        ("kidnappings in Haiti trend", Measure.TREND, Intent.TIMELINE, By.MONTH),
        ("are the strikes in Beirut getting less or more", Measure.TREND, Intent.TIMELINE, By.MONTH),
        ("ELN vs FARC dissidents fights in Catatumbo, is it getting worse", Measure.TREND, Intent.TIMELINE, By.MONTH),
        ("which zone of Amhara has most fighting", None, Intent.BREAKDOWN, By.PLACE),
        ("deadliest attack in Kabul", None, Intent.LIST, None),
        ("clashes per week in Mali", None, Intent.TIMELINE, By.WEEK),
        ("deaths in North Kivu per territory", None, Intent.BREAKDOWN, By.PLACE),
        ("raids per quarter in Nablus", None, Intent.TIMELINE, By.MONTH),
        ("most strikes day in Odesa", Measure.EXTREME, Intent.BREAKDOWN, By.DAY),
        ("fewer raids in Jenin than last week?", Measure.TREND, Intent.TIMELINE, By.DAY),
        ("junta vs the boys clashes in Sagaing", None, Intent.LIST, None),
    ],
)
def test_measures(world: World, question: str, measure: Measure | None, intent: Intent, by: By | None) -> None:
    query = ask(world, question)
    assert (query.measure, query.intent, query.by) == (measure, intent, by)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("attacks on hospitals in Gaza", [TargetKind.HOSPITAL]),
        ("church attacks in Nigeria", [TargetKind.PLACE_OF_WORSHIP]),
        ("strikes on power plants or ports in Odesa", [TargetKind.ENERGY, TargetKind.PORT]),
        ("aid workers killed in Gaza", [TargetKind.AID_WORKER]),
        ("vaccinators shot in Karachi", [TargetKind.HEALTH_WORKER]),
        ("peacekeepers wounded by Hezbollah", [TargetKind.PEACEKEEPER]),
        ("kids killed in Rafah", [TargetKind.CHILD]),
        ("attacks on police in Michoacan", [TargetKind.POLICE]),
        ("police killed in Michoacan", []),  # whose casualties, not what was hit
    ],
)
def test_targets(world: World, question: str, kinds: list[TargetKind]) -> None:
    query = ask(world, question)
    assert list(query.targets) == kinds
    assert query.targets_as_text == bool(kinds)  # without an index, no event tells what was hit


@pytest.mark.parametrize(
    ("question", "statuses", "sources"),
    [
        ("confirmed only: attacks in Mali", (Status.CONFIRMED,), ()),
        ("confirmed only, nothing merely claimed: attacks in Mali", (Status.CONFIRMED,), ()),
        ("unconfirmed strikes on Kyiv", (Status.REPORTED, Status.CLAIMED, Status.DISPUTED), ()),
        ("denied strikes in Tehran", (Status.DENIED,), ()),
        ("raids claimed by JNIM but not verified", (Status.REPORTED, Status.CLAIMED, Status.DISPUTED), ()),
        ("attacks claimed by ISIS in Mali", (), ()),
        ("attacks in Syria according to SOHR", (), ("SOHR",)),
        ("reuters reports of strikes in Beirut", (), ("Reuters",)),
        ("according to Rudaw or Shafaq, any attack in Erbil", (), ("Rudaw", "Shafaq")),
        ("attacks on Al Jazeera", (), ()),
        ("raids on AFP by the NPA", (), ()),  # the army of the Philippines
        ("AFP reports of strikes in Beirut", (), ("AFP",)),
    ],
)
def test_who_stands_behind_it_and_who_tells(
    world: World, question: str, statuses: tuple[Status, ...], sources: tuple[str, ...]
) -> None:
    query = ask(world, question)
    assert query.statuses == statuses
    assert query.sources == sources


@pytest.mark.parametrize(
    ("question", "view"),
    [
        ("who controls Palmyra", View.CONTROL),
        ("is pokrovsk fallen??", View.CONTROL),
        ("did Goma fall", View.CONTROL),
        ("is it safe in Goma", View.SAFETY),
        ("how bad was last week in Bamako", View.SAFETY),
        ("soldiers fallen in Pokrovsk", None),
        ("attacks in the fall in Kyiv", None),
        ("is the RSF still in Bara", View.CONTROL),
        ("Wagner fighters still in Kidal", None),
        ("rwandan soldiers still in Bukavu?", None),
    ],
)
def test_control_and_safety(world: World, question: str, view: View | None) -> None:
    assert ask(world, question).view is view


@pytest.mark.parametrize(
    ("question", "keywords", "ignored"),
    [
        ("train hijack in Balochistan", ["train"], []),
        ("bad attacks in Mali", [], ["bad"]),
        ("ceasefire violations in Gaza", ["violation"], []),
        ("atacms or himars strikes in crimea", ["atacms", "himars"], []),
        ("qwrtzx strikes in Kyiv", [], ["qwrtzx"]),
        ("killed by masked gunmen in Zaria", [], ["masked", "gunmen"]),  # no militants were killed
        ("raids in Herat since it began", [], ["since", "began"]),  # no time
        ("raids in Herat since March", [], []),
        ("fighters kill in Zaria", ["fighters"], []),
        ("raids on BBC in Kabul", [], ["bbc"]),  # an outlet that is asked for nothing is not dropped
        ("strikes in Tabriz, true or fake", [], ["true", "fake"]),  # no slip for an armed force
        ("afghan pak border clashes", ["border"], []),
        ("strikes in Kyiv mentioning “gold”", ["gold"], []),
        (
            "we have trucks waiting on the road and my boss wants to know of any attacks near Popayan today",
            [],
            ["trucks", "waiting", "road"],
        ),
    ],
)
def test_what_is_left_over(world: World, question: str, keywords: list[str], ignored: list[str]) -> None:
    query = ask(world, question)
    assert list(query.keywords) == keywords
    assert list(query.ignored) == ignored


def test_a_share_is_taken_of_all_where_no_whole_is_named(world: World) -> None:
    query = ask(world, "share of drone strikes in Ukraine")
    assert (query.measure, query.event_types, query.base_types) == (Measure.SHARE, ("drone-strike",), ())
    assert whole_of(query).event_types == ()
    of_attacks = ask(world, "what percentage of attacks in Ukraine were by Russia")
    assert (whole_of(of_attacks).event_types, whole_of(of_attacks).actors) == (("attack",), ())


def test_what_is_ignored_is_said_and_can_be_searched(world: World) -> None:
    reading = understand("bad attacks in Mali", NOW, world)
    assert reading.notes[0] == "not understood and left out: “bad”"
    assert reading.alternatives[0].label == "search “bad” as text"
    assert reading.alternatives[0].query.keywords == ("bad",)


WORDS = st.sampled_from(["train", "zzyx", "purple", "blorf", "gold", "quietly", "Umuokpara", "seventeen", "кот"])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=1, max_size=4, unique=True), st.sampled_from(["attacks in Mali", "who killed", ""]))
def test_no_word_vanishes(world: World, words: list[str], about: str) -> None:
    reading = understand(" ".join([about, *words]), NOW, world)
    if reading.query.intent is Intent.HELP:
        return
    said = " ".join((*reading.notes, *reading.query.keywords, *reading.query.ignored)).casefold()
    read = " ".join(piece.text for piece in reading.pieces if piece.chosen).casefold()
    for word in words:
        assert word.casefold() in said or word.casefold() in read, (word, reading.notes)
