"""The reader's word on who, where and how many: it adds what the rules left open and takes away what they got wrong.

`arguments` runs after the rules have given each draft its actors and places, `losses` after its figures. The candidates
are the mentions that the rules found; below the thresholds a slot stays as the rules have it.
"""

from collections.abc import Iterator

from spacy.tokens import Doc

from domain.actors import ActorRole, EventActor
from domain.casualties import Outcome
from domain.places import EventPlace, PlaceRole
from domain.taxonomy import category_of
from extraction.annotations import ActorMention, Draft, FigureMention, PlaceMention
from extraction.arguments.locations import places_of
from extraction.components import component
from extraction.reader.model import Reading
from extraction.reader.verdicts import characters, threshold

_RELATIONS = {
    ActorRole.PERPETRATOR: "perpetrator",
    ActorRole.TARGET: "target",
    ActorRole.VICTIM: "target",
    ActorRole.PARTY: "party",
}
_OUTCOMES = {
    Outcome.KILLED: "killed",
    Outcome.INJURED: "injured",
    Outcome.MISSING: "captured",
    Outcome.CAPTURED: "captured",
}
_SUFFERED = ("killing", "abduction", "accident")


@component(
    reads=("doc.actors", "doc.places", "doc.reading", "draft.happened", "draft.kind", "draft.trigger"),
    writes=("draft.actors", "draft.places"),
)
def arguments(doc: Doc) -> Doc:
    """Set actors and places right where the reader is sure."""
    found: Reading = doc._.reading
    places = places_of(doc)
    for draft in doc._.drafts:
        if draft.happened:
            _settle_actors(draft, doc._.actors, found)
            _settle_places(draft, places, found)
    return doc


@component(reads=("doc.reading", "draft.happened", "draft.trigger"), writes=("draft.figures",))
def losses(doc: Doc) -> Doc:
    """Give a figure to the event that the reader gives it to, where the rules' own is unlikely."""
    found: Reading = doc._.reading
    drafts = [draft for draft in doc._.drafts if draft.happened]
    for draft in drafts:
        for figure in list(draft.figures):
            other = _owner(figure, draft, drafts, found)
            if other is not None:
                draft.figures.remove(figure)
                other.figures.append(figure)
                other.why[f"figure {figure.span.text}"] = "the reader gives it to this event"
    return doc


def _settle_actors(draft: Draft, mentions: list[ActorMention], found: Reading) -> None:
    likely = [(mention, _roles(draft, mention, found)) for mention in mentions]
    for actor in list(draft.actors):
        given = [roles[actor.role] for mention, roles in likely if mention.span.text == actor.text and roles]
        if given and max(given) < threshold("no_role"):
            draft.actors.remove(actor)
            draft.why[f"actor {actor.actor.id}"] = f"no {actor.role.value} to the reader ({max(given):.2f})"
    for mention, roles in likely:
        if not roles or any(actor.actor.id == mention.actor.id for actor in draft.actors):
            continue
        role = max(roles, key=lambda role: roles[role])
        if roles[role] >= threshold("role"):
            reason = f"{role.value} to the reader ({roles[role]:.2f})"
            draft.actors.append(EventActor(mention.actor, mention.span.text, role, reason))
            draft.why[f"actor {mention.actor.id}"] = reason


def _roles(draft: Draft, mention: ActorMention, found: Reading) -> dict[ActorRole, float]:
    """How likely each role of an actor is; empty where the reader did not see both together."""
    hurt = ActorRole.VICTIM if category_of(draft.kind) in _SUFFERED else ActorRole.TARGET
    roles = {}
    for role in (ActorRole.PERPETRATOR, hurt, ActorRole.PARTY):
        likely = found.related(characters(draft.trigger), characters(mention.span), _RELATIONS[role])
        if likely is None:
            return {}
        roles[role] = likely
    return {**roles, ActorRole.TARGET: roles[hurt], ActorRole.VICTIM: roles[hurt], hurt: roles[hurt]}


def _settle_places(draft: Draft, mentions: list[PlaceMention], found: Reading) -> None:
    likely = {
        (mention.place.id, mention.span.text): score
        for mention in mentions
        if (score := found.related(characters(draft.trigger), characters(mention.span), "location")) is not None
    }
    for place in list(draft.places):
        score = likely.get((place.place.id, place.text))
        if place.role is PlaceRole.LOCATION and score is not None and score < threshold("no_location"):
            draft.places.remove(place)
            draft.why[f"place {place.place.id}"] = f"no scene to the reader ({score:.2f})"
    if any(place.role is PlaceRole.LOCATION for place in draft.places):
        return
    for mention in mentions:
        score = likely.get((mention.place.id, mention.span.text), 0.0)
        if score >= threshold("location"):
            reason = f"{mention.reason}; the scene to the reader ({score:.2f})"
            draft.places.append(EventPlace(mention.place, mention.span.text, PlaceRole.LOCATION, reason))


def _owner(figure: FigureMention, draft: Draft, drafts: list[Draft], found: Reading) -> Draft | None:
    """The event that a figure belongs to, where it is another than the one that has it."""
    relation = _OUTCOMES[figure.casualty.outcome]
    scores = dict(_scores(figure, drafts, relation, found))
    own = scores.get(id(draft))
    if own is None or own >= threshold("no_loss"):
        return None
    best = max(drafts, key=lambda other: scores.get(id(other), 0.0))
    return best if best is not draft and scores.get(id(best), 0.0) >= threshold("loss") else None


def _scores(figure: FigureMention, drafts: list[Draft], relation: str, found: Reading) -> Iterator[tuple[int, float]]:
    for draft in drafts:
        score = found.related(characters(draft.trigger), characters(figure.span), relation)
        if score is not None:
            yield id(draft), score
