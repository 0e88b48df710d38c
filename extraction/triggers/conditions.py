"""What a trigger's lexicon entry may ask of the words around it ("needs", "unless"): each condition by its name.

In: a candidate trigger in its clause. Out: whether a condition holds. Conditions joined by "+" must all hold.
"""

from collections.abc import Callable
from functools import cache

from spacy.tokens import Doc, Token

from extraction.lexicon import table, words
from extraction.syntax.clauses import Clause, clause_of, modifiers, objects_of
from extraction.syntax.word_classes import BEGINNINGS, belongs, lemma
from extraction.triggers.candidates import (
    Candidate,
    act_together,
    are_ground,
    are_named_places,
    are_people,
    are_sites,
    bear_arms,
    comes_to_pass,
    counts_people,
    is_chemical,
    is_loaded,
    is_many,
    is_mine,
    is_national,
    is_verbless,
    is_weapon,
    speaks_of_war,
)

_GROUND_VERBS = words("triggers_words", "conditions", "ground_verbs")
_CALLS = words("triggers_words", "conditions", "calls")
_COMES_ABOUT = words("triggers_words", "conditions", "comes_about")
_HARMS = words("triggers_words", "conditions", "harms")
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_AWAY = frozenset({"away", "off"})
_BODIES = words("triggers_words", "conditions", "bodies")
_TRUCES = words("triggers_words", "conditions", "truces")
_ROCKS = words("triggers_words", "conditions", "rocks")
_SEARCHES = words("triggers_words", "conditions", "searches")
_OWNS_UP_CARRY = words("triggers_words", "conditions", "owns_up_carry")
_CARRIED_OUT_CONDUCT = words("triggers_words", "conditions", "carried_out_conduct")


def _particle(c: Candidate, *words: str) -> bool:
    return any(child.lower_ in words for child in c.token.children)


def _fires_at(c: Candidate) -> bool:
    at = objects_of(c.token, "at", "on", "upon", "into", "toward", "towards", "against")
    return bool(at) and (bear_arms(c, c.doers) or act_together(c.doers) or c.clause.passive or bool(c.means))


def _seeks_ground(c: Candidate) -> bool:
    """ "operation to retake the city", "offensive against", "advance on": what the noun aims at."""
    following = list(c.token.doc[c.token.i + 1 : c.token.i + 3])
    if len(following) > 1 and following[0].lower_ == "to" and lemma(following[1]) in _GROUND_VERBS:
        return True
    return any(
        t.i in c.places or (belongs(t, "site") and any(w.i in c.places for w in t.subtree))
        for t in objects_of(c.token, "on", "toward", "towards", "into", "against")
    )


def _is_blaze(noun: Token) -> bool:
    """ "A fire" burns, "fire" is shot."""
    return lemma(noun) == "fire" and any(child.lower_ == "a" for child in noun.children)


def is_walkout(strike: Token, clause: Clause) -> bool:
    """ "a strike by teachers", "the drivers' strike", "drivers began a strike": people who bear no arms do it."""
    doers = [*objects_of(strike, "by"), *(m for m in modifiers(strike) if m.dep_ == "poss")]
    if clause.verb != strike and lemma(clause.verb) in _CALLS:
        doers += clause_of(clause.verb).doers
    called = any(
        child.dep_ == "acl" and lemma(child) in ("call", "observe") and not any(t.dep_ == "prt" for t in child.children)
        for child in strike.children
    )
    if called:  # "a strike called by a party"; "called in" are jets
        return True
    return any(belongs(t, "person") and not belongs(t, "armed") for t in doers)


def _begins(c: Candidate) -> bool:
    """Whether somebody begins or announces what the noun names: "began their advance", "the start of the operation"."""
    return any(lemma(t) in BEGINNINGS for t in [*list(c.token.ancestors)[:5], *modifiers(c.token)])


def _comes_about(c: Candidate) -> bool:
    verbs = [c.clause.verb, *(t for t in c.token.children if t.dep_ in ("acl", "relcl"))]
    verbs += [t for t in c.token.subtree if t.dep_ == "acl" and t.i > c.token.i]
    return any(lemma(v) in _COMES_ABOUT and v.tag_ in ("VBD", "VBN", "VBZ", "VBP", "VB", "VBG") for v in verbs) or any(
        child.dep_ == "compound" and lemma(child) in _COMES_ABOUT for child in c.token.children
    )


