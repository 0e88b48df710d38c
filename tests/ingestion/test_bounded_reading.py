"""Reading takes work that grows with the length of what is read, however it is nested and whatever is left unclosed."""

import gzip
import re
import tracemalloc
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain import times, wire
from ingestion import decoding, files, lines, prose, web
from ingestion.datasets.files import portions
from ingestion.decoding import UnreadableReport
from ingestion.documents import reflowing, table
from ingestion.files import Defaults, read_content
from ingestion.lines import MAX_LINE_BYTES
from ingestion.place_files import read_places
from knowledge.world import World
from tests.ingestion.counting import CountedPattern, Work, counting

READING: tuple[ModuleType, ...] = (decoding, files, lines, prose, web, table, times, wire)
TIMES = 30
GROWTH = 4
MARKS = [
    "#",
    "# ",
    " ",
    "\t",
    "\n",
    "a",
    "B.",
    "[",
    "]",
    "(",
    ")",
    "![",
    "](",
    "*",
    "**",
    "_",
    "__",
    "> ",
    "---\n",
    ":",
]
TAGS = [
    *(
        "<",
        ">",
        "</",
        "/>",
        "<!",
        "<!--",
        "-->",
        "<?",
        "<![CDATA[",
        "&",
        "&amp;",
        "'",
        '"',
        "=",
        "a",
        " ",
        "A shell fell. ",
    ),
    *("<p>", "</p>", "<b>", "</b>", "<div", "<div>", "</div>", "<a href='", "<article>", "<nav>", "</nav>", "<form>"),
    *("<table><tr><td>", "<li>", "<br>", "<h1>", "<title>", "<script>", '<script type="application/ld+json">'),
    *('"datePublished"', "<meta name=a content=b>", "<time datetime=1>", "</article>"),
]
JSON = [
    "[",
    "]",
    "{",
    "}",
    '{"text": "',
    '"',
    ",",
    ":",
    "\\u12",
    "\\",
    "1",
    "-",
    "e",
    " ",
    "\n",
    '{"text": "A shell."}\n',
]
CELLS = [",", ";", '"', '""', "\n", "text", "published", "2025-12-20", " ", "A shell fell."]
LINES = ["\n", "a", "b", "-", "-\n", " ", ".", "1", "Page 1 of 2", "• ", "(a) ", "ﬁ", "A shell fell.\n", "\n\n"]
HEADER = ["---\n", "title: ", "published: ", "date:", "2025-12-20", "9", "T", ":", "\n", " ", "a"]


def work_of(content: str, name: str) -> int:
    """How much work it is to read this, whether it can be read or not."""
    with counting(*READING) as work:
        reports = read_content(content.encode(), name, Defaults())
        for _ in range(len(content) + 2):
            try:
                next(reports)
            except UnreadableReport:
                continue
            except StopIteration:
                break
    return work.steps


def work_of_pages(text: str) -> int:
    """How much work it is to make paragraphs of what stands on a page."""
    with counting(reflowing) as work:
        reflowing.reflowed([text])
    return work.steps


def grows_with_the_length(name: str, before: str, unit: str, after: str, number: int = TIMES) -> bool:
    """Whether so many times the units take no more than so many times the work; a little more, since a short text may
    be done with before something comes into play."""
    work_of("a", name)  # what is loaded with the first is no work of the second
    short, long = (work_of(before + unit * count + after, name) for count in (number, number * GROWTH))
    return long <= short * GROWTH * 1.5 + 3000


def made_of(pieces: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=6).map("".join)


@settings(max_examples=60, deadline=None)
@given(made_of(MARKS), made_of(MARKS), made_of(MARKS))
@example("x\n\n# a", " ", "b")
@example("", "[", "")
@example("", "![", "")
@example("", "[a](", "")
@example("", "[a](b(c)", "")
@example("", "**a ", "")
@example("", "__a__", "")
@example("", "*a", "")
@example("# ", "a# ", "b")
def test_markdown(before: str, unit: str, after: str) -> None:
    assert grows_with_the_length("a.md", before, unit, after)


