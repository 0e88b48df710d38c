"""An item of a feed as a report: with the whole text, from the page that it leads to where the feed gives a part."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.reports import Report
from ingestion.decoding import UnreadableReport
from ingestion.feeds.feed import Item
from ingestion.feeds.pages import read_page
from ingestion.feeds.reading import FeedReader
from ingestion.feeds.words import breaks_off
from ingestion.fetching.errors import FetchError
from ingestion.fetching.fetcher import Fetcher
from ingestion.files import CLOCKS_APART
from ingestion.prose import Defaults


@dataclass(frozen=True, slots=True)
class ItemReport:
    """The report of an item, None where nothing is told in it; `note` is a sentence on why its page was not read,
    `page_read` whether it was."""

    report: Report | None
    note: str | None = None
    page_read: bool = False


def is_whole(item: Item) -> bool:
    """Whether the feed gives all of an item, so that its page need not be asked."""
    return bool(item.content) and not breaks_off(item.content)


async def report_of(
    item: Item, source: Defaults, fetcher: Fetcher, now: datetime | None = None, reader: FeedReader | None = None
) -> ItemReport:
    """The report of an item, from its page where the feed does not give the whole: `source` gives the outlet's name and
    id, and what the item does not say; who asks for many gives a `reader` for all. Where the page tells less than the
    feed, or cannot be read, the feed's own words stand. One dated after `now` is kept without its date, so that it is
    never taken for the newest."""
    own = Report(
        text=item.text or item.title or "",
        published=_until(now, item.published) or source.published,
        title=item.title,
        source=source.source,
        url=item.link or source.url,
        id=item.id,
        source_id=source.source_id,
    )
    note, report, page_read = None, own, False
    if item.link and not is_whole(item):
        try:
            page = await read_page(item.link, source, fetcher, now, reader)
            page_read = True
            if len(page.text) > len(own.text):
                report = replace(own, text=page.text, title=own.title or page.title)
            report = replace(report, published=own.published or page.published)
        except (FetchError, UnreadableReport) as error:
            note = str(error)
    if _begins_with(report.text, report.title):
        report = replace(report, title=None)
    return ItemReport(report if report.text.strip() else None, note, page_read)


def _begins_with(text: str, title: str | None) -> bool:
    """Whether a title but repeats how the text begins, as the bridges to services do whose posts have none."""
    words = "".join(filter(str.isalnum, (title or "").casefold()))
    return bool(words) and "".join(filter(str.isalnum, text[: 4 * len(title or "")].casefold())).startswith(words)


def _until(now: datetime | None, published: datetime | None) -> datetime | None:
    return None if now and published and published > now + CLOCKS_APART else published
