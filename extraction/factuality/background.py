"""What a report only looks back at: events that were over long before it appeared, told beside the news.

Reads `draft.time` when it is settled, writes `draft.happened`. A text that gives no day near its own (an entry of an
encyclopaedia) is about the old events themselves, and keeps them.
"""

from datetime import datetime, timedelta

from spacy.tokens import Doc

from domain.times import TimeRange
from extraction.annotations import Draft
from extraction.components import component

_LONG_AGO = timedelta(days=183)  # half a year: nearer ones still belong to the news
_OF_NOW = timedelta(days=62)


@component(reads=("doc.times", "draft.time"), writes=("draft.happened",))
def background(doc: Doc) -> Doc:
    """Leave out the events that the report only looks back at."""
    published: datetime | None = doc._.report.published
    if published is None or not any(m.use != "since" and _over_for(m.time, published) < _OF_NOW for m in doc._.times):
        return doc
    drafts: list[Draft] = doc._.drafts
    for draft in drafts:
        if draft.time is not None and _over_for(draft.time, published) > _LONG_AGO:
            draft.happened = False
            draft.why["status"] = "long ago, told in passing"
    return doc


def _over_for(time: TimeRange, published: datetime) -> timedelta:
    """How long before publication the time was over."""
    return published - time.end if time.end is not None else timedelta(0)
