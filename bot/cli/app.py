"""The command line: `watchfloor` and its commands, all registered on this page.

Commands import what they need when they run, so that `ask` never loads spaCy. Errors are one line on stderr and exit
status 1 (2 for wrong usage); stdout carries answers only.
"""

import logging
import sys

import typer

from bot.cli import (
    curation,
    digest,
    names,
    questions,
    rehearse,
    run,
)
from bot.cli.intake import reports, sources
from bot.cli.publishing import datasette, feeds_out, hooks, mcp
from bot.cli.upkeep import backup, index, prune, replication
from bot.config.settings import load_settings
from bot.logging_setup import logs_json
from domain.errors import WatchfloorError

app = typer.Typer(
    name="watchfloor",
    help="Turn reports of armed conflict into an index of events, and ask it questions.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

app.command()(run.demo)
app.command()(run.run)
app.command()(rehearse.rehearse)
app.command()(reports.ingest)
app.command()(reports.extract)
app.command()(questions.ask)
app.command()(questions.chat)
app.command()(digest.digest)
app.command()(mcp.mcp)
app.command()(datasette.datasette)
app.command()(feeds_out.feed)
app.add_typer(hooks.hooks, name="hooks")
app.command()(names.explain)
app.add_typer(names.places, name="places")
app.command()(names.actors)
app.command()(index.export)
app.command()(index.doctor)
app.command("import")(index.import_dataset)
app.add_typer(curation.events, name="events")
app.add_typer(curation.reports, name="reports")
app.add_typer(sources.sources, name="sources")
app.command()(sources.watch)
app.command()(backup.backup)
app.command()(backup.restore)
app.command()(backup.reindex)
app.command()(prune.prune)
app.command()(replication.replicate)
app.command()(replication.follow)


def main() -> None:
    """Run the command line of this process and end with its exit status."""
    try:
        app()
    except WatchfloorError as error:
        _say(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe (head, less) has seen enough; closing stderr keeps Python from complaining about it.
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if _is_debugging():
            raise
        said = f"{type(error).__name__}: {error}"
        _say(f"This should not have happened ({said}). LOG_LEVEL=DEBUG shows where; please report it.")
        sys.exit(1)


def _is_debugging() -> bool:
    try:
        return load_settings().log_level == "DEBUG"
    except WatchfloorError:
        return False


def _say(sentence: str) -> None:
    """One line on stderr, whatever the sentence holds; in the form of the log, where that is for a machine."""
    line = " ".join(sentence.split())
    if logs_json():
        logging.getLogger("watchfloor").critical(line)
    else:
        typer.echo(line, err=True)
