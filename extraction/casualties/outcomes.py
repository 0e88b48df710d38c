"""Words that say what became of people → the losses a text tells: the word, the outcome, and the people counted.

Grammar of the ways to tell a loss: verbs in both voices, telegraphic participles, states ("12 people dead"), tolls,
deeds ("the death of"), bodies found, people lost, people in care, and the absence of loss.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice

from spacy.tokens import Doc, Token

from domain.casualties import Outcome
from extraction.casualties.bulletins import by_bulletin, marks
from extraction.casualties.groups import is_people, may_be_people
from extraction.casualties.idioms import by_idiom, idiom_verbs
from extraction.casualties.loss import NOBODY, Loss, absence, counted, is_people_phrase, outcome_of
from extraction.casualties.partition import PART_WORDS, as_part, parts
from extraction.casualties.people import Counted, Crowd
from extraction.casualties.running_tolls import by_toll, revised
from extraction.casualties.telegraphic import telegraphic
from extraction.lexicon import table, words
from extraction.syntax.clauses import clause_of, coordinated, is_passive, objects_of
from extraction.syntax.parse import sentence_of
from extraction.syntax.tense import around
from extraction.syntax.word_classes import lemma, lower_words

_VERBS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})
_VERBAL = frozenset({"VERB", "AUX"})
_CAPTIVE = words("casualties_words", "outcomes", "captive")
_PARTICLE_REACH = 9  # tokens between "took" and "hostage"
_FEW = 12  # losses reported just before
_REMAINS = words("casualties_words", "outcomes", "remains")
_BODIES_LIE = words("casualties_words", "outcomes", "bodies_lie")
_ONESELF = words("casualties_words", "outcomes", "oneself")
_BY_VERB_TAKE = words("casualties_words", "outcomes", "by_verb_take")
_BY_NOUN_CLAIM = words("casualties_words", "outcomes", "by_noun_claim")


def losses(doc: Doc, crowd: Crowd) -> list[Loss]:
    """The losses that the text tells, in order, each once."""
    found: dict[tuple[int, Outcome], Loss] = {}
    for token in _tokens_of_loss(doc):
        last = next(reversed(found.values()), None)
        for loss in (*_told_by(token, crowd), *(() if last is None else revised(token, last, crowd))):
            if not any(_overlap(loss, other) for other in islice(reversed(found.values()), _FEW)):
                found.setdefault((loss.people.noun.i, loss.outcome), loss)
    for loss in _by_kind(doc, crowd):
        if not any(_same_people(loss, other) for other in found.values()):
            found[loss.people.noun.i, loss.outcome] = loss
    for loss in list(found.values()):
        for part in parts(loss, crowd):
            found.setdefault((part.people.noun.i, part.outcome), part)
    kept = [loss for loss in found.values() if not _died_later(loss, found) and not _told_closer(loss, found)]
    return _in_order(sorted(kept, key=lambda loss: loss.people.noun.i))


def _by_kind(doc: Doc, crowd: Crowd) -> Iterator[Loss]:
    """ "Bundled a nurse into a van", "slew 22 labourers": what the kind of the event says, whatever its word."""
    for draft in doc._.drafts:
        root, outcome = draft.trigger.root, outcome_of("kinds", draft.kind)
        if outcome is not None:
            people = clause_of(root).undergoers if root.pos_ == "VERB" else objects_of(root, "of")
            told = counted(root, outcome, people, crowd, strict=True)
            yield from (loss for loss in told if loss.people.best is not None)


def _in_order(losses: list[Loss]) -> list[Loss]:
    """Those counted by the ones before: "three killed and the same number wounded", "a sixth body was found"."""
    found: list[Loss] = []
    for loss in losses:
        before = found[-1].people if found and _in_one_sentence(found[-1], loss) else None
        if before is not None and loss.people.span.text.lower() in words("casualties", "likewise", "phrases"):
            people = replace(loss.people, low=before.low, high=before.high, best=before.best, marks=frozenset())
            loss = replace(loss, people=people)
        if "place" in loss.people.marks:
            loss = replace(loss, people=_in_place(loss, found))
        found.append(loss)
    return found


def _in_one_sentence(one: Loss, other: Loss) -> bool:
    return sentence_of(one.people.noun).start == sentence_of(other.people.noun).start


def _in_place(loss: Loss, before: list[Loss]) -> Counted:
    """ "A sixth body": six dead by then, where five or none were told of; "a third man was hurt" is one."""
    dead = [other.people.low for other in before if other.outcome == Outcome.KILLED]
    last = (loss.people.low or 0) - 1
    if loss.outcome == Outcome.KILLED and (last in dead or not before):
        return replace(loss.people, marks=frozenset({"toll"}))
    return replace(loss.people.of(1), marks=loss.people.marks - {"place"})


def _tokens_of_loss(doc: Doc) -> list[Token]:
    words = _words_of_loss()
    return [
        token
        for token, word in zip(doc, lower_words(doc), strict=True)
        if word in words or token.lemma_.lower() in words
    ]


@cache
def _words_of_loss() -> frozenset[str]:
    """Every word that a loss can be reported by; all others are passed over."""
    rows = table("casualties")
    tables = [rows[name] for name in ("verbs", "verbs_of_people", "blows", "intransitive", "deeds", "states", "nouns")]
    found = {word for table in tables for words_of in table.values() for word in words_of}
    found |= {phrase.split()[0] for phrases in rows["particles"].values() for phrase in phrases}
    found |= words("casualties", "traces", "nouns") | idiom_verbs() | {*rows["tolls"]["revised"]}
    found |= {*_REMAINS, *rows["care"]["verbs"]}
    found |= {*rows["tolls"]["nouns"], *rows["tolls"]["counts"], *NOBODY, "no", "one", "without", *PART_WORDS}
    found |= words("casualties", "balance", "nouns") | {*rows["injuries"]["nouns"], *rows["injuries"]["states"]}
    return frozenset(found | {f"{word}s" for word in found} | marks())


def _overlap(one: Loss, other: Loss) -> bool:
    """Whether two words tell of one loss: the same people, the same outcome."""
    return one.outcome == other.outcome and _same_people(one, other)


def _same_people(one: Loss, other: Loss) -> bool:
    return one.people.span.start < other.people.span.end and other.people.span.start < one.people.span.end


def _died_later(loss: Loss, found: dict[tuple[int, Outcome], Loss]) -> bool:
    """ "A girl wounded on Monday has died" tells of one death and of no wound; "the bodies of four men
    who had been seized" of no capture."""
    if loss.outcome == Outcome.CAPTURED:
        return any((loss.people.noun.i, other) in found for other in (Outcome.KILLED, Outcome.INJURED))
    beside = found.get((loss.people.noun.i, Outcome.KILLED))
    if loss.outcome != Outcome.INJURED or beside is None:
        return False
    if loss.word.i == beside.word.i and loss.people.low != 0:  # "received fatal wounds"
        return True
    return loss.word.dep_ in ("acl", "relcl", "amod") or (loss.people.low == 1 and beside.word.i > loss.word.i)


