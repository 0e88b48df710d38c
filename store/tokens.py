"""The words of a text as the full-text index keeps them: parted, folded and stemmed by SQLite's own tokenizer."""

import re
import sqlite3
import threading
from collections.abc import Iterable

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""That of `mentions_fts` and `reports_fts`."""

MAKE = (
    f"create virtual table texts using fts5 (text, content = '', tokenize = '{TOKENIZER}')",
    "create virtual table words using fts5vocab (texts, row)",
)
TAKE = "insert into texts (text) values (?)"
WORDS = "select term from words"
CLEAR = "insert into texts (texts) values ('delete-all')"

_own = threading.local()


def terms_in(words: Iterable[str]) -> list[str]:
    """The terms of an expression that searches these words: runs of letters and digits."""
    return [term for word in words for term in re.findall(r"[^\W_]+", word)]


def tokens_of(text: str) -> frozenset[str]:
    """The words of a text, in the form in which the index has them.

    >>> sorted(tokens_of("Hospitals, hospital: the CLÍNICA"))
    ['clinica', 'hospit', 'the']
    """
    memory = _memory()
    memory.execute(TAKE, (text,))
    found = frozenset(str(row[0]) for row in memory.execute(WORDS))
    memory.execute(CLEAR)
    return found


def _memory() -> sqlite3.Connection:
    """A full-text index of nothing, in memory: one for each thread."""
    memory: sqlite3.Connection | None = getattr(_own, "memory", None)
    if memory is None:
        memory = _own.memory = sqlite3.connect(":memory:", isolation_level=None)
        for statement in MAKE:
            memory.execute(statement)
    return memory
