"""The world that questions are read in, opened once."""

import pytest

from knowledge.world import World


@pytest.fixture(scope="session")
def world() -> World:
    return World.open()
