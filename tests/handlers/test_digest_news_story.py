"""What digests tell: what became known since the last one, once; changes, corrections, pages, menu and list."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.casualties import Outcome
from domain.events import Event, Status
from handlers.views.markup import visible
from store.intake.intakes import Kind, NewIntake, add_intake
from store.writing.curation import merge_events
from store.writing.reports import add_report
from store.writing.withdrawal import withdraw_report
from tests.handlers.reports import event, figure, report
from tests.handlers.stage import Open, Stage
from tests.telegram.transcript import golden

README = Path(__file__).parents[2] / "README.md"


def at(stage: Stage, day: int, hour: int, minute: int = 0) -> None:
    """Move the clock on to a moment of December 2025."""
    now, then = stage.emulator.clock.now(), datetime(2025, 12, day, hour, minute, tzinfo=UTC)
    stage.emulator.later(seconds=(then - now).total_seconds())


async def arrives(stage: Stage, outlet: str, day: int, text: str, told: Event) -> int:
    """A report comes into the index; returns its number."""
    one, events = report(outlet, day, text, told)
    added = await stage.services.index.write(lambda writer: add_report(writer, one, events))
    return added.report_id


def strike(place: str, day: int, killed: int | None = None, status: Status = Status.REPORTED) -> Event:
    """An air strike of December 2025."""
    people = (figure(Outcome.KILLED, killed, killed),) if killed is not None else ()
    return event("air-strike", place, day, casualties=people, status=status)


def digests(stage: Stage) -> list[str]:
    """The digests that Ada got."""
    return [text for message in stage.ada.chat.from_bot() if "igest</b> ·" in (text := _html(message))]


def _html(message: dict[str, object]) -> str:
    text = str(message.get("text") or message.get("caption") or "")
    return f"<b>{text}</b>".replace("igest ·", "igest</b> ·")


async def set_digest(stage: Stage, line: str) -> None:
    stage.ada.command("digest", line)
    await stage.settled()


async def test_one_event_stands_in_one_digest(stage: Stage) -> None:
    await set_digest(stage, "13:00 UTC strikes in Deir ez-Zor")
    for day in (20, 21):
        at(stage, day, 13)
        await stage.jobs()
    first, second = digests(stage)
    assert "Missile strike" in first
    assert "Missile strike" not in second
    assert "Nothing new since yesterday, 13:00." in second


async def test_a_late_report_is_told_as_newly_reported_with_its_own_date(stage: Stage) -> None:
    await set_digest(stage, "13:00 UTC strikes in Homs")
    at(stage, 20, 13)
    await stage.jobs()
    await arrives(stage, "Wire", 20, "An air strike on 16 December killed five in Homs.", strike("Homs", 16, 5))
    at(stage, 21, 13)
    await stage.jobs()
    told = digests(stage)[-1]
    assert "1 strike · 5 killed" in told
    assert "5 days ago, 16 Dec · newly reported" in told


async def test_what_changed_is_told_as_a_change(stage: Stage) -> None:
    await set_digest(stage, "13:00 UTC strikes in Homs")
    await arrives(stage, "Wire", 20, "An air strike killed five in Homs.", strike("Homs", 20, 5))
    at(stage, 20, 13)
    await stage.jobs()
    for day in (21, 22):
        at(stage, day, 13)
        await stage.jobs()
    text = "Seven are dead after the air strike in Homs, the governor said."
    await arrives(stage, "Post", 22, text, strike("Homs", 20, 7, Status.CONFIRMED))
    for day in (23, 24):
        at(stage, day, 13)
        await stage.jobs()
    told = digests(stage)
    assert "5 killed" in told[0]
    assert "Nothing new" in told[1]
    assert "No new event since yesterday, 13:00" in told[3]
    assert "Air strike · Homs, Syria · 20 Dec: 5 → 7" in told[3]
    assert "reported → confirmed" in told[3]
    assert "Nothing new" in told[4]


async def test_more_of_an_event_from_before_the_digest_is_no_news_unless_it_changes(stage: Stage) -> None:
    await arrives(stage, "Wire", 15, "An air strike killed five in Homs on 15 December.", strike("Homs", 15, 5))
    await set_digest(stage, "13:00 UTC strikes in Homs")
    at(stage, 20, 13)
    await stage.jobs()
    await arrives(stage, "Line", 20, "The strike of 15 December in Homs killed five people.", strike("Homs", 15, 5))
    at(stage, 21, 13)
    await stage.jobs()
    await arrives(stage, "Post", 21, "The air strike of 15 December in Homs has killed nine.", strike("Homs", 15, 9))
    at(stage, 22, 13)
    await stage.jobs()
    told = digests(stage)
    assert "Nothing new" in told[1]
    assert "Air strike · Homs, Syria · 15 Dec: 5 → 9" in told[2]


async def test_a_correction_within_a_day_edits_the_digest_and_says_so_once(stage: Stage, open_stage: Open) -> None:
    await set_digest(stage, "13:00 UTC strikes in Homs or Idlib")
    await arrives(stage, "Wire", 20, "An air strike killed five in Homs.", strike("Homs", 20, 5))
    wrong = await arrives(stage, "Levant", 20, "An air strike killed two in Idlib.", strike("Idlib", 20, 2))
    at(stage, 20, 13)
    await stage.jobs()
    await arrives(stage, "Post", 20, "Seven died in the air strike in Homs.", strike("Homs", 20, 7))
    await stage.jobs()
    await stage.jobs()
    now = stage.emulator.clock.now()
    await stage.services.index.write(lambda writer: withdraw_report(writer, wrong, "Grace", "it was wrong", now))
    await stage.stop()
    again = await open_stage()
    for _ in range(3):
        await again.jobs()
    at(again, 22, 13, 30)
    await again.jobs()
    golden("digest_corrected", stage.ada.chat.transcript())


async def test_fourteen_attacks_are_fourteen(stage: Stage) -> None:
    await set_digest(stage, "23:00 UTC air strikes in Syria")
    for number, place in enumerate(("Homs", "Idlib", "Raqqa", "Aleppo", "Hama", "Daraa", "Palmyra") * 2):
        day = 19 if number < 7 else 20
        text = f"An air strike hit {place}, number {number}."
        await arrives(stage, f"Outlet {number % 3}", 20, text, strike(place, day, number))
    at(stage, 20, 23)
    await stage.jobs()
    stage.ada.tap("9 more ›")
    await stage.settled()
    stage.ada.tap("4 more ›")
    await stage.settled()
    for _ in range(2):
        stage.ada.tap("‹ Back")
        await stage.settled()
    golden("digest_pages", stage.ada.chat.transcript())


async def test_the_change_against_the_period_before(stage: Stage) -> None:
    await set_digest(stage, "13:00 UTC air strikes in Syria")
    await arrives(stage, "Wire", 20, "An air strike killed five in Homs.", strike("Homs", 20, 5))
    at(stage, 20, 13)
    await stage.jobs()
    for place in ("Idlib", "Raqqa"):
        await arrives(stage, "Wire", 21, f"An air strike killed one in {place}.", strike(place, 21, 1))
    at(stage, 21, 13)
    await stage.jobs()
    assert "new since yesterday, 13:00 · 1 more than before, 3 fewer killed" in digests(stage)[-1]


async def test_each_kind_and_place_has_its_change_against_the_period_before(stage: Stage) -> None:
    await set_digest(stage, "13:00 UTC attacks in Syria")
    await arrives(stage, "Wire", 20, "An air strike hit Homs.", strike("Homs", 20))
    await arrives(stage, "Wire", 20, "Shells fell on Idlib.", event("shelling", "Idlib", 20))
    await arrives(stage, "Post", 20, "Homs was shelled.", event("shelling", "Homs", 20))
    at(stage, 20, 13)
    await stage.jobs()
    for place in ("Idlib", "Raqqa", "Homs"):
        await arrives(stage, "Wire", 21, f"An air strike hit {place} on 21 December.", strike(place, 21))
    await arrives(stage, "Wire", 21, "Shells fell on Palmyra on 21 December.", event("shelling", "Palmyra", 21))
    at(stage, 21, 13)
    await stage.jobs()
    first, second = digests(stage)
    assert "\nKinds: 2 shellings, 1 air strike, 1 missile strike\n" in first
    assert "\nPlaces: Homs 2, Deir ez-Zor 1, Idlib 1\n" in first
    assert "\nKinds: 3 air strikes (+2), 1 shelling (−1)\n" in second
    assert "\nPlaces: Homs 2, Raqqa 1 (+1), Idlib 1\n" in second


async def test_only_if_new(stage: Stage) -> None:
    await set_digest(stage, "13:00 UTC air strikes in Homs quiet")
    assert "only when there is something new" in stage.ada.chat.last["text"]
    at(stage, 20, 13)
    await stage.jobs()
    assert digests(stage) == []
    await arrives(stage, "Wire", 20, "An air strike killed five in Homs.", strike("Homs", 20, 5))
    at(stage, 21, 13)
    await stage.jobs()
    assert len(digests(stage)) == 1


async def test_a_map_and_a_timeline_on_wish(stage: Stage) -> None:
    await set_digest(stage, "13:00 UTC air strikes in Syria with map and timeline")
    at(stage, 20, 13)
    await stage.jobs()
    assert [kind for message in stage.ada.chat.from_bot() for kind in ("photo",) if kind in message] == []
    await arrives(stage, "Wire", 20, "An air strike killed five in Homs.", strike("Homs", 20, 5))
    at(stage, 21, 13)
    await stage.jobs()
    await stage.jobs()
    pictures = [message for message in stage.ada.chat.from_bot() if "photo" in message]
    assert [str(picture["caption"]).splitlines()[1] for picture in pictures] == [
        "Map of 1 event at 1 place:",
        "Chart of 1 event per day, 20 Dec to 20 Dec:",
    ]


async def test_a_digest_at_once_counts_nothing_as_told(stage: Stage) -> None:
    await set_digest(stage, "13:00 UTC strikes in Deir ez-Zor")
    stage.ada.command("digest", "now 1")
    await stage.settled()
    assert "As it would come now" in stage.ada.chat.last["text"]
    assert "Missile strike" in stage.ada.chat.last["text"]
    at(stage, 20, 13)
    await stage.jobs()
    assert "Missile strike" in digests(stage)[-1]


async def test_words_of_a_line_that_nothing_explains_are_refused(stage: Stage) -> None:
    await set_digest(stage, "08:00 asdfgh strikes in Syria")
    said = stage.ada.chat.last["text"]
    assert "I understood: every day at 08:00 (UTC), strikes in Syria." in said
    assert "I do not know “asdfgh”" in said
    await set_digest(stage, '08:00 strikes in Syria "asdfgh"')
    assert "mentioning “asdfgh”" in stage.ada.chat.last["text"]


async def test_letters_of_a_zone_are_told_as_what_they_were_read_as(stage: Stage) -> None:
    await set_digest(stage, "08:00 CET strikes in Syria")
    said = stage.ada.chat.last["text"]
    assert said.startswith("Every day at 08:00 (Europe/Brussels)")
    assert "“CET” is read as the time zone Europe/Brussels." in said
    await set_digest(stage, "weekdays at 8 Kyiv strikes in Syria, last 7 days")
    said = stage.ada.chat.last["text"]
    assert said.startswith("On weekdays at 08:00 (Europe/Kyiv)")
    assert "“Kyiv” is read as the time zone; for what happens there, write in Kyiv." in said
    assert "“last 7 days” is counted anew from each digest." in said
    assert "last 7 days" in said.partition("Each brings")[0]


async def test_a_digest_is_set_up_by_talking(stage: Stage) -> None:
    ada = stage.ada
    ada.send("strikes in Sudan")
    await stage.settled()
    ada.command("digest")
    await stage.settled()
    for label in ("attacks in Ukraine", "18:00", "On weekdays", "Map", "Only if new"):
        ada.tap(label)
        await stage.settled()
    ada.reply(ada.chat.last, "drone strikes in Kharkiv")
    await stage.settled()
    ada.tap("Set it")
    await stage.settled()
    ada.command("digests")
    await stage.settled()
    for label in ("Pause 1", "Resume 1", "Remove 1"):
        ada.tap(label)
        await stage.settled()
    golden("digest_menu", ada.chat.transcript())


async def test_only_admins_change_a_groups_digests_by_buttons(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    group = stage.emulator.supergroup("Newsroom", grace, ada)
    grace.command("digest", "08:00 strikes in Syria", chat=group)
    await stage.settled()
    ada.command("digests", chat=group)
    await stage.settled()
    ada.tap("Remove 1", chat=group)
    await stage.settled()
    assert "Remove 1" in str(group.last["reply_markup"])
    grace.tap("Remove 1", chat=group)
    await stage.settled()
    assert "Digest 1 is ended." in group.last["text"]


async def test_the_digests_of_a_channel_are_listed_to_its_admins(stage: Stage) -> None:
    ada, grace = stage.ada, stage.grace
    stage.emulator.channel("Syria Daily", grace, username="syriadaily")
    grace.command("digest", "@syriadaily 08:00 strikes in Syria this month")
    await stage.settled()
    ada.command("digests", "@syriadaily")
    await stage.settled()
    assert "Only an admin of @syriadaily" in ada.chat.last["text"]
    grace.command("digests", "@syriadaily")
    await stage.settled()
    assert "Digests of @syriadaily" in visible(grace.chat.last["text"])
    for words, answer in (("pause 1", "No digests here yet"), ("@syriadaly 1", "I cannot see @syriadaly")):
        grace.command("digests", words)
        await stage.settled()
        assert answer in grace.chat.last["text"]
    stage.emulator.forgive("chat not found")
    grace.command("digests", "@syriadaily")
    await stage.settled()
    grace.tap("Pause 1")
    await stage.settled()
    assert "rests" in grace.chat.last["text"]
    grace.tap("Remove 1")
    await stage.settled()
    assert grace.chat.last["text"].startswith("Digest 1 is ended. To set it again: /digest -100")


async def test_a_word_of_time_in_the_subject_moves_with_each_slot(stage: Stage) -> None:
    await set_digest(stage, "13:00 UTC air strikes in Syria yesterday")
    await arrives(stage, "Wire", 19, "An air strike killed five in Homs.", strike("Homs", 19, 5))
    await arrives(stage, "Wire", 20, "An air strike killed six in Idlib.", strike("Idlib", 20, 6))
    for day in (20, 21):
        at(stage, day, 13)
        await stage.jobs()
    first, second = digests(stage)
    assert "Homs" in first
    assert "Idlib" not in first
    assert "Idlib" in second
    assert "Homs" not in second


async def test_a_group_has_its_digest_as_the_readme_shows(stage: Stage) -> None:
    grace = stage.grace
    group = stage.emulator.supergroup("Desk", grace)
    grace.command("digest", "weekdays 8am Kyiv strikes in Syria", chat=group)
    await stage.settled()
    at(stage, 22, 6)
    await stage.jobs()
    told = strike("Homs", 20, 5)
    await arrives(stage, "Levant Monitor", 21, "An air strike killed five in Homs on 20 December.", told)
    await arrives(stage, "Wire", 22, "A strike killed two in Idlib on Monday.", strike("Idlib", 22, 2))
    at(stage, 23, 6)
    await stage.jobs()
    shown = "".join(f"    {visible(line)}\n".replace("    \n", "\n") for line in group.transcript().splitlines())
    before, _, rest = README.read_text(encoding="utf-8").partition("<!-- digest -->\n")
    _, _, after = rest.partition("<!-- /digest -->")
    whole = f"{before}<!-- digest -->\n\n{shown}\n<!-- /digest -->{after}"
    if os.environ.get("UPDATE_GOLDEN"):
        README.write_text(whole, encoding="utf-8")
    assert README.read_text(encoding="utf-8") == whole


async def test_two_events_that_become_one_are_corrected_as_one(stage: Stage) -> None:
    await set_digest(stage, "13:00 UTC air strikes in Homs")
    for outlet, day, killed in (("Wire", 16, 5), ("Post", 20, 50)):
        await arrives(stage, outlet, 20, f"{outlet}: a strike killed {killed}.", strike("Homs", day, killed))
    at(stage, 20, 13)
    await stage.jobs()
    assert "2 air strikes" in digests(stage)[0]
    ids = [int(number) for number in re.findall(r"/event_(\d+)", digests(stage)[0])]
    await stage.services.index.write(lambda writer: merge_events(writer, ids))
    for _ in range(2):
        await stage.jobs()
    said = stage.ada.chat.from_bot()
    assert "1 air strike\n" in str(said[1]["text"]).replace(" · ", "\n")
    replies = [str(message["text"]) for message in said if "Correction" in str(message["text"])]
    assert len(replies) == 1
    assert replies[0].count("•") == 1
    at(stage, 21, 13)
    await stage.jobs()
    assert digests(stage)[-1].count("Air strike") == 1


async def test_many_changes_fit_a_message_and_say_how_many_are_left(stage: Stage) -> None:
    places = ("Homs", "Idlib", "Raqqa", "Aleppo", "Hama", "Daraa", "Palmyra", "Deir ez-Zor")
    await set_digest(stage, "13:00 UTC air strikes in Syria")
    for place in places:
        await arrives(stage, "Wire", 20, f"A strike in {place} killed five.", strike(place, 20, 5))
    at(stage, 20, 13)
    await stage.jobs()
    at(stage, 21, 14)
    for place in places:
        await arrives(stage, "Post", 21, f"Six died of the strike in {place}.", strike(place, 20, 6))
    at(stage, 22, 13)
    await stage.jobs()
    told = digests(stage)[-1]
    assert told.count("5 → 6") == 6
    assert "and 2 more" in told


async def test_silent_sources_are_said_so_that_nothing_is_taken_for_calm(stage: Stage) -> None:
    await set_digest(stage, "13:00 UTC air strikes in Homs")
    stage.grace.command("start")  # as an admin of the bot she hears of it, too
    await stage.settled()
    now = stage.emulator.clock.now()
    for number, added in enumerate((now - timedelta(days=40), now)):
        new = NewIntake(f"telegram:-100{number}", f"Channel {number}", Kind.CHANNEL, f"@channel{number}")
        await stage.services.index.write(lambda writer, new=new, added=added: add_intake(writer, new, added))
    at(stage, 20, 13)
    await stage.jobs()
    said = "No report from 1 of 2 sources since 10 November 2025 (Channel 0); silence is no all-clear."
    assert f"Nothing new since yesterday, 13:00. {said}" in digests(stage)[0]
    await arrives(stage, "Wire", 20, "An air strike killed five in Homs.", strike("Homs", 20, 5))
    at(stage, 21, 13)
    await stage.jobs()
    assert "Sources: Wire\n\nNo report from 1 of 2 sources" in digests(stage)[1]
