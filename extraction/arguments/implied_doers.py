"""Who did it, where no sentence of the event names a doer in its grammar, but the text leaves little doubt → `draft.actors`.

In: the events of a Doc, with their sentences and those whom they name. Out: the same, with the doer that is claimed, blamed
or identified in a sentence after, that did what is told just before, or that is the only one on its side in the text.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span

from domain.actors import Actor, ActorKind, ActorRole, EventActor
from domain.places import PlaceRole
from domain.taxonomy import category_of
from extraction.annotations import ActorMention, BlockKind, Draft, block_of, within, world_of
from extraction.arguments.actors import ActorFinder, Named
from extraction.arguments.blame import answerable_in
from extraction.components import component
from extraction.lexicon import words
from extraction.syntax.speech import is_speech

_ACTIVE = frozenset({ActorRole.PERPETRATOR, ActorRole.PARTY})
_VIOLENT = frozenset({"strike", "bombing", "attack", "raid", "killing", "abduction", "territory"})
_NAMES = frozenset({"name", "forces"})
_GOING_ON = 2  # sentences after an event in which somebody may still answer for it
_LIST = 3  # bullets or datelines that make a text a list
_NEAR = 3  # sentences before an event in which the doer of another may still be at work


@dataclass(slots=True)
class _Text:
    """A Doc with what is looked up in it more than once."""

    doc: Doc
    drafts: list[Draft]
    finder: ActorFinder
    sentences: list[Span] = field(default_factory=list)
    triggers: dict[int, Draft] = field(default_factory=dict)

    @property
    def acting(self) -> set[str]:
        """The ids of those who are known to do something in the text."""
        return {a.actor.id for draft in self.drafts for a in draft.actors if a.role in _ACTIVE}

    @property
    def is_list(self) -> bool:
        """Whether the text strings together events that have nothing to do with one another."""
        kinds = [block.kind for block in self.doc._.blocks]
        dated = kinds.count(BlockKind.DATELINE) + kinds.count(BlockKind.BULLET)
        return dated >= _LIST or any(block.entry is not None for block in self.doc._.blocks)


@component(
    reads=("doc.actors", "doc.blocks", "doc.places", "draft.kind", "draft.places", "draft.sense", "draft.sentences", "draft.trigger"),
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
        if draft.kind == "clash":
            _second_side(draft, text)
        elif category_of(draft.kind) in _VIOLENT and not draft.prevented and not _is_done_by_somebody(draft):
            for step in _STEPS[: 1 if _is_told_apart(draft) else None]:
                if _give(draft, step(draft, text)):
                    break
    return doc


def _is_done_by_somebody(draft: Draft) -> bool:
    unnamed = words("roles", "unnamed_fighters")
    return any(a.role in _ACTIVE and a.actor.id not in unnamed for a in draft.actors)


def _is_told_apart(draft: Draft) -> bool:
    """Whether the text says of the doers that they are unknown: "unidentified gunmen"."""
    return any(a.actor.id in words("roles", "vague_fighters") and "uni" in a.text.lower() for a in draft.actors)


def _give(draft: Draft, found: list[Named]) -> bool:
    """Make those found the doers, unless they are the ones it was done to; whether there were any."""
    suffering = {a.actor.id for a in draft.actors if a.role not in _ACTIVE}
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
    if draft.kind not in words("roles", "by_groups"):
        return []
    beside = [m for s in draft.sentences for m in within(text.doc._.actors, s.start, s.end)]
    if _has_other_forces(draft, beside):
        return []
    return _only([m for m in beside if m.form in _NAMES and m.actor.kind == ActorKind.ARMED_GROUP], "is the only group beside it [beside]")


def _has_other_forces(draft: Draft, beside: list[ActorMention]) -> bool:
    """Whether forces of a state stand in the event's sentences that did not suffer it and do not merely tell of it."""
    suffering = {a.actor.id for a in draft.actors if a.role not in _ACTIVE}
    forces = [m for m in beside if m.form in ("forces", "phrase") and m.actor.kind == ActorKind.STATE]
    return any(m.actor.id not in suffering and not is_speech(m.span.root.head) for m in forces)


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
    """The only group, or for air strikes the only state, that does anything in a text that tells one story."""
    if text.is_list or draft.kind not in words("roles", "by_groups") | words("roles", "by_air"):
        return []
    beside = [m for s in draft.sentences for m in within(text.doc._.actors, s.start, s.end)]
    if _has_other_forces(draft, beside):
        return []
    kind = ActorKind.STATE if draft.kind in words("roles", "by_air") else ActorKind.ARMED_GROUP
    mentions = [m for m in text.doc._.actors if m.form in _NAMES and m.actor.kind == kind]
    if kind == ActorKind.STATE:
        mentions = [m for m in mentions if m.actor.id in text.acting]
    elif any(a.actor.kind != ActorKind.ARMED_GROUP for d in text.drafts for a in d.actors if a.role == ActorRole.PERPETRATOR):
        return []  # others do such things in this text, too
    return [n for n in _only(mentions, "is the only one that does such things in the text [only]") if n.actor.id in text.acting]


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
    sides = [a for a in draft.actors if a.role == ActorRole.PARTY and _acts(a.actor)]
    if len(sides) != 1 or any(a.role != ActorRole.PARTY for a in draft.actors):
        return
    mentions = [m for m in text.doc._.actors if m.form in _NAMES and m.actor.id != sides[0].actor.id]
    if sides[0].actor.kind == ActorKind.STATE:
        other = _only([m for m in mentions if m.actor.kind == ActorKind.ARMED_GROUP], "is the only group of the text [side]")
    else:
        forces = [m for m in mentions if m.actor.kind == ActorKind.STATE and m.form == "forces"]
        other = _only(forces, "is the only state whose forces the text names [side]")
    draft.actors += [EventActor(n.actor, n.text, ActorRole.PARTY, n.reason) for n in other]


_STEPS: tuple[Callable[[Draft, _Text], list[Named]], ...] = (_claimed, _named_beside, _done_before, _only_one)
