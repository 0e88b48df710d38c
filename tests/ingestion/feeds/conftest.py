"""The server on loopback, for each test a new one, and a reader for all."""

from collections.abc import Iterator

import pytest

from ingestion.feeds.reading import FeedReader
from tests.ingestion.fetching.conftest import server

__all__ = ["reader", "server"]


@pytest.fixture(scope="package")
def reader() -> Iterator[FeedReader]:
    reading = FeedReader()
    yield reading
    reading.close()
