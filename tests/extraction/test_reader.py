"""The reader: windows that hold every piece once, a model that is the one of its card, and what it says of plain
texts."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reports import Report
from extraction.pipeline import Extractor
from extraction.reader import model
from extraction.reader.model import Reader, ReaderError
from extraction.reader.windows import AFTER, BEFORE, CORE, TITLE, windows
from tests.extraction.slots import PUBLISHED


@given(st.lists(st.integers(1, 300), max_size=12), st.integers(0, 40))
def test_every_piece_is_read_in_one_window(lengths: list[int], title: int) -> None:
    """Sentences of any length, each piece three characters and a blank."""
    ends = [sum(lengths[: number + 1]) for number in range(len(lengths))]
    count = ends[-1] if ends else 0
    offsets = [(4 * i, 4 * i + 3) for i in range(count)]
    sentences = [(4 * start, 4 * end - 1) for start, end in zip([0, *ends], ends, strict=False)]
    found = windows(list(range(1000, 1000 + count)), offsets, sentences, 4 * min(title, count))
    assert [piece for window in found for piece in range(window.first, window.last)] == list(range(count))
    for window in found:
        assert len(window.ids) == len(window.pieces) <= CORE + BEFORE + AFTER + TITLE + 3
        assert all(
            1000 + piece == number for piece, number in zip(window.pieces, window.ids, strict=True) if piece >= 0
        )
        assert set(range(window.first, window.last)) <= set(window.pieces)


def test_a_model_that_is_not_the_one_of_its_card_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.onnx").write_bytes(b"damaged")
    (tmp_path / "card.json").write_text(json.dumps({"sha256": "0"}), encoding="utf-8")
    monkeypatch.setattr(model, "files", lambda package: tmp_path)
    with pytest.raises(ReaderError, match=r"model\.onnx is damaged or not the one of card\.json"):
        Reader.load.__wrapped__(Reader)


def test_nobody_is_told_that_the_model_is_loaded(tmp_path: Path) -> None:
    """onnxruntime keeps an id in the home folder and tells its maker of each model that is loaded, where nothing says
    that it must not."""
    loading = "from extraction.reader.model import Reader; Reader.load()"
    environment = {
        name: value for name, value in os.environ.items() if name not in ("ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")
    }
    subprocess.run([sys.executable, "-c", loading], env={**environment, "HOME": str(tmp_path)}, check=True)
    assert list(tmp_path.rglob("*")) == []


SEEN = "A mob roughed up two census takers near Wukari on Monday."


@pytest.mark.parametrize(
    ("text", "events"),
    [
        (SEEN, 1),
        ("The striker mowed down the visitors' defence and the goalkeeper was beaten three times on Monday.", 0),
    ],
)
def test_what_no_rule_names_is_read(extractor: Extractor, text: str, events: int) -> None:
    ((_, found),) = extractor.extract([Report(text=text, published=PUBLISHED)])
    assert len(found) == events


def test_an_explanation_says_what_the_reader_decided(extractor: Extractor) -> None:
    assert "“roughed” is assault to the reader (" in extractor.explain(Report(text=SEEN, published=PUBLISHED))
