"""Who did it, to whom → `draft.actors`, read off the parse around the trigger.

Subjects and agents are perpetrators, objects and what follows "on" or "against" targets, those harmed victims; sides
of a clash are parties. Who claims or is blamed for an event did it, as far as the text says.
"""

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token

from domain.actors import ActorKind, ActorRole, EventActor
from domain.taxonomy import category_of
from extraction.annotations import Draft
from extraction.arguments.actors import ActorFinder, Named
from extraction.arguments.blame import answerable
from extraction.components import component
from extraction.lexicon import words
from extraction.syntax.clauses import Clause, clause_of, modifiers, objects_of
from extraction.syntax.word_classes import belongs, lemma

_ASSAULTS = frozenset({"attack", "strike", "bombing"})
_VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
_GOVERNOR_SERIES = words("arguments_words", "roles", "governor_series")


@component(
    reads=("doc.actors", "doc.places", "draft.kind", "draft.sense", "draft.sentences", "draft.trigger"),
    writes=("draft.actors",),
    lexicon=("arguments_words", "locations", "nouns", "roles", "speech", "syntax_words", "toponym_choice"),
)
def roles(doc: Doc) -> Doc:
    """Give each draft its actors."""
    finder = ActorFinder(doc)
    for draft in doc._.drafts:
        trigger = draft.trigger.root
        if trigger.tag_ in _VERB_TAGS and trigger.pos_ in ("VERB", "AUX"):
            _of_verb(draft, trigger, finder)
        else:
            _of_noun(draft, trigger, finder)
        _add_nouns(draft, answerable(draft), ActorRole.PERPETRATOR, finder)
    return doc


def _of_verb(draft: Draft, verb: Token, finder: ActorFinder) -> None:
    clause = _clause(verb)
    if draft.sense == "anaphor":  # a claim or a charge: see `answerable`
        return
    if category_of(draft.kind) == "clash" and draft.sense != "answer":
        for noun in [*clause.doers, *clause.undergoers, *objects_of(verb, "with", "against", "between")]:
            _add(draft, finder.of(noun), ActorRole.PARTY)
        return
    if _repels(draft, verb, clause, finder):
        return
    doers = [noun for noun in clause.doers if not belongs(noun, "event")]
    if draft.sense == "aftermath":  # who dies does nothing
        _add_nouns(draft, doers, ActorRole.VICTIM, finder)
        return
    suffered = draft.sense == "suffered" or _meets(verb)
    if suffered and not (lemma(verb) in words("roles", "set_off") and _are_fighters(doers, finder)):
        _add_nouns(draft, doers, ActorRole.TARGET, finder)
        _add_nouns(draft, objects_of(verb, "from", "by"), ActorRole.PERPETRATOR, finder)
        return
    if draft.sense == "averted" or lemma(verb) in words("roles", "find_out"):  # who finds the dead did not do it
        return
    if draft.kind in ("capture", "territory") and lemma(verb) == "fall":
        doers = objects_of(verb, "to")
    _add_nouns(draft, [*doers, *_far_agents(clause)], ActorRole.PERPETRATOR, finder)
    hurt = ActorRole.VICTIM if _is_harm(draft) else ActorRole.TARGET
    if draft.kind not in ("deployment", "withdrawal"):
        touched = [noun for noun in clause.undergoers if lemma(noun) not in words("roles", "no_target")]
        touched += _aimed_at(verb)
        if category_of(draft.kind) == "bombing":
            touched += (
                noun for noun in objects_of(verb, "outside", "beside", "near") if belongs(noun, "military_site")
            )
        _add_nouns(draft, [*touched, *(rider for noun in touched for rider in _carried(noun))], hurt, finder)
    if category_of(draft.kind) == "territory":
        _add_nouns(draft, _wrested_from(verb, clause), ActorRole.TARGET, finder)


def _clause(verb: Token) -> Clause:
    """ "The air force bombed positions": with a subject of its own a verb is no adjective of the noun after it."""
    subjects = [child for child in verb.children if child.dep_ == "nsubj"]
    if verb.dep_ == "amod" and subjects and verb.head.i > verb.i:
        return Clause(verb, False, subjects, [verb.head])
    return clause_of(verb)


