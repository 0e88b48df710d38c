"""A message as the outbox keeps it: HTML, buttons, what it replies to and the question that it answers, as one text."""

import json
from dataclasses import dataclass

from handlers.cards import Page
from handlers.codec import View, encode

Buttons = tuple[tuple[tuple[str, str], ...], ...]
"""Rows of buttons: a label, and the text that the button carries."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to be sent. Once it is there, `question` is noted to be answered by it, and to show `shown`."""

    html: str
    buttons: Buttons = ()
    reply_to: int | None = None
    question: int | None = None
    shown: str | None = None


def letter(page: Page, reply_to: int | None = None, answers: View | None = None) -> Letter:
    """A page as a letter; `answers` is the view of a question that it shows."""
    question = answers.question if answers else None
    return Letter(page.html, buttons(page), reply_to, question, encode(answers) if answers else None)


def buttons(page: Page) -> Buttons:
    """A page's buttons with what they carry."""
    return tuple(tuple((choice.label, encode(choice.view)) for choice in row) for row in page.rows)


def sealed(what: Letter) -> str:
    """A letter as the text that the outbox keeps."""
    return json.dumps(
        {
            "html": what.html,
            "buttons": what.buttons,
            "reply_to": what.reply_to,
            "question": what.question,
            "shown": what.shown,
        },
        ensure_ascii=False,
    )


def opened(text: str) -> Letter:
    """The letter that `sealed` wrote; any other text is the HTML of one without buttons."""
    try:
        kept = json.loads(text)
        rows = tuple(tuple((str(label), str(data)) for label, data in row) for row in kept["buttons"])
        return Letter(kept["html"], rows, kept["reply_to"], kept["question"], kept["shown"])
    except (ValueError, TypeError, KeyError):
        return Letter(text)
