"""Wiring: settings, the command line, and the Telegram application with its handlers, delivery and jobs."""
