"""Outlets and authorities by the names that reports and people give them."""

import json
import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def named_among(name: str | None, listed: str) -> bool:
    """Whether a name holds one of the names of a JSON list, word for word, whatever their case: "the UN" holds "un".

    >>> named_among("the United Nations", '["united nations"]')
    True
    >>> named_among("UNICEF", '["un"]')
    False
    """
    padded = f" {_words(name or '')} "
    return any(f" {_words(each)} " in padded for each in json.loads(listed))


def _words(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", plain))
