"""`prune`: the texts of old reports removed, and their space given back, beside a bot that runs."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from itertools import batched
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import Database, reading, settings_with
from bot.config.settings import SettingsError, duration
from bot.opening import progress_bar
from store.writing.retention import (
    AT_ONCE,
    MOST,
    fold_log,
    free_bytes,
    give_back,
    merge_search,
    old_texts,
    remove_texts,
)
from store.writing.retention import compact as compact_file

WORTH_SAYING = 1_000_000
UNSAID = "Nothing says how long the texts of reports are kept: set KEEP_REPORTS, or give for example --keep 2y."


def prune(
    keep: Annotated[
        str | None, typer.Option(help="How long texts are kept: 90d, 26w, 18m, 2y. Default: KEEP_REPORTS.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many texts would go.")] = False,
    compact: Annotated[
        bool,
        typer.Option(
            "--compact", help="Write the file anew, as small as can be; other programs wait to write meanwhile."
        ),
    ] = False,
    database: Database = None,
) -> None:
    """Remove the texts of reports that were published longer ago than texts are kept.

    What they told stays: events, quotes, figures, titles, outlets and addresses, so that every answer shows what it
    showed. A word that stands in no title and no quote finds nothing any more, and `reindex` passes these reports over.
    A bot with KEEP_REPORTS does the same by itself. This cannot be taken back: make a backup first.

    Examples:

        watchfloor prune --keep 2y --dry-run

        watchfloor prune --keep 2y

        watchfloor prune --compact
    """
    settings = settings_with(database)
    kept = duration(keep.strip(), "--keep") if keep is not None else settings.keep_reports
    before = datetime.now(UTC) - kept if kept is not None else None
    if before is None and (dry_run or not compact):
        raise SettingsError(UNSAID)
    if before is not None and dry_run:
        with reading(settings.database) as connection:
            typer.echo(_foretold(connection, before))
        return
    from store.database import open_for_writing

    with closing(open_for_writing(settings.database)) as writer:
        if before is not None:
            typer.echo(_remove_old(writer, before))
        if compact:
            typer.echo(_compact(writer, settings.database))
        elif (free := free_bytes(writer)) > WORTH_SAYING:
            typer.echo(f"{_mb(free)} of the file stand free for what comes; --compact gives them back to the disk.")


def _foretold(connection: sqlite3.Connection, before: datetime) -> str:
    old = old_texts(connection, before)
    least = "At least " if len(old) == MOST else ""
    size = _mb(sum(text.size for text in old))
    return f"{least}{len(old):,} texts of reports published before {before:%Y-%m-%d} would be removed ({size})."


def _remove_old(writer: sqlite3.Connection, before: datetime) -> str:
    removed, size, pages = 0, 0, 0
    with progress_bar("Removing texts") as progress:
        while old := old_texts(writer, before):
            for some in batched(old, AT_ONCE):
                removed += _gently(partial(remove_texts, writer, [text.report_id for text in some]))
                size += sum(text.size for text in some)
                progress(removed, max(removed, len(old)))
    if removed:
        more = _gently(partial(merge_search, writer, first=True))
        while more:
            more = _gently(partial(merge_search, writer, first=False))
    while freed := _gently(partial(give_back, writer)):
        pages += freed
    fold_log(writer)
    given = _mb(pages * int(writer.execute("pragma page_size").fetchone()[0]))
    gone = f"{removed:,} texts of reports published before {before:%Y-%m-%d} removed ({_mb(size)})"
    return f"{gone}{f', {given} given back to the disk' if pages else ''}; their events, quotes and figures stay."


def _compact(writer: sqlite3.Connection, path: Path) -> str:
    size = path.stat().st_size
    compact_file(writer, path)
    return f"{path} has {_mb(path.stat().st_size)} now; it had {_mb(size)}."


def _gently[T](step: Callable[[], T]) -> T:
    """Take a step, then a pause of the same length: who waits to write beside this looks again only now and then."""
    began = time.perf_counter()
    result = step()
    time.sleep(time.perf_counter() - began)
    return result


def _mb(size: float) -> str:
    return f"{size / 1_000_000:,.1f} MB"
