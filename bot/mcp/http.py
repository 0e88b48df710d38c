"""The server over HTTP, behind a key: who does not send it as a bearer token gets a 401 and nothing else.

The key is all that guards the index, and plain HTTP hides it from nobody on the way: beyond one machine, a proxy with
TLS belongs in front.
"""

import hashlib
import hmac
import logging

import uvicorn
from mcp.server import Server
from mcp.server.transport_security import TransportSecuritySettings
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.config.listening import Address, listen, shown
from bot.config.secret_file import LONGEST, read_secret
from bot.config.settings import Settings, SettingsError

log = logging.getLogger(__name__)

PATH = "/mcp"
SHORTEST_KEY = 16  # characters; whoever guesses has no limit but the network's
MOST_BODY = 65_536  # bytes; the longest question takes some two thousand
MOST_CONNECTIONS = 64

_NO_KEY = (
    "The MCP server over HTTP needs a key: put one, such as of `openssl rand -hex 32`, into MCP_KEY, or into a file "
    "that MCP_KEY_FILE names."
)


def key_of(settings: Settings) -> str:
    """The key that is set, itself or in a file. Raises SettingsError where there is none, two, or none to be used; the
    message never holds the key."""
    file, name = settings.mcp_key_file, "MCP_KEY"
    if file is not None and settings.mcp_key is not None:
        raise SettingsError("MCP_KEY and MCP_KEY_FILE are both set: clear one of them.")
    key = settings.mcp_key
    if file is not None:
        key, name = read_secret(file, "MCP_KEY_FILE"), f"MCP_KEY_FILE: {file}"
    if not key:
        raise SettingsError(_NO_KEY)
    if not (SHORTEST_KEY <= len(key) <= LONGEST and key.isascii() and key.isprintable() and " " not in key):
        raise SettingsError(f"{name} must hold at least {SHORTEST_KEY} letters, figures and signs without blanks.")
    return key


class KeyRequired:
    """An application that only answers requests that carry the key as a bearer token."""

    def __init__(self, application: ASGIApp, key: str) -> None:
        self._application = application
        self._digest = _digest(key.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan" or self._is_known(scope):
            await self._application(scope, receive, send)
            return
        said = "Send the key of this server: Authorization: Bearer KEY\n"
        await PlainTextResponse(said, 401, {"WWW-Authenticate": "Bearer"})(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        """Compared by digests, in a time that tells neither the key nor its length."""
        sent = [value for name, value in scope["headers"] if name == b"authorization"]
        scheme, _, key = (sent[0] if len(sent) == 1 else b"").partition(b" ")
        return hmac.compare_digest(_digest(key.strip()), self._digest) and scheme.lower() == b"bearer"


def _digest(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()


def serve_http(server: Server[dict[str, object]], address: Address, key: str) -> None:
    """Serve until SIGINT or SIGTERM. Raises WatchfloorError where the address cannot be had."""
    # A browser that was led here under another name does not have the key, so the name it came by need not be checked;
    # a proxy in front passes its own on.
    served = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=MOST_BODY,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    with listen(address) as listener:
        logging.getLogger("mcp").setLevel(logging.WARNING)  # two lines for each request, beside uvicorn's own
        log.info("Listening on http://%s%s", shown((address[0], listener.getsockname()[1])), PATH)
        guarded = KeyRequired(served, key)
        limit = MOST_CONNECTIONS
        config = uvicorn.Config(guarded, log_config=None, ws="none", limit_concurrency=limit, server_header=False)
        uvicorn.Server(config).run(sockets=[listener])
