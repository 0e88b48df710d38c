"""How a mention keeps its event: the contract's JSON, packed against words that both sides know.

Every telling has the same names of fields and most of the same values, and says its quote again, which stands beside
it. Packed against both (`schema/telling.txt` and the quote) it takes an eighth of its room, and to unpack it takes less
than to read the JSON. The file of words is part of the format: to change it is a step of the schema.
"""

import json
import zlib
from functools import cache, lru_cache
from importlib.resources import files

from domain.events import Event
from domain.wire import event_from_json

_WINDOW = 13
"""Looks back eight thousand characters, more than the words and all but the longest quotes; 15 would take longer."""

_READ = 2000
"""So many events are at hand once read: those of one place and day are compared with each that comes there."""

_MEMORY = 5
_LEVEL = 6


def pack(telling: str, quote: str) -> bytes:
    """The telling as it is kept beside its quote."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY, zdict=_known(quote))
    return packer.compress(telling.encode("utf-8", "surrogatepass")) + packer.flush()


def unpack(packed: object, quote: object) -> str:
    """The telling again. Raises ValueError where it is none, or not that of this quote."""
    if not isinstance(packed, bytes) or not isinstance(quote, str):
        raise ValueError("a telling is no packed text")
    unpacker = zlib.decompressobj(_WINDOW, zdict=_known(quote))
    try:
        text = unpacker.decompress(packed) + unpacker.flush()
    except zlib.error as error:
        raise ValueError(f"a telling cannot be unpacked: {error}") from error
    if not unpacker.eof:
        raise ValueError("a telling ends too soon")
    return text.decode("utf-8", "surrogatepass")


@lru_cache(_READ)
def event_of(packed: object, quote: object) -> Event:
    """The event that a telling tells of. Raises ValueError where it cannot be read back."""
    return event_from_json(json.loads(unpack(packed, quote)))


def telling_of(packed: object, quote: object) -> str | None:
    """The same for statements of SQL; None where it cannot be unpacked."""
    try:
        return unpack(packed, quote)
    except ValueError:
        return None


def _known(quote: str) -> bytes:
    return _words() + quote.encode("utf-8", "surrogatepass")


@cache
def _words() -> bytes:
    return files("store").joinpath("schema", "telling.txt").read_bytes()
