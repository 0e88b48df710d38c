"""The pipeline of extraction, loaded once for all tests that read texts."""

import pytest

from extraction.pipeline import Extractor
from knowledge.world import World


@pytest.fixture(scope="session")
def extractor() -> Extractor:
    return Extractor.load(World.open())
