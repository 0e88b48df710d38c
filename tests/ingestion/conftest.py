"""The knowledge and the pipeline, loaded once, and a real index file for each test."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from extraction.pipeline import Extractor
from knowledge.world import World
from store.database import open_for_writing


@pytest.fixture(scope="session")
def world() -> World:
    return World.open()


@pytest.fixture(scope="session")
def extractor(world: World) -> Extractor:
    return Extractor.load(world)


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_for_writing(tmp_path / "index.db")) as connection:
        yield connection
