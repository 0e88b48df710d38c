"""A transport for httpx that connects to addresses which were held against the rules, and to no others.

A name is resolved once for a connection, and the connection is made to the very address that was checked: a name that
means another a moment later means nothing. TLS and `Host` go by the name.
"""

import socket
import ssl
from collections.abc import AsyncIterator, Iterable

import httpcore
import httpx

from ingestion.fetching.errors import NotAllowed, Unreachable
from ingestion.fetching.networks import Network, may_be_asked
from ingestion.fetching.resolving import Resolver

_MOST_TRIED = 3  # addresses of one host
_KEPT = 20  # connections that wait for another question
_KEPT_SECONDS = 15.0


class CheckedTransport(httpx.AsyncBaseTransport):
    """HTTP/1.1 without a proxy. Raises NotAllowed and Unreachable."""

    def __init__(self, resolve: Resolver, allowed: tuple[Network, ...], tls: ssl.SSLContext) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_keepalive_connections=_KEPT,
            keepalive_expiry=_KEPT_SECONDS,
            network_backend=_CheckedNetwork(resolve, allowed),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask, and give the answer with its body still to come."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        asked = httpcore.Request(
            request.method, url, headers=request.headers.raw, content=request.stream, extensions=request.extensions
        )
        try:
            answer = await self._pool.handle_async_request(asked)
        except _NO_ANSWER as error:
            raise _unreachable(request.url.host, error) from error
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer, request.url.host))

    async def aclose(self) -> None:
        """Close what is open."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    """The body of an answer."""

    def __init__(self, answer: httpcore.Response, host: str) -> None:
        self._answer = answer
        self._host = host

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._answer.aiter_stream():
                yield part
        except _NO_ANSWER as error:
            raise _unreachable(self._host, error) from error

    async def aclose(self) -> None:
        await self._answer.aclose()


class _CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Connections to addresses that may be asked."""

    def __init__(self, resolve: Resolver, allowed: tuple[Network, ...]) -> None:
        self._resolve = resolve
        self._allowed = allowed
        self._sockets = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as httpcore calls it
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address of the host that may be asked and listens."""
        try:
            found = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise _unknown(host, error) from error
        addresses = [address for address in found if may_be_asked(address, self._allowed)]
        if not addresses:
            raise NotAllowed(f"{host} is no public host: only what stands on the open internet is fetched.")
        failure: Exception | None = None
        for address in addresses[:_MOST_TRIED]:
            try:
                return await self._sockets.connect_tcp(
                    str(address), port, timeout=timeout, local_address=local_address, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise Unreachable(f"{host} cannot be reached at port {port}: it may be down; try later.") from failure


def _unknown(host: str, error: Exception) -> Unreachable:
    if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
        return Unreachable(f"The name {host} cannot be looked up at present: try later.")
    return Unreachable(f"There is no host {host}: check the address.")


_NO_ANSWER = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException)


def _unreachable(host: str, error: Exception) -> Unreachable:
    if isinstance(error.__cause__ or error.__context__, ssl.SSLError) or "certificate" in str(error).lower():
        return Unreachable(f"{host} cannot prove that it is {host} (its certificate is wrong): check the address.")
    if isinstance(error, httpcore.ProtocolError):
        return Unreachable(f"{host} broke off, or its answer is no HTTP: try later.")
    return Unreachable(f"The connection to {host} broke: try later.")
