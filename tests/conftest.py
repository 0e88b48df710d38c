"""What tests of every folder may use: the emulator of the Bot API as the fixture `emulator`."""

pytest_plugins = ["tests.telegram.fixtures"]