def _has_dead_particle(c: Candidate) -> bool:
    return any(child.lower_ == "dead" for child in c.token.children)


def _onto_mine(c: Candidate) -> bool:
    """ "Stepped on a mine", "ran over an IED", "drove into a roadside bomb"."""
    return any(is_mine(t) for t in objects_of(c.token, "on", "onto", "upon", "over", "into"))


def before_it_could(verb: Token) -> bool:
    """ "Soldiers shot the driver before he could set off his load": the deed that this kept from happening."""
    marked = any(child.dep_ == "mark" and child.lower_ == "before" for child in verb.children)
    able = any(child.dep_ == "aux" and child.lower_ in ("could", "can") for child in verb.children)
    return marked and able and verb.dep_ == "advcl"


def _tells_which(c: Candidate) -> bool:
    """ "Guards deployed in the region are on alert", "the officers had been deployed to help": says whom the sentence
    is about, or what was so before. "There are 4,000 people displaced by fighting" is the news itself."""
    verb = c.token
    if verb.dep_ == "acl" and verb.tag_ in ("VBN", "VBD"):
        over = next((t for t in verb.ancestors if t.pos_ in ("VERB", "AUX") and t.dep_ != "prep"), None)
        there = over is not None and any(child.dep_ == "expl" for child in over.children)
        tensed = over is not None and any(t.tag_ in _FINITE for t in (over, *over.children))
        return tensed and not there
    helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    bare = not helpers and verb.tag_ in ("VBN", "VBD") and not any(child.dep_ == "dobj" for child in verb.children)
    return (bare and verb.dep_ == "relcl") or ("had" in helpers and verb.dep_ in ("ROOT", "relcl"))


def _owns_up(c: Candidate) -> bool:
    """ "The group said one of its fighters had driven the car", "said it was behind the blast"."""
    if not c.names_actor(c.doers):
        return False
    for clause in (child for child in c.token.children if child.dep_ == "ccomp"):
        for subject in (t for t in clause.children if t.dep_ == "nsubj"):
            own = subject.lower_ == "it" or any(t.lower_ in ("its", "their", "our") for t in subject.subtree)
            behind = lemma(clause) == "be" and any(t.lower_ == "behind" for t in clause.children)
            armed = lemma(clause) in _OWNS_UP_CARRY
            if own and (behind or armed):
                return True
    return False


def _of_violence(c: Candidate) -> bool:
    """ "Vowed to attack", "threatened more strikes", "warned of an assault": what is announced is violence."""
    said = [t for t in c.token.children if t.dep_ in ("xcomp", "ccomp", "dobj")]
    said += [child for t in said for child in t.children if t.dep_ == "xcomp" and child.dep_ == "dobj"]
    said += objects_of(c.token, "of", "with") if lemma(c.token) in ("warn", "threaten") else []
    return any(belongs(t, "violence") for t in said)


def _object_of(c: Candidate, *prepositions: str) -> set[str]:
    holders = [c.token, *(child for child in c.token.children if child.dep_ in ("dobj", "prt"))]
    return {lemma(noun) for holder in holders for noun in objects_of(holder, *prepositions)}


_WHERE = ("in", "into", "inside", "within", "on", "onto", "upon", "at", "near", "through", "over", "across", "around",
    "between",
    "among", "beside", "outside", "behind", "against", "toward", "towards", "to")  # fmt: skip
_PREPOSITIONS = ("on", "into", "from", "with", "to", "in", "at", "of")
_SEARCHED = words("triggers_words", "conditions", "searched")
_CHARGES = words("triggers_words", "conditions", "charges")
_CARE = words("triggers_words", "conditions", "care")
_KILLS = words("triggers_words", "conditions", "kills")
_BANDHS = words("triggers_words", "conditions", "bandhs")


def _after(c: Candidate, *prepositions: str) -> list[Token]:
    """The nouns after a preposition that belongs to the trigger, to its object or to its particle."""
    holders = [c.token, *(child for child in c.token.children if child.dep_ in ("dobj", "prt", "advmod", "prep"))]
    return [noun for holder in holders for noun in objects_of(holder, *prepositions)]


def _targets(c: Candidate, *prepositions: str) -> list[Token]:
    """Of these the ones that may be hit: people, places, buildings, vehicles."""
    return [
        t
        for t in _after(c, *prepositions)
        if t.i in c.places
        or t.i in c.actors
        or belongs(t, "thing", "site", "armed", "person", "road", "vessel", "vehicle")
    ]


