"""Asking inline and as a guest."""

from store.writing.reports import add_report
from tests.handlers.reports import event, report
from tests.handlers.stage import Open, Stage
from tests.telegram.transcript import golden


async def _shell_kharkiv(stage: Stage) -> None:
    """Fourteen events: more than one page of results shows."""
    for day in range(1, 15):
        text = f"Shells fell on Kharkiv on {day} December, the governor said."
        fell = event("shelling", "Kharkiv", day, "Russia")
        reported = report("Dnipro Line", day + 1, text, fell, f"https://dnipro.example/{day}")
        await stage.services.index.write(lambda writer, reported=reported: add_report(writer, *reported))


async def test_results_while_typing(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    friends = stage.emulator.group("Friends", ada, grace)
    typed = ada.inline("drone strikes in Sudan", chat=friends)
    await stage.settled()
    assert typed.answer is not None
    titles = [(result["title"], result["description"]) for result in typed.answer["results"]]
    assert titles[0][0].startswith("1 drone strike · Sudan")
    assert titles[1] == (
        "🛸 Drone strike · El Fasher, Sudan",
        "3 days ago, 17 Dec · by Rapid Support Forces · at least 43 killed · claimed",
    )
    ada.choose(typed, titles[1][0])
    await stage.settled()
    golden("inline", friends.transcript())


async def test_a_line_tells_the_figures_as_the_card_does_that_it_sends(stage: Stage) -> None:
    typed = stage.ada.inline("ambush near Palmyra")
    await stage.settled()
    assert typed.answer is not None
    line = next(result for result in typed.answer["results"] if result["id"].startswith("event-"))
    figures = "2 killed (2–3 told): 2 soldiers (United States), 1 civilian; 3 injured"
    assert figures in line["description"]
    assert figures in line["input_message_content"]["message_text"]


async def test_pages_of_results(stage: Stage) -> None:
    first = stage.ada.inline("")
    await stage.settled()
    assert first.answer is not None
    assert 1 < len(first.answer["results"]) <= 50
    ids = [result["id"] for result in first.answer["results"]]
    offset = first.answer.get("next_offset", "")
    while offset:
        following = stage.ada.inline("", offset)
        await stage.settled()
        assert following.answer is not None
        ids += [result["id"] for result in following.answer["results"]]
        offset = following.answer.get("next_offset", "")
    assert len(ids) == len(set(ids)) == 11  # ten events and the whole


async def test_closed_periods_are_kept_longer_than_the_latest(stage: Stage) -> None:
    closed = stage.ada.inline("air strikes in Syria from 3 to 12 December 2025")
    await stage.settled()
    latest = stage.ada.inline("latest strikes in Syria")
    await stage.settled()
    assert closed.answer is not None
    assert latest.answer is not None
    assert int(closed.answer["cache_time"]) >= 600
    assert int(latest.answer["cache_time"]) <= 60


async def test_nothing_that_fits_leads_to_the_private_chat(stage: Stage) -> None:
    typed = stage.ada.inline("chemical attacks in Sudan in November")
    await stage.settled()
    assert typed.answer is not None
    assert typed.answer["results"] == []
    assert typed.answer["button"]["start_parameter"] == "ask"


async def test_the_first_letters_are_enough(stage: Stage) -> None:
    typed = stage.ada.inline("air strikes da")
    await stage.settled()
    assert typed.answer is not None
    assert "air strikes in Daraa · 1 event" in [result["title"] for result in typed.answer["results"]]
    typed = stage.ada.inline("rapid su")
    await stage.settled()
    assert typed.answer is not None
    titles = [result["title"] for result in typed.answer["results"]]
    assert "Rapid Support Forces · 1 event" in titles
    stage.ada.choose(typed, "Rapid Support Forces · 1 event")
    await stage.settled()
    assert "El Fasher" in stage.ada.chat.transcript()


async def test_only_the_latest_of_a_persons_keystrokes_is_answered(stage: Stage) -> None:
    text = "drone strikes in Sudan"
    asked = [stage.ada.inline(text[:length]) for length in range(3, len(text) + 1)]
    await stage.settled()
    assert asked[-1].answer is not None
    assert asked[-1].answer["results"]
    assert sum(question.answer is not None for question in asked) < len(asked)


async def test_odd_offsets_show_the_beginning_or_the_end(stage: Stage) -> None:
    await _shell_kharkiv(stage)
    found = {}
    for offset in ("", "3", "x", "-1", "٣", "99999999999999999999"):
        typed = stage.ada.inline("shelling in Kharkiv", offset)
        await stage.settled()
        assert typed.answer is not None
        shown = [result["id"] for result in typed.answer["results"]]
        found[offset] = shown, typed.answer.get("next_offset", "")
    assert (len(found[""][0]), found[""][1]) == (11, "10")
    assert (len(found["3"][0]), found["3"][1]) == (10, "13")
    assert found["x"] == found["-1"] == found[""]
    assert found["٣"] == found["3"]
    assert found["99999999999999999999"] == ([], "")


async def test_a_private_bot_offers_strangers_nothing(open_stage: Open) -> None:
    stage = await open_stage(private=True)
    stranger = stage.emulator.person("Mallory")
    typed = stranger.inline("strikes in Syria")
    await stage.settled()
    allowed = stage.ada.inline("strikes in Syria")
    await stage.settled()
    assert typed.answer is not None
    assert allowed.answer is not None
    assert typed.answer["results"] == []
    assert allowed.answer["results"]
    assert allowed.answer["is_personal"] is True


async def test_a_guest_is_answered(stage: Stage) -> None:
    club = stage.emulator.world.new_chat("supergroup", "Chess club")
    club.members[stage.ada.id] = "member"
    stage.ada.guest("drone strikes in Sudan", club)
    await stage.settled()
    golden("guest", club.transcript())


async def test_who_waited_too_long_for_an_answer_alarms_nobody(open_stage: Open) -> None:
    stage = await open_stage()
    stage.grace.command("start")
    await stage.settled()
    await stage.stop()
    stage.ada.guest("drone strikes in Sudan", stage.emulator.elsewhere("Chess club", stage.ada))
    stage.ada.inline("drone strikes in Sudan")
    stage.emulator.later(minutes=2)
    again = await open_stage()
    await again.settled()
    assert len(stage.grace.chat.from_bot()) == 1  # the greeting


async def test_typing_letter_by_letter(stage: Stage) -> None:
    """What a person sees who types slowly: suggestions from the first letter on, with counts."""
    ada = stage.ada
    for typed in ("h", "ho", "strikes in i", "strikes in idlib", "drone s", "strikes by ru", "zzzz", "hello"):
        ada.inline(typed)
        await stage.settled()
    golden("inline_typing", ada.chat.transcript())


async def test_further_pages_and_the_way_into_the_private_chat(stage: Stage) -> None:
    ada = stage.ada
    await _shell_kharkiv(stage)
    offset, seen = "", []
    for _ in range(3):
        typed = ada.inline("shelling in Kharkiv", offset)
        await stage.settled()
        assert typed.answer is not None
        seen += [result["id"] for result in typed.answer["results"]]
        offset = typed.answer.get("next_offset", "")
        if not offset:
            break
    assert len(seen) == len(set(seen)) == 15
    ada.inline("chemical attacks in Sudan in November")
    await stage.settled()
    ada.command("start", "ask")
    await stage.settled()
    golden("inline_pages", ada.chat.transcript())


async def test_guests_of_many_kinds(stage: Stage) -> None:
    ada = stage.ada
    club = stage.emulator.elsewhere("Chess club", ada)
    for words in ("", "hello", "US casualties December", "chemical attacks in Sudan in November"):
        ada.guest(words, club)
        await stage.settled()
    golden("guest_questions", club.transcript())
