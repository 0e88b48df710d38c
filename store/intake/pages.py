"""Pages that reports were read from, asked again a day and three days later: one that is gone is noted.

A page that stands after the last look is forgotten; one that is gone stays noted until it is read again.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.times import iso
from store.database import explained, transaction

LOOKS = (timedelta(days=1), timedelta(days=2))
"""How long after it was read a page is asked again, and how long after that once more."""

OVERDUE = timedelta(days=7)
"""What could not be asked for so long is asked no more: there are more pages than may be asked."""

READ = """
    insert into pages (url, link, due) values (?, ?, ?)
    on conflict (url) do update set link = excluded.link, due = excluded.due, looks = 0, gone = null
"""
DUE = "select url, link, looks from pages where due <= ? order by due limit ?"  # index pages_due
ASKED = """
    update pages set due = :due, looks = looks + 1,
        gone = case :gone when 1 then coalesce(gone, :now) when 0 then null else gone end
    where url = :url and looks = :looks and due <= :now
"""  # one that was read meanwhile is left as that left it
GIVE_UP = "update pages set due = null where due < ?"  # index pages_due
FORGET = "delete from pages where url = ? and due is null and gone is null"
FORGET_OVERDUE = "delete from pages where due < ? and gone is null"  # index pages_due


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be asked: the address that its report names, the one to ask, and how often it was asked."""

    url: str
    link: str
    looks: int


def note_read(writer: sqlite3.Connection, url: str, link: str, now: datetime) -> None:
    """Note that a report of this address was read from the page at `link`, which is
    there, whatever was noted before."""
    with explained():
        writer.execute(READ, (url, link, iso(now + LOOKS[0])))


def due_pages(connection: sqlite3.Connection, now: datetime, most: int) -> tuple[Page, ...]:
    """Pages that are to be asked now, the longest due first."""
    with explained():
        rows = connection.execute(DUE, (iso(now), most)).fetchall()
        return tuple(Page(row["url"], row["link"], row["looks"]) for row in rows)


def note_asked(writer: sqlite3.Connection, page: Page, gone: bool | None, now: datetime) -> None:
    """Note what a page answered: that it is gone, that it is there, or None where it said neither."""
    looks = page.looks + 1
    due = iso(now + LOOKS[looks]) if looks < len(LOOKS) else None
    with transaction(writer):
        told = {"url": page.url, "looks": page.looks, "due": due, "gone": gone, "now": iso(now)}
        writer.execute(ASKED, told)
        writer.execute(FORGET, (page.url,))


def give_up_overdue(writer: sqlite3.Connection, now: datetime) -> None:
    """Ask no more what should have been asked long ago; what is noted as gone stays noted."""
    with transaction(writer):
        writer.execute(FORGET_OVERDUE, (iso(now - OVERDUE),))
        writer.execute(GIVE_UP, (iso(now - OVERDUE),))
