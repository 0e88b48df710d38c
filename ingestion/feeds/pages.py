"""The page that a link leads to as a report: fetched, and read by a process of its own."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from domain.reports import Report
from ingestion.decoding import UnreadableReport
from ingestion.feeds.reading import FeedReader, reading
from ingestion.fetching.fetcher import Accept, Fetcher
from ingestion.prose import Defaults


async def read_page(
    link: str, source: Defaults, fetcher: Fetcher, now: datetime | None = None, reader: FeedReader | None = None
) -> Report:
    """What a page reports; one dated after `now` is given without its date. Raises FetchError where it cannot be
    fetched, UnreadableReport where nothing can be read there."""
    answer = await fetcher.get(link, accept=Accept.PAGE)
    if not answer.ok:
        raise UnreadableReport(f"{link} answers with status {answer.status}: it is not read.")
    async with reading(reader) as each:
        return await each.page(answer, source, now)


async def report_at(link: str, fetcher: Fetcher, now: datetime) -> Report:
    """The report that a link alone leads to: of the outlet that the page names, else of its host. Raises as
    `read_page`."""
    page = await read_page(link, Defaults(url=link), fetcher, now)
    return replace(page, source=page.source or urlsplit(link).hostname)
