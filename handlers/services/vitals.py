"""How the bot is: a sign of each part that it stands on."""

import asyncio
from collections.abc import Awaitable

from handlers.services.services import Services
from handlers.services.signs import Sign, in_time
from store.census import try_writing
from store.chats.updates import UNHANDLED
from store.health import disk


async def look(services: Services) -> tuple[Sign, ...]:
    """The signs of Telegram, the index, its disk and the worker. One that does not come in time is a bad one."""
    parts: list[tuple[str, Awaitable[Sign]]] = [
        ("telegram", services.hearing.sign()),
        ("index", _index(services)),
        ("disk", _disk(services)),
    ]
    if services.worker_sign is not None:
        parts.append(("worker", services.worker_sign()))
    return tuple(await asyncio.gather(*(in_time(part, sign) for part, sign in parts)))


async def _index(services: Services) -> Sign:
    """Whether the index can be written; a replica, read. Raises StoreError where not."""
    if services.index.is_replica:
        await services.index.read(lambda reader: reader.execute(UNHANDLED).fetchone())
        return Sign("index", True, "can be read")
    await services.index.write(try_writing)
    return Sign("index", True, "can be written")


async def _disk(services: Services) -> Sign:
    part, well, said = await services.index.aside(lambda: disk(services.index.path))
    return Sign(part, well, said)
