"""The shape of a request against the specification.

In: the parameters of one request as they came (form fields are strings, files are `Upload`). Out: the same parameters
as typed values, or `Misfit` saying where the request departs from the specification: missing, unknown, wrong type,
nested at any depth, too long or too short.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "bot_api.json"
ARRAY = "Array of "


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a multipart request."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Field:
    """What the specification says of one parameter or field."""

    types: tuple[str, ...]
    required: bool
    value: str | None
    least: int
    most: int | None
    unit: str
    parsed: bool


class Misfit(Exception):  # noqa: N818 - says where, and becomes an answer
    """Where a request departs from the specification. `kind` is missing, unknown, type or length."""

    def __init__(self, kind: str, path: str, detail: str = "") -> None:
        self.kind = kind
        self.path = path
        self.detail = detail
        super().__init__(f"{path}: {kind} {detail}".strip())

    @property
    def name(self) -> str:
        """The last part of the path, without the index."""
        return self.path.rpartition(".")[2].partition("[")[0]


def _fields(entry: dict[str, Any]) -> dict[str, Field]:
    return {
        name: Field(
            types=_merged(facts["type"].split("|")),
            required=facts.get("required", False),
            value=facts.get("value"),
            least=facts.get("min", 0),
            most=facts.get("max"),
            unit=facts.get("unit", ""),
            parsed=facts.get("parsed", False),
        )
        for name, facts in entry.get("fields", {}).items()
    }


def _merged(types: list[str]) -> tuple[str, ...]:
    """`Array of A` or `Array of B` as one array of either: an album may mix photos and videos."""
    arrays = [name.removeprefix(ARRAY) for name in types if name.startswith(ARRAY)]
    if len(arrays) < 2:
        return tuple(types)
    return (ARRAY + "/".join(arrays), *(name for name in types if not name.startswith(ARRAY)))


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8"))
    return table


@cache
def method_names() -> dict[str, str]:
    """Every method by its name in lower case, as the server looks them up."""
    return {name.lower(): name for name in _table()["methods"]}


@cache
def method_fields(method: str) -> dict[str, Field]:
    """The parameters of a method."""
    return _fields(_table()["methods"][method])


@cache
def type_fields(name: str) -> dict[str, Field]:
    """The fields of a type."""
    return _fields(_table()["types"][name])


@cache
def leaves(name: str) -> tuple[str, ...]:
    """The concrete types that a type stands for: itself, or the leaves of its subtypes."""
    subtypes = _table()["types"][name].get("subtypes")
    return tuple(leaf for subtype in subtypes for leaf in leaves(subtype)) if subtypes else (name,)


def conform(method: str, raw: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a request as typed values. An optional one that is an empty string counts as not given."""
    fields = method_fields(method)
    given = {name: value for name, value in raw.items() if value != "" or _needed_text(fields.get(name))}
    attached = {name for name, value in given.items() if isinstance(value, Upload) and name not in fields}
    for name in given:
        if name not in fields and name not in attached:
            raise Misfit("unknown", name, f"{method} has no such parameter")
    params = {name: _decoded(value, fields[name], name) for name, value in given.items() if name not in attached}
    for name, field in fields.items():
        if field.required and name not in params:
            raise Misfit("missing", name)
    return params


def answer_misfit(method: str, result: object) -> str:
    """Where an answer of the emulator itself departs from the specification; empty when it does not."""
    try:
        _fitted(result, _merged(_table()["methods"][method]["returns"].split("|")), "result")
    except Misfit as misfit:
        return str(misfit)
    return ""


def _needed_text(field: Field | None) -> bool:
    return field is not None and field.required and "String" in field.types


def _decoded(value: object, field: Field, path: str) -> Any:
    """A parameter from a form or a JSON body, where structures may come as JSON in a string."""
    if isinstance(value, str) and "String" not in field.types:
        value = _from_string(value, field.types, path)
    elif isinstance(value, str) and "Integer" in field.types and value.lstrip("-").isdigit():
        value = int(value)
    return _fitted(value, field.types, path)


