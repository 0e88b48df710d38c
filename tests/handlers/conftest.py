"""The fixtures of the stage, for the conversations in this folder."""

from tests.handlers.stage import december_index as december_index
from tests.handlers.stage import emulator as emulator
from tests.handlers.stage import open_stage as open_stage
from tests.handlers.stage import stage as stage
from tests.handlers.stage import world as world
