"""Logging to standard error, with secrets taken out of every line: bot tokens, also inside URLs and tracebacks.

In: log records and warnings of Python. Out: a line of text each, or with `LOG_FORMAT=json` a JSON object on a line with
`time`, `level`, `logger`, `message` and, where something was raised, `exception`.
"""

import json
import logging
import re
from datetime import UTC, datetime

from bot.updates.webhook_secrets import path_of, secret_of

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


class JsonFormatter(logging.Formatter):
    """One JSON object a line, in ASCII whatever a terminal's encoding is."""

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The record as one object; each text is scrubbed before JSON escapes what may be part of a secret."""
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps({name: scrubbed(text, *self._secrets) for name, text in said.items()})


def logs_json() -> bool:
    """Whether the log is set up to be JSON, so that whatever else is said on standard error should be, too."""
    return any(isinstance(handler.formatter, JsonFormatter) for handler in logging.getLogger().handlers)


def set_up_logging(level: str, token: str | None = None, form: str = "text") -> None:
    """Send log lines of `level` and above to standard error, as `text` or `json`, without the token and what follows
    from it. Calling it again replaces what it set before."""
    handler = logging.StreamHandler()
    secrets = [token, path_of(token), secret_of(token)] if token else []
    handler.setFormatter(JsonFormatter(*secrets) if form == "json" else ScrubbingFormatter(*secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.captureWarnings(True)
    for name in _QUIET:  # their everyday lines hold whole URLs and say nothing that an operator needs
        logging.getLogger(name).setLevel(logging.WARNING)
