"""`rehearse`: a day of the bot without a token, played in seconds."""

import tempfile
from pathlib import Path

import typer


def rehearse() -> None:
    """Play a day: the sample reports come in as a feed, and a reader, a group with topics and a channel are told.

    No token is needed, and nothing leaves this machine.

    Example:

        watchfloor rehearse
    """
    from bot.rehearsal.day import rehearse as play

    with tempfile.TemporaryDirectory() as folder:
        for line in play(Path(folder) / "rehearsal.db"):
            typer.echo(line)
