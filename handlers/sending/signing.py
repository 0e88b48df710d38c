"""Posts signed so that a receiver knows who sent them, after the Standard Webhooks specification: HMAC-SHA256 over the
id, the time and the body. Secrets stand in files, and are read when something is signed; nothing repeats them.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import datetime
from pathlib import Path

from domain.errors import WatchfloorError

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
"""The names of the headers (Standard Webhooks, “Webhook headers”)."""

_MARK = "whsec_"
_LEAST, _LONGEST = 16, 1000  # characters of a secret


class SecretError(WatchfloorError):
    """A file that gives no secret; the message names the file and says what is to be done."""


def new_secret() -> str:
    """A secret that nobody guesses, in the form that libraries for receivers read."""
    return _MARK + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def key_in(file: Path) -> bytes:
    """The key that a file holds: as base64 behind `whsec_`, else its letters as they are, white space around them
    dropped. Raises SecretError."""
    try:
        with file.open(encoding="utf-8") as opened:
            text = opened.read(_LONGEST + 1).strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "no text"
        raise SecretError(f"{file} cannot be read ({why}): a hook takes its secret from it.") from None
    if not _LEAST <= len(text) <= _LONGEST:
        raise SecretError(f"{file} holds no secret of {_LEAST} to {_LONGEST:,} characters: put one into it.")
    if not text.startswith(_MARK):
        return text.encode()
    try:
        return base64.b64decode(text.removeprefix(_MARK), validate=True)
    except (binascii.Error, ValueError):
        raise SecretError(f"What stands behind {_MARK} in {file} is no base64: put a secret into it.") from None


def signed(key: bytes, post: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers that go with a post.

    >>> from datetime import UTC
    >>> signed(b"secret", "msg_1", b"{}", datetime(2025, 12, 20, tzinfo=UTC))["webhook-timestamp"]
    '1766188800'
    """
    stamp = str(int(now.timestamp()))
    digest = hmac.new(key, f"{post}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {ID: post, TIMESTAMP: stamp, SIGNATURE: f"v1,{base64.b64encode(digest).decode('ascii')}"}