def _told_closer(loss: Loss, found: dict[tuple[int, Outcome], Loss]) -> bool:
    """ "Shot and wounded two men", "beat a trader to death": the blow is told with what came of it."""
    outcomes = [found.get((loss.people.noun.i, outcome)) for outcome in (Outcome.KILLED, Outcome.INJURED)]
    return "blow" in loss.marks and any(other is not None and "blow" not in other.marks for other in outcomes)


def _told_by(token: Token, crowd: Crowd) -> Iterator[Loss]:
    form = lemma(token)
    if (
        form in ("no", "without")
        or token.lower_ in NOBODY
        or (token.lower_ == "one" and token.i and token.nbor(-1).lower_ == "no")
    ):
        yield from absence(token)
        return
    yield from as_part(token, form, crowd)
    yield from by_bulletin(token, form, crowd)
    bare = list(telegraphic(token, crowd))
    if bare:
        yield from bare
        return
    if token.tag_ in _VERBS and token.pos_ in ("VERB", "AUX"):
        yield from _by_verb(token, form, crowd)
        yield from by_idiom(token, form, crowd)
    yield from _by_state(token, form, crowd)
    yield from by_toll(token, form, crowd)
    yield from _by_noun(token, form, crowd)


def _by_verb(verb: Token, form: str, crowd: Crowd) -> Iterator[Loss]:
    particle = _with_particle(verb, form)
    outcome = particle or outcome_of("verbs", form) or outcome_of("verbs_of_people", form)
    takes_nobody = form in _BY_VERB_TAKE and particle is None
    if outcome is not None and not takes_nobody and not _negated(verb):
        strict = particle is None and outcome_of("verbs", form) is None
        owner = next(iter(clause_of(verb).doers), None) if form == "lose" else None
        heads = [t for t in _sufferers(verb) if not _is_taker(t)]
        for loss in counted(verb, outcome, heads, crowd, strict):
            yield replace(loss, owner=owner)
    yield from _by_blow(verb, form, outcome, crowd)
    if verb.lower_ == "missing" and not any(child.dep_ == "dobj" for child in verb.children):
        yield from counted(verb, Outcome.MISSING, clause_of(verb).doers, crowd)
    outcome = outcome_of("intransitive", form)
    if outcome is not None and not _negated(verb):
        clause = clause_of(verb)  # "two women perished in" may be parsed as "two women, perished in"
        above = clause_of(verb.head) if verb.head.pos_ == "VERB" else clause
        yield from counted(verb, outcome, clause.doers or clause.undergoers or above.undergoers, crowd)
    yield from _in_care(verb, form, crowd)


