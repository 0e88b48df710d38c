"""Who did it, where no sentence of the event names a doer but the text leaves little doubt → `draft.actors`.

In: the events of a Doc, with those whom they name. Out: the same, with the doer that is claimed or blamed in a sentence
after, that did what is told just before, or that is the only one on its side; and with those whose losses are counted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span

from domain.actors import Actor, ActorKind, ActorRole, EventActor
from domain.casualties import Group
from domain.places import PlaceRole
from domain.taxonomy import category_of
from extraction.annotations import ActorMention, BlockKind, Draft, block_of, within, world_of
from extraction.arguments.actors import ActorFinder, Named, is_definite
from extraction.arguments.blame import answerable_in, teller
from extraction.components import component
from extraction.lexicon import words
from extraction.syntax.clauses import clause_of, modifiers, objects_of
from extraction.syntax.word_classes import belongs
from knowledge.actors.catalogue import Catalogue

_ACTIVE = frozenset({ActorRole.PERPETRATOR, ActorRole.PARTY})
_VIOLENT = frozenset({"strike", "bombing", "attack", "raid", "killing", "abduction", "territory"})
_ARMED = frozenset({Group.MILITARY, Group.POLICE, Group.MILITANT})
_GOING_ON = 2  # sentences after an event in which somebody may still answer for it
_NEAR = 3  # sentences before an event in which the doer of another may still be at work


@dataclass(slots=True)
class _Text:
    """A Doc with what is looked up in it more than once."""

    doc: Doc
    drafts: list[Draft]
    finder: ActorFinder
    sentences: list[Span] = field(default_factory=list)
    triggers: dict[int, Draft] = field(default_factory=dict)


@component(
    reads=(
        "doc.actors",
        "doc.places",
        "draft.figures",
        "draft.kind",
        "draft.places",
        "draft.prevented",
        "draft.sense",
        "draft.sentences",
        "draft.trigger",
    ),
    writes=("draft.actors",),
    lexicon=("arguments_words", "locations", "nouns", "roles", "speech", "syntax_words"),
)
def implied_doers(doc: Doc) -> Doc:
    """Give events without a doer the one that the text around them implies."""
    drafts = sorted(doc._.drafts, key=lambda draft: draft.trigger.start)
    if not drafts:
        return doc
    text = _Text(doc, drafts, ActorFinder(doc), list(doc.sents), {s.start: d for d in drafts for s in d.sentences})
    for draft in drafts:
        _with_losses(draft, text.finder, world_of(doc).catalogue)
    for draft in drafts:
        if draft.kind == "clash":
            _second_side(draft, text)
        elif category_of(draft.kind) in _VIOLENT and not draft.prevented and not _is_done_by_somebody(draft):
            for step in _STEPS[:1] if _is_told_of_others(draft) else _STEPS:
                if _give(draft, step(draft, text), _suffering(draft, text)):
                    break
    return doc


def _with_losses(draft: Draft, finder: ActorFinder, catalogue: Catalogue) -> None:
    """ "Killing eight soldiers", "four officers were hurt": whose dead and wounded are counted suffered it."""
    role = ActorRole.PARTY if draft.kind == "clash" else ActorRole.VICTIM
    for figure in draft.figures:
        line = figure.casualty
        if line.group in _ARMED and (line.min, line.max) != (0, 0):
            side = catalogue.get(line.side) if line.side else None
            found = [Named(side, line.text, figure.reason)] if side else finder.of(figure.span.root)[:1]
            _join(draft, [n for n in found if _acts(n.actor) and not n.is_phrase], role, "its losses [losses]")


def _join(draft: Draft, found: list[Named], role: ActorRole, why: str) -> None:
    """Add those found who have no part in it yet."""
    for named in found:
        if all(actor.actor.id != named.actor.id for actor in draft.actors):
            draft.actors.append(EventActor(named.actor, named.text, role, f"{named.reason}; {why}"))


def _suffering(draft: Draft, text: _Text) -> set[str]:
    """Those to whom the event was done, and those who in the text do nothing and only suffer."""
    active = {a.actor.id for d in text.drafts for a in d.actors if a.role in _ACTIVE}
    passive = {a.actor.id for d in text.drafts for a in d.actors if a.role not in _ACTIVE}
    return (passive - active) | {a.actor.id for a in draft.actors if a.role not in _ACTIVE}


def _is_done_by_somebody(draft: Draft) -> bool:
    unnamed = words("roles", "unnamed_fighters")
    return any(a.role in _ACTIVE and a.actor.id not in unnamed for a in draft.actors)


def _is_told_of_others(draft: Draft) -> bool:
    """Whether somebody new did it by the sentence itself: "unknown men", "a crowd", but not "gunmen"."""
    trigger = draft.trigger.root
    if trigger.pos_ not in ("VERB", "AUX"):
        doers = objects_of(trigger, "by")
    else:
        doers = [] if draft.sense in ("suffered", "aftermath", "averted") else clause_of(trigger).doers
    return any(
        belongs(noun, "civil", "state") or any(t.lower_ in words("roles", "unlike_others") for t in modifiers(noun))
        for noun in doers
        if not is_definite(noun)
    )


def _give(draft: Draft, found: list[Named], suffering: set[str]) -> bool:
    """Make those found the doers, unless they are the ones to whom things are done; whether there were any."""
    doers = [n for n in found if n.actor.id not in suffering and not n.is_phrase and not n.is_people and _acts(n.actor)]
    if not doers:
        return False
    draft.actors = [a for a in draft.actors if a.role not in _ACTIVE]
    for named in doers[:2]:
        draft.actors.append(EventActor(named.actor, named.text, ActorRole.PERPETRATOR, named.reason))
        draft.why[f"actor {named.actor.id}"] = f"perpetrator: {named.reason}"
    return True


def _acts(actor: Actor) -> bool:
    return actor.kind in (ActorKind.ARMED_GROUP, ActorKind.STATE, ActorKind.COALITION)


def _claimed(draft: Draft, text: _Text) -> list[Named]:
    """By whom it is claimed, on whom it is blamed, of whom the doers are told to be."""
    for sentence in [*draft.sentences, *_after(draft, text)]:
        for noun in answerable_in(sentence):
            found = [named for named in text.finder.of(noun) if not named.is_phrase]
            if found:
                return [_because(named, "answers for it or is held to have done it [claimed]") for named in found]
    return []


def _after(draft: Draft, text: _Text) -> Iterator[Span]:
    """The sentences that go on after those of the event, up to those of another."""
    last = max(sentence.end for sentence in draft.sentences)
    following = [sentence for sentence in text.sentences if sentence.start >= last][:_GOING_ON]
    for sentence in following:
        if text.triggers.get(sentence.start, draft) is not draft:
            return
        yield sentence


def _named_beside(draft: Draft, text: _Text) -> list[Named]:
    """The only group that the event's own sentences name."""
    beside = [m for s in draft.sentences for m in within(text.doc._.actors, s.start, s.end)]
    by_groups = draft.kind in words("roles", "by_groups")
    return _only(_groups(beside), "is the only group beside it [beside]") if by_groups else []


