"""Reading reports: every kind of file, every encoding, and one clear sentence for what cannot be read."""

import io
import sys
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reports import Report
from ingestion.decoding import MAX_BYTES, MAX_CHARACTERS, UnreadableReport, clean, decode
from ingestion.files import Defaults, read_reports
from ingestion.lines import MAX_LINE_BYTES, lines_of

TEXT = "Une frappe a tué trois personnes à Gao, près de l’aéroport."
WHEN = datetime(2025, 12, 20, 9, tzinfo=UTC)
HEADER = "---\ntitle: Blast at a market\nsource: Example News\npublished: 2025-12-20T09:00:00Z\nurl: https://x.example/1\n---\n"


def read(path: Path, defaults: Defaults = Defaults()) -> tuple[list[Report], list[str], list[str]]:  # noqa: B008
    """Reports, problems and notes of everything at a path."""
    reports = read_reports([path], defaults)
    found: list[Report] = []
    problems: list[str] = []
    while True:
        try:
            found.append(next(reports))
        except StopIteration:
            return found, problems, reports.notes
        except UnreadableReport as error:
            problems.append(str(error))


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def one(path: Path, defaults: Defaults = Defaults()) -> Report:  # noqa: B008
    found, problems, _ = read(path, defaults)
    assert problems == []
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("encoding", "noted"),
    [
        ("utf-8", False),
        ("utf-8-sig", False),
        ("utf-16", False),
        ("utf-32", False),
        ("utf-16-le", True),
        ("utf-16-be", True),
        ("cp1252", True),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, noted: bool) -> None:
    found, problems, notes = read(written(tmp_path / "a.txt", TEXT.encode(encoding)))
    assert ([report.text for report in found], problems) == ([TEXT], [])
    assert bool(notes) is noted


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Взрыв в Донецке: двое раненых, сообщили власти.", "cp1251"),
        ("Взрыв в Донецке: двое раненых, сообщили власти.", "koi8-r"),
        ("Обстріл Харкова: одна людина загинула, ще троє поранені.", "koi8-u"),
        ("قتل ثلاثة أشخاص في قصف على ريف دير الزور الشرقي", "cp1256"),
        ("Café bombed in Gao: “deux tués”, says the prefect’s office.", "cp1252"),
        ("Un niño murió y cuatro policías resultaron heridos en Cali.", "cp1252"),
    ],
)
def test_a_code_page_that_nothing_declares(tmp_path: Path, text: str, encoding: str) -> None:
    found, _, notes = read(written(tmp_path / "a.txt", text.encode(encoding)))
    assert [report.text for report in found] == [text]
    assert len(notes) == 1


def test_latin_1_that_windows_does_not_know(tmp_path: Path) -> None:
    found, _, notes = read(written(tmp_path / "a.txt", b"Tu\xe9s \xe0 Gao \x81"))
    assert found[0].text.startswith("Tués à Gao")
    assert "read as Latin-1" in notes[0]


