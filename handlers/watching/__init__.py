"""Watches as people set, list and change them in chats."""
