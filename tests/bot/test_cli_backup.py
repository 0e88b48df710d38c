"""Curation and care from the command line: real processes on a real index."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from store.database import APPLICATION_ID, open_for_writing
from store.migrations import STEPS, migrate
from store.writing.reports import add_report
from tests.bot.test_cli import one_clear_line, watchfloor
from tests.store.making import MAYADIN, OBEID, event, report


@pytest.fixture
def database(tmp_path: Path) -> str:
    """Three reports of two events."""
    path = tmp_path / "index.db"
    with closing(open_for_writing(path)) as writer:
        for text, place in (("one", OBEID), ("two", OBEID), ("three", MAYADIN)):
            add_report(writer, report(text, source=f"{text} wire"), [event("ied", place)])
    return str(path)


def exported(database: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in watchfloor("export", "--database", database).stdout.splitlines()]


def test_events_are_merged_shown_split_and_taken_back(database: str) -> None:
    assert "event 1 now" in watchfloor("events", "merge", "1", "2", "--database", database).stdout
    assert len(exported(database)) == 1
    shown = watchfloor("events", "show", "1", "--database", database).stdout
    assert "reports 2 and 1" in shown
    assert "both ied; same day; both El Obeid" in shown
    assert "decision 1: event 1 joined with another event" in shown
    assert watchfloor("events", "split", "1", "1", "--database", database).returncode == 0
    assert len(exported(database)) == 2
    assert watchfloor("events", "undo", "2", "--database", database).returncode == 0
    assert watchfloor("events", "undo", "1", "--database", database).returncode == 0
    assert len(exported(database)) == 2
    assert "no event 9" in one_clear_line(watchfloor("events", "show", "9", "--database", database))


def test_reports_are_withdrawn_listed_and_brought_back(database: str) -> None:
    done = watchfloor("reports", "withdraw", "3", "--reason", "a fake", "--by", "Ada", "--database", database)
    assert done.stdout == "Report 3 is withdrawn. It no longer tells of: 2. `--undo` takes this back.\n"
    assert len(exported(database)) == 1
    (listed,) = watchfloor("reports", "withdrawn", "--database", database).stdout.splitlines()
    assert listed.startswith("report 3, three wire, withdrawn ")
    assert listed.endswith(" by Ada: a fake")
    said = one_clear_line(watchfloor("events", "show", "2", "--database", database))
    assert "withdrawn with report 3" in said
    assert "reports withdraw 3 --undo" in said
    assert watchfloor("reports", "withdraw", "1", "--reason", "x", "--database", database).returncode == 0
    shown = watchfloor("events", "show", "1", "--database", database).stdout
    assert "report 1 withdrawn " in shown
    assert "It tells of: 2." in watchfloor("reports", "withdraw", "3", "--undo", "--database", database).stdout
    assert len(exported(database)) == 2
    for words, clear in (
        (("9", "--reason", "x"), "no report 9"),
        (("2",), "Say why"),
        (("2", "--undo"), "not withdrawn"),
    ):
        assert clear in one_clear_line(watchfloor("reports", "withdraw", *words, "--database", database))


def test_sources_are_listed_and_given_letters(database: str) -> None:
    done = watchfloor("sources", "--set", "ONE wire=b", "--set", "two wire=F", "--database", database)
    assert done.stdout.splitlines() == ["one wire: B", "two wire: F"]
    listed = watchfloor("sources", "--database", database).stdout.splitlines()
    assert listed[0] == "one wire\tB usually reliable\t1 reports"
    assert listed[1] == "three wire\t-\t1 reports"
    assert watchfloor("sources", "--set", "one wire=", "--database", database).stdout == "one wire: no letter\n"
    for wrong, said in (("one wire=Z", "no letter"), ("one wire", "names no letter"), ("nobody=A", "nobody")):
        assert said in one_clear_line(watchfloor("sources", "--set", wrong, "--database", database))


def test_a_backup_is_made_and_put_back(database: str, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    assert "checked" in watchfloor("backup", copy, "--database", database).stdout
    watchfloor("events", "merge", "1", "2", "--database", database)
    done = watchfloor("restore", copy, "--database", database)
    assert "before-restore" in done.stdout
    assert len(exported(database)) == 2
    assert "no copy" in one_clear_line(watchfloor("restore", str(tmp_path / "no"), "--database", database))


def test_an_import_leaves_out_wrong_rows_only_when_asked(database: str, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    lines = watchfloor("export", "--database", database).stdout.splitlines()
    rows.write_text("\n".join([*lines, '{"type": "picnic"}', ""]), encoding="utf-8")
    into = ("--format", "jsonl", "--database", str(tmp_path / "other.db"))
    assert f"{rows}, line 3: " in one_clear_line(watchfloor("import", str(rows), *into))
    done = watchfloor("import", str(rows), "--skip-bad", str(tmp_path / "bad.jsonl"), *into)
    assert (done.returncode, done.stdout) == (0, "3 rows read, 2 events added, 1 skipped.\n")
    assert (tmp_path / "bad.jsonl").read_text(encoding="utf-8") == '{"type": "picnic"}\n'


def test_rows_are_told_anew_and_withdrawn(tmp_path: Path) -> None:
    rows, database = tmp_path / "acled.csv", ("--format", "acled", "--database", str(tmp_path / "acled.db"))
    head = "event_id_cnty,event_date,event_type,sub_event_type,country,latitude,longitude,location,notes,fatalities\n"
    for dead in (3, 25):
        notes = f"A shell killed {dead}."
        rows.write_text(
            f"{head}SYR1,14 March 2024,Explosions/Remote violence,Shelling/artillery/missile attack,"
            f"Syria,35.86,36.81,Saraqib,{notes},{dead}\n"
        )
        done = watchfloor("import", str(rows), *database)
    assert done.stdout.startswith("1 row read, 0 events added. 1 row differs from what is held: told anew.\n")
    shown = watchfloor("events", "show", "1", *database[2:]).stdout
    assert "report 1, ACLED, time not known: A shell killed 25.\n" in shown
    assert ": 3 killed: A shell killed 3. (changed 3 to 25 killed)\n" in shown
    deleted = tmp_path / "deleted.csv"
    deleted.write_text("event_id_cnty,deleted_timestamp\nSYR1,1700000000\n")
    done = watchfloor("import", str(deleted), "--deleted", *database)
    assert (done.returncode, done.stdout) == (0, "1 id read, 1 row withdrawn.\n")
    assert exported(database[-1]) == []
    assert "is it a file of deleted ids" in one_clear_line(
        watchfloor("import", str(deleted), "--deleted", "--format", "ucdp-ged", *database[2:])
    )


def test_an_export_goes_to_a_file_when_it_is_complete(database: str, tmp_path: Path) -> None:
    out = tmp_path / "events.csv"
    done = watchfloor("export", "--format", "csv", "--output", str(out), "--database", database)
    assert (done.returncode, done.stdout) == (0, "")
    assert len(out.read_text(encoding="utf-8").splitlines()) == 3
    missing = str(tmp_path / "none" / "events.csv")
    assert "cannot be written" in one_clear_line(watchfloor("export", "--output", missing, "--database", database))
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_doctor_brings_an_index_of_an_older_version_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute(f"pragma application_id = {APPLICATION_ID}")
        migrate(old, stop_before=STEPS[-1])
    assert "run `watchfloor doctor`" in one_clear_line(watchfloor("export", "--database", str(path)))
    done = watchfloor("doctor", "--database", str(path))
    assert (done.returncode, "WRONG" in done.stdout) == (0, False), done.stdout
    assert watchfloor("export", "--database", str(path)).returncode == 0


def test_reports_are_read_again_by_the_present_extractor(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    text = "Two soldiers were killed on 13 December 2025 in an ambush near Palmyra, Syria, the army said."
    with closing(open_for_writing(path)) as writer:
        add_report(writer, report(text), [event("arrest", MAYADIN)])
    done = watchfloor("reindex", "--database", str(path))
    assert done.stdout == "1 reports read again: 0 mentions of events as before, 1 changed, 0 new, 0 gone.\n"
    with closing(sqlite3.connect(path)) as reader:
        assert reader.execute("select type, killed_best from events").fetchall() == [("ambush", 2)]
    assert "1 mentions of events as before" in watchfloor("reindex", "--database", str(path)).stdout