def _by_blow(verb: Token, form: str, told: Outcome | None, crowd: Crowd) -> Iterator[Loss]:
    """ "Shot nine members of the group", "a baker was struck with a rifle butt": a number of people and no thing."""
    outcome = outcome_of("blows", form) if told is None and not _negated(verb) else None
    if outcome is None:
        return
    for loss in counted(verb, outcome, _sufferers(verb), crowd, strict=True):
        if loss.people.low is not None:
            yield replace(loss, marks=frozenset({"blow"}))


def _is_taker(noun: Token) -> bool:
    """ "Lost the town to the rebels"."""
    return noun.dep_ == "pobj" and noun.head.lower_ == "to"


def _sufferers(verb: Token) -> list[Token]:
    """Who suffers the verb: its object, its passive subject; in a telegraphic line ("2 wounded") its bare subject."""
    clause = clause_of(verb)
    if any(noun.lower_ in _ONESELF for noun in clause.undergoers):  # "killing himself and five soldiers"
        return [*clause.doers, *(t for t in clause.undergoers if t.lower_ not in _ONESELF)]
    if any(may_be_people(noun) for noun in clause.undergoers):
        return [*clause.undergoers, *(() if clause.passive else _joined_to(verb))]
    taken = [
        t for t in verb.children if t.dep_ == "ccomp" and (t.lower_ in _CAPTIVE or t.tag_ == "VBG") and t.i > verb.i
    ]
    if taken:  # "killed 23 people queuing" parsed as "killed: 23 people queuing", "took: three sailors hostage"
        return [t for child in taken[0].children if child.dep_ == "nsubj" for t in coordinated(child)]
    beside = _people_beside(verb)
    if beside:
        return beside
    shared = [t for t in verb.children if t.dep_ == "conj" and t.tag_ == verb.tag_ and t.i == verb.i + 2]
    if shared and not is_passive(verb):  # "killed and injured residents"
        return clause_of(shared[0]).undergoers
    bare = verb.tag_ in ("VBN", "VBD") and not any(child.dep_ in ("dobj", "ccomp", "xcomp") for child in verb.children)
    if bare and not is_passive(verb):
        own = [t for child in verb.children if child.dep_ == "nsubj" for t in coordinated(child)]
        return [t for t in own if is_people_phrase(t)]
    return []


def _joined_to(verb: Token) -> list[Token]:
    """ "Killed six policemen and at least eleven civilians": people that the parse joins to the verb itself."""
    joined = [t.i for t in verb.children if t.dep_ == "cc"]
    nouns = (
        t for t in verb.children if t.dep_ == "conj" and t.pos_ in ("NOUN", "NUM", "PROPN") and is_people_phrase(t)
    )
    return [noun for noun in nouns if joined and joined[0] < noun.i]


