"""The actors of an event once all its mentions are merged: each once, by the closest name, in a part that fits it.

In: a draft with what every sentence says of actors. Out: the same draft; the unnamed give way to the named, a whole to
its part, and a side of a fight takes the part that is left.
"""

from dataclasses import replace

from domain.actors import ActorKind, ActorRole, EventActor
from domain.taxonomy import category_of
from extraction.annotations import Draft
from extraction.lexicon import words
from knowledge.actors.catalogue import Catalogue

_ACTIVE = frozenset({ActorRole.PERPETRATOR, ActorRole.PARTY})
_PASSIVE = frozenset({ActorRole.TARGET, ActorRole.VICTIM})


def settle(draft: Draft, catalogue: Catalogue) -> None:
    """Settle who did it and whom it was done to."""
    draft.actors = _called_closest(_without_unnamed(_victims(draft.actors, catalogue)))
    draft.actors = _without_wholes(draft.actors, catalogue)
    if draft.kind == "clash":
        draft.actors = [
            replace(actor, role=ActorRole.PARTY) if actor.actor.kind != ActorKind.CIVILIANS else actor
            for actor in draft.actors
        ]
    elif category_of(draft.kind) != "clash":
        draft.actors = [settled for actor in draft.actors if (settled := _placed(actor, draft.actors)) is not None]


def _victims(actors: list[EventActor], catalogue: Catalogue) -> list[EventActor]:
    """Nurses and reporters who suffer are civilians; whom a deed was aimed at is told more closely."""
    civilians = catalogue.get("civilians")
    settled: list[EventActor] = []
    for actor in actors:
        if civilians and actor.role == ActorRole.VICTIM and actor.actor.kind == ActorKind.CIVILIANS:
            actor = replace(actor, actor=civilians)
        if all((actor.actor.id, actor.role) != (other.actor.id, other.role) for other in settled):
            settled.append(actor)
    return settled


def _without_unnamed(actors: list[EventActor]) -> list[EventActor]:
    """ "The militants" are those named as doers elsewhere."""
    unnamed = words("roles", "unnamed_fighters")
    groups = (ActorKind.ARMED_GROUP, ActorKind.COALITION)
    named = [a for a in actors if a.actor.id not in unnamed]
    if any(a.role == ActorRole.PERPETRATOR or (a.role == ActorRole.PARTY and a.actor.kind in groups) for a in named):
        return [a for a in actors if a.role not in _ACTIVE or a.actor.id not in unnamed]
    return actors


def _called_closest(actors: list[EventActor]) -> list[EventActor]:
    """ "Bandits … the gunmen", "an armed gang … an armed group": one unnamed doer, by the word that says most."""
    unnamed = words("roles", "unnamed_fighters")
    doers = [a for a in actors if a.role == ActorRole.PERPETRATOR and a.actor.id in unnamed]
    vague = [a for a in doers if a.actor.id in words("roles", "vague_fighters")]
    superfluous = vague if len(vague) < len(doers) else vague[1:]
    return [a for a in actors if a not in superfluous]


def _without_wholes(actors: list[EventActor], catalogue: Catalogue) -> list[EventActor]:
    """ "The al-Qaeda affiliate JNIM", "a UN base" of MINUSCA: the part is named, the whole only describes it."""
    kept = []
    for actor in actors:
        roles = _ACTIVE if actor.role in _ACTIVE else _PASSIVE
        others = {other.actor.id for other in actors if other.role in roles} - {actor.actor.id}
        if actor.actor.kind == ActorKind.STATE or not others & catalogue.within(actor.actor.id):
            kept.append(actor)
    return kept


def _placed(actor: EventActor, actors: list[EventActor]) -> EventActor | None:
    """Who only fought, in what is no fight by its kind: the part that nobody has yet."""
    if actor.role != ActorRole.PARTY:
        return actor
    has_doer = any(other.role == ActorRole.PERPETRATOR for other in actors)
    has_target = any(other.role in _PASSIVE and other.actor.kind != ActorKind.CIVILIANS for other in actors)
    if has_doer and has_target:
        return None
    if has_doer:
        return replace(actor, role=ActorRole.TARGET)
    return replace(actor, role=ActorRole.PERPETRATOR) if has_target else actor
