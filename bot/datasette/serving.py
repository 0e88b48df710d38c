"""Datasette started over an index: the path of the file in; it serves until it is stopped."""

import json
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from datasette.cli import serve
from datasette.plugins import pm

from bot.datasette import tiles
from bot.datasette.metadata import metadata_for
from store.database import open_for_reading


def prepare() -> None:
    """Add the plugin that draws maps to Datasette, and mend what it does where rich is installed: it has rich print the
    exception that is being handled, which for an address that is not there is none, and fails at that."""
    pm.get_plugin("datasette.handle_exception").rich = None
    if not pm.is_registered(tiles):
        pm.register(tiles, "watchfloor-tiles")


def serve_index(path: Path, host: str, port: int) -> None:
    """Serve the index at `path`, read-only, and print the link for its operator. Raises StoreError where it is none."""
    with closing(open_for_reading(path)), TemporaryDirectory() as folder:
        metadata = Path(folder) / "metadata.json"
        metadata.write_text(json.dumps(metadata_for(path.stem)), encoding="utf-8")
        prepare()
        options = ["--metadata", str(metadata), "--host", host, "--port", str(port), "--root"]
        options += ["--setting", "suggest_facets", "off"]  # it goes through a whole war for each column
        serve.main([*options, "--", str(path)], prog_name="watchfloor datasette", standalone_mode=False)
