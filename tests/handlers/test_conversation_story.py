"""Talking on in chats: whole questions, follow-ups, "more" to the end, people's talk, and what plain words lead to."""

import pytest

from domain.taxonomy import kinds
from handlers.wishes import form_of, wish_of
from tests.handlers.stage import Stage
from tests.telegram.transcript import golden


async def said(stage: Stage, *words: str) -> str:
    """What the bot says to the last of these words in the private chat; nothing if it is silent."""
    for text in words:
        before = len(stage.ada.chat.from_bot())
        stage.ada.send(text)
        await stage.settled()
    after = stage.ada.chat.from_bot()[before:]
    return str(after[-1].get("text") or after[-1].get("caption")) if after else ""


async def test_a_whole_question_starts_anew(stage: Stage) -> None:
    answer = await said(stage, "US casualties December", "air strikes in Syria please")
    assert answer.startswith("6 air strikes · Syria\n")
    assert "Follows on" not in answer


async def test_more_to_the_end_and_beyond(stage: Stage) -> None:
    assert "6 air strikes · Syria" in await said(stage, "air strikes in Syria")
    assert "· 6–6" in await said(stage, "more")
    assert (await said(stage, "more")).startswith("Those were all 6.\n")
    assert (await said(stage, "next")).startswith("Those were all 6.\n")
    assert (await said(stage, "drone strikes in Sudan", "more")).startswith("That was the only one.\n")
    golden("more", stage.ada.chat.transcript())


async def test_more_goes_on_from_the_page_that_is_shown(stage: Stage) -> None:
    stage.ada.command("settings", "2")
    await stage.settled()
    await said(stage, "air strikes in Syria")
    stage.ada.tap("More (2 of 6) ›")
    await stage.settled()
    assert "· 5–6" in await said(stage, "more")
    await said(stage, "air strikes in Syria", "more")
    stage.ada.tap("More (4 of 6) ›")
    await stage.settled()
    assert "· 5–6" in str(stage.ada.chat.last["text"])
    assert "Those were all 6." in await said(stage, "more")


async def test_a_map_and_the_sources_after_more_are_of_all_that_was_found(stage: Stage) -> None:
    assert "6 events at 6 places" in await said(stage, "air strikes in Syria", "more", "on a map")
    assert "6 reports of 1 outlet, on 6 events" in await said(stage, "sources?")


async def test_thanks_in_between_do_not_end_a_conversation(stage: Stage) -> None:
    answer = await said(stage, "air strikes in Homs", "thanks!", "hello", "and in Hama?")
    assert "Follows on “air strikes in Homs”" in answer
    assert "Hama, Syria" in answer


@pytest.mark.parametrize(
    "words",
    ["thanks!", "ok", "👍", "lol", "that's terrible", "so sad…", "what do you think?", "Grace knows him", "!!!", "why"],
)
async def test_what_people_say_to_each_other_under_an_answer(stage: Stage, words: str) -> None:
    ada, grace = stage.ada, stage.grace
    newsroom = stage.emulator.supergroup("Newsroom", ada, grace)
    ada.command("latest", "air strikes in Syria", chat=newsroom)
    await stage.settled()
    answer = newsroom.last
    grace.reply(answer, words, chat=newsroom)
    await stage.settled()
    assert len(newsroom.from_bot()) == 1
    for question in ("and in Sudan?", "more", "drone strikes", "help", "as csv"):
        grace.reply(answer, question, chat=newsroom)
        await stage.settled()
    assert len(newsroom.from_bot()) == 6


async def test_who_is_named_answers_even_thanks(stage: Stage) -> None:
    newsroom = stage.emulator.supergroup("Newsroom", stage.ada)
    stage.emulator.world.bot["can_read_all_group_messages"] = True
    stage.ada.mention("thanks!", chat=newsroom)
    await stage.settled()
    assert len(newsroom.from_bot()) == 1


async def test_plain_words_lead_to_commands(stage: Stage) -> None:
    ada = stage.ada
    await said(stage, "as csv", "drone strikes in Sudan", "CSV, please!", "as geojson", "as kml", "map")
    await said(stage, "who reported it?")
    await said(stage, "air strikes in Syria on a map", "map of drone strikes in Sudan", "map it")
    await said(stage, "settings", "Help!", "privacy", "stop", "alert me when there are strikes in Homs", "subscribe")
    ada.command("settings", "Europe/Kyiv")
    ada.command("digest", "08:00 strikes in Syria")
    await stage.settled()
    await said(stage, "notify me about <b>drones</b>", "please stop", "unsubscribe!")
    golden("plain_words", ada.chat.transcript())


@pytest.mark.parametrize("kind", [kind.many for kind in kinds().values()])
def test_no_kind_of_event_is_taken_for_a_wish(kind: str) -> None:
    for text in (kind, f"latest {kind}", f"{kind} in Syria", f"tell me when the last {kind} were"):
        assert wish_of(text) is None
        assert form_of(text) is None
