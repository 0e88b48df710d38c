"""The demo: the bundled sample reports indexed before one's eyes, and five questions answered from them."""

import tempfile
from contextlib import closing
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from bot.cli.intake.extractors import extractors
from bot.cli.options import reading
from bot.cli.questions import converse
from bot.config.settings import load_settings
from bot.opening import open_world, progress_bar

NOW = datetime(2025, 12, 20, 12, tzinfo=UTC)  # the samples were published in the two weeks before
QUESTIONS = (
    "latest strikes in Deir ez-Zor",
    "US casualties December",
    "how many people were killed in drone strikes in Sudan this month?",
    "attacks in Zaporizhzhia region since Tuesday",
    "who carried out the most attacks",
)


def show(keep: Path | None, interactive: bool) -> None:
    """Index the samples (in `keep`, or in a file that is thrown away), answer the questions, chat if `interactive`."""
    with tempfile.TemporaryDirectory() as folder:
        index = keep or Path(folder) / "demo.db"
        typer.echo(f"Invented sample reports; for this demo, now is {NOW:%A %d %B %Y, %H:%M} UTC.\n")
        typer.echo(index_samples(index))
        world = open_world(load_settings())
        with reading(index) as connection:
            from query.ask import ask

            for question in QUESTIONS:
                typer.secho(f"\n> {question}", bold=True)
                typer.echo(ask(question, NOW, connection, world).text)
        if interactive:
            typer.echo("\nYour turn: ask anything of these reports (an empty line ends it).")
            converse(index, world, ZoneInfo("UTC"), NOW)


def index_samples(index: Path) -> str:
    """Read the bundled reports into the file `index`; returns the sentence that says what came of it."""
    from ingestion.files import Defaults, read_reports
    from ingestion.intake import ingest
    from store.database import open_for_writing

    with as_file(files("ingestion").joinpath("samples")) as samples, closing(open_for_writing(index)) as writer:
        with extractors() as load, progress_bar("Reading the sample reports") as progress:
            tally = ingest(read_reports([samples], Defaults()), writer, load, progress)
        return tally.sentence
