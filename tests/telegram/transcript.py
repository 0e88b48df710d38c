"""A chat as text that reads like a conversation, and its comparison with a golden file.

In: the log of a chat. Out: a text such as

    # 2025-12-20 12:00 UTC, private chat, Ada
    Ada: latest strikes
    bot: <b>1 strike</b> · Syria
         [24 h] [7 d]
    Ada taps: 7 d
    bot edits: <b>2 strikes</b> · Syria

`UPDATE_GOLDEN=1` in the environment rewrites the golden files instead of comparing; their difference is then reviewed.
"""

import difflib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .chats import Chat

GOLDEN = Path(__file__).parent.parent / "transcripts"
INDENT = " " * 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the transcript: who did what, with the text as it was sent and the buttons under it."""

    moment: datetime
    speaker: str
    deed: str
    text: str
    keyboard: tuple[tuple[str, ...], ...] = ()
    place: str = ""


def printed(chat: "Chat") -> str:
    """The whole log of a chat."""
    return "\n".join(_lines(chat)) + "\n"


def _lines(chat: "Chat") -> Iterator[str]:
    kind = "private chat" if chat.kind == "private" else chat.kind
    minute = ""
    for entry in chat.log:
        at = f"{entry.moment:%Y-%m-%d %H:%M} UTC"
        if at != minute:
            yield f"# {at}, {kind}, {chat.title}" if not minute else f"# {at}"
            minute = at
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    deed = f" {entry.deed}" if entry.deed else ""
    place = f" in {entry.place}" if entry.place else ""
    first, *rest = entry.text.split("\n")
    yield f"{entry.speaker}{deed}{place}" + (f": {first}" if first else "")
    for line in rest:
        yield f"{INDENT}{line}".rstrip()
    for row in entry.keyboard:
        yield INDENT + " ".join(f"[{label}]" for label in row)


def golden(name: str, text: str) -> None:
    """Compare a transcript with `tests/transcripts/<name>.txt`, as a whole."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    if not path.exists():
        raise AssertionError(
            f"There is no {path.name} yet. Run with UPDATE_GOLDEN=1 to write it, then read it:\n{text}"
        )
    kept = path.read_text(encoding="utf-8")
    if kept != text:
        changes = difflib.unified_diff(kept.splitlines(), text.splitlines(), path.name, "this run", lineterm="")
        raise AssertionError("\n".join(changes))
