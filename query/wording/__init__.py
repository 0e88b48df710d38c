"""Answers and queries in plain English, for a chat and a terminal alike."""
