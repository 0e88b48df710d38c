"""The words of the bot, from `texts.toml`: a key and plain values in, Telegram HTML out."""

import tomllib
from functools import cache
from importlib.resources import files

from handlers.views.markup import escape


def say(key: str, **values: str | int) -> str:
    """The text `key` with each `{name}` filled in, escaped. Raises KeyError for an unknown key or a missing value."""
    return template(key).format(**{name: escape(str(value), 300) for name, value in values.items()})


def say_whole(key: str, **values: str | int) -> str:
    """As `say`, with nothing cut: for lines that are to be sent again as they stand."""
    return template(key).format(**{name: escape(str(value)) for name, value in values.items()})


def fill(key: str, **values: str | int) -> str:
    """The text `key` with each `{name}` filled in as it is: plain words, to be put into another text."""
    return template(key).format(**values)


def template(key: str) -> str:
    """The text `key` as it stands in the file."""
    text = _texts()[key]
    if not isinstance(text, str):
        raise KeyError(key)
    return text


def command_descriptions() -> dict[str, str]:
    """What each command does, in the words of the menus."""
    table = _texts()["commands"]
    return dict(table) if isinstance(table, dict) else {}


def examples() -> dict[str, str]:
    """Questions to begin with, by the names that their buttons carry."""
    table = _texts()["examples"]
    return dict(table) if isinstance(table, dict) else {}


@cache
def _texts() -> dict[str, str | dict[str, str]]:
    return tomllib.loads(files("handlers.views").joinpath("texts.toml").read_text(encoding="utf-8"))