def _repels(draft: Draft, verb: Token, clause: Clause, finder: ActorFinder) -> bool:
    """ "Foiled a rebel attempt to storm": the subject was attacked, by whose attempt it was."""
    attempts = [
        noun for noun in clause.undergoers if belongs(noun, "event") or lemma(noun) in words("roles", "attempts")
    ]
    if lemma(verb) not in words("roles", "repel") or not attempts:
        return False
    _add_nouns(draft, clause.doers, ActorRole.TARGET, finder)
    for noun in attempts:
        owners = [m for m in modifiers(noun) if m.dep_ in ("poss", "amod", "compound", "nmod")]
        _add_nouns(draft, [*owners, *objects_of(noun, "by", "of", "from")], ActorRole.PERPETRATOR, finder)
    return True


def _meets(verb: Token) -> bool:
    """ "Came under missiles", "ran into mines", "lost a captain": it happens to the subject."""
    met = objects_of(verb, "under", "into")
    return lemma(verb) in words("roles", "meet") and any(belongs(noun, "event", "weapon", "fight") for noun in met)


def _far_agents(clause: Clause) -> Iterator[Token]:
    """ "Was shot at a ferry by a sentry": the parser may hang "by" on another word of the clause."""
    if not clause.passive or clause.with_agent:
        return
    for token in clause.verb.subtree:
        if token.lower_ == "by" and token.i > clause.verb.i and token.head.pos_ in ("NOUN", "PROPN", "NUM"):
            yield from (noun for noun in objects_of(token.head, "by") if belongs(noun, "armed", "weapon"))


def _wrested_from(verb: Token, clause: Clause) -> Iterator[Token]:
    """ "Seized the town of X from the army": the parser may hang "from" on the town or its name."""
    yield from objects_of(verb, "from")
    for taken in clause.undergoers:
        for held in (taken, *objects_of(taken, "of")):
            yield from objects_of(held, "from")


def _are_fighters(nouns: list[Token], finder: ActorFinder) -> bool:
    """ "Rebels detonated a mine" set it off on purpose; the soldiers who do so tread on it."""
    named = [named.actor for noun in nouns for named in finder.of(noun)]
    return any(actor.kind == ActorKind.ARMED_GROUP or actor.id in words("roles", "unnamed_fighters") for actor in named)


def _is_harm(draft: Draft) -> bool:
    return draft.sense == "harm" or category_of(draft.kind) in ("killing", "abduction", "accident")


def _carried(vehicle: Token) -> Iterator[Token]:
    """ "A convoy carrying police", "a bus transporting soldiers": who is in it is hit with it."""
    for child in vehicle.children:
        if child.dep_ in ("acl", "relcl") and lemma(child) in words("roles", "carry_people"):
            yield from clause_of(child).undergoers


def _aimed_at(word: Token) -> Iterator[Token]:
    """What follows "on", "at", "against", directly or after the light verb's object ("opened fire on")."""
    for holder in (word, *(child for child in word.children if child.dep_ in ("dobj", "prt"))):
        yield from objects_of(holder, "on", "at", "against", "upon", "into", "toward", "towards", "under")


def _of_noun(draft: Draft, noun: Token, finder: ActorFinder) -> None:
    category = category_of(draft.kind)
    if category == "clash" and draft.kind == "clash":
        for side in [*_sides_of(noun), noun]:
            _add(draft, finder.of(side), ActorRole.PARTY)
        return
    own = [m for m in modifiers(noun) if m.dep_ in ("poss", "amod", "compound", "nmod")]
    for word in own:
        _add(draft, finder.of(word) if word.pos_ != "ADJ" or word.ent_type_ else [], ActorRole.PERPETRATOR)
    for doer in objects_of(noun, "by"):
        _add_nouns(draft, [doer], ActorRole.PERPETRATOR, finder)
    for source in objects_of(noun, "from"):  # "under attack from rebels"; a state's name may be where it came from
        found = finder.of(source) if category in _ASSAULTS else []
        _add(draft, [named for named in found if named.actor.kind != ActorKind.STATE], ActorRole.PERPETRATOR)
    for child in noun.children:
        if child.dep_ in ("acl", "relcl") and child.pos_ == "VERB":
            _of_governor(draft, noun, clause_of(child), finder)
    hurt = ActorRole.VICTIM if category in ("killing", "abduction", "accident") else ActorRole.TARGET
    aimed = objects_of(noun, "on", "against", "at", "upon", "targeting", *(("of",) if category != "strike" else ()))
    governor = _governor(noun)
    blamed = governor is not None and lemma(governor) in words("roles", "blame")
    _add_nouns(draft, aimed, ActorRole.PERPETRATOR if blamed else hurt, finder)
    if governor is not None:
        _of_governor(draft, noun, clause_of(governor), finder)


