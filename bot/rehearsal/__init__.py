"""A day of the bot without Telegram: a script in, what everybody saw out."""
