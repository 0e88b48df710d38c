"""What a component of the pipeline really touches: annotations of the Doc and fields of its drafts, while it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields

import pytest
from spacy.tokens import Doc
from spacy.tokens.underscore import Underscore

from extraction.annotations import Draft

ANNOTATIONS = ("blocks", "actors", "places", "times", "reading", "drafts")
_FIELDS = tuple(each.name for each in fields(Draft) if each.name != "why")


@dataclass
class Touched:
    """What was read and what was written, as `Component` names it."""

    reads: set[str] = field(default_factory=set)
    writes: set[str] = field(default_factory=set)


@contextmanager
def recorded(doc: Doc, touched: Touched, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Note what happens to the Doc and its drafts inside the context."""
    before = _state(doc)
    get_field, get_annotation = Draft.__getattribute__, Underscore.__getattr__

    def read_field(draft: Draft, name: str) -> object:
        if name in _FIELDS:
            touched.reads.add(f"draft.{name}")
        return get_field(draft, name)

    def read_annotation(underscore: Underscore, name: str) -> object:
        if name in ANNOTATIONS:
            touched.reads.add(f"doc.{name}")
        return get_annotation(underscore, name)

    with patch.context() as inner:
        inner.setattr(Draft, "__getattribute__", read_field)
        inner.setattr(Underscore, "__getattr__", read_annotation)
        yield
    fresh = _of_draft(Draft(doc[:1], ""))
    for name, value in _state(doc).items():
        field_name, _, draft = name.partition(" ")
        if value != (before.get(name, fresh[field_name]) if draft else before[name]):
            touched.writes.add(field_name)


def _state(doc: Doc) -> dict[str, str]:
    """What stands on the Doc: each annotation, and each field of each draft, as text to compare."""
    state = {f"doc.{name}": _identity(getattr(doc._, name)) for name in ANNOTATIONS}
    for draft in doc._.drafts:
        state |= {f"{name} {id(draft)}": value for name, value in _of_draft(draft).items()}
    return state


def _identity(annotation: object) -> str:
    return repr([id(each) for each in annotation] if isinstance(annotation, list) else id(annotation))


def _of_draft(draft: Draft) -> dict[str, str]:
    return {f"draft.{name}": repr(getattr(draft, name)) for name in _FIELDS}
