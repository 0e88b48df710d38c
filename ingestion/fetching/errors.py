"""Why an address is not fetched: one error for each reason, each with one sentence for a person."""

from domain.errors import WatchfloorError


class FetchError(WatchfloorError):
    """An address that gives nothing; the message says which, why, and what to do."""


class NotAllowed(FetchError):  # noqa: N818 - these are named for what they are
    """An address that is not to be asked: another scheme, credentials in it, or a network that is not public."""


class TooLarge(FetchError):  # noqa: N818
    """More bytes than are read, as sent or unpacked; or packed in a way that is not read."""


class TooSlow(FetchError):  # noqa: N818
    """Not done within its time, however steadily it came."""


class TooManyRedirects(FetchError):  # noqa: N818
    """Sent on and on."""


class Unreachable(FetchError):  # noqa: N818
    """No such host, no connection, or an answer that is no HTTP."""


class WrongKind(FetchError):  # noqa: N818
    """Something else than was asked for, such as a film where a page should be."""
