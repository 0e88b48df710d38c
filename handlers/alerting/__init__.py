"""Telling chats of what they watch for, at once and by itself: what matches, what is said of it, and when."""
