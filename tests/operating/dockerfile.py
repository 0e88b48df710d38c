"""A Dockerfile read: the stages with their instructions, and what `.dockerignore` lets into the context."""

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Step:
    """A RUN or COPY, and what ENV said before it."""

    word: str
    rest: str
    environment: dict[str, str]


@dataclass(slots=True)
class Stage:
    """One `FROM` with what follows: `steps` are the RUN and COPY instructions in their order, `settings` the others."""

    name: str
    steps: list[Step] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)


def read_stages(path: Path = ROOT / "Dockerfile") -> list[Stage]:
    """The stages of a Dockerfile; the last one is the image."""
    stages: list[Stage] = []
    for line in _joined(path.read_text(encoding="utf-8")):
        word, _, rest = line.partition(" ")
        match word:
            case "FROM":
                named = re.fullmatch(r"\S+(?: AS (\w+))?", rest)
                assert named, line
                stages.append(Stage(named[1] or "", settings={"FROM": rest.split()[0]}))
            case "RUN" | "COPY":
                stages[-1].steps.append(Step(word, rest, dict(stages[-1].environment)))
            case "ENV":
                stages[-1].environment |= dict(pair.split("=", 1) for pair in shlex.split(rest))
            case _:
                stages[-1].settings[word] = rest
    return stages


def words_of(instruction: str) -> list[str]:
    """The words of an ENTRYPOINT, a CMD or a HEALTHCHECK in the form of JSON."""
    words: list[str] = json.loads(instruction[instruction.index("[") :])
    return words


def copied(rest: str) -> tuple[str | None, list[str], str]:
    """What a COPY takes: the stage it takes from, the sources, and the target."""
    words = rest.split()
    stage = words.pop(0).removeprefix("--from=") if words[0].startswith("--from=") else None
    return stage, words[:-1], words[-1]


def context(root: Path = ROOT) -> list[Path]:
    """The files that `.dockerignore` lets in: it leaves out everything, and lets in what its lines with `!` name."""
    lines = [line for line in (root / ".dockerignore").read_text(encoding="utf-8").splitlines() if line]
    rules = [line for line in lines if not line.startswith("#")]
    assert rules[0] == "*"
    assert rules[-1] == "**/__pycache__"
    let_in = [root / rule.removeprefix("!") for rule in rules[1:-1]]
    assert all(rule.startswith("!") for rule in rules[1:-1])
    files = [file for path in let_in for file in ([path] if path.is_file() else path.rglob("*"))]
    return [file for file in files if file.is_file() and "__pycache__" not in file.parts]


def _joined(text: str) -> list[str]:
    """The instructions, comments left out and lines that end in a backslash joined with the next."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [line for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines() if line.strip()]
