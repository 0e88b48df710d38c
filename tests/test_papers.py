"""The papers speak of what is there: files, modules, links, targets of make and commands that they name exist."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from bot.cli.app import app

ROOT = Path(__file__).parents[1]
PAPERS = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "tests/telegram/README.md", "benchmarks/**/README.md", "training/README.md")
    for path in ROOT.glob(pattern)
)
FOLDERS = ("domain", "knowledge", "extraction", "store", "query", "ingestion", "handlers", "bot", "tests", "benchmarks")
FOLDERS += ("deploy", "docs", "tools", "training")
SUFFIXES = r"py|toml|md|sql|lock|sh|json|jsonl|yaml"  # of files that are ours where they are named without a folder
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
BLOCK = re.compile(r"^(?: {4}|\t)[^\n]*$|^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
OURS = rf"(?:{'|'.join(FOLDERS)})"
FILE = re.compile(rf"(?:\.?/)?{OURS}/[\w./*-]*(?:::\w+)?|[\w.-]+\.(?:{SUFFIXES})|\w+/")
NAME = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z]+)+|[A-Z]{2,}[A-Z_]{2,}|_[a-z]\w+")  # a class, a constant, a function
DRAWN = re.compile(rf"\b{OURS}/[\w/.-]+\.(?:py|toml|csv)\b")
MODULE = re.compile(rf"{OURS}(?:\.\w+)+")

by_paper = pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))


@cache
def files() -> tuple[str, ...]:
    """The files of the project, from its own folders and its top, by their paths."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts]
    found += [path for path in ROOT.iterdir() if path.is_file()]
    return tuple(str(path.relative_to(ROOT)) for path in found if path.is_file())


@cache
def names() -> frozenset[str]:
    """Every name that is written in Python or in the example of settings, and those of files at the top."""
    read = [file for file in files() if file.endswith(".py") and file != "tests/test_papers.py"]
    words = (re.findall(r"\w+", (ROOT / file).read_text(encoding="utf-8")) for file in (*read, ".env.example"))
    return frozenset(chain(files(), *words))


def prose(paper: Path) -> str:
    """A paper without its blocks of code."""
    return BLOCK.sub("", paper.read_text(encoding="utf-8"))


def blocks(paper: Path) -> list[str]:
    """The blocks of code of a paper; one that is indented comes line by line."""
    return [block[0] for block in BLOCK.finditer(paper.read_text(encoding="utf-8"))]


def spans(paper: Path) -> list[str]:
    """What stands in backticks in a paper."""
    return CODE.findall(prose(paper))


def is_there(name: str, paper: Path) -> bool:
    """Whether a file or folder is there: from the root or from the paper's own folder; by its bare name anywhere."""
    path, _, test = name.partition("::")
    if re.fullmatch(r"\w+/", path):
        return any(path[:-1] in Path(file).parts[:-1] for file in files())
    if "*" in path:
        return any(fnmatch(file, path) for file in files())
    if "/" not in path:
        named = [file for file in files() if Path(file).name == path]
    else:
        named = [str((base / path).relative_to(ROOT)) for base in (ROOT, paper.parent) if (base / path).exists()]
    return any(not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8") for file in named)


def is_module(name: str) -> bool:
    """Whether a module, or something that a module defines, is there."""
    path = ROOT.joinpath(*name.split("."))
    if path.is_dir() or path.with_suffix(".py").is_file():
        return True
    module = path.parent.with_suffix(".py")
    module = module if module.is_file() else path.parent / "__init__.py"
    return module.is_file() and re.search(rf"\b{path.name}\b", module.read_text(encoding="utf-8")) is not None


def anchors(paper: Path) -> set[str]:
    """What a link may point at within a paper: its headings, as they become anchors."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(prose(paper)))
    return {heading.replace(" ", "-") for heading in plain}


def commands(paper: Path, program: str) -> Iterator[str]:
    """The words that follow the name of a program in the code of a paper."""
    for code in (*spans(paper), *blocks(paper)):
        for line in code.splitlines():
            if found := re.match(rf"\s*(?:\$ |.*\| )?(?:\.venv/bin/)?{program} ([a-z][\w-]*)\b", line):
                yield found[1]


@by_paper
def test_files_and_modules_named_are_there(paper: Path) -> None:
    named = {span for span in spans(paper) if FILE.fullmatch(span)}
    named |= {file for block in blocks(paper) for file in DRAWN.findall(block)}
    assert {span for span in named if not is_there(span, paper)} == set()
    dotted = {span for span in spans(paper) if MODULE.fullmatch(span)} - named
    assert {span for span in dotted if not is_module(span)} == set()


@by_paper
def test_names_in_the_code_are_there(paper: Path) -> None:
    named = {span for span in spans(paper) if NAME.fullmatch(span)}
    assert named - names() == set()


@by_paper
def test_links_between_papers_lead_somewhere(paper: Path) -> None:
    lost = []
    for target in LINK.findall(prose(paper)) + PICTURE.findall(prose(paper)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        led = (paper.parent / path).resolve() if path else paper
        if not led.exists() or (anchor and anchor not in anchors(led)):
            lost.append(target)
    assert lost == []


@by_paper
def test_targets_and_commands_named_are_there(paper: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(commands(paper, "make")) <= targets
    known = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    known |= {group.name or "" for group in app.registered_groups} | {"kinds"}  # made up in docs/adding.md
    assert set(commands(paper, "watchfloor")) <= known


def test_the_papers_are_read() -> None:
    papers = {str(path.relative_to(ROOT)) for path in PAPERS}
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md", "docs/adding.md"} <= papers
    assert sum(bool(FILE.fullmatch(span)) for span in spans(ROOT / "docs" / "architecture.md")) > 60
    assert {"test", "check", "crash", "load", "lock", "demo"} <= set(commands(ROOT / "CONTRIBUTING.md", "make"))
    assert {"places", "actors", "explain", "import"} <= set(commands(ROOT / "docs" / "adding.md", "watchfloor"))


def test_what_is_not_there_is_found(tmp_path: Path) -> None:
    paper = ROOT / "docs" / "made_up.md"
    assert not is_there("query/nowhere.py", paper)
    assert not is_there("nowhere.toml", paper)
    assert not is_there("nowhere/", paper)
    assert not is_there("tests/test_papers.py::test_nowhere", paper)
    assert is_there("tests/test_papers.py::test_what_is_not_there_is_found", paper)
    assert not is_module("query.nowhere")
    assert is_module("tests.ingestion.crashing")
    made = tmp_path / "made.md"
    made.write_text("# A heading: two\n\n    make nothing\n\n`watchfloor nothing`\n", encoding="utf-8")
    assert anchors(made) == {"a-heading-two"}
    assert list(commands(made, "make")) == list(commands(made, "watchfloor")) == ["nothing"]
