"""What our components write on a spaCy `Doc`, and read from it.

Each component adds its own annotation only: `doc._.actors`, `doc._.places` and `doc._.times` are the names found in
the text, `doc._.drafts` the events being put together. Spans are spaCy spans of the same Doc, so that every piece
keeps its character offsets.

A Doc holds the title, a blank line, and the text (or one piece of a long text): `doc._.text_start` is the character of
the Doc at which the text begins, `doc._.text_offset` where that piece stands in the report's text. The characters of a
Doc are those of the report with clutter blanked and capitals lowered, one for one, so that offsets stay true.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from enum import StrEnum

from spacy.tokens import Doc, Span

from domain.actors import Actor, EventActor
from domain.casualties import Casualty
from domain.events import Status
from domain.places import EventPlace, Place
from domain.reports import Report
from domain.targets import Target
from domain.times import TimeRange
from extraction.syntax.memo import once_for_each_doc
from knowledge.world import World

_ENTRIES = 3  # datelines of a text that is a list of incidents


class BlockKind(StrEnum):
    """What a stretch of the text between line breaks is to a reader."""

    TITLE = "title"
    DATELINE = "dateline"
    HEADING = "heading"
    BULLET = "bullet"
    LINE = "line"


@dataclass(slots=True)
class Block:
    """A stretch of the text between line breaks: tokens `start` to `end` of the Doc, and the headings that it stands
    under, the nearest last. `telegraphic` is True for a headline or a post without full stops. `entry` is the token
    at which the entry that it belongs to begins, where the text is made of entries (a live blog, a timeline)."""

    start: int
    end: int
    kind: BlockKind
    headings: tuple["Block", ...] = ()
    telegraphic: bool = False
    entry: int | None = None


@dataclass(slots=True)
class ActorMention:
    """A name of an actor in the text. `form` is how it is named: name, adjective, forces, metonym, person, phrase."""

    span: Span
    actor: Actor
    form: str = "name"
    reason: str = ""


@dataclass(slots=True)
class PlaceMention:
    """A name of a place in the text, resolved; `rivals` are other places of that name that were close."""

    span: Span
    place: Place
    reason: str = ""
    rivals: tuple[Place, ...] = ()


@dataclass(slots=True)
class TimeMention:
    """An expression of time in the text, resolved against the publication date or a date stated before.

    `use` is what it dates: "event", a "statement" ("the army said on Friday"), a stretch "since" or "until" then, what
    is "ahead", a "clock" time without a day, or a whole "heading" ("10 December:", a title, a dateline). `apart` tells
    that it is counted from the time of another event told before ("two days later").
    """

    span: Span
    time: TimeRange
    reason: str = ""
    use: str = "event"
    apart: bool = False


@dataclass(slots=True)
class FigureMention:
    """A casualty figure in the text, before it is given to an event.

    `marks` say how it stands to other figures of the event: "toll" (a whole so far), "claim" (a party's own of its
    enemy), "corrected" (given up by the text), "care" (said to be in hospital), "more" (stated beside others), "person"
    (one named or mentioned before), "blow" (struck, and what came of it not said), "bare" (a number without a noun),
    "together" (single people named in one breath).
    `listed` is the token at which the list begins that it stands in: "a judge and his driver".
    """

    span: Span
    casualty: Casualty
    reason: str = ""
    marks: frozenset[str] = frozenset()
    listed: int | None = None


@dataclass(slots=True, eq=False)
class Draft:
    """An event being put together from its trigger outward; `why` says for each slot what filled it.

    `sentences` are the spans that tell of it, the trigger's own first; they become the evidence.
    `sense` marks what the trigger's lexicon entry said beyond the kind.
    """

    trigger: Span
    kind: str
    sense: str = ""
    sentences: list[Span] = field(default_factory=list)
    status: Status = Status.REPORTED
    prevented: bool = False
    happened: bool = True  # False: negated, hypothetical or recalled habit: never becomes an event
    attribution: list[str] = field(default_factory=list)
    count: int = 1
    time: TimeRange | None = None
    places: list[EventPlace] = field(default_factory=list)
    actors: list[EventActor] = field(default_factory=list)
    weapons: list[str] = field(default_factory=list)
    figures: list[FigureMention] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    confidence: float = 0.5
    why: dict[str, str] = field(default_factory=dict)


def register() -> None:
    """Add our attributes to spaCy's `Doc`; calling it again changes nothing."""
    defaults: dict[str, object] = {
        "world": None,
        "report_number": 0,
        "report": Report(text=""),
        "text_start": 0,
        "text_offset": 0,
        "blocks": [],
        "actors": [],
        "places": [],
        "times": [],
        "drafts": [],
        "reading": None,
    }
    for name, default in defaults.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


def world_of(doc: Doc) -> World:
    """The gazetteer and catalogue that this Doc is read with."""
    world = doc._.world
    if not isinstance(world, World):
        raise TypeError("a Doc must be made by the Extractor, which gives it the world that it is read with")
    return world


def block_of(doc: Doc, token: int) -> Block:
    """The stretch of text that the token stands in. The layout is settled before anything asks for it."""
    blocks, starts = _blocks(doc)
    return blocks[bisect_right(starts, token) - 1]


def is_list_of_entries(doc: Doc) -> bool:
    """Whether each paragraph has a dateline of its own, "KIRKUK - Saboteurs …": it says where that happened."""
    blocks, _ = _blocks(doc)
    return sum(block.kind is BlockKind.DATELINE for block in blocks) >= _ENTRIES


def within[Mention: (ActorMention, PlaceMention, TimeMention)](
    mentions: list[Mention], start: int, end: int
) -> list[Mention]:
    """The mentions that begin at tokens `start` to `end`. They stand in the order of the text, so none is searched."""
    first = bisect_left(mentions, start, key=lambda mention: mention.span.start)
    return mentions[first : bisect_left(mentions, end, first, key=lambda mention: mention.span.start)]


def drafts_within(drafts: list[Draft], start: int, end: int) -> list[Draft]:
    """The drafts whose trigger is one of the tokens `start` to `end`; until they are merged, they stand in order."""
    first = bisect_left(drafts, start, key=lambda draft: draft.trigger.start)
    return drafts[first : bisect_left(drafts, end, first, key=lambda draft: draft.trigger.start)]


@once_for_each_doc
def actor_at(doc: Doc) -> dict[int, ActorMention]:
    """The name of an actor that each token belongs to; only for components after the one that finds the names."""
    actors: list[ActorMention] = doc._.actors
    return {i: mention for mention in actors for i in range(mention.span.start, mention.span.end)}


@once_for_each_doc
def place_at(doc: Doc) -> dict[int, PlaceMention]:
    """The name of a place that each token belongs to; only for components after the one that finds the names."""
    places: list[PlaceMention] = doc._.places
    return {i: mention for mention in places for i in range(mention.span.start, mention.span.end)}


@once_for_each_doc
def _blocks(doc: Doc) -> tuple[list[Block], list[int]]:
    blocks: list[Block] = doc._.blocks
    return blocks, [block.start for block in blocks]
