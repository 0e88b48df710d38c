"""Bodies as they were before they were packed, a piece at a time and never more than may be: what is packed to swell is
noticed before it does."""

import zlib

from ingestion.fetching.errors import TooLarge

ENCODINGS = "gzip, deflate"
"""What is read, as `Accept-Encoding` says it."""

_UNSUSPECTED = 1_000_000  # bytes; whatever swells to less harms nobody
_MOST_TIMES = 200
"""How many times its packed size a body may have. Markup seldom packs better than twentyfold; zlib's best is 1,032."""

_LONGEST_LENGTH = 18  # digits
_PIECE = 1 << 16  # bytes unpacked at a time
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS


class Unpacking:
    """A body that comes in pieces, `encoding` as its header names it. `host` is what messages call its sender, `most`
    how many bytes it may have, packed and unpacked. Raises TooLarge."""

    def __init__(self, encoding: str, host: str, most: int) -> None:
        self._host = host
        self._most = most
        self._packed = 0
        self._body = bytearray()
        self._inflating: zlib._Decompress | None = None
        name = encoding.strip().lower()
        if name in ("", "identity"):
            self._bits: int | None = None
        elif name in ("gzip", "x-gzip"):
            self._bits = _GZIP
        elif name == "deflate":
            self._bits = _ZLIB
        else:
            raise TooLarge(f"{host} sends what is packed as {name[:40]!r}, though it was asked not to.")

    def expect(self, length: str) -> None:
        """Take how long the packed body is said to be, where it is said."""
        if length.isascii() and length.isdigit():
            self._check(int(length[:_LONGEST_LENGTH]))

    def feed(self, piece: bytes) -> None:
        """Take the next piece."""
        self._packed += len(piece)
        self._check(self._packed)
        if self._bits is None:
            self._body += piece
            return
        if piece and self._inflating is None:
            headless = self._bits == _ZLIB and piece[0] & 0x0F != 8  # some servers leave the head of zlib out
            self._inflating = zlib.decompressobj(_RAW if headless else self._bits)
        try:
            self._inflate(piece)
        except zlib.error as error:
            raise TooLarge(f"{self._host} sends what cannot be unpacked: try later.") from error

    def finish(self) -> bytes:
        """The whole body. Raises TooLarge where it breaks off in the middle."""
        if self._inflating is not None and not self._inflating.eof:
            raise TooLarge(f"{self._host} sends what cannot be unpacked: try later.")
        return bytes(self._body)

    def _inflate(self, piece: bytes) -> None:
        while piece and self._inflating is not None:
            if self._inflating.eof:
                if self._bits != _GZIP or not piece.startswith(b"\x1f\x8b"):
                    return  # what stands behind the end is no part of the body
                self._inflating = zlib.decompressobj(_GZIP)  # gzip may have several members (RFC 1952, 2.2)
            self._body += self._inflating.decompress(piece, _PIECE)
            self._check(len(self._body))
            if len(self._body) > _UNSUSPECTED and len(self._body) > self._packed * _MOST_TIMES:
                raise TooLarge(f"{self._host} sends what swells more than any page does: it is not read.")
            piece = self._inflating.unconsumed_tail or self._inflating.unused_data

    def _check(self, size: int) -> None:
        if size > self._most:
            raise TooLarge(f"{self._host} sends more than {self._most / 1_000_000:g} MB: it is not read.")
