"""Commands by which events go out to others."""
