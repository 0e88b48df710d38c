"""Times in the text: reads the report's publication date and the blocks, writes `doc._.times`.

In comes a parsed Doc; out go its expressions of time, each resolved to a span of days and marked with what it dates:
an event, a statement ("said on Friday"), a stretch since or until then, what is still ahead, or a whole heading.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from spacy.tokens import Doc, Span, Token

from domain.times import Precision, TimeRange
from extraction.annotations import Block, BlockKind, TimeMention, block_of
from extraction.components import component
from extraction.lexicon import table, words
from extraction.syntax.parse import sentence_of, text_between, text_of
from extraction.syntax.speech import is_speech
from extraction.syntax.word_classes import lemma
from extraction.times.calendar_dates import Reference
from extraction.times.normalisation import normalise
from extraction.times.patterns import expressions

_SINCE = frozenset({"since"})
_COUNTED = words("times_words", "dates", "counted")
_UNTIL = words("times_words", "dates", "until")
_LONG = (Precision.MONTH, Precision.YEAR)
_WOUNDS = words("times_words", "dates", "wounds")
_WILL = frozenset({"will", "shall", "'ll", "’ll", "wo"})
_LONG_AFTER = timedelta(days=730)  # a text so long after what it tells is no report of the day
_DAYS = frozenset({Precision.DAY, Precision.INSTANT})
_OF_TODAY = words("times_words", "dates", "of_today")
_RUBRIC = 15  # tokens of the words without a verb that a paragraph opens with
_LEAD = 40  # tokens before a time that stands over what follows; more are no heading
_ANAPHORIC = words("times_words", "dates", "anaphoric")
_FIELD = re.compile(r"\s*(?:date|time|when|dtg)\b[^:\n]{0,20}:\s*$", re.IGNORECASE)  # "Date/time: 2025-12-07 06:40 UTC"
_HEADING_LEAD = re.compile(r"[\W\d]*(?:also\s+)?(?:on|in|between|from|overnight)?\s*(?:the\s+)?$", re.IGNORECASE)
_UPDATES_A_TOLL_TOLL = words("times_words", "dates", "updates_a_toll_toll")


@component(
    reads=("doc.blocks",),
    writes=("doc.times",),
    lexicon=("dates", "locations", "speech", "time_patterns", "times_words"),
)
def dates(doc: Doc) -> Doc:
    """Find and resolve the expressions of time."""
    doc._.times = list(_mentions(doc))
    return doc


def _mentions(doc: Doc) -> Iterator[TimeMention]:
    published: datetime | None = doc._.report.published
    today = _day_of_telling(doc, published.date() if published else None)
    anchor: TimeRange | None = None
    said: tuple[int, TimeRange] | None = None  # the last day of speech, with its sentence
    for kind, match in expressions(text_of(doc)):
        span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
        if span is None or (kind == "nth" and not _is_day_of_month(span)):
            continue
        use = _use_of(span, kind)
        reverse = kind == "later" and _clause_follows(span)
        sentence = span.sent.start
        told = said[1] if said is not None and said[0] == sentence and _counts_back(match) else anchor
        if reverse and not any(token.pos_ == "VERB" for token in doc[sentence : span.start]):
            told = _told_after(span, Reference(today, anchor)) or told
        reference = Reference(today, told, use == "ahead", published.hour if published else 23)
        time = normalise(kind, match, reference)
        if time is None:
            continue
        if today is not None and published is not None and match.groupdict().get("year"):
            today = _held_against(time, use == "heading", today, published)
        if reverse and told is not None:
            time = _mirrored(time, told)
        if kind in _ANAPHORIC and today and time.start and time.start.date() > today:
            continue  # reckoned from a time that it is not counted from
        if use == "since":
            time = _until_today(time, today)
        apart = kind in ("later", "next") and told is not None
        yield TimeMention(span, time, _reason(kind, today, told), use, apart)
        if use in ("event", "heading") and kind != "clock" and not reverse:
            anchor, said = time, None
        elif use == "statement":
            said = sentence, time


def _held_against(time: TimeRange, heads: bool, today: date, published: datetime) -> date:
    """The day that the times after one with its year are held against: the end of a month or year long ago that stands
    over the entries of a chronology ("January 1990"), the end of the year in a text about old events."""
    if time.start is None or time.end is None:
        return today
    if heads and time.precision in _LONG and published - time.end > _LONG_AFTER:
        return (time.end - timedelta(days=1)).date()
    return date(time.start.year, 12, 31) if today < published.date() else today


def _told_after(span: Span, reference: Reference) -> TimeRange | None:
    """ "Two days after a bomb killed three, police raided a house on Monday": the day that it is counted from."""
    following = text_between(span.doc, span.end, span.sent.end)
    times = (normalise(kind, match, reference) for kind, match in expressions(following) if kind not in _ANAPHORIC)
    return next((time for time in times if time is not None and time.precision is Precision.DAY), None)


def _counts_back(match: re.Match[str]) -> bool:
    """ "Said on Thursday that his men had killed 30 the day before": reckoned from the day that it was said on."""
    parts = match.groupdict()
    way = (parts.get("way") or parts.get("way2") or "").lower()
    return way in ("before", "earlier", "previous", "preceding")


def _day_of_telling(doc: Doc, published: date | None) -> date | None:
    """The day that dates without a year and weekdays are held against: that of publication; where it is not known, or
    the text is about old events (its first full date is years before, and it has no word for the time of its writing),
    that of the first full date."""
    found = expressions(text_of(doc))
    times = (normalise(kind, match, Reference(None)) for kind, match in found)
    first = next((time.start.date() for time in times if time and time.start and time.precision in _DAYS), None)
    if published is None or first is None:
        return published or first
    old = published - first > _LONG_AFTER and not any(kind in _OF_TODAY for kind, _ in found)
    return date(first.year, 12, 31) if old else published


def _reason(kind: str, today: date | None, anchor: TimeRange | None) -> str:
    if kind in _ANAPHORIC and anchor is not None and anchor.start is not None:
        return f"reckoned from {anchor.text or anchor.start.date().isoformat()}, told before"
    return f"reckoned from {today.isoformat()}, the day of publication" if today else "a full date"


def _is_day_of_month(span: Span) -> bool:
    """ "On the 24th", "Tuesday 24th"; not "the 24th Brigade", "the 3rd of them", "was the 24th"."""
    following = span.doc[span.end] if span.end < len(span.doc) else None
    before = span.doc[span.start - 1] if span.start else None
    if following is not None and (following.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") or following.lower_ == "of"):
        return False
    return span[0].lower_ != "the" or (before is not None and (before.pos_ == "ADP" or before.text in ("/", "and")))


def _use_of(span: Span, kind: str) -> str:
    """What the expression dates, by the word before it, the verb over it and where it stands."""
    before = span.doc[span.start - 1] if span.start else None
    lead = before.lower_ if before is not None else ""
    first = span[0].lower_
    if lead in _SINCE or first in _SINCE:
        return "since"
    if lead in _UNTIL or first in _UNTIL:
        return "by" if lead == "by" and kind != "clock" else "until"
    if kind in ("clock", "tomorrow"):
        return "clock" if kind == "clock" else "ahead"
    if lead in _COUNTED:
        return "statement"
    if _heads_a_block(span):
        return "heading"
    verb = governing_verb(span)
    if verb is not None and _updates_a_toll(verb):
        return "statement"
    if verb is not None and _is_ahead(span, verb, lead):
        return "ahead"
    return "statement" if _dates_a_statement(span, verb) else "event"


def _heads_a_block(span: Span) -> bool:
    """Whether the time stands over what follows: in a dateline, a heading, or first in a line with a dash or colon."""
    block = block_of(span.doc, span.start)
    if block.kind in (BlockKind.DATELINE, BlockKind.HEADING):
        return True
    if block.kind != BlockKind.TITLE and span.start - block.start > _LEAD:
        return False
    lead = text_between(span.doc, block.start, span.start)
    following = next((t.text for t in span.doc[span.end : block.end] if not t.is_space), "")
    if block.kind == BlockKind.TITLE:
        closes = not following and (not lead.strip() or lead.strip()[-1] in ",:–—-|(")
        return closes or (not lead.strip() and following == ":")
    opens = bool(_HEADING_LEAD.match(lead)) and following in (":", "–", "—", "-", "|", "")
    return opens or bool(_FIELD.match(lead)) or _is_rubric(span, block)


def _is_rubric(span: Span, block: Block) -> bool:
    """Whether the time stands in the words that a paragraph opens with, without a verb: "Friday, 15 August 2003. A
    …"."""
    own = sentence_of(span.root)
    opens = not any(t.is_alpha for t in span.doc[block.start : max(block.start, own.start)])
    short = own.end - own.start <= _RUBRIC and own.end < block.end
    return opens and short and not any(t.pos_ in ("VERB", "AUX") for t in own)


