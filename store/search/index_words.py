"""What the index holds that a question may name beside places: words, outlets, kinds of targets. Short look-ups."""

import sqlite3
from functools import cached_property

from domain.targets import TargetKind
from store.database import explained
from store.search.conditions import match_expression

WORD_HELD = """
    select 1 from mentions_fts where mentions_fts match :word
    union all select 1 from reports_fts where reports_fts match :word limit 1
"""  # the full-text indexes
TARGET_HIT = "select 1 from event_targets where kind = ? limit 1"  # index event_targets_by_kind
OUTLETS = "select name from sources where kind = 'outlet' order by id limit 5000"
ANY_REPORT = "select 1 from reports limit 1"


class IndexWords:
    """The vocabulary of one index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def holds(self, word: str) -> bool:
        """Whether a report holds a word, in any of its forms."""
        expression = match_expression([word])
        if expression is None:
            return False
        with explained():
            return self._connection.execute(WORD_HELD, {"word": expression}).fetchone() is not None

    def hits(self, kind: TargetKind) -> bool:
        """Whether an event tells that such a target was hit."""
        with explained():
            return self._connection.execute(TARGET_HIT, (kind.value,)).fetchone() is not None

    @cached_property
    def outlets(self) -> tuple[str, ...]:
        """The outlets whose reports the index has, by name."""
        with explained():
            return tuple(str(row[0]) for row in self._connection.execute(OUTLETS))

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is no report yet."""
        with explained():
            return self._connection.execute(ANY_REPORT).fetchone() is None