def _people_beside(verb: Token) -> list[Token]:
    """Whom a participle speaks of where the parse missed it: the people right before it ("7 soldiers killed"), or those
    before it that agree with its auxiliary ("gunmen who fled after the blast were shot dead")."""
    if verb.tag_ not in ("VBN", "VBD") or any(child.dep_ == "dobj" for child in verb.children):
        return []
    before = verb.doc[verb.i - 1] if verb.i > sentence_of(verb).start else verb
    if before.i != verb.i and before.tag_ in ("NNS", "NNPS") and is_people(before):
        return [t for t in (*before.conjuncts, before) if t.i <= before.i and is_people(t)]
    helper = next((child.lower_ for child in verb.children if child.dep_ == "auxpass"), "")
    number = {"was": ("NN", "NNP"), "were": ("NNS", "NNPS")}.get(helper, ())
    subjects = [
        t
        for t in verb.doc[around(verb).start : verb.i]
        if t.dep_ in ("nsubj", "nsubjpass", "ROOT") and t.tag_ in number
    ]
    return [t for t in subjects if is_people(t)][-1:]


def _with_particle(verb: Token, form: str) -> Outcome | None:
    """ "Shot dead", "taken hostage": the verb with a word that goes with it."""
    particles = _particles().get(form)
    if particles is None:
        return None
    beside = {lemma(child) for child in verb.children} | {
        lemma(t) for child in verb.children if child.dep_ == "prep" for t in child.children
    }
    beside |= {t.lower_ for t in verb.doc[verb.i + 1 : min(verb.i + 2, sentence_of(verb).end)]}
    beside |= {
        lemma(m)
        for child in verb.children
        if child.dep_ in ("dobj", "oprd")
        for m in child.children
        if m.dep_ == "amod" and m.lower_ == "dead"
    }
    if form in ("take", "hold"):
        beside |= {
            t.lower_ for t in verb.doc[verb.i + 1 : min(verb.i + _PARTICLE_REACH, sentence_of(verb).end)]
        } & _CAPTIVE
    return next((outcome for particle, outcome in particles if particle in beside), None)


@cache
def _particles() -> dict[str, list[tuple[str, Outcome]]]:
    """The words that go with each verb, with what became of people then."""
    found: dict[str, list[tuple[str, Outcome]]] = {}
    for name, phrases in table("casualties")["particles"].items():
        for verb, particle in (phrase.split() for phrase in phrases):
            found.setdefault(verb, []).append((particle, Outcome(name)))
    return found


def _negated(verb: Token) -> bool:
    return any(child.dep_ == "neg" for child in verb.children)


def _by_state(token: Token, form: str, crowd: Crowd) -> Iterator[Loss]:
    """ "12 people dead", "9 dead", "seven others are missing", "were left dead"."""
    outcome = outcome_of("states", token.lower_)
    if outcome is None or token.tag_ in ("VBP", "VB", "VBD"):
        return
    head = token.head
    if head.lower_ == "as" and head.head.dep_ != "acl":  # "are listed as missing"; not "a boy once listed as missing"
        yield from counted(token, outcome, clause_of(head.head).undergoers, crowd)
    elif (
        token.dep_ in ("amod", "acl", "appos")
        and token.i > head.i
        and not any(child.dep_ in ("nsubj", "nsubjpass") for child in token.children)
    ):
        yield from counted(token, outcome, [head], crowd)
    elif token.dep_ == "amod" and token.lower_ == "dead" and crowd.quantity_at(head) is None:
        people = crowd.count(head)
        if people is not None and people.low is not None and "person" not in people.marks:
            yield Loss(token, Outcome.KILLED, people)
    elif token.dep_ in ("acomp", "oprd", "attr", "conj", "xcomp") and (
        token.pos_ != "VERB" or token.lower_ == "missing"
    ):
        own = [child for child in token.children if child.dep_ == "nsubj"]  # "left six and a dozen rebels dead"
        others = () if own and token.dep_ == "conj" else head.children
        holders = [
            t for child in [*own, *others] if child.dep_ in ("nsubj", "nsubjpass", "dobj") for t in coordinated(child)
        ]
        yield from counted(token, outcome, [t for t in holders if t.i < token.i and is_people_phrase(t)], crowd)


