"""Who is asked to have told it: outlets and authorities ("according to the UN", "reuters reports").

In: the chunks. Out: the chunks without those names, and the names.
"""

from collections.abc import Sequence

from knowledge.actors.catalogue import ActorSpan
from knowledge.actors.catalogue import Form as Naming
from query.understanding.parts.negations import without
from query.understanding.parts.places import PlaceFound
from query.understanding.spans import Span
from query.understanding.words.chunks import Chunks
from query.understanding.words.lexicon import Kind, lexicon

ARTICLES = ("the", "a")
LONGEST = 3


def told_by(chunks: Chunks) -> tuple[Chunks, tuple[str, ...]]:
    """The chunks without who is named as telling, and who that is."""
    tellers = [span for span in chunks.of(Kind.SOURCE, Kind.ACTOR, Kind.PLACE, Kind.GROUP) if _tells(chunks, span)]
    tellers += _unknown(chunks, tellers)
    rest = without(chunks, tellers) if tellers else chunks
    unused = rest.of(Kind.SOURCE)  # "ambushes on AFP" asks for none of its reports: the word is left over
    if unused:
        rest = Chunks(rest.words, rest.lowered, tuple(span for span in rest.choice if span not in unused))
    return rest, tuple(dict.fromkeys(_name(chunks, span) for span in tellers))


def _unknown(chunks: Chunks, tellers: Sequence[Span]) -> list[Span]:
    """Outlets and authorities that nobody knows: words that nothing explains, behind "according to", "as per" or joined
    to another outlet."""
    covered = chunks.covered
    ends = {span.end for span in tellers}
    found: list[Span] = []
    for at, word in enumerate(chunks.words):
        joined = at >= 2 and chunks.lowered[at - 1] in ("or", "and") and at - 1 in ends
        if at in covered or word.number is not None or not (_led_outright(chunks, at) or joined):
            continue
        end = at + 1
        while end < len(chunks.words) and end not in covered and end - at < LONGEST and not chunks.words[end].before:
            end += 1
        found.append(Span(at, end, Kind.SOURCE, 0.0, value=" ".join(word.text for word in chunks.words[at:end])))
    return found


def _led_outright(chunks: Chunks, at: int) -> bool:
    """Whether "according to" or "as per" stands before a word, where "per" and "via" alone may lead to anything."""
    while at and chunks.lowered[at - 1] in ARTICLES:
        at -= 1
    start = lexicon().role_before("sourcing lead", chunks.lowered, at)
    return start is not None and at - start > 1 and chunks.lowered[at - 1] in ("to", "per")


def _tells(chunks: Chunks, span: Span) -> bool:
    """Whether a name is that of an outlet, or stands where one does."""
    led = _led(chunks, span)
    if span.kind is Kind.SOURCE:
        return led or not chunks.led("upon", span)
    if span.kind is Kind.GROUP:
        return _led_outright(chunks, span.start)  # "according to police"
    if led:
        return not (isinstance(span.value, PlaceFound) and chunks.lead(span) in ("per", "via", "by"))
    reporting = chunks.lowered[span.end : span.end + 1]
    if chunks.lead(span) in ("did", "does", "do", "has") and reporting in (("say",), ("report",), ("said",)):
        return True  # "what did CENTCOM say about Palmyra"
    return span.kind is Kind.ACTOR and tuple(reporting) in (("says",), ("said",), ("reports",), ("reported",))


def _led(chunks: Chunks, span: Span) -> bool:
    end = span.start
    while end and chunks.lowered[end - 1] in ARTICLES:
        end -= 1
    return lexicon().role_before("sourcing lead", chunks.lowered, end) is not None


def _typed(chunks: Chunks, span: Span) -> str:
    """The words of a piece as typed."""
    return " ".join(word.text for word in chunks.words[span.start : span.end])


def _name(chunks: Chunks, span: Span) -> str:
    if span.kind is Kind.GROUP:
        return _typed(chunks, span)
    if isinstance(span.value, ActorSpan):
        return _typed(chunks, span) if _typed(chunks, span).isupper() else span.value.actor.name
    return span.value.place.name if isinstance(span.value, PlaceFound) else str(span.value)


def is_outlet(found: ActorSpan) -> bool:
    """Whether a name of the catalogue is one that tells of what others do."""
    return found.form is Naming.MEDIA
