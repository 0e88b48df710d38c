"""Out to Telegram: the outbox, replies and messages, "typing…"."""
