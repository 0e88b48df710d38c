"""Expressions of time: found, normalised to days, and given to events."""
