"""Addresses that the operator writes: where this machine listens, and where Telegram finds it."""

import re
import socket
from urllib.parse import urlsplit

from domain.errors import WatchfloorError

Address = tuple[str, int]
"""A host and a port."""

WEBHOOK_PORTS = (443, 80, 88, 8443)
"""The ports to which Telegram brings updates (Bot API, `setWebhook`)."""

_LONGEST_URL = 1000
_HOST = re.compile(r"(?=.{4,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])|\[[0-9a-f:]+\]")


def address_of(text: str, name: str) -> Address:
    """`127.0.0.1:8765` or `[::1]:8765` in its parts; `name` is the option or setting that it stands in. Raises
    WatchfloorError on anything else.

    >>> address_of("[::1]:8765", "--http")
    ('::1', 8765)
    """
    host, _, port = text.rpartition(":")
    host = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not host or not (port.isascii() and port.isdecimal() and len(port) <= 5 and int(port) <= 65_535):
        raise WatchfloorError(f"{name}: {text!r} is no address; write it like 127.0.0.1:8765.")
    return host, int(port)


def shown(address: Address) -> str:
    """An address as it stands in a URL.

    >>> shown(("::1", 8765))
    '[::1]:8765'
    """
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def listen(address: Address) -> socket.socket:
    """Take an address. Raises WatchfloorError where it cannot be had."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    try:
        return socket.create_server(address, family=family)
    except OSError as error:
        raise WatchfloorError(f"Cannot listen on {shown(address)}: {error.strerror or error}.") from None


def public_url(text: str, name: str) -> str:
    """A public https address without a slash at its end; `name` is the setting that it stands in. Raises
    WatchfloorError on what Telegram takes no webhook at.

    >>> public_url("https://bot.example.org:8443/watchfloor/", "WEBHOOK_URL")
    'https://bot.example.org:8443/watchfloor'
    """
    try:
        parts = urlsplit(text)
        host, port = parts.netloc.rpartition("@")[2].lower(), parts.port or 443
    except ValueError:
        raise _no_url(text, name) from None
    host = re.sub(r":\d*$", "", host)
    plain = text.isascii() and text.isprintable() and " " not in text and len(text) <= _LONGEST_URL
    if not plain or parts.scheme != "https" or not _HOST.fullmatch(host) or "@" in parts.netloc or {*"?#"} & {*text}:
        raise _no_url(text, name)
    if port not in WEBHOOK_PORTS:
        ports = ", ".join(map(str, WEBHOOK_PORTS))
        raise WatchfloorError(f"{name}: Telegram brings updates to the ports {ports} only, not to {port}.")
    return text.rstrip("/")


def _no_url(text: str, name: str) -> WatchfloorError:
    said = text if len(text) <= 60 else f"{text[:60]}…"
    return WatchfloorError(f"{name} must be a public https address such as https://bot.example.org, not {said!r}.")