def _own_deed(draft: Draft, text: _Text) -> list[Named]:
    """Whose armed enemies died by its own word: "the army said an air strike killed ten militants"."""
    enemies = any(a.role not in _ACTIVE and a.actor.kind == ActorKind.ARMED_GROUP for a in draft.actors)
    if not enemies and all(figure.casualty.group != Group.MILITANT for figure in draft.figures):
        return []
    return [_because(named, "tells of it [own]") for named in teller(draft, text.finder)]


def _flown(draft: Draft, text: _Text) -> list[Named]:
    """Air strikes are a state's: of the only one whose forces the text names."""
    forces = _states(text.doc._.actors, "forces", "phrase") if draft.kind == "air-strike" else []
    return _only(forces, "is the only state whose forces the text names [flown]")


def _done_before(draft: Draft, text: _Text) -> list[Named]:
    """The doer of what is told just before, in the same stretch of text."""
    start = draft.sentences[0].start
    here = next((i for i, s in enumerate(text.sentences) if s.end > start), 0)
    reach = text.sentences[max(0, here - _NEAR)].start
    for other in reversed(text.drafts):
        if other is draft or not reach <= other.trigger.start < draft.trigger.start:
            continue
        doers = [a for a in other.actors if a.role in _ACTIVE]
        if block_of(text.doc, other.trigger.start) is not block_of(text.doc, draft.trigger.start):
            return []
        named = [a for a in doers if a.role == ActorRole.PERPETRATOR and _fits(draft, a.actor)]
        if doers:
            return [Named(a.actor, a.text, f"{a.reason}; did what is told before [before]") for a in named]
    return []