def _by_noun(token: Token, form: str, crowd: Crowd) -> Iterator[Loss]:
    if token.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM"):
        return
    if form in _REMAINS:
        yield from _by_body(token, crowd)
        return
    if form == "death":
        yield from _to_death(token, crowd)
    outcome = outcome_of("deeds", form)
    if outcome is not None:
        lost_lives = form != "life" or lemma(token.head) in _BY_NOUN_CLAIM
        if lost_lives:
            objects = [child for child in token.children if child.dep_ == "dobj"]  # "killing one and kidnapping seven"
            yield from counted(token, outcome, objects or objects_of(token, "of"), crowd)
        if form == "life" and not lost_lives:
            return
    yield from _by_injury(token, form, crowd)
    if form in words("casualties", "traces", "nouns") and any(child.lower_ == "no" for child in token.children):
        sought = counted(token, Outcome.MISSING, objects_of(token, "of", "from"), crowd, strict=True)
        yield from (loss for loss in sought if loss.people.best is not None)
    told = outcome_of("nouns", form) or outcome_of("nouns", token.lower_)
    told = told or (Outcome.KILLED if form == "life" and outcome else None)
    if told is None or objects_of(token, "of"):
        return
    people = crowd.count(token, of_harm=True)
    if people is not None and (people.low, people.high) not in ((0, 0), (None, None)) and "person" not in people.marks:
        yield Loss(token, told, people)


def _by_injury(noun: Token, form: str, crowd: Crowd) -> Iterator[Loss]:
    """ "Two of his men with burns", "one in critical condition": what is said of people behind a preposition."""
    grave = form in words("casualties", "injuries", "states") and any(
        child.lower_ in words("casualties", "injuries", "grave") for child in noun.children
    )
    link = noun.head
    if not (grave or form in words("casualties", "injuries", "nouns")) or link.lower_ not in ("with", "in"):
        return
    bearers = [t for t in coordinated(link.head)[:1] if crowd.quantity_at(t) is not None or is_people_phrase(t)]
    for loss in counted(noun, Outcome.INJURED, bearers if link.head.pos_ not in _VERBAL else [], crowd):
        if loss.people.low is not None:
            yield loss


def _by_body(noun: Token, crowd: Crowd) -> Iterator[Loss]:
    """ "22 bodies", "the corpse of a farmer", "his body was found"; not a body that says or decides."""
    verb = noun.head
    acts = noun.dep_ == "nsubj" and verb.pos_ == "VERB" and not is_passive(verb) and lemma(verb) not in _BODIES_LIE
    people = None if acts else crowd.count(noun)
    if people is None or noun.dep_ == "compound":
        return
    dead = people.noun.i != noun.i or crowd.quantity_at(noun) is not None or people.best not in (None, 1)
    if dead or (people.best == 1 and noun in clause_of(verb).undergoers):
        yield Loss(noun, Outcome.KILLED, people)


def _to_death(noun: Token, crowd: Crowd) -> Iterator[Loss]:
    """ "Beat them to death", "bled to death": whoever the verb befalls."""
    verb = noun.head.head
    if (
        noun.head.lower_ != "to"
        or verb.pos_ != "VERB"
        or lemma(verb) in words("casualties_words", "outcomes", "verdicts")
    ):
        return
    clause = clause_of(verb)
    if not _negated(verb):
        yield from counted(verb, Outcome.KILLED, clause.undergoers or clause.doers, crowd)


def _in_care(verb: Token, form: str, crowd: Crowd) -> Iterator[Loss]:
    """ "Six were taken to hospital", "airlifted with burns"."""
    if form not in words("casualties", "care", "verbs"):
        return
    if {lemma(t) for t in verb.subtree} & words("casualties", "care", "for"):
        for loss in counted(verb, Outcome.INJURED, clause_of(verb).undergoers, crowd):
            if loss.people.low is not None and not loss.people.part and lemma(loss.people.noun) not in _REMAINS:
                yield replace(loss, marks=frozenset({"care"}))
