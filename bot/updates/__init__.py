"""How updates come from Telegram to the handlers: asked for or sent, kept, and each chat in turn."""
