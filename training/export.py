"""Trained weights → the int8 ONNX file of the product, with its tokenizer and its card.

python -m training.export build/reader --into extraction/reader
"""

import argparse
import hashlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import BertModel

from training.labels import FACTS, KINDS
from training.train import Net, base_folder


def main() -> None:
    """Export, quantise, and write the card."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("trained", type=Path)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=Path("training/corpus"))
    args = parser.parse_args()
    net = Net(BertModel.from_pretrained(base_folder(), add_pooling_layer=False, attn_implementation="eager"))
    net.load_state_dict(torch.load(args.trained / "weights.pt", weights_only=True))
    net.eval()
    full = args.trained / "full.onnx"
    ids = torch.ones((2, 16), dtype=torch.int64)
    torch.onnx.export(
        net,
        (ids, ids),
        str(full),
        input_names=["ids", "mask"],
        output_names=["kind", "fact"],
        dynamic_axes={name: {0: "batch", 1: "length"} for name in ("ids", "mask", "kind", "fact")},
        opset_version=17,
        dynamo=False,
    )
    model = args.into / "model.onnx"
    quantize_dynamic(str(full), str(model), weight_type=QuantType.QInt8)
    shutil.copy(args.trained / "tokenizer.json", args.into / "tokenizer.json")
    card = {
        "name": "watchfloor-reader",
        "base": "all-MiniLM-L6-v2 (Apache-2.0)",
        "trained": datetime.now(UTC).date().isoformat(),
        "corpus_sha256": corpus_hash(args.corpus),
        "figures_on_the_kept_back_part": json.loads((args.trained / "figures.json").read_text(encoding="utf-8")),
        "labels": {"kinds": KINDS, "facts": FACTS},
        "sha256": hashlib.sha256(model.read_bytes()).hexdigest(),
    }
    (args.into / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def corpus_hash(folder: Path) -> str:
    """One hash over all gold files of a folder, in the order of their names."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
