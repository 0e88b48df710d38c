"""The index: one SQLite file with reports, the events they tell of, chats and the outbox.

Domain values come in and go out; SQL stands nowhere else. Reading needs no more than the standard library.
"""