@settings(max_examples=40, deadline=None)
@given(made_of(TAGS), made_of(TAGS), made_of(TAGS))
@example("", "<a ", "")
@example("", "<!--", "")
@example("", "<div>", "")
@example("", "</", "")
@example("", "<article><form>", "")
@example("<p>", "<a href=x>A link</a> ", "")
@example('<script type="application/ld+json">', '"datePublished"  ', "")
def test_pages(before: str, unit: str, after: str) -> None:
    assert grows_with_the_length("a.html", before, unit, after)


@settings(max_examples=40, deadline=None)
@given(made_of(JSON), made_of(JSON), made_of(JSON))
def test_json_lines(before: str, unit: str, after: str) -> None:
    assert grows_with_the_length("a.jsonl", before, unit, after)


@settings(max_examples=20, deadline=None)
@given(made_of(CELLS), made_of(CELLS), made_of(CELLS))
@example("text\n", '"', "")
@example("text\n", ",", "")
def test_tables(before: str, unit: str, after: str) -> None:
    assert grows_with_the_length("a.csv", before, unit, after)


@settings(max_examples=10, deadline=None)
@given(made_of(LINES), made_of(LINES), made_of(LINES))
@example("", "a", "b\na")
@example("", "a\n", "")
@example("", "a-\n", "b")
def test_lines_of_pages(before: str, unit: str, after: str) -> None:
    short, long = (work_of_pages(before + unit * count + after) for count in (TIMES, TIMES * GROWTH))
    assert long <= short * GROWTH * 1.5 + 3000


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["a.txt", "a"]), made_of(HEADER), made_of(HEADER), made_of(HEADER))
@example("a.txt", "---", " ", "x")
@example("a.txt", "---\n", "a: b\n", "")
@example("a.txt", "---\n", "\n--- ", "")
@example("a.txt", "", "\n ", "")
def test_headers_and_files_whose_name_tells_no_kind(name: str, before: str, unit: str, after: str) -> None:
    assert grows_with_the_length(name, before, unit, after)


@pytest.mark.parametrize(
    ("pattern", "before", "unit", "after"),
    [
        (r"\[([^\]]+)\]\([^)]*\)", "", "[", ""),
        (r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", "", "**a ", ""),
        (r"^#{1,6}[ \t]+(.*?)[ \t]*#*$", "# a", " ", "b"),
    ],
)
def test_the_count_shows_what_grows_with_the_square(pattern: str, before: str, unit: str, after: str) -> None:
    short, long = Work(), Work()
    for work, number in ((short, 30), (long, 120)):
        CountedPattern(re.compile(pattern, re.DOTALL), work).sub("", before + unit * number + after)
    assert long.steps > short.steps * 8


def test_a_page_of_more_tags_than_any_article_is_refused() -> None:
    with pytest.raises(UnreadableReport, match=r"^a\.html has more tags than any article: save its text as \.txt\.$"):
        next(read_content(b"<b>x</b>" * 200_000, "a.html", Defaults()))


def test_a_long_page_is_read_without_being_parted() -> None:
    page = "<article>" + "<p>A shell fell on the market of the town, the police said.</p>" * 15_000
    assert len(next(read_content(page.encode(), "a.html", Defaults())).text.split("\n\n")) == 15_000


@pytest.mark.parametrize("form", ["ucdp-ged", "acled", "jsonl"])
def test_a_packed_dataset_of_one_endless_line_is_refused_unheld(tmp_path: Path, form: str, world: World) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a" * MAX_LINE_BYTES * 10, compresslevel=1))
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableReport, match="line 1 is larger than 12 MB"):
            list(portions(path, form, world))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < MAX_LINE_BYTES * 4


def test_a_table_of_places_of_one_endless_line_is_refused(tmp_path: Path, world: World) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"name," * (MAX_LINE_BYTES // 4))
    with pytest.raises(UnreadableReport, match="line 1 is larger than 12 MB"):
        read_places(path, world.gazetteer)
