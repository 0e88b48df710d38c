"""An item of a feed as a report: with the whole text, from the page that it leads to where the feed gives a part."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from domain.reports import Report
from ingestion.decoding import UnreadableReport, as_utf8
from ingestion.feeds.feed import Item
from ingestion.fetching.errors import FetchError
from ingestion.fetching.fetcher import Accept, Fetched, Fetcher
from ingestion.files import CLOCKS_APART
from ingestion.prose import Defaults
from ingestion.sent_files import read_sent

_KINDS = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf"}
_GONE = frozenset({404, 410})
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|(?:read|continue) (?:more|reading)\W*)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ItemReport:
    """The report of an item, None where nothing is told in it; `note` is a sentence on why its page was not read."""

    report: Report | None
    note: str | None = None


def is_whole(item: Item) -> bool:
    """Whether the feed gives all of an item, so that its page need not be asked."""
    return bool(item.content) and not _BREAKS_OFF.search(item.content)


async def report_of(item: Item, source: Defaults, fetcher: Fetcher | None, now: datetime | None = None) -> ItemReport:
    """The report of an item: `source` gives the outlet's name and id, and what the item does not say; without a
    `fetcher` no page is asked. Where the page tells less than the feed, or cannot be read, the feed's own words stand.
    One dated after `now` is kept without its date, so that it is never taken for the newest."""
    own = Report(
        text=item.text or item.title or "",
        published=_until(now, item.published) or source.published,
        title=item.title,
        source=source.source,
        url=item.link or source.url,
        id=item.id,
        source_id=source.source_id,
    )
    note, report = None, own
    if fetcher is not None and item.link and not is_whole(item):
        try:
            page = await _page(item.link, source, fetcher, now)
            if len(page.text) > len(own.text):
                report = replace(own, text=page.text, title=own.title or page.title)
            report = replace(report, published=own.published or page.published)
        except (FetchError, UnreadableReport) as error:
            note = str(error)
    return ItemReport(report if report.text.strip() else None, note)


def _until(now: datetime | None, published: datetime | None) -> datetime | None:
    return None if now and published and published > now + CLOCKS_APART else published


async def is_gone(link: str, fetcher: Fetcher) -> bool:
    """Whether the page of an item was taken down. Raises FetchError where its host does not say."""
    return (await fetcher.get(link)).status in _GONE


async def _page(link: str, source: Defaults, fetcher: Fetcher, now: datetime | None) -> Report:
    answer = await fetcher.get(link, accept=Accept.PAGE)
    if not answer.ok:
        raise UnreadableReport(f"{link} answers with status {answer.status}: what the feed says of it is kept.")
    kind = _KINDS.get(answer.content_type, "")  # else by its content
    read = await read_sent(_body(answer), link, source, 1, now, kind=kind)
    if not read.reports:
        raise UnreadableReport("".join(read.problems) or f"{link} has no text: what the feed says of it is kept.")
    return read.reports[0]


def _body(answer: Fetched) -> bytes:
    return answer.body if answer.content_type == "application/pdf" else as_utf8(answer.body, answer.charset)
