"""What a Doc or a token says is worked out once: `@once_for_each_doc` or `@once_for_each_token` above the function.

The words and their parse do not change after the model has read the text, so what follows from them alone may be
remembered; what our own components write (drafts, actors) may not. It lives with the Doc and goes with it. Callers
share it, so nobody may change it.
"""

from collections.abc import Callable
from functools import wraps

from spacy.tokens import Doc, Token


def once_for_each_doc[Found](function: Callable[[Doc], Found]) -> Callable[[Doc], Found]:
    """The function, working out its answer for a Doc the first time only."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def remembered(doc: Doc) -> Found:
        kept: dict[str, Found] = doc.user_data
        if name not in kept:
            kept[name] = function(doc)
        return kept[name]

    return remembered


def once_for_each_token[Found](function: Callable[[Token], Found]) -> Callable[[Token], Found]:
    """The function, working out its answer for a token the first time only."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def remembered(token: Token) -> Found:
        kept: dict[str, dict[int, Found]] = token.doc.user_data
        known, at = kept.get(name), token.i
        if known is None:
            known = kept[name] = {}
        elif at in known:
            return known[at]
        found = known[at] = function(token)
        return found

    return remembered