def governing_verb(span: Span) -> Token | None:
    """The verb whose time the expression tells; None where it hangs on a noun ("Monday's attack")."""
    token = span.root
    while token.head.i != token.i:
        token = token.head
        if token.pos_ in ("VERB", "AUX"):
            return token
        if token.pos_ in ("NOUN", "PROPN") and token.i not in range(span.start, span.end):
            return None
    return None


def _is_ahead(span: Span, verb: Token, lead: str) -> bool:
    """Whether what the verb tells is still to come: "will meet on Monday", "is planned for Monday", "due to open"."""
    if any(child.lower_ in _WILL for child in verb.children):
        return True
    ahead = table("dates")["ahead"]["lemmas"]
    if lead == "for":
        return True
    infinitive = verb.tag_ == "VB" and any(child.lower_ == "to" for child in verb.children)
    over = verb.head if verb.head.i != verb.i else None
    return infinitive and over is not None and (over.lemma_ in ahead or over.lemma_ == "be")


def _dates_a_statement(span: Span, verb: Token | None) -> bool:
    """ "Said on Friday", "on Friday denied": the time of the words, where it stands by the verb of speech.

    "Condemned the attack on Friday" dates the attack, and so does a time with a verb of its own before it.
    """
    if any(token.lower_ == "according" for token in span.root.ancestors) or _of_words(span):
        return True
    if verb is None or not is_speech(verb) or verb.lemma_ in words("times_words", "dates", "also_deeds"):
        return False
    if verb.i < span.start:
        between = span.doc[verb.i + 1 : span.start]
        objects = {child.i for child in verb.children if child.dep_ == "dobj" and child.ent_type_ != "PERSON"}
        addressed = {t.i for t in between if t.head.i == verb.i and t.dep_ == "dobj" and verb.lemma_ == "tell"}
        return not any(t.pos_ == "VERB" or t.i in objects - addressed for t in between)
    if verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return False
    following = span.doc[verb.i + 1].text if verb.i + 1 < len(span.doc) else ""
    if following == ",":  # "in the past day, he said, the coalition struck": the words are only put in
        return False
    before = span.doc[verb.sent.start : span.start]
    return not any(token.pos_ == "VERB" for token in before)


