"""The time of events whose own sentence gives none: from their other sentences, their line or heading, the event
before, the title, the dateline; and of a post that speaks of this very moment, from its day of publication.

Reads `doc._.times` and the drafts after they were merged, writes `draft.time` with the reason. Where the text gives no
day, the time stays None.
"""

import re
from functools import cache

from spacy.tokens import Doc

from domain.calendar import day_range
from domain.events import Status
from domain.times import Precision, TimeRange
from extraction.annotations import Block, BlockKind, Draft, TimeMention, block_of, within
from extraction.components import component
from extraction.lexicon import table
from extraction.syntax.memo import once_for_each_doc
from extraction.syntax.tense import tense
from extraction.times.event_times import best_mention

_STAMP = re.compile(r"\W{0,3}(?:[01]?\d|2[0-3])[:.][0-5]\d\b(?!\s*(?:million|billion|per|%))")
_MARK = re.compile("[\u2190-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]|#\\w|!!")  # what only posts are written with
_POST_WORDS = 220  # a channel post; longer texts are written afterwards
_DAYS = frozenset({Precision.DAY, Precision.INSTANT})
_TELLS_ON = frozenset({"past", ""})  # the tenses in which a story goes on: "the blast happened", "two wounded"


@component(
    reads=("doc.blocks", "doc.times", "draft.happened", "draft.sentences", "draft.status", "draft.trigger"),
    writes=("draft.time",),
    lexicon=("dates", "speech", "times_words"),
)
def inherited_times(doc: Doc) -> Doc:
    """Give the undated drafts the time that the text around them tells."""
    happened = [draft for draft in doc._.drafts if draft.happened and draft.status != Status.PLANNED]
    happened.sort(key=lambda draft: draft.trigger.start)
    for draft in happened:
        if draft.time is None:
            _take(draft, _from_other_sentences(draft))
    for number, draft in enumerate(happened):
        if draft.time is None:
            _take(
                draft,
                _from_headings(doc, draft)
                or _from_scene(doc, draft)
                or _from_story(doc, draft, happened[:number])
                or _from_title(doc, draft)
                or _from_lead(doc, draft)
                or _from_only_day(doc, draft),
            )
    for draft in happened:
        if draft.time is None and _is_stamped(doc, draft):
            _take(draft, _from_publication(doc))
    for draft in happened if all(draft.time is None for draft in happened) else ():
        _take(draft, _from_dateline(doc, draft) or _from_this_moment(doc, draft))
    return doc


def _take(draft: Draft, found: tuple[TimeRange, str] | None) -> None:
    if found is not None:
        draft.time, draft.why["time"] = found


def _dated(mention: TimeMention, where: str) -> tuple[TimeRange, str]:
    return mention.time, f'"{mention.span.text.strip()}" {where}: {mention.reason}'


def _from_other_sentences(draft: Draft) -> tuple[TimeRange, str] | None:
    for sentence in draft.sentences:
        if sentence.start != draft.trigger.sent.start:
            mention = best_mention(draft, sentence, set())
            if mention is not None and mention.use == "event":
                return _dated(mention, "in another sentence of the event")
    return None


def _from_headings(doc: Doc, draft: Draft) -> tuple[TimeRange, str] | None:
    """A date that stands first in the line, in the headings over it or on a line of its own before it, the nearest
    first."""
    block = block_of(doc, draft.trigger.start)
    for over in (block, *reversed(block.headings)):
        mention = next((m for m in within(doc._.times, over.start, over.end) if m.use == "heading"), None)
        if mention is not None:
            return _dated(mention, "over the line")
    alone = [mention for start, mention in _lines_of_dates(doc) if start < block.start]
    return _dated(alone[-1], "on a line of its own") if alone else None


@once_for_each_doc
def _lines_of_dates(doc: Doc) -> list[tuple[int, TimeMention]]:
    """The dates that are all that their line says, with where it begins."""
    blocks: list[Block] = doc._.blocks
    found = [(block, mention) for block in blocks for mention in within(doc._.times, block.start, block.end)]
    return [
        (block.start, mention)
        for block, mention in found
        if mention.use == "heading"
        and block.kind != BlockKind.TITLE
        and not any(t.is_alpha and t not in mention.span for t in doc[block.start : block.end])
    ]


def _from_scene(doc: Doc, draft: Draft) -> tuple[TimeRange, str] | None:
    """The day that a sentence before it in the paragraph opens with: "On Saturday we stood … Men came and beat him"."""
    block = block_of(doc, draft.trigger.start)
    if tense(draft.trigger.root) not in _TELLS_ON:
        return None
    for mention in reversed(within(doc._.times, block.start, draft.trigger.start)):
        root = mention.span.sent.root
        opens = mention.span.start < root.i or mention.span.root.head.i in (root.i, mention.span.root.i)
        if mention.use == "event" and mention.time.precision in _DAYS and opens:
            return _dated(mention, "that the paragraph gave before")
    return None


