"""Typed names, right and wrong, matched to their actors."""

import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.actors.catalogue import Catalogue
from knowledge.actors.names import Form
from knowledge.folding import fold

OPENED = Catalogue.open()


@pytest.mark.parametrize(
    ("typed", "actor"),
    [
        # the very name, in any dress
        ("Kachin Independence Army", "kachin-independence-army"),
        ("kachin independence army", "kachin-independence-army"),
        ("KIA", "kachin-independence-army"),
        ("al-Qa'ida", "al-qaeda"),
        ("alqaida", "al-qaeda"),
        ("حركة حماس", "hamas"),
        ("ХАМАС", "hamas"),
        ("ЗСУ", "ukr"),
        # other transliterations
        ("hizbulla", "hezbollah"),
        ("Hizb Allah", "hezbollah"),
        ("Хизбулла", "hezbollah"),
        ("hutis", "houthis"),
        ("kataeb hizbollah", "kataib-hezbollah"),
        ("Jeish al Islam", "jaysh-al-islam"),
        ("pechmerga", "peshmerga"),
        # letters wrong, missing, doubled, swapped
        ("isreal", "isr"),
        ("Isreali", "isr"),
        ("Rusian", "rus"),
        ("palestinan", "pse"),
        ("boko harm", "boko-haram"),
        ("tahrir alsham", "hayat-tahrir-al-sham"),
        ("sinaloa cartle", "sinaloa-cartel"),
        ("iraqq", "irq"),
        ("netanyaho", "isr"),
        # by rule, right and mistyped
        ("Bolivian navy", "bol"),
        ("isreali army", "isr"),
        ("Houthi rebels", "houthis"),
    ],
)
def test_a_typed_name_finds_its_actor(typed: str, actor: str) -> None:
    match = OPENED.resolve(typed)
    assert match is not None
    assert match.actor.id == actor
    assert match.reason


@pytest.mark.parametrize(
    "typed", ["", "  ", "!!", "🚨", "x", "hama", "homs", "attack", "strikes", "casualties", "yesterday", "qwertyuiop"]
)
def test_what_is_no_actor_finds_none(typed: str) -> None:
    assert OPENED.resolve(typed) is None


def test_the_very_name_scores_highest() -> None:
    exact, spelt, mistyped = (OPENED.resolve(name) for name in ("Hezbollah", "Hezbolah", "Hezbxllah"))
    assert exact is not None
    assert spelt is not None
    assert mistyped is not None
    assert exact.score == 1.0
    assert exact.score > spelt.score > mistyped.score


def test_a_shared_name_tells_its_rivals() -> None:
    match = OPENED.resolve("RSF")
    assert match is not None
    assert match.actor.id == "rapid-support-forces"
    assert [rival.id for rival in match.rivals] == ["reporters-without-borders"]
    assert match.score < 1


def test_countries_choose_among_shared_names() -> None:
    here = {country: OPENED.resolve("coalition", countries=frozenset({country})) for country in ("YE", "IQ")}
    assert [match.actor.id for match in here.values() if match] == [
        "saudi-led-coalition",
        "global-coalition-against-daesh",
    ]


def test_guesses_leave_what_is_known_alone() -> None:
    words = ["hezbolah", "strikes", "on", "isreali", "towns"]
    assert [(s.actor.id, s.start, s.end) for s in OPENED.guess(words)] == [("hezbollah", 0, 1), ("isr", 3, 4)]
    assert [s.actor.id for s in OPENED.guess(words, {0})] == ["isr"]


def test_guesses_span_words() -> None:
    spans = OPENED.guess(["raids", "by", "boko", "harm", "in", "borno"])
    assert [(s.actor.id, s.start, s.end) for s in spans] == [("boko-haram", 2, 4)]


def test_ordinary_words_of_questions_are_no_actors() -> None:
    words = [
        "what",
        "where",
        "happened",
        "killed",
        "wounded",
        "people",
        "latest",
        "strikes",
        "attacks",
        "drone",
        "raid",
    ]
    words += ["missile", "bombing", "shelling", "ambush", "arrests", "protest", "ceasefire", "yesterday", "october"]
    words += [
        "province",
        "village",
        "around",
        "within",
        "between",
        "compare",
        "casualties",
        "deaths",
        "injured",
        "count",
    ]
    words += ["kidnapped", "missing", "deadliest", "number", "since", "until", "before", "south", "border", "market"]
    words += ["hospital", "school", "bridge", "checkpoint", "recent", "during", "against", "carried", "towns", "areas"]
    assert [word for word in words if OPENED.resolve(word) is not None] == []


def test_one_wrong_letter_still_finds_nine_of_ten() -> None:
    chance = random.Random(7)
    names = [
        (name, actor.id)
        for actor in OPENED.actors
        for name in OPENED.names(actor.id)
        if name.isascii() and len(name) >= 7 and len(OPENED.names(actor.id)) > 1
    ]
    tried = [
        (mistyped(name, chance), actor)
        for name, actor in chance.sample(names, 400)
        if all(span.form in (Form.NAME, Form.FORCES, Form.PERSON) for span in OPENED.spot(name.split()))
    ]
    found = sum((match := OPENED.resolve(name)) is not None and match.actor.id == actor for name, actor in tried)
    assert len(tried) > 200
    assert found >= 0.9 * len(tried)


def mistyped(name: str, chance: random.Random) -> str:
    """One letter dropped, doubled, swapped or changed, not the first."""
    at = chance.randrange(1, len(name) - 1)
    match chance.choice(("drop", "double", "swap", "change")):
        case "drop":
            return name[:at] + name[at + 1 :]
        case "double":
            return name[:at] + name[at] + name[at:]
        case "swap":
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        case _:
            return name[:at] + chance.choice(string.ascii_lowercase) + name[at + 1 :]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_name_raises(name: str) -> None:
    match = OPENED.resolve(name)
    assert match is None or 0 < match.score <= 1


class TestBelonging:
    """What belongs to whom."""

    def test_arms_of_arms_belong(self) -> None:
        assert {"syrian-democratic-forces", "peoples-protection-units"} <= OPENED.within("syrian-democratic-forces")
        assert "hurras-al-din" in OPENED.within("al-qaeda")
        assert "islamic-state-khorasan-province" in OPENED.within("islamic-state")

    def test_a_group_alone_is_itself(self) -> None:
        assert OPENED.within("hezbollah") == {"hezbollah", "radwan-force", "al-qard-al-hassan"}
        assert OPENED.within("unheard-of") == {"unheard-of"}

    def test_members_do_not_belong(self) -> None:
        assert "gbr" not in OPENED.within("global-coalition-against-daesh")

    def test_states_by_country(self) -> None:
        state = OPENED.state("sy")
        assert state is not None
        assert state.id == "syr"
        assert OPENED.state("QQ") is None
        assert OPENED.get("nobody") is None


@pytest.mark.parametrize("prefix", ["is", "rapid su", "hezb", "russia", "u", "zzz"])
def test_names_that_go_on_after_some_letters_come_in_the_catalogues_order(prefix: str) -> None:
    folded = [(fold(actor.name), actor.name) for actor in OPENED.actors]
    longer = [name for letters, name in folded if letters.startswith(prefix) and letters != prefix]
    assert OPENED.going_on(prefix, 3) == longer[:3]
