"""Digests as people set them: commands, buttons, the menu."""