def _from_story(doc: Doc, draft: Draft, before: list[Draft]) -> tuple[TimeRange, str] | None:
    """The time of the event before, where the story goes on: in its paragraph, or further down in the simple past."""
    dated = [other for other in before if other.time is not None]
    if not dated or tense(draft.trigger.root) not in _TELLS_ON:
        return None
    block = block_of(doc, draft.trigger.start)
    last = dated[-1]
    near = block.start <= last.trigger.start < block.end
    if not near and _is_stamped(doc, draft):
        return _from_publication(doc)
    if near or last.time == dated[0].time:
        return (last.time, f'as the event before it ("{last.time.text}")') if last.time else None
    return (dated[0].time, f'as the story\'s first event ("{dated[0].time.text}")') if dated[0].time else None


def _is_stamped(doc: Doc, draft: Draft) -> bool:
    """Whether the event's line opens with an hour in the report itself, as the entries of a live blog do."""
    at = draft.trigger.start_char - doc._.text_start + doc._.text_offset
    text: str = doc._.report.text
    return at >= 0 and _STAMP.match(text, text.rfind("\n", 0, at) + 1) is not None


def _from_publication(doc: Doc) -> tuple[TimeRange, str] | None:
    published = doc._.report.published
    if published is None:
        return None
    return day_range(published.date(), ""), "an entry with its hour: the day of publication"


def _from_title(doc: Doc, draft: Draft) -> tuple[TimeRange, str] | None:
    """The title's date, or that of a line of its own ("Date: 7 December")."""
    triggers = [other.trigger.start for other in doc._.drafts]
    for mention in doc._.times:
        block = block_of(doc, mention.span.start)
        alone = block.kind != BlockKind.DATELINE and not any(block.start <= i < block.end for i in triggers)
        if alone and mention.use == "heading" and mention.span.start_char >= doc._.text_start:
            return _dated(mention, "on a line of its own")
        if mention.span.start_char < doc._.text_start and mention.use in ("event", "heading"):
            return _dated(mention, "in the title")
    return None


def _from_lead(doc: Doc, draft: Draft) -> tuple[TimeRange, str] | None:
    """The day of the report's first sentence, be that only the sum of what follows: "Nine were killed in separate
    attacks on Sunday"."""
    body = (s for s in doc.sents if s.start_char >= doc._.text_start and s.root.pos_ in ("VERB", "AUX"))
    first = next((s for s in body if block_of(doc, s.start).kind != BlockKind.DATELINE), None)
    title = draft.trigger.start_char < doc._.text_start
    if first is None or (not title and (draft.trigger.start < first.end or tense(draft.trigger.root) not in _TELLS_ON)):
        return None
    told = [m for m in within(doc._.times, first.start, first.end) if m.use == "event" and m.time.precision in _DAYS]
    return _dated(told[0], "in the first sentence") if told else None


def _from_only_day(doc: Doc, draft: Draft) -> tuple[TimeRange, str] | None:
    """The one day or stretch of days that the text speaks of: "their losses over the past 24 hours"."""
    told = [m for m in doc._.times if m.use in ("event", "heading") and m.time.start is not None]
    one = len({(m.time.start, m.time.end) for m in told}) == 1 and told[0].time.precision in _DAYS
    return _dated(told[0], "the only day told") if one and tense(draft.trigger.root) in _TELLS_ON else None


def _from_dateline(doc: Doc, draft: Draft) -> tuple[TimeRange, str] | None:
    for block in doc._.blocks:
        if block.kind == BlockKind.DATELINE and tense(draft.trigger.root) in _TELLS_ON:
            for mention in within(doc._.times, block.start, block.end):
                return _dated(mention, "in the dateline, and no other day is told")
    return None


@cache
def _fresh() -> re.Pattern[str]:
    phrases = "|".join(map(re.escape, table("dates")["fresh"]["phrases"]))
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)", re.IGNORECASE)


def _from_this_moment(doc: Doc, draft: Draft) -> tuple[TimeRange, str] | None:
    """A short post without a date that says "breaking" or "so far", or tells in the present: it is of its own day."""
    published = doc._.report.published
    told = [mention for mention in doc._.times if mention.use != "clock"]
    if published is None or doc._.report.title or len(doc) > _POST_WORDS or told:
        return None
    sign = _fresh().search(doc.text) or _MARK.search(doc._.report.text)
    if sign is None and tense(draft.trigger.root) != "present":
        return None
    text = sign.group() if sign else draft.trigger.text
    return day_range(published.date(), text), f'a post of the moment ("{text}"): the day it was published'
