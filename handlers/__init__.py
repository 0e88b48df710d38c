"""What a Telegram user touches, one file per surface, and how an answer is shown.

Handlers are thin: they read an update, call a function that knows no Telegram, and send what it gave.
"""
