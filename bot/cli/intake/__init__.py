"""Commands by which reports come in."""
