"""A feed as any of its forms gives it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from domain.errors import WatchfloorError


class FeedError(WatchfloorError):
    """A body that is no feed, or one that is not read; the message says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `id` is the same for as long as the feed tells of it, whatever the feed calls it; `summary` and
    `content` are plain text, `content` empty where the feed gives only a summary; times in UTC, None where the feed
    gives none that can be read."""

    id: str
    link: str | None = None
    title: str | None = None
    summary: str = ""
    content: str = ""
    published: datetime | None = None
    updated: datetime | None = None

    @property
    def text(self) -> str:
        """All that the feed itself says of it."""
        return self.content or self.summary

    @property
    def tells(self) -> bool:
        """Whether there is anything in it, if only elsewhere."""
        return bool(self.text or self.title or self.link)

    @property
    def fingerprint(self) -> str:
        """What it says, in 16 characters: another where its title or text was edited."""
        said = " ".join(f"{self.title or ''}\x1f{self.text}".casefold().split())
        return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with its items in its own order; `language` as it writes it (`en`, `ar-SY`)."""

    title: str | None
    link: str | None
    language: str | None
    items: tuple[Item, ...]
