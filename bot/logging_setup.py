"""Logging to standard error, with secrets taken out of every line: bot tokens, also inside URLs and tracebacks."""

import logging
import re

_TOKEN = re.compile(r"(?<!\d)\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{25,}")
_QUIET = ("httpx", "httpcore", "telegram.ext.Application", "telegram.ext.Updater")


def scrubbed(text: str, *secrets: str) -> str:
    """`text` with bot tokens, and each of `secrets`, replaced.

    >>> scrubbed("https://api.telegram.org/bot123456:AAaaBBbbCCccDDddEEeeFFffGGggHHh/getMe")
    'https://api.telegram.org/bot‹token›/getMe'
    """
    for secret in secrets:
        text = text.replace(secret, "‹secret›")
    return _TOKEN.sub("‹token›", text)


class ScrubbingFormatter(logging.Formatter):
    """Formats as usual, then scrubs the whole of it, traceback included."""

    def __init__(self, *secrets: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The record as one scrubbed text."""
        return scrubbed(super().format(record), *self._secrets)


def set_up_logging(level: str, token: str | None = None) -> None:
    """Send log lines of `level` and above to standard error. Calling it again replaces what it set before."""
    handler = logging.StreamHandler()
    handler.setFormatter(ScrubbingFormatter(*([token] if token else [])))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:  # their everyday lines hold whole URLs and say nothing that an operator needs
        logging.getLogger(name).setLevel(logging.WARNING)
