"""The report that a document is, of its text and of what its file says of itself."""

from datetime import datetime

from domain.reports import Report
from ingestion.documents.dates import published
from ingestion.documents.titles import title_of
from ingestion.prose import Defaults


def report_of(text: str, title: str | None, saved: datetime | None, defaults: Defaults, name: str) -> Report:
    """The report of a document's `text`; `title` and `saved` are what the file says, `name` is what it is called."""
    return Report(
        text=text,
        published=published(defaults.published, saved),
        title=title_of(title, text),
        source=defaults.source,
        source_id=defaults.source_id,
        url=defaults.url,
        id=name,
    )
