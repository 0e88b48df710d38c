"""Opening what is known of the world, with a progress bar on a terminal where it must be compiled first."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.config.settings import Settings

if TYPE_CHECKING:
    from knowledge.world import World


@contextmanager
def progress_bar(what: str, seen: bool = True) -> Iterator[Callable[[int, int | None], None]]:
    """A progress bar on stderr; the body calls what it is given with (done, all), all being None where nobody knows.
    Shown on a terminal only, and not where it would not be seen for what stdout shows there."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), disable=not (seen and sys.stderr.isatty())) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def open_world(settings: Settings) -> "World":
    """The knowledge of places and actors; compiled with a progress bar when this is the first time."""
    from knowledge.world import World

    with progress_bar("Building the gazetteer (once)") as progress:
        return World.open(progress, settings.cache)