def _from_string(value: str, types: tuple[str, ...], path: str) -> object:
    if types == ("Boolean",):
        words = {"true": True, "false": False}
        if value.lower() not in words:
            raise Misfit("type", path, f"Boolean expected, got {value!r}")
        return words[value.lower()]
    if types in (("Integer",), ("Float",)):
        try:
            return int(value) if types == ("Integer",) else float(value)
        except ValueError:
            raise Misfit("type", path, f"{types[0]} expected, got {value!r}") from None
    if types == ("InputFile",):
        raise Misfit("type", path, "a file must be uploaded")
    try:
        return json.loads(value)
    except ValueError:
        raise Misfit("type", path, f"JSON of {' or '.join(types)} expected") from None


def _fitted(value: object, types: Iterable[str], path: str) -> Any:
    """The value, if it is one of the types; otherwise the misfit of the type that it was most likely meant to be."""
    misfits: list[Misfit] = []
    for name in types:
        try:
            return _as(value, name, path)
        except Misfit as misfit:
            misfits.append(misfit)
    raise max(misfits, key=lambda misfit: misfit.path.count(".") + misfit.path.count("["))


def _as(value: object, name: str, path: str) -> Any:
    if name.startswith(ARRAY):
        if not isinstance(value, list):
            raise Misfit("type", path, f"{name} expected")
        inner = name.removeprefix(ARRAY).split("/")
        return [_fitted(item, inner, f"{path}[{index}]") for index, item in enumerate(value)]
    if name in _SCALARS:
        if not _SCALARS[name](value):
            raise Misfit("type", path, f"{name} expected, got {type(value).__name__}")
        return value
    if not isinstance(value, dict):
        raise Misfit("type", path, f"{name} expected")
    return _fitted_object(value, name, path)


def _fitted_object(value: dict[str, Any], name: str, path: str) -> dict[str, Any]:
    candidates = [leaf for leaf in leaves(name) if _same_kind(value, leaf)]
    if not candidates:
        raise Misfit("type", path, f"{name} of an unknown kind")
    misfits: list[Misfit] = []
    for leaf in candidates:
        try:
            return _object(value, leaf, path)
        except Misfit as misfit:
            misfits.append(misfit)
    raise max(misfits, key=lambda misfit: (misfit.path.count("."), misfit.kind == "unknown"))


def _same_kind(value: dict[str, Any], leaf: str) -> bool:
    """Whether the fixed fields (type, source, status) are those of this concrete type."""
    return all(field.value is None or value.get(name) == field.value for name, field in type_fields(leaf).items())


def _object(value: dict[str, Any], name: str, path: str) -> dict[str, Any]:
    fields = type_fields(name)
    for key in value:
        if key not in fields:
            raise Misfit("unknown", f"{path}.{key}", f"{name} has no such field")
    for key, field in fields.items():
        if field.required and key not in value:
            raise Misfit("missing", f"{path}.{key}", f"{name} needs it")
    return {key: _fitted(item, fields[key].types, f"{path}.{key}") for key, item in value.items()}


_SCALARS = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
    "String": lambda value: isinstance(value, str),
    "InputFile": lambda value: isinstance(value, Upload),
}


def lengths(method: str, params: dict[str, Any]) -> Iterator[Misfit]:
    """What is longer or shorter than the specification says, after parsing apart (the rules of text see to that)."""
    for name, value in params.items():
        yield from _lengths(value, method_fields(method)[name], name)


def _lengths(value: object, field: Field, path: str) -> Iterator[Misfit]:
    if field.most is not None and not field.parsed and isinstance(value, str | list):
        size = len(value.encode()) if field.unit == "bytes" and isinstance(value, str) else len(value)
        if not field.least <= size <= field.most:
            yield Misfit("length", path, f"{field.least}-{field.most} {field.unit} allowed, {size} given")
    yield from _nested_lengths(value, field.types, path)


def _nested_lengths(value: object, types: Iterable[str], path: str) -> Iterator[Misfit]:
    if isinstance(value, list):
        inner = [part for name in types if name.startswith(ARRAY) for part in name.removeprefix(ARRAY).split("/")]
        for index, item in enumerate(value):
            yield from _nested_lengths(item, inner, f"{path}[{index}]")
    elif isinstance(value, dict):
        for leaf in (leaf for name in types if name in _table()["types"] for leaf in leaves(name)):
            if _same_kind(value, leaf) and value.keys() <= type_fields(leaf).keys():
                for key, item in value.items():
                    yield from _lengths(item, type_fields(leaf)[key], f"{path}.{key}")
                return
