"""One writer and eight readers at once on one file: nobody is turned away, and every reader sees whole states."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from store.database import open_for_reading, open_for_writing
from store.search.finding import find
from store.search.selection import Selection
from store.writing.reports import add_report
from tests.store.making import MAYADIN, OBEID, event, report

REPORTS, READERS, OTHER_WRITERS = 20, 8, 2
WHOLE = """
    select (select count(*) from reports), (select count(*) from mentions),
        (select count(*) from mentions where event_id is null)
"""


def test_one_writer_and_eight_readers(writer: sqlite3.Connection, path: Path) -> None:
    finished = threading.Event()
    seen: list[list[int]] = [[] for _ in range(READERS)]
    troubles: list[BaseException] = []

    def read(number: int) -> None:
        try:
            with closing(open_for_reading(path)) as reader:
                while not finished.is_set():
                    reports, mentions, homeless = reader.execute(WHOLE).fetchone()
                    assert (mentions, homeless) == (2 * reports, 0)
                    find(reader, Selection())
                    seen[number].append(reports)
        except BaseException as error:
            troubles.append(error)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    for number in range(REPORTS):
        add_report(writer, report(f"report {number}"), [event("ied", OBEID), event("arrest", MAYADIN)])
    finished.set()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert all(counts == sorted(counts) for counts in seen)
    assert any(0 < count < REPORTS for counts in seen for count in counts)


def test_several_writers_wait_for_one_another(path: Path) -> None:
    troubles: list[BaseException] = []

    def write(name: str) -> None:
        try:
            with closing(open_for_writing(path)) as writer:
                for number in range(REPORTS // 4):
                    add_report(writer, report(f"{name} {number}"), [event("ied", OBEID)])
        except BaseException as error:
            troubles.append(error)

    open_for_writing(path).close()
    threads = [threading.Thread(target=write, args=(f"writer {number}",)) for number in range(OTHER_WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    with closing(open_for_reading(path)) as reader:
        counted = reader.execute("select count(*), max(report_count) from events join reports").fetchone()
        assert tuple(counted) == (REPORTS // 4 * OTHER_WRITERS, REPORTS // 4 * OTHER_WRITERS)
