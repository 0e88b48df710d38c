"""The mean of two trained models' weights: better calibrated than either, where both began from the same weights.

python -m training.mean build/one build/other --out build/reader
"""

import argparse
import shutil
from pathlib import Path

import torch


def main() -> None:
    """Write the mean of the weights, with the tokenizer and the figures of the first."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    one, other = (torch.load(folder / "weights.pt", weights_only=True) for folder in (args.one, args.other))
    mean = {
        name: (value + other[name]) / 2 if value.is_floating_point() else value
        for name, value in one.items()
        if name in other
    }
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save(mean, args.out / "weights.pt")
    for name in ("tokenizer.json", "figures.json"):
        shutil.copy(args.one / name, args.out / name)


if __name__ == "__main__":
    main()
