"""A `.env` file into settings: each line means what it means to a shell, or is refused by its number.

`export`, quotes and comments behind a value are read by python-dotenv. What a shell would fill in, run or undo
(`$HOME`, backslashes, `;`) is refused rather than taken for part of the value.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from domain.errors import WatchfloorError

_FOR_A_SHELL = re.compile(r"[$`\\;&|<>()\"']")  # in a value without quotes
_FILLED_IN = re.compile(r"[$`\\]")  # between double quotes


class SettingsError(WatchfloorError):
    """A setting that cannot be used; the message names it and says what it should be."""


@dataclass(frozen=True, slots=True)
class Given:
    """The value of a setting, and where it was given: `.env, line 3`."""

    value: str
    where: str


def read_env_file(path: Path) -> dict[str, Given]:
    """The settings of a file by their names; none where there is no file. Raises SettingsError by the line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        if path.is_symlink():
            raise SettingsError(f"Cannot read the settings in {path}: it leads to a file that is not there.") from error
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"Cannot read the settings in {path}: {error}.") from error
    found: dict[str, Given] = {}
    for name, given in _bindings(text, path):
        if name in found and found[name].value != given.value:
            raise SettingsError(f"{given.where} sets {name} anew: keep it or {found[name].where}, not both.")
        found[name] = given
    return found


def _bindings(text: str, path: Path) -> Iterator[tuple[str, Given]]:
    for binding in parse_stream(io.StringIO(text)):
        raw = binding.original.string
        blank_before = len(raw) - len(raw.lstrip())
        where = f"{path}, line {binding.original.line + raw[:blank_before].count('\n')}"
        if binding.key is None and not binding.error:
            continue  # a comment, or nothing
        if binding.error or binding.key is None or binding.value is None:
            raise SettingsError(f"{where} cannot be read: write it as NAME=value, with quotes on both sides or none.")
        if problem := _unlike_a_shell(binding, binding.value):
            raise SettingsError(f"{where}, {binding.key}: {problem}.")
        yield binding.key, Given(binding.value, where)


def _unlike_a_shell(binding: Binding, value: str) -> str:
    """Why a shell would read another value, empty where it would not."""
    written = binding.original.string.partition("=")[2].lstrip()
    if "\n" in value or "\r" in value:
        return "the value must end on its own line; is a quote missing?"
    if written.startswith("'"):
        return "write the value without backslashes" if "\\'" in written or "\\\\" in written else ""
    odd = (_FILLED_IN if written.startswith('"') else _FOR_A_SHELL).search(value if written[:1] != '"' else written)
    return f"{odd[0]} means something else to a shell; put the value in single quotes" if odd else ""
