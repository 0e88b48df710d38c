"""Asking a running bot how it is, as `watchfloor doctor` does."""

import http.client
import json
from dataclasses import dataclass

from bot.config.listening import Address, shown
from domain.errors import WatchfloorError

_PATIENCE = 8.0  # seconds; each part of the bot is given some of its own
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
_LONGEST = 65_536  # bytes


class NotToldError(WatchfloorError):
    """Nobody says how the bot is; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the bot says of one of its parts."""

    part: str
    well: bool
    said: str


def ask_bot(address: Address) -> tuple[Told, ...]:
    """What the bot that listens at the address says of its parts. Raises NotToldError where nobody answers there, or
    somebody else does."""
    at = shown(address)
    connection = http.client.HTTPConnection(_EVERYWHERE.get(address[0], address[0]), address[1], timeout=_PATIENCE)
    try:
        connection.request("GET", "/healthz")
        said = json.loads(connection.getresponse().read(_LONGEST))
        unwell, parts = said["unwell"], said["parts"]
        return tuple(Told(str(part), part not in unwell, str(how)) for part, how in parts.items())
    except OSError as error:
        raise NotToldError(f"nobody answers on {at} ({error.strerror or 'not in time'}): is the bot running?") from None
    except (http.client.HTTPException, ValueError, KeyError, TypeError, AttributeError):
        raise NotToldError(f"what answers on {at} is no Watchfloor: look at HEALTH_LISTEN.") from None
    finally:
        connection.close()
