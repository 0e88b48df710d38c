"""What only Telegram and this bot know of the webhook: it follows from the token, so that it need not be kept and
changes with it, and does not lead back to it."""

import hashlib
import hmac


def path_of(token: str) -> str:
    """The path at which updates come in: 64 hexadecimal figures."""
    return _derived(token, "path")


def secret_of(token: str) -> str:
    """What Telegram says with each update: 64 hexadecimal figures."""
    return _derived(token, "secret")


def _derived(token: str, purpose: str) -> str:
    return hmac.new(token.encode(), f"watchfloor webhook {purpose}".encode(), hashlib.sha256).hexdigest()
