"""The scene of the emulator's own tests. The emulator itself comes from the conftest above, for every folder."""

from .scene import scene

__all__ = ["scene"]