def _only_one(draft: Draft, text: _Text) -> list[Named]:
    """The only group that the text names, or the only state whose forces do anything in it."""
    found: list[Named] = []
    mentions = [m for m in text.doc._.actors if _is_beside(m, draft)]
    if draft.kind in words("roles", "by_groups"):
        found = _only(_groups(mentions), "is the only group that the text names [only]")
    if not found and draft.kind in words("roles", "by_states"):
        acting = {a.actor.id for d in text.drafts for a in d.actors if a.role in _ACTIVE}
        forces = [m for m in _states(mentions, "forces") if m.actor.id in acting]
        found = _only(forces, "is the only state whose forces act in the text [state]")
    return [] if draft.kind in words("roles", "by_anyone") else found


def _groups(mentions: list[ActorMention]) -> list[ActorMention]:
    return [m for m in mentions if m.form in ("name", "forces") and m.actor.kind == ActorKind.ARMED_GROUP]


def _states(mentions: list[ActorMention], *forms: str) -> list[ActorMention]:
    return [m for m in mentions if m.form in forms and m.actor.kind == ActorKind.STATE]


def _is_beside(mention: ActorMention, draft: Draft) -> bool:
    """Not in another entry of a list or live blog, each of which tells of something else."""
    doc = mention.span.doc
    own, other = block_of(doc, draft.trigger.start), block_of(doc, mention.span.start)
    if own is other or (own.entry is None and own.kind is not BlockKind.BULLET):
        return True
    over = other.kind in (BlockKind.TITLE, BlockKind.HEADING)
    return over or (other.kind is BlockKind.LINE if other.entry is None else other.entry == own.entry)


def _authorities(draft: Draft, text: _Text) -> list[Named]:
    """The state of the place, for what only authorities do."""
    if draft.kind not in words("roles", "by_authorities"):
        return []
    country = next((p.place.country for p in draft.places if p.role == PlaceRole.LOCATION and p.place.country), None)
    state = world_of(text.doc).catalogue.state(country) if country else None
    return [Named(state, state.name, "only the authorities of the place do so [authority]")] if state else []


def _fits(draft: Draft, actor: Actor) -> bool:
    """Whether such an actor does such a thing: no guerrilla has bombers."""
    kinds = words("roles", "by_groups" if actor.kind == ActorKind.ARMED_GROUP else "by_states")
    return draft.kind in kinds or actor.kind != ActorKind.ARMED_GROUP


def _only(mentions: list[ActorMention], why: str) -> list[Named]:
    """The one actor of the mentions, where they are all of one."""
    actors = {m.actor.id: m for m in mentions}
    if len(actors) != 1:
        return []
    mention = next(iter(actors.values()))
    return [Named(mention.actor, mention.span.text, f"“{mention.span.text}” {why}")]


def _because(named: Named, why: str) -> Named:
    return Named(named.actor, named.text, f"“{named.text}” {why}", named.is_phrase, named.is_people)


def _second_side(draft: Draft, text: _Text) -> None:
    """A fight of which one side is named: against the only group of the text, or against the state of the place."""
    _join(draft, _own_deed(draft, text), ActorRole.PARTY, "its own word")
    sides = [a for a in draft.actors if a.role == ActorRole.PARTY and _acts(a.actor)]
    if len(sides) != 1 or any(a.role != ActorRole.PARTY for a in draft.actors):
        return
    others = [m for m in text.doc._.actors if m.actor.id != sides[0].actor.id]
    rivals = _groups(others) if sides[0].actor.kind == ActorKind.STATE else _states(others, "forces")
    _join(draft, _only(rivals, "is the only other side of the text"), ActorRole.PARTY, "[side]")


_STEPS: tuple[Callable[[Draft, _Text], list[Named]], ...] = (
    _claimed,
    _own_deed,
    _named_beside,
    _done_before,
    _only_one,
    _flown,
    _authorities,
)
