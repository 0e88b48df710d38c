"""Tolls in words: whose people they are, what is not stated, and who says otherwise."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.actors import ActorKind
from domain.casualties import Casualty, Group, Outcome
from domain.events import Event, Status
from knowledge.world import World
from query.answer import Answer
from query.reading import AskedActor, AskedRole, Query, Reading
from query.understand import understand
from query.wording.casualty_phrases import all_of_a_kind, beside, otherwise, toll, unstated
from query.wording.paraphrase import sentence
from store.search.finding import Mention, StoredEvent, Sum

NAMES = {"usa": "United States"}
SOLDIERS = Casualty(Outcome.INJURED, 2, 2, 2, Group.MILITARY, "usa")
TRANSLATOR = Casualty(Outcome.INJURED, 1, 1, 1, Group.CIVILIAN)
OTHERS = Casualty(Outcome.INJURED, None, None, None)
US = Query(actors=(AskedActor("usa", "United States", AskedRole.VICTIM, ActorKind.STATE),))


def stored(lines: tuple[Casualty, ...], figures: dict[Outcome, Sum], mentions: tuple[Mention, ...] = ()) -> StoredEvent:
    return StoredEvent(1, Event("attack", "ambush", casualties=lines), mentions, figures, None, None)


def answer(event: StoredEvent, count: int = 1) -> Answer:
    return Answer(Reading("US casualties", US), datetime(2025, 12, 20, tzinfo=UTC), count, events=(event,))


def test_the_story_of_the_translator_and_the_others() -> None:
    ambush = stored((TRANSLATOR, SOLDIERS, OTHERS), {Outcome.INJURED: Sum(3, None, 3, 1)})
    assert toll(ambush, NAMES) == (
        "at least 3 injured: 2 soldiers (United States), 1 civilian, others, number not given"
    )
    found = answer(ambush)
    assert all_of_a_kind(found, Outcome.INJURED, 2) == "both soldiers"
    assert beside(found, Outcome.INJURED) == "1 civilian; others, number not given"
    assert unstated(US) == "nationality not stated"


def test_nothing_is_said_of_events_that_are_not_shown() -> None:
    found = answer(stored((SOLDIERS,), {Outcome.INJURED: Sum(2, 2, 2, 1)}), count=7)
    assert all_of_a_kind(found, Outcome.INJURED, 2) == ""
    assert beside(found, Outcome.INJURED) == ""


def test_a_sum_of_another_size_is_not_called_all_soldiers() -> None:
    found = answer(stored((SOLDIERS,), {Outcome.INJURED: Sum(2, 2, 2, 1)}))
    assert all_of_a_kind(found, Outcome.INJURED, 5) == ""


def test_nobody_hurt_is_said_and_nothing_stated_is_not() -> None:
    assert toll(stored((), {Outcome.KILLED: Sum(0, 0, 0, 1)}), NAMES) == "none killed"
    assert toll(stored((), {}), NAMES) == ""
    assert toll(stored((OTHERS,), {}), NAMES) == "some injured"


def test_parts_that_add_up_to_more_than_their_whole_are_not_told() -> None:
    killed = tuple(Casualty(Outcome.KILLED, n, n, n, group) for n, group in ((8, Group.MILITANT), (4, Group.CIVILIAN)))
    assert toll(stored(killed, {Outcome.KILLED: Sum(4, 4, 4, 1)}), NAMES) == "4 killed"
    assert toll(stored(killed, {Outcome.KILLED: Sum(4, 9, 4, 1)}), NAMES) == "4 killed (4–9 told)"
    assert toll(stored(killed, {Outcome.KILLED: Sum(10, None, 10, 1)}), NAMES) == "at least 10 killed"
    assert toll(stored(killed, {Outcome.KILLED: Sum(12, 12, 12, 1)}), NAMES) == "12 killed: 8 fighters, 4 civilians"
    hurt = (*killed, SOLDIERS)  # of each outcome by itself
    figures = {Outcome.KILLED: Sum(4, 4, 4, 1), Outcome.INJURED: Sum(2, 2, 2, 1)}
    assert toll(stored(hurt, figures), NAMES) == "4 killed; 2 injured (soldiers, United States)"


def test_people_beside_those_of_a_kind_are_others() -> None:
    lines = tuple(Casualty(Outcome.KILLED, n, n, n, group) for n, group in ((3, Group.UNKNOWN), (1, Group.CIVILIAN)))
    assert toll(stored(lines, {Outcome.KILLED: Sum(4, 4, 4, 1)}), NAMES) == "4 killed: 1 civilian, 3 others"
    nobody = {Outcome.KILLED: Sum(0, 0, 0, 1), Outcome.INJURED: Sum(0, 0, 0, 1)}
    assert toll(stored((), nobody), NAMES) == "none killed or injured"


def test_those_of_the_kind_asked_about_do_not_stand_beside_the_total() -> None:
    lines = (
        Casualty(Outcome.KILLED, 6, 6, 6, Group.CIVILIAN),
        Casualty(Outcome.KILLED, 3, 3, 3),
        Casualty(Outcome.KILLED, 0, 0, 0),
    )
    found = replace(answer(stored(lines, {})), reading=Reading("civilians killed", Query(group=Group.CIVILIAN)))
    assert beside(found, Outcome.KILLED) == "3 people"


def test_people_of_a_name_that_says_so_are_not_named_twice(world: World) -> None:
    query = understand("Kurdish fighters killed by Turkey", datetime(2025, 12, 20, tzinfo=UTC), world).query
    assert sentence(query) == "Kurdish fighters killed by Turkey"


def test_who_says_otherwise_is_named() -> None:
    def mention(source: str, best: int | None, most: int | None) -> Mention:
        lines = (Casualty(Outcome.KILLED, best, most, best),)
        return Mention(source, None, None, "", Status.REPORTED, 1, Event("attack", "ambush", casualties=lines))

    mentions = (mention("Nile Post", 43, None), mention("Levant", 40, 40), mention("Wire", None, None))
    assert otherwise(stored((), {Outcome.KILLED: Sum(40, None, 40, 1)}, mentions)) == "Nile Post: at least 43 killed"
    assert otherwise(stored((), {Outcome.KILLED: Sum(0, 1, 1, 1)}, (mention("Levant", 0, 0),))) == "Levant: none killed"


def test_other_sides_and_groups_are_unstated_in_their_own_words(world: World) -> None:
    def asked(id: str, role: AskedRole) -> AskedActor:
        actor = world.catalogue.get(id)
        assert actor is not None
        return AskedActor.of(actor, role)

    victims, doer = AskedRole.VICTIM, AskedRole.PERPETRATOR
    assert unstated(Query(actors=(asked("islamic-state", victims),))) == "side not stated"
    assert unstated(Query(actors=(asked("eta", victims),))) == "side not stated"
    assert unstated(Query(actors=(asked("usa", victims), asked("eta", doer)))) == "nationality not stated"
    assert unstated(Query(group=Group.CIVILIAN)) == "who they were is not stated"
    assert unstated(Query(actors=(asked("rus", doer),), group=Group.CIVILIAN)) == "who they were is not stated"
    assert unstated(Query(actors=(asked("usa", victims),), group=Group.MILITARY)) == "who they were is not stated"


def test_a_question_knows_what_kind_its_actors_are(world: World) -> None:
    for question in ("US casualties", "soldiers of Russia killed by Ukraine", "strikes except Israel's"):
        query = understand(question, datetime(2025, 12, 20, tzinfo=UTC), world).query
        assert {actor.kind for actor in (*query.actors, *query.exclude.actors)} == {ActorKind.STATE}


def test_those_who_did_it_are_not_those_that_a_total_is_of() -> None:
    doer = replace(US, actors=(replace(US.actors[0], role=AskedRole.PERPETRATOR),))
    event = stored((SOLDIERS,), {Outcome.INJURED: Sum(2, 2, 2, 1)})
    assert all_of_a_kind(replace(answer(event), reading=Reading("", doer)), Outcome.INJURED, 2) == ""
