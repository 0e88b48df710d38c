"""The names of hosts into addresses."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address

from ingestion.fetching.networks import Address

Resolver = Callable[[str, int], Awaitable[Sequence[Address]]]
"""From a host and a port to its addresses, the best first. Raises OSError where there are none."""


async def resolve(host: str, port: int) -> list[Address]:
    """What the system knows of a host; a number in any form that the system reads counts as its address."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(address[0]) for *_, address in found))