def _of_words(span: Span) -> bool:
    """ "In a statement on Saturday", "at a briefing on Monday": the noun over the time is for what was said."""
    over = span.root.head
    noun = over.head if over.pos_ == "ADP" else over
    return over.i != span.root.i and lemma(noun) in table("locations")["said_at"] and noun.dep_ == "pobj"


def _updates_a_toll(verb: Token) -> bool:
    """ "The death toll rose to seven on Thursday": the day of the count, not of the deed."""
    if verb.lemma_ in ("die", "succumb"):  # later, of wounds: not the day they were suffered
        return any(t.lemma_ in _WOUNDS for t in verb.subtree)
    subjects = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    return any(t.lemma_ in _UPDATES_A_TOLL_TOLL for t in subjects)


def _clause_follows(span: Span) -> bool:
    """ "Two days after a missile fell", unlike "two days after.": the time is that of what follows."""
    following = span.doc[span.end] if span.end < len(span.doc) else None
    if following is None or span[-1].lower_ not in ("after", "before"):
        return False
    return not (following.is_punct or following.is_space)


def _mirrored(time: TimeRange, anchor: TimeRange) -> TimeRange:
    """As far on the other side of what was stated before: "it came two days after X" puts X two days earlier."""
    if time.start is None or time.end is None or anchor.start is None:
        return time
    shift = 2 * (anchor.start - time.start)
    return TimeRange(time.start + shift, time.end + shift, time.precision, time.text)


def _until_today(time: TimeRange, today: date | None) -> TimeRange:
    """ "Since Sunday": from then to the end of the day of publication."""
    if today is None or time.start is None or time.start.date() > today:
        return time
    end = datetime.combine(today + timedelta(days=1), datetime.min.time(), time.start.tzinfo)
    length = (end - time.start).days
    limits = ((3, Precision.DAY), (10, Precision.WEEK), (62, Precision.MONTH))
    precision = next((name for limit, name in limits if length <= limit), Precision.YEAR)
    return TimeRange(time.start, end, precision, f"since {time.text}")
