"""The figures of one event that several sentences gave → the lines that stand: reads and writes `draft.figures`.

Comes after the drafts of one event are merged. The title gives way to the text, a corrected figure to the
correction, a party's claim about its enemy to any other source, single deaths to the toll that counts them; what was
said twice is one line.
"""

from dataclasses import replace

from spacy.tokens import Doc

from domain.actors import ActorKind, ActorRole, EventActor
from domain.casualties import Casualty, Group, Outcome
from extraction.annotations import Draft, FigureMention
from extraction.casualties.groups import GROUPS
from extraction.components import component
from extraction.lexicon import words


@component(reads=("draft.actors", "draft.places"), writes=("draft.figures",), lexicon=("casualties",))
def reconciliation(doc: Doc) -> Doc:
    """Settle the figures of each event."""
    for draft in doc._.drafts:
        draft.figures = _without_wholes(draft, doc._.drafts)
    for draft in doc._.drafts:
        draft.figures.sort(key=lambda figure: figure.span.start)
        draft.figures = _without_blows(draft.figures)
        draft.figures = [figure for outcome in Outcome for figure in _settled(_of(draft, outcome), doc._.text_start)]
        draft.figures = [_with_side(figure, draft) for figure in draft.figures]
    return doc


def _without_wholes(draft: Draft, drafts: list[Draft]) -> list[FigureMention]:
    """ "Killed 13 in two operations. Nine of them died in Tank; the other four near Kulachi": where what is left of a
    whole is another event's, the part stands for this one."""
    shares = {
        (figure.casualty.outcome, figure.casualty.min)
        for other in drafts
        if other is not draft
        for figure in other.figures
        if figure.casualty.part or "more" in figure.marks
    }
    parts = [(f.casualty.outcome, f.casualty.min) for f in draft.figures if f.casualty.part and f.casualty.min]
    return [
        figure
        for figure in draft.figures
        if figure.casualty.part
        or not any(
            outcome is figure.casualty.outcome and (outcome, (figure.casualty.min or 0) - number) in shares
            for outcome, number in parts
        )
    ]


def _without_blows(figures: list[FigureMention]) -> list[FigureMention]:
    """ "Police shot four men, killing two": what came of the blow stands for it."""
    told = [
        f for f in figures if not {"blow", "care"} & f.marks and f.casualty.outcome in (Outcome.KILLED, Outcome.INJURED)
    ]
    return [figure for figure in figures if "blow" not in figure.marks or not told]


def _of(draft: Draft, outcome: Outcome) -> list[FigureMention]:
    """The figures of one outcome. A share is a line of its own where the whole came to other harm: "seven of the 38
    wounded did not survive"."""
    figures = [figure for figure in draft.figures if figure.casualty.outcome == outcome]
    if any(not figure.casualty.part for figure in figures):
        return figures
    return [replace(figure, casualty=replace(figure.casualty, part=False)) for figure in figures]


def _settled(figures: list[FigureMention], text_start: int) -> list[FigureMention]:
    """The lines of one outcome that stand."""
    figures = [f for f in figures if not (f.casualty.part and "care" in f.marks)]  # "eight of them are in hospital"
    figures = _without_claims(figures)
    for weak in (
        lambda figure: figure.span.start_char < text_start,
        lambda figure: "corrected" in figure.marks,
        _is_nought,
        lambda figure: "care" in figure.marks,  # those in hospital are among the injured already reported
    ):
        strong = [figure for figure in figures if not weak(figure)]
        if any(not figure.casualty.part for figure in strong):
            figures = strong
    figures = _under_toll(_counted_together(figures))
    figures = _said_once(figures)
    numbered = [figure for figure in figures if not _is_open(figure)]
    if any(not figure.casualty.part for figure in numbered):
        figures = [figure for figure in figures if not _is_open(figure) or "more" in figure.marks]
    return figures


def _without_claims(figures: list[FigureMention]) -> list[FigureMention]:
    """A party's figure of its enemy gives way where another source counts people who may be the same."""
    others = [f.casualty for f in figures if "claim" not in f.marks and not f.casualty.part]
    return [
        figure
        for figure in figures
        if "claim" not in figure.marks
        or _is_nought(figure)
        or not any(_may_be_same_people(figure.casualty, other) for other in others)
    ]


def _may_be_same_people(one: Casualty, other: Casualty) -> bool:
    groups = one.group == other.group or Group.UNKNOWN in (one.group, other.group)
    return groups and (one.side == other.side or None in (one.side, other.side))


def _is_nought(figure: FigureMention) -> bool:
    return (figure.casualty.min, figure.casualty.max) == (0, 0)


def _is_open(figure: FigureMention) -> bool:
    return figure.casualty.min is None and figure.casualty.max is None


