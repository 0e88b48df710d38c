"""A report: the text that somebody published, and where it came from."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

HASH = 32
"""So many hexadecimal digits of a SHA-256 tell one report from every other: 128 bits."""

HIDDEN = "telegram:hidden:"
"""How the id of an account begins that hides who it is: behind it stands but a name."""


@dataclass(frozen=True, slots=True)
class Report:
    """A text with its origin. `id` is the sender's own reference, `source` what the outlet is called, `source_id` by
    which id its channel or account is known ("telegram:-100123"), `published` in UTC or None where nothing says when it
    appeared."""

    text: str
    published: datetime | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    id: str | None = None
    source_id: str | None = None

    @property
    def outlet(self) -> str | None:
        """What tells the outlet from every other: its id, or else its name, which no id can be mistaken for."""
        return self.source_id or (f"name:{self.source}" if self.source else None)

    @property
    def content_hash(self) -> str:
        """Half of a SHA-256 over outlet, title and text, white space and case folded, and the day of publication (UTC).

        A post sent twice is one report; the same words on another day tell of another day.
        """
        day = self.published.astimezone(UTC).date().isoformat() if self.published else ""
        parts = [self.source_id or self.source or "", self.title or "", self.text, day]
        parts += ["id"] if self.source_id else []  # no name is taken for an id
        folded = "\x1f".join(" ".join(unicodedata.normalize("NFKC", part).casefold().split()) for part in parts)
        return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:HASH]