def _carried_out(c: Candidate) -> bool:
    """ "Conducted an operation", "an operation was carried out"."""
    verb = c.clause.verb
    return lemma(verb) in _CARRIED_OUT_CONDUCT and (c.token in clause_of(verb).undergoers)


_CONDITIONS: dict[str, Callable[[Candidate], bool]] = {
    "means": lambda c: bool(c.means),
    "weapon-doer": lambda c: any(is_weapon(t) for t in c.doers),
    "armed-doer": lambda c: bear_arms(c, c.doers),
    "unnamed-doer": lambda c: any(belongs(t, "unnamed") for t in c.doers),
    "state-doer": lambda c: any(belongs(t, "state") for t in c.doers) or c.names_actor(c.doers),
    "state-force-doer": lambda c: any(
        belongs(t, "state") and not any(w.i in c.bands for w in t.subtree) for t in c.doers
    ),
    "group-doer": lambda c: act_together(c.doers),
    "people-doer": lambda c: are_people(c, c.doers),
    "person-doer": lambda c: any(belongs(t, "person", "armed") for t in c.doers),
    "place-doer": lambda c: any(t.i in c.places for t in c.doers),
    "event-doer": lambda c: any(belongs(t, "event") and not is_weapon(t) for t in c.doers),
    "passive": lambda c: c.clause.passive,
    "reflexive": lambda c: any(t.lower_.endswith(("self", "selves")) for t in c.undergoers),
    "person-object": lambda c: are_people(c, c.undergoers),
    "people-object": lambda c: any(belongs(t, "person", "armed") or is_national(t) for t in c.undergoers)
    and not are_sites(c, c.undergoers),
    "place-object": lambda c: are_sites(c, c.undergoers),
    "named-place-object": lambda c: are_named_places(c, c.undergoers),
    "thing-object": lambda c: c.names_actor(c.undergoers)
    or any(belongs(t, "thing", "site", "armed", "person") or t.i in c.places for t in c.undergoers),
    "weapon-object": lambda c: any(is_weapon(t) for t in c.undergoers),
    "armed-object": lambda c: bear_arms(c, c.undergoers),
    "armed-on": lambda c: bear_arms(c, objects_of(c.token, "on")),
    "aircraft-object": lambda c: any(
        belongs(t, "aircraft") or any(belongs(o, "aircraft") for o in objects_of(t, "of")) for t in c.undergoers
    ),
    "idle-object": lambda c: any(belongs(t, "idle") for t in c.undergoers)
    and not any(is_weapon(t) for t in c.doers) and not c.means,
    "job-object": lambda c: any(belongs(t, "job") for t in c.undergoers) and not objects_of(c.token, "at", "on"),
    "describes-ground": lambda c: c.token.dep_ == "acl" and c.token.tag_ == "VBN" and not c.clause.with_agent,
    "disaster-doer": lambda c: any(belongs(t, "disaster") or _is_blaze(t) for t in c.doers),
    "on-abstract": lambda c: not c.means
    and any(belongs(t, "abstract") and t.i not in c.actors for t in objects_of(c.token, "on", "against")),
    "own-place": lambda c: any(t.i in c.places for t in c.token.subtree)
    and any(child.lower_ in ("a", "an") for child in c.token.children),
    "describes": lambda c: c.token.dep_ == "acl" and c.token.tag_ == "VBG",
    "tells-which": _tells_which,
    "before-it-could": lambda c: before_it_could(c.token),
    "onto-mine": _onto_mine,
    "mine-object": lambda c: any(is_mine(t) for t in c.undergoers),
    "many-doer": lambda c: c.token.dep_ != "relcl" and any(is_many(t) and belongs(t, "moved") for t in c.doers),
    "moved-doer": lambda c: any(belongs(t, "moved") or t.like_num for t in c.doers),
    "moved-object": lambda c: any(belongs(t, "moved") or t.like_num for t in c.undergoers),
    "has-object": lambda c: any(child.dep_ == "dobj" for child in c.token.children),
    "many-armed-object": lambda c: any(belongs(t, "state", "unnamed") for t in c.undergoers),
    "armed-agent": lambda c: c.clause.with_agent and bear_arms(c, c.doers),
    "away": lambda c: any(t.lower_ in _AWAY for t in c.token.children) or bool(objects_of(c.token, "from", "into")),
    "of-fire": lambda c: any(lemma(t) in ("fire", "gunfire", "shot", "shelling") for t in objects_of(c.token, "of")),
    "with-bullets": lambda c: bool(_object_of(c, "with") & {"bullet", "gunfire", "fire", "shot"}),
    "into-custody": lambda c: bool(_object_of(c, "into") & {"custody", "detention"}),
    "to-care": lambda c: any(belongs(t, "patient") for t in c.undergoers) or any(
        word.lower_ in _CARE for t in (*c.undergoers, *_after(c, "to", "for")) for word in (t, *modifiers(t))
    ),
    "to-streets": lambda c: bool(_object_of(c, "to", "into", "onto", "on", "through") & {"street"})
    and any(belongs(t, "person", "group") or t.tag_ == "CD" for t in c.doers),
    "owns-up": _owns_up,
    "of-violence": _of_violence,
    "dead-particle": _has_dead_particle,
    "fires-at": _fires_at,
    "seeks-ground": _seeks_ground,
    "comes-about": _comes_about,
    "joins-fight": lambda c: any(lemma(t) in ("fight", "battle", "force", "troop") for t in c.sentence),
    "begins": _begins,
    "chemical-object": lambda c: any(is_chemical(t) for t in c.undergoers),
    "of-chemical": lambda c: any(is_chemical(t) for t in objects_of(c.token, "of")),
    "by-civilians": lambda c: is_walkout(c.token, c.clause),
    "over-something": lambda c: bool(objects_of(c.token, "over")) and not c.means,
    "of-other": lambda c: any(
        not belongs(t, "armed", "person") and t.i not in c.actors for t in objects_of(c.token, "of")
    ),
    "of-place": lambda c: any(
        t.i in c.places or any(w.i in c.places for w in t.subtree) for t in objects_of(c.token, "of", "over")
    ) or any(m.i in c.places for m in modifiers(c.token)),
    "of-person": lambda c: are_people(c, objects_of(c.token, "of")),
    "of-armed": lambda c: bear_arms(c, objects_of(c.token, "of")),
    "place-near": lambda c: any(t.i in c.places for t in c.sentence),
    "armed-near": lambda c: c.near("armed") or any(t.i in c.actors for t in c.sentence),
    "war-near": lambda c: c.near("weapon", "unnamed") or bool(c.means),
    "harm-near": lambda c: any(lemma(t) in _HARMS for t in c.sentence),
    "to-death": lambda c: bool(_object_of(c, "to") & {"death"}),
    "to-hell": lambda c: bool(_object_of(c, "to") & {"hell"}) and are_people(c, c.undergoers),
    "body-object": lambda c: any(lemma(t) in _BODIES for t in c.undergoers)
    or any(child.lower_ == "dead" and child.dep_ in ("oprd", "acomp", "advcl", "xcomp") for child in c.token.children),
    "ground-object": lambda c: are_ground(c, c.undergoers),
    "from-ground": lambda c: are_sites(c, objects_of(c.token, "from")),
    "named-person-object": lambda c: any(t.ent_type_ == "PERSON" for t in c.undergoers),
    "into-site": lambda c: any(
        belongs(t, "site", "thing") or t.i in c.places for t in objects_of(c.token, "into", "inside")
    ),
    "in-answer": lambda c: bool(_object_of(c, "in") & {"response", "answer", "reaction"}),
    "people-number-near": lambda c: any(counts_people(t) for t in c.sentence),
    "rocks-place": lambda c: lemma(c.clause.verb) in _ROCKS and are_sites(c, clause_of(c.clause.verb).undergoers),
    "carried-out": _carried_out,
    "plural": lambda c: c.token.tag_ in ("NNS", "NNPS"),
    "search-modifier": lambda c: any(m.lower_ in _SEARCHES for m in modifiers(c.token)),
    "fire-modifier": lambda c: any(m.lower_ in ("fire", "gunfire", "firing", "shots") for m in modifiers(c.token)),
    "truce-modifier": lambda c: any(m.lower_ in _TRUCES for m in modifiers(c.token))
    or any(lemma(t) in ("ceasefire", "truce") for t in objects_of(c.token, "of")),
    "strike-noun-near": lambda c: c.near("event"),
    "number-near": lambda c: any(t.like_num or lemma(t) in ("thousand", "hundred", "dozen") for t in c.sentence),
    "explosive-near": lambda c: any("explosive" in t.lower_ or "bomb" in t.lower_ for t in c.sentence),
    "parties-near": lambda c: sum(t.i in c.actors or t.i in c.places for t in c.sentence) > 1,
    "definite": lambda c: any(child.lower_ in ("the", "this", "that") for child in c.token.children),
    "accident-near": lambda c: any(belongs(m, "accident") for m in modifiers(c.token)),
    "accident-modifier": lambda c: any(
        m.lower_ in ("combat", "non", "non-combat", "training", "accidental") for m in modifiers(c.token)
    ),
    "labour-modifier": lambda c: any(belongs(m, "labour") for m in modifiers(c.token)),
    "illness-modifier": lambda c: any(belongs(m, "illness") for m in modifiers(c.token)),
    "raid-modifier": lambda c: any(
        m.lower_ in ("intelligence", "search", "counterterrorism", "counter-terrorism", "anti-terror",
                     "clearance", "arrest", "based") for m in modifiers(c.token)
    ),
    "civil-doer": lambda c: any(belongs(t, "civil") for t in c.doers) and not bear_arms(c, c.doers),
    "flying-doer": lambda c: any(belongs(t, "munition") for t in c.doers) and not c.clause.passive,
    "body-doer": lambda c: any(lemma(t) in _BODIES for t in c.doers),
    "many-moved-object": lambda c: any(is_many(t) and belongs(t, "moved") for t in c.undergoers),
    "many-armed-doer": lambda c: any(is_many(t) for t in c.doers) and bear_arms(c, c.doers),
    "lands": lambda c: bool(_targets(c, *_WHERE)) or are_sites(c, c.undergoers)
    or any(belongs(t, "thing", "person", "armed") for t in c.undergoers)
    or any(lemma(t) in _HARMS for t in c.sentence),
    "upon-target": lambda c: bool(_targets(c, "on", "upon", "at", "onto", "into", "against")),
    "on-target": lambda c: bool(_targets(c, *_WHERE)),
    "at-target": lambda c: bool(_targets(c, "at")),
    "into-target": lambda c: bool(_targets(c, "into", "onto", "on", "against")),
    "over-place": lambda c: bool(_targets(c, "over", "on", "against")),
    "to-somewhere": lambda c: bool(_targets(c, "to", "into", "in", "at", "from", "near", "toward", "towards")),
    "toward-place": lambda c: are_named_places(c, _after(c, "to", "into", "in", "near", "on", "toward", "towards")),
    "into-named-place": lambda c: are_named_places(c, _after(c, "into", "through")),
    "in-place": lambda c: are_named_places(c, _after(c, "into", "in")),
    "from-named-place": lambda c: are_named_places(c, _after(c, "from")),
    "from-home": lambda c: any(
        belongs(t, "home", "site", "thing", "road", "vehicle") or t.i in c.places for t in _after(c, "from")
    ),
    "from-armed": lambda c: bear_arms(c, _after(c, "from")),
    "by-armed": lambda c: bear_arms(c, objects_of(c.token, "by")),
    "with-armed": lambda c: bear_arms(c, objects_of(c.token, "with")),
    "between-armed": lambda c: bear_arms(c, objects_of(c.token, "between")),
    "with-people": lambda c: any(belongs(t, "person") for t in objects_of(c.token, "with")),
    "with-agent": lambda c: c.clause.with_agent,
    "to-mine": lambda c: any(is_mine(t) for t in _after(c, "to")),
    "by-accident": lambda c: c.near("mishap") and not c.near("weapon", "unnamed"),
    "comes-to-pass": comes_to_pass,
    "verbless": lambda c: is_verbless(c.token),
    "war-text": lambda c: speaks_of_war(c.token.doc),
    "owned": lambda c: any(child.dep_ == "poss" for child in c.token.children),
    "of-search": lambda c: any(lemma(t) in _SEARCHED for t in c.token.ancestors),
    "of-crime": lambda c: any(lemma(t) in _CHARGES for t in c.token.ancestors),
    "of-past": lambda c: any(child.ent_type_ == "DATE" and child.lower_[:4].isdigit() for child in c.token.children)
    or c.token.head.lower_ == "since",
    "of-prisoners": lambda c: any(belongs(t, "captive") for t in [*objects_of(c.token, "of"), *modifiers(c.token)]),
    "of-building": lambda c: any(belongs(t, "thing", "site", "home") for t in objects_of(c.token, "of", "in", "at")),
    "general-strike": lambda c: any(belongs(m, "walkout") for m in modifiers(c.token)),
    "bandh": lambda c: lemma(c.token) in _BANDHS,
    "on-strike": lambda c: c.token.head.lower_ == "on" and any(belongs(t, "civil") for t in c.clause_doers),
    "cause-stampede": lambda c: lemma(c.token) == "stampede",
    "in-wait": lambda c: bool(_object_of(c, "in") & {"wait", "ambush"}),
    "assassination-modifier": lambda c: any(m.lower_ in ("assassination", "murder") for m in modifiers(c.token)),
    "on-life": lambda c: any(lemma(t) == "life" for t in objects_of(c.token, "on", "against")),
    "loaded-doer": lambda c: any(is_loaded(t) for t in c.doers),
    "mass-modifier": lambda c: any(m.lower_ == "mass" for m in modifiers(c.token)),
    "given-up": lambda c: lemma(c.token) in ("give", "hand", "turn") and _particle(c, "up", "in", "over"),
    "no-object": lambda c: c.token.dep_ != "acl" and not any(child.dep_ == "dobj" for child in c.token.children),
    "has-particle": lambda c: any(child.dep_ == "prt" for child in c.token.children),
    "alive": lambda c: _particle(c, "alive") or any(t.lower_ == "alive" for t in c.token.subtree),
    "apart": lambda c: _particle(c, "apart"),
    "out": lambda c: _particle(c, "out"),
    "court-term": lambda c: any(
        lemma(t) in ("year", "month", "bail", "life") for t in objects_of(c.token, "for", "to", "on")
    ),
    "for-deed": lambda c: any(belongs(t, "event", "fight") for t in objects_of(c.token, "for", "over")),
    "court-charge": lambda c: lemma(c.token) == "charge" and (c.clause.passive or bool(objects_of(c.token, "with"))),
    "people-near": lambda c: c.near("person"),
    "then-killed": lambda c: any(lemma(t) in _HARMS or lemma(t) in _KILLS for t in c.token.conjuncts),
    "by-civil": lambda c: any(belongs(t, "civil") for t in objects_of(c.token, "by")),
    "armed-modifier": lambda c: bear_arms(c, [m for m in modifiers(c.token) if m.dep_ == "poss"])
    or any(m.dep_ == "poss" and m.pos_ == "PRON" for m in modifiers(c.token)),
    "to-ash": lambda c: bool(_object_of(c, "to") & {"ash", "ashes", "rubble", "cinder", "dust", "ruin"}),
}  # fmt: skip

