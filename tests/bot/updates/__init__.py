"""How updates come to the handlers."""
