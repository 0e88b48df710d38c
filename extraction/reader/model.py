"""The trained encoder at work: a text in, for each of its words what event it triggers out.

The model is an int8 ONNX file beside this module, with its tokenizer and a card that gives its checksum, its labels and
how it was trained. It runs on the CPU, some milliseconds for a window of a few sentences.
"""

import hashlib
import json
import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
import numpy.typing as npt

from domain.errors import WatchfloorError
from extraction.reader.windows import Window, windows

Floats = npt.NDArray[np.float32]
BATCH = 8
"""Windows that go through the encoder at once."""


class ReaderError(WatchfloorError):
    """The model cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What the outputs of the model stand for, in their order; `kinds` without the first, which is nothing."""

    kinds: tuple[str, ...]
    facts: tuple[str, ...]


class Reading:
    """What the encoder read in one text. Spans are characters of that text, probabilities between 0 and 1."""

    def __init__(self, labels: Labels, offsets: Sequence[tuple[int, int]], kinds: Floats, facts: Floats) -> None:
        self.labels = labels
        self._offsets = offsets
        self._kinds = kinds
        self._starts, self._ends = [start for start, _ in offsets], [end for _, end in offsets]
        self._happens: Floats = (1 - kinds[:, 0]) * facts[:, 0]

    def triggers(self, least: float) -> Iterator[tuple[int, int, float]]:
        """The words that trigger an event that happened with at least this probability: start, end, probability."""
        happened = self._happens
        at = 0
        while at < len(happened):
            end = at + 1
            if happened[at] >= least:
                while end < len(happened) and happened[end] >= least:
                    end += 1
                yield self._offsets[at][0], self._offsets[end - 1][1], float(happened[at:end].max())
            at = end

    def happened(self, start: int, end: int) -> float:
        """How likely one of the words in a span triggers an event that happened."""
        pieces = self._pieces(start, end)
        return float(self._happens[pieces.start : pieces.stop].max()) if pieces else 0.0

    def kinds(self, start: int, end: int) -> dict[str, float]:
        """The types that the words of a span may trigger, with how likely each is where they trigger something."""
        pieces = self._pieces(start, end)
        if not pieces:
            return {}
        best = max(pieces, key=lambda piece: 1 - self._kinds[piece, 0])
        some = self._kinds[best, 1:]
        shares = some / max(1e-6, float(some.sum()))
        return {kind: float(share) for kind, share in zip(self.labels.kinds, shares, strict=True)}

    def _pieces(self, start: int, end: int) -> range:
        """The pieces that touch a span of characters; they stand in the order of the text."""
        return range(bisect_right(self._ends, start), bisect_left(self._starts, end))


class Reader:
    """The encoder, loaded once for each process."""

    def __init__(self, session: Any, tokenizer: Any, card: dict[str, Any]) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._labels = Labels(*(tuple(card["labels"][name]) for name in ("kinds", "facts")))

    @classmethod
    @cache
    def load(cls) -> "Reader":
        """The reader of the package. Raises ReaderError where its file is not the one that the card describes."""
        # Its builds tell their maker of each model that is loaded, under an id that they keep in the home folder.
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import onnxruntime
        from tokenizers import Tokenizer

        folder = files("extraction.reader")
        card = json.loads(folder.joinpath("card.json").read_text(encoding="utf-8"))
        content = folder.joinpath("model.onnx").read_bytes()
        if hashlib.sha256(content).hexdigest() != card["sha256"]:
            raise ReaderError("extraction/reader/model.onnx is damaged or not the one of card.json: install anew.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        with as_file(folder.joinpath("tokenizer.json")) as path:
            return cls(session, Tokenizer.from_file(str(path)), card)

    def read(self, text: str, sentences: Sequence[tuple[int, int]], body: int) -> Reading:
        """Read a text, cut into these sentences (characters); its title ends at `body`."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        found = windows(encoding.ids, encoding.offsets, sentences, body)
        count = len(encoding.ids)
        kinds = np.zeros((count, len(self._labels.kinds) + 1), dtype=np.float32)
        kinds[:, 0] = 1.0
        facts = np.zeros((count, len(self._labels.facts)), dtype=np.float32)
        by_length = sorted(found, key=lambda window: len(window.ids))
        for start in range(0, len(by_length), BATCH):
            batch = by_length[start : start + BATCH]
            for window, (kind, fact) in zip(batch, self._run(batch), strict=True):
                for at, piece in enumerate(window.pieces):
                    if window.first <= piece < window.last:
                        kinds[piece], facts[piece] = kind[at], fact[at]
        return Reading(self._labels, encoding.offsets, kinds, facts)

    def _run(self, batch: Sequence[Window]) -> Iterator[tuple[Floats, Floats]]:
        longest = max(len(window.ids) for window in batch)
        ids = np.zeros((len(batch), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, window in enumerate(batch):
            ids[row, : len(window.ids)] = window.ids
            mask[row, : len(window.ids)] = 1
        kind, fact = self._session.run(["kind", "fact"], {"ids": ids, "mask": mask})
        for row, window in enumerate(batch):
            size = len(window.ids)
            yield _softmax(kind[row, :size]), _softmax(fact[row, :size])


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)