def _sides_of(noun: Token) -> Iterator[Token]:
    """ "Clashes between X and Y", "fighting broke out between X and Y", "a battle pitting X against Y"."""
    yield from objects_of(noun, "between", "with", "among", "against")
    for child in noun.children:
        if child.dep_ in ("acl", "relcl") and lemma(child) in ("pit", "involve", "oppose"):
            yield from clause_of(child).undergoers
            yield from objects_of(child, "against", "with")
    governor = _governor(noun)
    if governor is not None:
        clause = clause_of(governor)
        if noun in clause.doers:
            yield from objects_of(governor, "between", "among")
        if noun in objects_of(governor, "in") and lemma(governor) in words("roles", "light_into"):
            yield from clause.undergoers if clause.passive else clause.doers


def _governor(noun: Token) -> Token | None:
    for head in noun.ancestors:
        if head.pos_ == "VERB":
            return head
        if head.pos_ in ("NOUN", "PROPN") and lemma(head) not in _GOVERNOR_SERIES:
            return None
    return None


def _of_governor(draft: Draft, noun: Token, clause: Clause, finder: ActorFinder) -> None:
    """The verb that the event's noun is an argument of, or that describes it."""
    verb = lemma(clause.verb)
    chain = [noun, *(t for t in noun.ancestors if t.pos_ == "NOUN")]
    is_done = any(t in clause.undergoers for t in chain) or clause.verb.head == noun
    denied = words("roles", "deny") if category_of(draft.kind) != "territory" else frozenset()  # a loss
    if noun in objects_of(clause.verb, "to", "in") and verb in words("roles", "light_into"):
        _add_nouns(draft, clause.undergoers if clause.passive else clause.doers, ActorRole.PERPETRATOR, finder)
    met = noun in objects_of(clause.verb, "into", "under") and verb in words("roles", "meet")
    if met or (noun in clause.undergoers and verb in words("roles", "repel")):
        _add_nouns(draft, clause.doers, ActorRole.TARGET, finder)
    if noun in objects_of(clause.verb, "to") and verb in words("roles", "expose"):  # "subjected the town to shelling"
        exposed = [t for noun in clause.undergoers for t in (noun, *objects_of(noun, "of"))]
        _add_nouns(draft, clause.doers, ActorRole.PERPETRATOR, finder)
        _add_nouns(draft, exposed, ActorRole.TARGET, finder)
    touches = verb in words("roles", "touch")
    if touches and noun in objects_of(clause.verb, "with", "in", "using", "by"):  # "hit it with strikes"
        _add_nouns(draft, [t for t in clause.doers if not belongs(t, "event")], ActorRole.PERPETRATOR, finder)
    if is_done and verb in words("roles", "light") | words("roles", "claim") | denied:
        _add_nouns(draft, clause.doers, ActorRole.PERPETRATOR, finder)
        _add_nouns(draft, objects_of(clause.verb, "against", "on"), ActorRole.TARGET, finder)
    if touches and (noun in clause.doers or (clause.passive and noun in objects_of(clause.verb, "in", "by"))):
        hurt = ActorRole.VICTIM if verb in ("kill", "wound", "injure") else ActorRole.TARGET
        _add_nouns(draft, clause.undergoers, hurt, finder)


def _add_nouns(draft: Draft, nouns: Iterable[Token], role: ActorRole, finder: ActorFinder) -> None:
    for noun in nouns:
        _add(draft, finder.of(noun), role)


def _bears(named: Named, role: ActorRole) -> bool:
    """People without a name stand only in the part that such people have: gunmen do it, civilians suffer it."""
    if named.is_people and role != ActorRole.PERPETRATOR:
        return False
    if not named.is_phrase:
        return True
    fighters = named.actor.id in words("roles", "unnamed_fighters")
    if role == ActorRole.PERPETRATOR:
        return fighters
    return fighters == (role == ActorRole.PARTY) and (fighters or named.actor.kind == ActorKind.CIVILIANS)


def _add(draft: Draft, found: list[Named], role: ActorRole) -> None:
    for named in found:
        if not _bears(named, role) or any(actor.actor.id == named.actor.id for actor in draft.actors):
            continue
        draft.actors.append(EventActor(named.actor, named.text, role, named.reason))
        draft.why[f"actor {named.actor.id}"] = f"{role.value}: {named.reason}"
