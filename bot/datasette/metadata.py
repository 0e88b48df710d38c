"""What Datasette is told of the index: the name of its file in, the metadata of `store/datasette.json` out."""

import json
from importlib.resources import files
from typing import Any

from bot.datasette.tiles import LAYER, OPTIONS

_WRITTEN_AS = "watchfloor"


def metadata_for(name: str) -> dict[str, Any]:
    """The metadata for an index whose file is called `name` (without its ending), which is what Datasette calls it."""
    metadata: dict[str, Any] = json.loads(files("store").joinpath("datasette.json").read_text(encoding="utf-8"))
    metadata["databases"] = {name: metadata["databases"][_WRITTEN_AS]}
    metadata["plugins"] = {"datasette-cluster-map": {"tile_layer": LAYER, "tile_layer_options": OPTIONS}}
    return metadata
