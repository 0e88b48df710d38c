"""The titles that programs write into documents, as far as they are any."""

import re

_LONGEST = 300
_NO_TITLE = re.compile(
    r"(?:untitled|document|microsoft (?:word|powerpoint)|powerpoint presentation|slide \d|title|about:blank)\b.*"
    r"|.*\.(?:docx?|pdf|odt|rtf|indd|html?|txt|pages)",
    re.IGNORECASE,
)
"""The name of a file, or what a program calls one that has none."""


def title_of(written: str | None, text: str) -> str | None:
    """The title that a document says it has, None where it is none, or stands at the head of its text anyway.

    >>> title_of("Microsoft Word - report_final2.docx", ""), title_of("Strikes on Odesa", "Three people died.")
    (None, 'Strikes on Odesa')
    """
    title = " ".join((written or "").split())[:_LONGEST]
    if not title or _NO_TITLE.fullmatch(title) or not any(map(str.isalpha, title)):
        return None
    return None if " ".join(text[: 2 * _LONGEST].split()).casefold().startswith(title.casefold()) else title
