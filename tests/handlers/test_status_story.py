"""An admin asks how the bot is; nobody else learns it."""

import multiprocessing
import os
import re
import signal

from tests.handlers.stage import Stage

WIDEST = 45  # characters on a line of a phone, more or less


async def test_an_admin_sees_how_the_bot_is(stage: Stage) -> None:
    stage.ada.send("strikes in Syria")
    await stage.settled()
    stage.grace.command("status")
    await stage.settled()
    said = stage.grace.chat.last["text"]
    lines = said.splitlines()
    assert lines[0] == "I am well"
    assert re.fullmatch(r"✓ telegram: answered \d+ s ago", lines[1])
    assert lines[2] == "✓ index: can be written"
    assert re.fullmatch(r"✓ disk: [\d,]+ MB free where the index is", lines[3])
    assert lines[4] in ("✓ worker: starts with the next report", "✓ worker: waits for reports")
    assert lines[5:] == [
        "",
        "Waiting: 0 to answer, 0 to read, 0 to send",
        "In 60 days: 0 in doubt, 0 refused",
        "Reports: 11, 0 set aside; events: 10",
        "Last update: 0 s ago",
        "Last report: 0 s ago",
    ]
    assert max(map(len, lines)) <= WIDEST


async def test_what_is_not_well_is_said(stage: Stage) -> None:
    stage.grace.send("Shelling killed two people in Kharkiv on Friday, officials said. " * 3)
    await stage.emulator.settled(within=60)
    (worker,) = multiprocessing.active_children()
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGSTOP)
    try:
        stage.grace.command("status")
        await stage.settled()
    finally:
        os.kill(worker.pid, signal.SIGCONT)
    lines = stage.grace.chat.last["text"].splitlines()
    assert lines[0] == "I am not well"
    assert lines[4] == "✗ worker: does not answer within 3 s"


async def test_nobody_else_is_told(stage: Stage) -> None:
    stage.ada.command("status")
    await stage.settled()
    assert stage.ada.chat.last["text"] == "Only admins of this bot can see how it is."
    group = stage.emulator.group("Group", stage.grace)
    stage.grace.command("status", chat=group)
    await stage.settled()
    assert group.last["text"] == "I tell that in our private chat only."


async def test_the_help_of_admins_names_it(stage: Stage) -> None:
    stage.grace.command("help")
    stage.ada.command("help")
    await stage.settled()
    assert "/status" in stage.grace.chat.last["text"]
    assert "/status" not in stage.ada.chat.last["text"]
