"""A small HTTP/1.1 server for one test. In: an async function from `Request` to `Reply`; out: a loopback address."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import h11

CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, read to its end."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back; `drop` closes the connection without a word instead."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False


Handler = Callable[[Request], Awaitable[Reply]]


class HttpServer:
    """Serves `handle` on 127.0.0.1 until it is stopped. A request whose client went away is cancelled."""

    def __init__(self, handle: Handler) -> None:
        self._handle = handle
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> str:
        """Listen on a free port; the address."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Close everything, requests under way included."""
        if self._server is not None:
            self._server.close()
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            with contextlib.suppress(ConnectionError, h11.RemoteProtocolError, asyncio.CancelledError):
                await self._serve(reader, writer)
        finally:
            self._connections.discard(task)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=CHUNK)
        while True:
            request = await self._read(connection, reader)
            reply = await self._answered(request, connection, reader)
            if reply.drop:
                return
            writer.write(_bytes(connection, reply))
            await writer.drain()
            if connection.our_state is h11.MUST_CLOSE or connection.their_state is h11.MUST_CLOSE:
                return
            connection.start_next_cycle()

    async def _read(self, connection: h11.Connection, reader: asyncio.StreamReader) -> Request:
        head: h11.Request | None = None
        body = bytearray()
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(CHUNK))
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return _request(head, bytes(body))
            else:
                raise ConnectionResetError

    async def _answered(self, request: Request, connection: h11.Connection, reader: asyncio.StreamReader) -> Reply:
        """Work on the request while watching the connection, so that a long poll ends with its client."""
        work = asyncio.ensure_future(self._handle(request))
        watch = asyncio.ensure_future(reader.read(CHUNK))
        try:
            await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
            if watch.done() and not watch.result() and not work.done():
                raise ConnectionResetError
            if watch.done():
                connection.receive_data(watch.result())
            return await work
        finally:
            for task in (work, watch):
                task.cancel()
            await asyncio.gather(work, watch, return_exceptions=True)


def _request(head: h11.Request, body: bytes) -> Request:
    path, _, query = head.target.decode().partition("?")
    headers = {name.decode(): value.decode() for name, value in head.headers}
    return Request(head.method.decode(), path, query, headers, body)


def _bytes(connection: h11.Connection, reply: Reply) -> bytes:
    headers = {"Content-Type": reply.content_type, "Content-Length": str(len(reply.body)), **reply.headers}
    response = h11.Response(status_code=reply.status, headers=list(headers.items()))
    parts = (connection.send(response), connection.send(h11.Data(data=reply.body)), connection.send(h11.EndOfMessage()))
    return b"".join(part for part in parts if part)