def _under_toll(figures: list[FigureMention]) -> list[FigureMention]:
    """The last toll stands for all it counts; parts of it and the attackers' own dead stand beside it."""
    counted = [figure for figure in figures if "toll" in figure.marks and not figure.casualty.part]
    if not counted:
        return figures
    toll = counted[-1]
    beside = [
        f
        for f in figures
        if f is not toll
        and (
            f.casualty.part
            or (f.casualty.group == Group.MILITANT and "person" not in f.marks and "toll" not in f.marks)
        )
    ]
    return [toll, *beside]


def _counted_together(figures: list[FigureMention]) -> list[FigureMention]:
    """ "A judge and his driver were shot", "a nurse and two patients": people of one group named in one breath, the
    first a single one, are one line, so many together."""
    kept: list[FigureMention] = []
    for figure in figures:
        last = kept[-1] if kept else None
        kept[-1:] = [figure] if last is None else _joined(last, figure)
    return kept


def _joined(one: FigureMention, other: FigureMention) -> list[FigureMention]:
    """Both in one where they are named together, else each for itself."""
    lines = one.casualty, other.casualty
    alike = len({(line.group, line.side, line.part) for line in lines}) == 1
    alike = alike and ("together" in one.marks or lines[0].min == 1)  # not "four farmers and a photographer"
    if not alike or not _are_exact(*lines) or one.listed is None or one.listed != other.listed:
        return [one, other]
    span = other.span.doc[one.span.start : other.span.end]
    count = sum(line.min or 0 for line in lines)
    both = replace(lines[0], min=count, max=count, best=count, text=span.text)
    return [replace(one, span=span, casualty=both, marks=one.marks | {"together"})]


def _are_exact(*lines: Casualty) -> bool:
    return all(line.min is not None and line.min == line.max for line in lines)


def _said_once(figures: list[FigureMention]) -> list[FigureMention]:
    """Equal numbers of people that may be the same are one line, with the most that was said of them."""
    kept: list[FigureMention] = []
    sentences: dict[int, int] = {id(figure): figure.span.sent.start for figure in figures}
    for figure in figures:
        at = sentences[id(figure)]
        twin = next((k for k in kept if sentences[id(k)] != at and _same(k.casualty, figure.casualty)), None)
        if twin is None:
            kept.append(figure)
            continue
        kept[kept.index(twin)] = max((twin, figure), key=_fullness)
    return kept


def _fullness(figure: FigureMention) -> tuple[int, bool, bool]:
    line = figure.casualty
    return line.min or 0, line.side is not None, line.group != Group.UNKNOWN


def _same(one: Casualty, other: Casualty) -> bool:
    """Equal numbers, or a bound that a later count fills: "at least five", then "five"; "dozens", then "47"."""
    filled = None not in (one.min, other.min) and one.max is None and (other.min or 0) >= (one.min or 0)
    equal = one.min == other.min and (one.max == other.max or (other.max is None and one.min is not None))
    return (equal or filled) and one.part == other.part and _may_be_same_people(one, other)


def _with_side(figure: FigureMention, draft: Draft) -> FigureMention:
    """Attackers killed in the act are of the perpetrator's side, where that is one armed group; a bare number ("six
    dead") are men of the one force that was struck."""
    line = figure.casualty
    if line.side is None and line.group == Group.MILITANT and _are_attackers(figure):
        doers = {a.actor for a in draft.actors if a.role == ActorRole.PERPETRATOR and a.actor.kind in GROUPS}
        one = len(doers) == 1 and all(actor.kind == ActorKind.ARMED_GROUP for actor in doers)
        return replace(figure, casualty=replace(line, side=doers.pop().id)) if one else figure
    if line.group == Group.UNKNOWN and "bare" in figure.marks:
        struck = [a for a in draft.actors if a.role in (ActorRole.TARGET, ActorRole.VICTIM)]
        group = _group_of(struck[0], draft) if len({a.actor for a in struck}) == 1 else Group.UNKNOWN
        return replace(figure, casualty=replace(line, group=group))
    return figure


def _group_of(struck: EventActor, draft: Draft) -> Group:
    """The group of those who were struck; of a state that is only named, or a place of it, nobody can say."""
    bare = {struck.actor.name.lower(), *(place.place.name.lower() for place in draft.places)}
    if struck.actor.kind == ActorKind.STATE and struck.text.lower() in bare:
        return Group.UNKNOWN
    return GROUPS.get(struck.actor.kind, Group.UNKNOWN)


def _are_attackers(figure: FigureMention) -> bool:
    text = figure.casualty.text.lower()
    return any(noun in text for noun in words("casualties", "attackers", "nouns"))
