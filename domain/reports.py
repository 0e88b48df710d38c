"""A report: the text that somebody published, and where it came from."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Report:
    """A text with its origin. `id` is the sender's own reference, `source` the outlet, `published` in UTC or None
    where nothing says when it appeared."""

    text: str
    published: datetime | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    id: str | None = None

    @property
    def content_hash(self) -> str:
        """SHA-256 over outlet, title and text, white space and case folded, and the day of publication (UTC).

        A post sent twice is one report; the same words on another day tell of another day.
        """
        day = self.published.astimezone(UTC).date().isoformat() if self.published else ""
        parts = (self.source or "", self.title or "", self.text, day)
        folded = "\x1f".join(" ".join(unicodedata.normalize("NFKC", part).casefold().split()) for part in parts)
        return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()