def test_a_page_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    page = '<meta charset="windows-1251"><p>Удар по порту Измаил: один человек ранен, сообщили власти.</p>'
    assert one(written(tmp_path / "a.html", page.encode("cp1251"))).text.startswith("Удар по порту Измаил")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "is empty: there is nothing to read"),
        ("blank.txt", b" \n\t ", "is empty"),
        ("header.md", HEADER.encode(), "has no text"),
        ("image.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 50, "is not text"),
        ("program.md", bytes(range(256)) * 40, "is not text"),
        ("large.txt", b"word " * 4_000_000, "is larger than 10 MB: split it"),
        ("long.txt", b"a" * (MAX_CHARACTERS + 1), "is longer than 1,000,000 characters"),
        ("cut.txt", "Blast".encode("utf-16")[:-1], "breaks off"),
        ("paper.odt", b"words", "is of a kind that is not known: use .txt, .md, .html, .pdf, .docx, .jsonl or .csv"),
        ("paper.docx", b"words", "is no whole Word document: save it anew as .docx"),
        ("paper.pdf", b"words", "is no whole PDF: save or export it anew"),
        ("menu.html", b"<nav>Home</nav><script>x()</script>", "has no text"),
        ("when.md", b"---\npublished: yesterday\n---\nBlast.", "says it was published 'yesterday'"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    found, problems, _ = read(written(tmp_path / name, content))
    assert found == []
    assert len(problems) == 1
    assert problems[0].startswith(str(tmp_path / name))
    assert said in problems[0]
    assert "\n" not in problems[0]


def test_no_more_of_a_large_file_is_read_than_needed(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES * 1000)
    assert "larger than" in read(path)[1][0] or "empty" in read(path)[1][0]


def test_a_missing_path(tmp_path: Path) -> None:
    assert read(tmp_path / "gone")[1] == [f"There is no file or folder at {tmp_path / 'gone'}: check the path."]


def test_the_one_error_raised_is_what_the_caller_gets(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport, match="There is no file"):
        next(read_reports([tmp_path / "gone"], Defaults()))


def test_a_header_says_where_a_text_comes_from(tmp_path: Path) -> None:
    report = one(written(tmp_path / "a.md", f"{HEADER}\nA car bomb.\n"))
    assert report == Report(
        "A car bomb.", WHEN, "Blast at a market", "Example News", "https://x.example/1", str(tmp_path / "a.md")
    )


def test_the_header_of_a_file_goes_before_what_is_given(tmp_path: Path) -> None:
    defaults = Defaults(published=datetime(2020, 1, 1, tzinfo=UTC), source="Given", url="https://given.example")
    assert one(written(tmp_path / "a.txt", f"{HEADER}Blast."), defaults).source == "Example News"
    plain = one(written(tmp_path / "b.txt", "Blast."), defaults)
    assert (plain.source, plain.published, plain.url) == ("Given", defaults.published, "https://given.example")


def test_a_dash_in_a_text_is_no_header(tmp_path: Path) -> None:
    assert one(written(tmp_path / "a.txt", "One.\n---\nTwo.\n---\n")).text == "One.\n---\nTwo.\n---"


def test_markdown_reads_as_it_is_meant(tmp_path: Path) -> None:
    text = (
        "# **Blast** in Aden\n\nA [car bomb](https://x.example) killed *3* in __Aden__.\n\n> It was ![](a.png)loud.\n"
    )
    report = one(written(tmp_path / "a.md", text))
    assert report.title == "Blast in Aden"
    assert report.text == "A car bomb killed 3 in Aden.\n\nIt was loud."


def test_signs_that_are_no_marks_stay(tmp_path: Path) -> None:
    text = "2 * 3 * 4 and snake_case_name and #Gaza\n- one\n- two"
    assert one(written(tmp_path / "a.md", text)).text == text


PAGE = """<!doctype html><html><head><title>Blast | Site</title>
<meta property="og:title" content="Blast in Aden"><meta property="og:site_name" content="Gulf Post">
<link rel="canonical" href="https://gulf.example/1">
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2025-12-20T12:00:00+03:00"}</script>
</head><body><nav><p>All the news of the whole long day, hour by hour.</p></nav>
<article><h1>Blast in Aden</h1><p>A car bomb killed three people in Aden on Saturday, <b>police</b> said.<br>
It was the second.<p>Share</p><p>Nobody claimed it.</p><aside>Read also: the price of fish in the harbour.</aside>
</article><footer>Gulf Post, all rights reserved by whoever holds them today.</footer></body></html>"""


STORY = "A car bomb killed three people in Aden on Saturday, police said.\nIt was the second.\n\nNobody claimed it."


def test_a_page_gives_its_article_and_says_where_it_comes_from(tmp_path: Path) -> None:
    report = one(written(tmp_path / "a.html", PAGE))
    assert report.text == STORY
    assert (report.title, report.source, report.url) == ("Blast in Aden", "Gulf Post", "https://gulf.example/1")
    assert report.published == WHEN


def test_a_page_without_an_article_gives_its_paragraphs(tmp_path: Path) -> None:
    page = "<h1>Raid</h1><div>Soldiers raided a house near the river at dawn.</div><div>OK</div>"
    report = one(written(tmp_path / "a.htm", page))
    assert (report.title, report.text) == ("Raid", "Soldiers raided a house near the river at dawn.")


@pytest.mark.parametrize("page", ["<article>{}</article>", "<main><div>{}</div></main>", "<div>{}</div>"])
def test_a_form_around_the_page_is_no_part_of_it(tmp_path: Path, page: str) -> None:
    """ASP.NET wraps the whole body in one."""
    story = "<p>Five people were killed by a shell in the old market of Aden.</p><button>Share it with all.</button>"
    report = one(written(tmp_path / "a.html", f"<form id=aspnetForm>{page.format(story)}</form>"))
    assert report.text == "Five people were killed by a shell in the old market of Aden."


def test_a_form_within_the_article_is_held_back(tmp_path: Path) -> None:
    form = "<form><p>Sign up for all the news of the whole long day, hour by hour.</p></form>"
    report = one(written(tmp_path / "a.html", PAGE.replace("<p>Share</p>", form)))
    assert report.text == STORY


RELATED = """<div class="related-posts"><h3>Related posts</h3><ul>
<li><a href="/a">Air strike kills ten people in Saada, say the Houthis.</a></li>
<li><a href="/b">Drone attack on Jeddah wounds two people, the ministry says.</a></li></ul></div>"""


def test_related_posts_within_the_article_are_none_of_it(tmp_path: Path) -> None:
    paragraphs = [
        "ADEN - A bomb killed three soldiers near a checkpoint in Aden on Monday, two security officials said.",
        "No group claimed the attack, the second on the road to the airport in as many weeks, they said.",
        "Officials blamed al-Qaeda, which has fought the government in the south for more than a decade.",
    ]
    story = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    page = f"<html><body><nav>Home</nav><article><h1>Blast in Aden</h1>{story}{RELATED}</article></body></html>"
    assert one(written(tmp_path / "a.html", page)).text == "\n\n".join(paragraphs)


def test_a_name_too_long_is_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    long = tmp_path / f"{'a' * 300}.txt"
    reports = read_reports([long, written(tmp_path / "a.txt", TEXT)], Defaults())
    assert reports.expected == 1
    with pytest.raises(UnreadableReport, match=r"aaa\.txt cannot be read \(File name too long\)"):
        next(reports)
    assert next(reports).text == TEXT


@given(st.text(alphabet='<>/="ap! -&;scriptmainarticle\n', max_size=300))
def test_any_tag_soup_is_read_or_refused(soup: str) -> None:
    from ingestion.web import read_html

    assert isinstance(read_html(soup, "soup", Defaults()).text, str)


def test_json_lines_name_the_line_that_is_wrong(tmp_path: Path) -> None:
    lines = [
        '{"id": 1, "text": "one", "published": "2025-12-20T09:00:00Z"}',
        "{bad",
        "",
        "[]",
        '{"text": 5}',
        '{"text": "  "}',
        '{"text": "x", "published": "soon"}',
        "[" * 100_000,
        '{"text": "two \\ud83d\\ude80 \\ud83d"}',
    ]
    path = written(tmp_path / "a.jsonl", "\n".join(lines))
    found, problems, _ = read(path, Defaults(source="Given"))
    assert [(report.id, report.text, report.source) for report in found] == [
        ("1", "one", "Given"),
        (None, "two 🚀 \ufffd", "Given"),
    ]
    assert [problem.removeprefix(f"{path}, line ")[0] for problem in problems] == ["2", "4", "5", "6", "7", "8"]
    assert problems[0].endswith("is not JSON: write one JSON object a line.")


def test_json_lines_in_another_encoding(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", '{"text": "tué"}'.encode("latin-1"))
    assert read(path)[1] == [f"{path}, line 1 is not UTF-8: save the file as UTF-8."]


class Endless(io.RawIOBase):
    """A file of one line that never ends, or as good as: it tells how much of it was taken."""

    def __init__(self, size: int) -> None:
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        taken = min(len(buffer), self.left)
        buffer[:taken] = b"a" * taken
        self.left -= taken
        return taken


def test_of_an_endless_line_no_more_is_held_than_of_one_that_can_be_read() -> None:
    file = io.BufferedReader(Endless(MAX_LINE_BYTES * 4))
    tracemalloc.start()
    try:
        (line,) = lines_of(file)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(line) == MAX_LINE_BYTES + 1
    assert most < MAX_LINE_BYTES * 3


def test_after_an_overlong_line_the_next_is_read(tmp_path: Path) -> None:
    good = b'{"text": "one"}'
    path = written(tmp_path / "a.jsonl", b"\n".join([good, b'{"text": "' + b"a" * MAX_LINE_BYTES + b'"}', good, good]))
    found, problems, _ = read(path)
    assert [report.text for report in found] == ["one"] * 3
    assert problems == [f"{path}, line 2 is larger than 12 MB: split it into single reports."]


def test_blank_lines_are_nothing(tmp_path: Path) -> None:
    assert read(written(tmp_path / "a.jsonl", b"\n \n"))[1] == [
        f"{tmp_path / 'a.jsonl'} is empty: there is nothing to read."
    ]


def test_a_folder_is_read_throughout(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    for name in ("b.txt", "deep/er/a.md", "deep/c.jsonl", ".hidden/d.txt", "e.odt", "deep/bad.txt"):
        written(tmp_path / name, '{"text": "x"}\n{"text": "y"}\n' if name.endswith("jsonl") else name)
    written(tmp_path / "deep" / "bad.txt", b"")
    found, problems, notes = read(tmp_path)
    assert [report.text for report in found] == ["b.txt", "x", "y", "deep/er/a.md"]
    assert len(problems) == 1
    assert notes == [f"1 file of other kinds in {tmp_path} passed over"]
    assert read_reports([tmp_path], Defaults()).expected == 5


def test_a_folder_without_reports(tmp_path: Path) -> None:
    assert "holds no reports" in read(tmp_path)[1][0]


@pytest.mark.parametrize(
    ("piped", "texts"),
    [
        ('{"text": "one"}\n{"text": "two"}\n', ["one", "two"]),
        ("\ufeff" + '{"text": "one"}', ["one"]),
        ("Plain words.", ["Plain words."]),
        (HEADER + "Words.", ["Words."]),
        (PAGE, [STORY]),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, piped: str, texts: list[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped.encode())))
    found, problems, _ = read(Path("-"))
    assert ([report.text for report in found], problems) == (texts, [])


def test_nothing_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert read(Path("-"))[1] == ["standard input is empty: there is nothing to read."]


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    try:
        text = decode(content, "x").text
    except UnreadableReport:
        return
    text.encode("utf-8")
    assert "\x00" not in text


@given(st.text(st.characters(codec=None), max_size=50))
def test_cleaned_text_can_be_stored(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
