"""The gazetteer, opened once for all tests of this folder."""

import pytest

from knowledge.places.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()
