"""What extraction knows of English: one reader for all the TOML files of this folder.

A file is named without its ending. Word lists come as sets, rows of a table checked against the keys that they may
have, so that a slip of the pen in a lexicon is refused by file, line and name instead of being passed over.
"""

import re
import tomllib
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from typing import Any

from domain.errors import WatchfloorError


class LexiconError(WatchfloorError, ValueError):
    """A lexicon file that cannot be used; the message names the file, the line and what is wrong."""


@cache
def table(file: str) -> dict[str, Any]:
    """All that a file holds, read once. Raises LexiconError where it is no TOML."""
    try:
        return tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{file}.toml: {error}") from None


@cache
def words(file: str, *keys: str) -> frozenset[str]:
    """The word list that stands in a file under these keys, from the outermost table inwards.

    Raises LexiconError where there is none.

    >>> "fighter" in words("nouns", "armed")
    True
    """
    found: Any = table(file)
    for key in keys:
        if key not in found:
            raise LexiconError(f"{file}.toml has no {'.'.join(keys)}")
        found = found[key]
    return frozenset(found)


def rows(file: str, key: str, known: Collection[str]) -> list[dict[str, Any]]:
    """The rows `[[key]]` of a file. Raises LexiconError for a row with a key that is not among `known`."""
    found: list[dict[str, Any]] = table(file)[key]
    return checked(file, key, _text(file), found, known)


def checked(
    file: str, key: str, text: str, found: list[dict[str, Any]], known: Collection[str]
) -> list[dict[str, Any]]:
    """The rows as they are, once each of their keys is known. Raises LexiconError with the line of one that is not.

    >>> checked("verbs", "verb", '[[verb]]\\nlema = "hit"\\n', [{"lema": "hit"}], ["lemma"])
    Traceback (most recent call last):
    ...
    extraction.lexicon.LexiconError: verbs.toml, line 2: "lema" is no key of [[verb]]; known are: lemma
    """
    for number, row in enumerate(found):
        for name in row:
            if name not in known:
                line = _line_of(text, key, number, name)
                raise LexiconError(
                    f'{file}.toml, line {line}: "{name}" is no key of [[{key}]]; known are: {", ".join(sorted(known))}'
                )
    return found


def _line_of(text: str, key: str, number: int, name: str) -> int:
    """The line on which a row (the `number`th of `[[key]]`) names a key."""
    starts = [match.end() for match in re.finditer(rf"^\[\[{re.escape(key)}\]\]", text, re.MULTILINE)]
    named = re.compile(rf"^\s*{re.escape(name)}\s*=", re.MULTILINE).search(text, starts[number])
    return text.count("\n", 0, named.start() if named else starts[number]) + 1


@cache
def toml_beside(package: str, file: str) -> dict[str, Any]:
    """A TOML file that stands beside the modules of another room."""
    return tomllib.loads(files(package).joinpath(f"{file}.toml").read_text(encoding="utf-8"))


def _text(file: str) -> str:
    return files("extraction.lexicon").joinpath(f"{file}.toml").read_text(encoding="utf-8")
