"""Asking in chats: commands, free words, follow-ups, edits, groups and topics, as whole conversations."""

from query.understand import LONGEST
from tests.handlers.stage import Open, Stage
from tests.telegram.transcript import golden


async def test_first_steps(stage: Stage) -> None:
    ada = stage.ada
    ada.command("start")
    await stage.settled()
    ada.command("help")
    await stage.settled()
    ada.command("casualties")
    await stage.settled()
    ada.command("wibble")
    await stage.settled()
    golden("first_steps", ada.chat.transcript())


async def test_examples_are_answered_at_a_tap(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    ada.command("start")
    await stage.settled()
    greeting = ada.chat.last
    for label in ("latest strikes in Deir ez-Zor", "US casualties December"):
        ada.tap(label)
        await stage.settled()
    ada.send("and in Syria?")  # follows on what was tapped last
    await stage.settled()
    old = ada.tap_data("ask1.of-an-older-version", greeting)
    await stage.settled()
    assert old.answer is not None
    newsroom = stage.emulator.supergroup("Newsroom", ada, grace)
    ada.command("help", chat=newsroom)
    await stage.settled()
    grace.tap("US casualties December", newsroom)
    await stage.settled()
    golden("examples", f"{ada.chat.transcript()}\n{newsroom.transcript()}")


async def test_latest_strikes_by_command_and_in_free_words(stage: Stage) -> None:
    ada = stage.ada
    ada.command("latest", "strikes in Deir ez-Zor")
    await stage.settled()
    ada.send("ambush near Palmyra")
    await stage.settled()
    ada.command("count", "drone strikes this week")
    await stage.settled()
    ada.command("casualties", "US December")
    await stage.settled()
    golden("asking", ada.chat.transcript())


async def test_pages_and_spans_replace_the_answer(stage: Stage) -> None:
    ada = stage.ada
    ada.send("air strikes in Syria in December")
    await stage.settled()
    ada.tap("More (5 of 6) ›")
    await stage.settled()
    ada.tap("‹ Back")
    await stage.settled()
    ada.tap("30 d")
    await stage.settled()
    ada.tap("24 h")
    await stage.settled()
    ada.tap("As asked")
    await stage.settled()
    golden("pages", ada.chat.transcript())


async def test_a_double_tap_changes_the_page_once(stage: Stage) -> None:
    ada = stage.ada
    ada.send("air strikes in Syria in December")
    await stage.settled()
    ada.tap("More (5 of 6) ›")
    ada.tap("More (5 of 6) ›")
    await stage.settled()
    assert len(stage.emulator.asked("editMessageText")) == 1
    assert len(stage.emulator.asked("answerCallbackQuery")) == 2


async def test_buttons_outlive_a_restart(stage: Stage, open_stage: Open) -> None:
    ada = stage.ada
    ada.send("air strikes in Syria in December")
    await stage.settled()
    await stage.stop()
    again = await open_stage()
    ada.tap("More (5 of 6) ›")
    await again.settled()
    assert "Homs" in ada.chat.last["text"]


async def test_buttons_that_nobody_knows_are_answered_politely(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    ada.send("strikes in Syria")
    await stage.settled()
    theirs = ada.chat.last
    data = theirs["reply_markup"]["inline_keyboard"][-1][0]["callback_data"]
    grace.send("strikes in Sudan")
    await stage.settled()
    taps = [
        ada.tap_data("page:2", theirs),
        ada.tap_data("v1.ffff.0.a.0", theirs),
        grace.tap_data(data, grace.chat.last),  # the number of somebody else's question
    ]
    await stage.settled()
    assert all(tap.answer and "older message" in tap.answer["text"] for tap in taps)
    assert stage.emulator.asked("editMessageText") == []


async def test_an_edited_question_edits_its_answer(stage: Stage) -> None:
    ada = stage.ada
    question = ada.send("drone strikes in Ukrain")
    await stage.settled()
    ada.edit(question, "drone strikes in Sudan")
    await stage.settled()
    assert len(ada.chat.from_bot()) == 1
    assert "El Fasher" in ada.chat.last["text"]


async def test_nothing_found_says_what_was_searched(stage: Stage) -> None:
    ada = stage.ada
    ada.send("chemical attacks in Sudan in November")
    await stage.settled()
    golden("nothing_found", ada.chat.transcript())


async def test_hostile_and_hopeless_questions(stage: Stage) -> None:
    ada = stage.ada
    for text in ("<b>strikes</b> in <a href='x'>Syria", "💥💥💥", "'; drop table events; --", "@", "\u202eairiS", "/"):
        ada.send(text)
        await stage.settled()
    assert len(ada.chat.from_bot()) == 6


async def test_a_question_too_long_is_refused_everywhere_in_the_same_words(stage: Stage) -> None:
    ada, words = stage.ada, "strike " * (LONGEST // 6)
    club = stage.emulator.elsewhere("Chess club", ada)
    for command in ("latest", "top", "map", "digest"):
        ada.command(command, f"08:00 UTC {words}" if command == "digest" else words)
        await stage.settled()
        assert "characters; ask it in at most 500." in ada.chat.last["text"]
    ada.command("top", "strikes " * ((LONGEST - 4) // 8))  # short enough but for the words that the command adds
    await stage.settled()
    assert "characters; ask it in at most 500." in ada.chat.last["text"]
    ada.guest(words, club)
    await stage.settled()
    assert "characters; ask it in at most 500." in club.transcript()


async def test_a_group_hears_only_what_is_meant_for_the_bot(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    stage.emulator.world.bot["can_read_all_group_messages"] = True
    newsroom = stage.emulator.supergroup("Newsroom", ada, grace)
    ada.send("did you see the strikes in Syria?", chat=newsroom)
    ada.send("/latest@OtherBot strikes in Syria", chat=newsroom)
    grace.reply(ada.send("air strikes again", chat=newsroom), "where?", chat=newsroom)
    await stage.settled()
    assert newsroom.from_bot() == []
    ada.command("count", "air strikes in Syria", chat=newsroom)
    await stage.settled()
    grace.mention("ambush near Palmyra", chat=newsroom)
    await stage.settled()
    grace.reply(newsroom.last, "strikes in Sudan", chat=newsroom)
    await stage.settled()
    ada.mention("", chat=newsroom)
    await stage.settled()
    golden("group", newsroom.transcript())


async def test_in_a_forum_the_answer_stays_in_its_topic(stage: Stage) -> None:
    ada = stage.ada
    forum = stage.emulator.supergroup("Watchers", ada, topics=("Syria", "Sudan"))
    ada.command("latest", "strikes", chat=forum, topic=stage.emulator.topic(forum, "Sudan"))
    await stage.settled()
    assert forum.last["message_thread_id"] == stage.emulator.topic(forum, "Sudan")
    ada.tap("7 d", chat=forum)
    await stage.settled()
    golden("topic", forum.transcript())


async def test_what_was_sent_inline_is_no_question(stage: Stage) -> None:
    ada = stage.ada
    ada.send("strikes in Sudan")
    await stage.settled()
    typed = ada.inline("drone strikes in Sudan")
    await stage.settled()
    ada.choose(typed)
    await stage.settled()
    assert len(ada.chat.from_bot()) == 1


async def test_a_conversation_goes_on(stage: Stage) -> None:
    ada = stage.ada
    ada.send("air strikes in Homs")
    await stage.settled()
    ada.send("and in Hama?")
    await stage.settled()
    ada.tap("30 d")
    await stage.settled()
    ada.send("and in Idlib?")
    await stage.settled()
    golden("follow_up", ada.chat.transcript())


async def test_two_people_in_a_group_each_have_their_own_conversation(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    newsroom = stage.emulator.supergroup("Newsroom", ada, grace)
    ada.command("count", "air strikes in Homs", chat=newsroom)
    await stage.settled()
    answer = newsroom.last
    grace.command("count", "drone strikes in Sudan", chat=newsroom)
    await stage.settled()
    ada.reply(answer, "and in Hama?", chat=newsroom)
    await stage.settled()
    assert "Air strike · Hama, Syria" in newsroom.last["text"]
    golden("two_people", newsroom.transcript())


async def test_the_other_reading_is_one_tap_away(stage: Stage) -> None:
    ada = stage.ada
    ada.command("latest", "strikes in Deir ez-Zor")
    await stage.settled()
    label = next(row[0]["text"] for row in ada.chat.last["reply_markup"]["inline_keyboard"] if "mean" in row[0]["text"])
    ada.tap(label)
    await stage.settled()
    assert label.removeprefix("Did you mean: ") in ada.chat.last["text"]
    golden("other_reading", ada.chat.transcript())


async def test_many_ask_at_once_and_one_floods(stage: Stage) -> None:
    people = [stage.emulator.person(f"Reader {number}") for number in range(25)]
    for _ in range(40):
        stage.ada.send("strikes in Syria")
    for person in people:
        person.send("drone strikes in Sudan")
    await stage.settled()
    assert all(len(person.chat.from_bot()) == 1 for person in people)
    assert all("El Fasher" in person.chat.last["text"] for person in people)
    said = [message["text"] for message in stage.ada.chat.from_bot()]
    assert sum("strike" in text for text in said) >= 20
    assert 1 <= sum("wait a moment" in text for text in said) <= 5
