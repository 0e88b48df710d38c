"""Feeds of every shape that is met, written after their specifications, and what is read of each.

`shapes/NAME.xml` is a feed, `shapes/NAME.json` what it says; UPDATE_GOLDEN=1 writes the latter anew.
"""

import json
import os
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest

from domain.times import iso
from ingestion.feeds.parsing import parse_feed

SHAPES = sorted((Path(__file__).parent / "shapes").glob("*.xml"))


def test_there_are_shapes() -> None:
    assert len(SHAPES) == 10


@pytest.mark.parametrize("file", SHAPES, ids=lambda file: file.stem)
def test_what_is_read_of_each_shape(file: Path) -> None:
    feed = parse_feed(file.read_bytes(), "application/xml", url="https://feeds.example/feed")
    told = asdict(feed)
    for item in told["items"]:
        item.update({name: iso(value) for name, value in item.items() if isinstance(value, datetime)})
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    expected = file.with_suffix(".json")
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
