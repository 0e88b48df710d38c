"""Telegram's HTML, made safely: in go plain words of people and reports, out comes text that Telegram will accept.

Everything that did not come from this project passes through `escape`; links are kept only where they lead to a web
page. `fitted` keeps a message within Telegram's limits by leaving whole blocks out, never by cutting a tag.
"""

import html
import re
from collections.abc import Callable, Iterable, Sequence

from domain.links import is_web_link

MAX_VISIBLE = 4096  # code points after parsing; Telegram answers "message is too long" beyond
MAX_ENTITIES = 100  # Telegram drops those beyond silently
MAX_RAW = 16_000  # bytes before parsing; Telegram refuses more than 32 KiB

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_TAG = re.compile(r"<[^>]*>")
_ENTITY = re.compile(r"<(?:b|i|u|s|code|pre|a|blockquote|span)\b")


def plain(text: str, limit: int | None = None) -> str:
    """`text` on one line without control and direction characters, at most `limit` characters with an ellipsis.

    >>> plain("two\\n lines", limit=6)
    'two l…'
    """
    line = " ".join(_CONTROL.sub("", text).split())
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def escape(text: str, limit: int | None = None) -> str:
    """`text` as it may stand in HTML, tags and attributes alike, on one line and within `limit` visible characters."""
    return html.escape(plain(text, limit), quote=True)


def bold(text: str) -> str:
    """Bold plain text."""
    return f"<b>{escape(text)}</b>" if plain(text) else ""


def italic(text: str) -> str:
    """Italic plain text."""
    return f"<i>{escape(text)}</i>" if plain(text) else ""


def preformatted(lines: Iterable[str]) -> str:
    """Lines of plain text in one width, their blanks kept."""
    return f"<pre>{html.escape(chr(10).join(_CONTROL.sub('', line) for line in lines))}</pre>"


def link(label: str, url: str | None) -> str:
    """`label` as a link to `url`, or the bare label where the url is none that may be followed."""
    shown = escape(label, 60)
    return f'<a href="{html.escape(str(url), quote=True)}">{shown}</a>' if shown and is_web_link(url) else shown


def visible(markup: str) -> str:
    """What a reader sees of `markup`: tags taken out, characters put back."""
    return html.unescape(_TAG.sub("", markup))


def fits(markup: str) -> bool:
    """Whether Telegram takes `markup` as one message, whole."""
    return (
        len(visible(markup)) <= MAX_VISIBLE
        and len(_ENTITY.findall(markup)) <= MAX_ENTITIES
        and len(markup.encode()) <= MAX_RAW
    )


def fitted(head: str, blocks: Sequence[str], tail: Callable[[int], str] = lambda left: "") -> tuple[str, int]:
    """`head`, as many of the first `blocks` as fit, and `tail`, parted by blank lines; and how many were kept.

    `tail` makes the end of the page from the number of blocks left out.
    """
    for kept in range(len(blocks), -1, -1):
        page = "\n\n".join(part for part in (head, *blocks[:kept], tail(len(blocks) - kept)) if part)
        if fits(page):
            return page, kept
    return head, 0