_ROLES: dict[str, Callable[[Candidate], list[Token]]] = {
    "doer": lambda c: c.doers,
    "object": lambda c: c.undergoers,
}


@cache
def _condition(name: str) -> Callable[[Candidate], bool]:
    """The condition of that name; of the form "<class>-doer", "<class>-object", "<class>-near" or
    "<preposition>-<class>" it asks for a noun of a class of `lexicon/nouns.toml`. Raises KeyError for a name that is
    not known."""
    if name in _CONDITIONS:
        return _CONDITIONS[name]
    noun_class, _, role = name.rpartition("-")
    if noun_class in table("nouns"):
        if role == "near":
            return lambda c: c.near(noun_class)
        tokens = _ROLES[role]
        return lambda c: any(belongs(t, noun_class) for t in tokens(c))
    preposition, _, noun_class = name.partition("-")
    if noun_class not in table("nouns") or preposition not in _PREPOSITIONS:
        raise KeyError(name)
    return lambda c: any(belongs(t, noun_class) for t in _after(c, preposition))


def holds(expression: str, candidate: Candidate) -> bool:
    """Whether all the conditions joined by "+" hold. Raises KeyError for a name that is not known."""
    return all(_condition(name)(candidate) for name in expression.split("+"))


def is_known(name: str) -> bool:
    """Whether the lexicon may use a condition of that name."""
    try:
        _condition(name)
    except KeyError:
        return False
    return True


def covered(doc: Doc, attribute: str) -> frozenset[int]:
    """The tokens within a mention kept under `doc._.<attribute>`."""
    return frozenset(i for mention in getattr(doc._, attribute) for i in range(mention.span.start, mention.span.end))
