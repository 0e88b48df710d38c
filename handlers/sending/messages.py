"""A message as the outbox keeps it: HTML, buttons, what it replies to and the question that it answers, as one text.

The file that it brings, if any, lies beside that text.
"""

import json
from dataclasses import dataclass
from enum import StrEnum

from handlers.views.cards import Page
from handlers.views.codec import View, encode

Buttons = tuple[tuple[tuple[str, str], ...], ...]
"""Rows of buttons: a label, and the text that the button carries."""


class Kind(StrEnum):
    """What a message is in the chat. The HTML of a picture or a file is its caption."""

    TEXT = "text"
    PICTURE = "picture"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to be sent. Once it is there, `question` is noted to be answered by it, and to show `shown`; `name` is
    what the file that it brings is called. It takes the place of the message `replaces`, where that is given, and is
    pinned once it is there with `pin`, where the chat allows it."""

    html: str
    buttons: Buttons = ()
    reply_to: int | None = None
    question: int | None = None
    shown: str | None = None
    kind: Kind = Kind.TEXT
    name: str = ""
    replaces: int | None = None
    pin: bool = False


def message_of(page: Page, answers: View | None = None) -> OutgoingMessage:
    """A page as a message; `answers` is the view of a question that it shows."""
    question = answers.question if answers else None
    buttons = tuple(tuple((choice.label, encode(choice.view)) for choice in row) for row in page.rows)
    return OutgoingMessage(page.html, buttons, None, question, encode(answers) if answers else None)


def to_json(what: OutgoingMessage) -> str:
    """A message as the JSON text that the outbox keeps."""
    return json.dumps(
        {
            "html": what.html,
            "buttons": what.buttons,
            "reply_to": what.reply_to,
            "question": what.question,
            "shown": what.shown,
            "kind": what.kind,
            "name": what.name,
            "replaces": what.replaces,
            "pin": what.pin,
        },
        ensure_ascii=False,
    )


def from_json(text: str) -> OutgoingMessage:
    """The message that `to_json` wrote; any other text is the HTML of one without buttons."""
    try:
        kept = json.loads(text)
        rows = tuple(tuple((str(label), str(data)) for label, data in row) for row in kept["buttons"])
        kind = Kind(kept.get("kind", Kind.TEXT))  # those written before there were others say nothing
        return OutgoingMessage(
            kept["html"],
            rows,
            kept["reply_to"],
            kept["question"],
            kept["shown"],
            kind,
            kept.get("name", ""),
            kept.get("replaces"),
            kept.get("pin", False),
        )
    except (ValueError, TypeError, KeyError):
        return OutgoingMessage(text)
