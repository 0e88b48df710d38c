"""A noun in the parse → the actors that it names or points back to.

"Russian drone" names Russia, "fighters of the ELN" the ELN, "an army base" the state that the place lies in, "the
group" the armed group that the text named last.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from domain.actors import Actor, ActorKind
from domain.places import PlaceKind
from extraction.annotations import ActorMention, actor_at, place_at, within, world_of
from extraction.arguments.spatial_relations import is_of_a_border
from extraction.entities.group_names import group_called, is_acronym
from extraction.lexicon import words
from extraction.syntax.clauses import clause_of, modifiers, objects_of
from extraction.syntax.pronouns import subject_meant
from extraction.syntax.word_classes import belongs, lemma

_HOME = words("arguments_words", "actors", "home")
_NAMES_STATE = frozenset({"name", "adjective", "forces"})
_PRONOUNS = frozenset({"it", "they"})
_SPEAKERS = _PRONOUNS | {"he", "she", "we"}
_NAME_FORMS = words("arguments_words", "actors", "name_forms")
_GROUPS = frozenset({ActorKind.ARMED_GROUP, ActorKind.COALITION})
_FIGHTS = _GROUPS | {ActorKind.STATE}
_MARTIAL = ("armed", "site", "weapon", "arms", "military_site", "aircraft", "state", "event", "fight", "mover", "body")
_NO_GROUPS = frozenset({"GPE", "LOC", "FAC", "PERSON", "DATE", "NORP", "CARDINAL"})
_GARRISONED = {"PS": "IL"}  # country without an army of its own → whose army is meant there by "the army"
_TIED_TO = ("armed", "thing", "site", "person", "weapon", "body", "vehicle", "vessel", "arms", "mover")
_TIES = 3  # phrases one under the other: "snipers of a brigade of the army"
_ASIDE = re.compile(r"\([^)]*\)")  # "Boletim (Maputo, in English)"
_NEAR = 12  # tokens after a noun in which "suspected to be …" says what they are
_MOST = 3  # actors that one noun phrase names
_LOOK_BACK = 120  # tokens in which a pronoun's antecedent is looked for
_IS_SPOKEN_OF_FORCES = words("arguments_words", "actors", "is_spoken_of_forces")
_IS_DEFINITE_THE = words("arguments_words", "actors", "is_definite_the")


@dataclass(frozen=True, slots=True)
class Named:
    """An actor that a noun phrase names, with the words and why."""

    actor: Actor
    text: str
    reason: str
    is_phrase: bool = False
    is_people: bool = False  # people of a state in their own country: it suffers nothing itself when they do


class ActorFinder:
    """Looks up the actors of one Doc by the tokens of its noun phrases."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._mentions: list[ActorMention] = doc._.actors
        self._at = actor_at(doc)
        self._home_country = _home_country(doc)
        self._home_id = _state_id(doc, self._home_country)
        self._groups = _groups_named(doc, self._mentions)

    def of(self, noun: Token) -> list[Named]:
        """The actors that a noun phrase names or points back to; none where it names nobody that bears a part."""
        ours = noun.lower_ in ("we", "us") or any(c.dep_ == "poss" and c.lower_ == "our" for c in noun.children)
        if ours and (own := self._source()):
            return own
        if any(child.lower_ == "no" for child in noun.children):  # "no civilians were hurt"
            return []
        found = self._named(noun)
        if owned := self._owned(noun):
            return owned
        if found and not all(named.is_phrase for named in found):
            return [named for named in found if not named.is_phrase]
        return self._owner_called(noun) or self._pointed_back(noun, found) or self._home(noun, found) or found

    def _pointed_back(self, noun: Token, found: list[Named]) -> list[Named]:
        """Whom a pronoun or a common noun means that the text names elsewhere."""
        again = lemma(noun) in words("roles", "group_again") and is_definite(noun)
        if noun.lower_ == "it" and noun.dep_ in ("dobj", "pobj"):  # "planes bombed it": the village
            return []
        if noun.lower_ in _SPEAKERS or again:
            antecedent = list(self._antecedent(noun))
            if antecedent or noun.lower_ in _SPEAKERS:
                return antecedent
        hostile = any(lemma(token) in words("roles", "enemies") for token in (noun, *modifiers(noun)))
        if hostile and (enemy := self._enemy(noun)):
            return [enemy]
        if found and lemma(noun) in words("roles", "own_people") and (own := self._source()):
            return own
        if self._is_unnamed(found) and (group := self._only_group(noun)):
            return [group]
        return []

    def _owned(self, noun: Token) -> list[Named]:
        """ "Its soldiers", "their drone", "cells of the same group": of whom the text named before."""
        if not belongs(noun, "armed", "weapon", "military_site", "body"):
            return []
        owner = next((c for c in noun.children if c.dep_ == "poss" and c.lower_ in ("its", "their")), None)
        again = [of for of in objects_of(noun, "of") if lemma(of) in words("roles", "group_again") and is_definite(of)]
        return (
            list(self._antecedent(owner))
            if owner is not None
            else [n for of in again for n in self.of(of) if not n.is_phrase]
        )

    def _home(self, noun: Token, found: list[Named]) -> list[Named]:
        """The state of the place, for its own forces."""
        if any(named.actor.id in _HOME for named in found) or self._is_home_force(noun):
            return list(self._state_of_place(noun)) or found
        return []

    def _is_unnamed(self, found: list[Named]) -> bool:
        return bool(found) and all(named.actor.id in words("roles", "unnamed_fighters") for named in found)

    def _only_group(self, noun: Token) -> Named | None:
        """The one armed group that the text names, for "militants" and "rebels" that it does not tell apart from it."""
        apart = any(t.lower_ in words("roles", "unlike_others") or t.ent_type_ == "NORP" for t in modifiers(noun))
        if apart or len(self._groups) != 1 or lemma(noun) not in words("roles", "group_again"):
            return None
        mention = next(iter(self._groups.values()))
        return Named(mention.actor, mention.span.text, f"“{mention.span.text}” is the only group that the text names")

    def _enemy(self, noun: Token) -> Named | None:
        """Whom a report of one side calls the enemy: the other side that it names most."""
        own = {named.actor.id for named in self._source()} | {self._home_id}
        others = Counter(m.actor.id for m in self._mentions if m.form in _NAMES_STATE and m.actor.kind in _FIGHTS)
        rivals = [(count, ident) for ident, count in others.items() if ident not in own]
        if not rivals:
            return None
        most = max(rivals)[1]
        mention = next(m for m in self._mentions if m.actor.id == most)
        return Named(mention.actor, noun.text, f"“{noun.text}” is “{mention.span.text}”, the other side of the report")

    def _owner_called(self, noun: Token) -> list[Named]:
        """ "Fighters of the UFDG", "a group calling itself the Sons of the Delta": a name not in the catalogue."""
        if not belongs(noun, "armed", "body") or belongs(noun, "state"):
            return []
        calling = [c for c in noun.children if c.dep_ in ("acl", "relcl") and lemma(c) in words("roles", "calling")]
        named = [t for verb in calling for t in verb.subtree if t.i > verb.i and t.pos_ == "PROPN"][:1]
        for owner in [*objects_of(noun, "of"), *named]:
            unknown = owner.pos_ == "PROPN" and owner.i not in self._at and owner.i not in place_at(self._doc)
            if unknown and owner.ent_type_ not in _NO_GROUPS and (belongs(noun, "armed") or is_acronym(owner)):
                name = _proper_name(owner)
                return [Named(group_called(name, world_of(self._doc).catalogue), name, "of a name that the text gives")]
        return []

    def _named(self, noun: Token) -> list[Named]:
        found: dict[str, Named] = {}
        weak: set[str] = set()
        unsaid: set[str] = set()
        for token, of in self._words_naming(noun):
            mention = self._at.get(token.i)
            if mention is None or mention.actor.id in found or mention.form == "media":
                continue
            if _only_where(mention, of) or (
                mention.actor.id == "coalition" and self._at.get(noun.i, mention) != mention
            ):
                continue  # "the jihadist coalition JNIM"
            named = self._as_named(mention, noun)
            found[named.actor.id] = named
            if named.actor.kind == ActorKind.STATE and mention.form == "phrase":
                unsaid.add(named.actor.id)
            elif named.actor.kind == ActorKind.STATE and mention.form in ("adjective", "name"):
                weak.add(named.actor.id)
        if len(unsaid) < len(found):  # "a Ugandan sentry": not of the country that the text tells of
            found = {ident: named for ident, named in found.items() if ident not in unsaid}
        return _most_telling(found, weak)

    def _words_naming(self, noun: Token, depth: int = _TIES) -> Iterator[tuple[Token, Token]]:
        """The words of a noun phrase, and of what is tied to it, that may name whose it is, each with its own noun."""
        yield noun, noun
        for token in modifiers(noun):
            yield token, noun
        phrase = self._at.get(noun.i)
        if phrase is not None and phrase.form == "name" and phrase.actor.kind == ActorKind.ARMED_GROUP:
            return  # what "X, the armed wing of Y" says of it does not make Y an actor
        if lemma(noun) in words("roles", "kin"):  # the brother of a leader is none of his men
            return
        for child in noun.children:
            if child.dep_ == "appos" and depth:
                yield from self._words_naming(child, depth - 1)
        if depth and (belongs(noun, *_TIED_TO) or (phrase is not None and phrase.form == "phrase")):
            ties = ("of", "from", "by") if belongs(noun, "armed", "body", "weapon") else ("of", "by")
            for owner in objects_of(noun, *ties):
                yield from self._words_naming(owner, depth - 1)
            for token in self._belonging(noun):
                yield token, token

    def _belonging(self, noun: Token) -> list[Token]:
        """Of "gunmen belonging to X", "men suspected to be members of X", "fighters loyal to X" the name."""
        after = self._doc[noun.i + 1 : noun.i + 3]
        if len(after) == 2 and after[0].lower_ in words("roles", "held_to_be") and after[1].lower_ == "to":
            near = self._doc[noun.i + 3 : min(noun.i + _NEAR, noun.sent.end)]
            return [t for t in near if t.i in self._at][:1]
        for child in noun.children:
            if (
                child.i > noun.i
                and child.dep_ in ("acl", "relcl", "amod")
                and lemma(child) in words("roles", "belonging")
            ):
                if any(t.lower_ in words("roles", "fallen") for t in child.subtree):
                    return []
                return [t for t in child.subtree if t.i > child.i and t.i in self._at][:1]
        return []

    def _as_named(self, mention: ActorMention, noun: Token) -> Named:
        actor = mention.actor
        phrase = mention.form == "phrase" and actor.kind != ActorKind.STATE
        if mention.form == "phrase" and not phrase and not self._is_spoken_of(mention):
            actor = next((named.actor for named in self._state_of_place(noun)), actor)
        people = False
        if mention.form == "adjective" and lemma(noun) in words("roles", "civilian"):
            actor, phrase = world_of(self._doc).catalogue.get("civilians") or actor, True
        elif mention.form == "adjective" and noun.i < mention.span.end:
            people = actor.country == self._home_country
        elif mention.form == "adjective":  # "a Cypriot tanker", "American dependants"
            people = not belongs(noun, *_MARTIAL)
        return Named(actor, _called(mention), mention.reason, phrase, people)

    def _is_spoken_of(self, mention: ActorMention) -> bool:
        """Whether the text speaks of that state's forces elsewhere, and the words are not for those of the place."""
        if any(token.lower_ in words("roles", "domestic") for token in mention.span):
            return False
        ident = mention.actor.id
        return any(m.actor.id == ident and m.form in _IS_SPOKEN_OF_FORCES for m in self._mentions)

    def _is_home_force(self, noun: Token) -> bool:
        nouns = [noun, *modifiers(noun)]
        if belongs(noun, "armed") and any(
            belongs(t, "ruler") for of in objects_of(noun, "of") for t in (of, *modifiers(of))
        ):
            return True  # "the forces of President Rabbani"
        return any(
            t.lower_ in words("roles", "home_forces")
            or (t.pos_ == "PROPN" and t.lower_ in words("roles", "ranks"))
            or (t.i and t.lower_ == "force" and t.nbor(-1).lower_ == "air")
            for t in nouns
        )

    def _source(self) -> list[Named]:
        """The actor that the report comes from, where it is one of those who fight: "our forces" in its statement."""
        source = _ASIDE.sub("", self._doc._.report.source or "").split()
        spans = world_of(self._doc).catalogue.spot(source)
        return [
            Named(span.actor, " ".join(source), "the report is its own statement")
            for span in spans
            if span.actor.kind in _FIGHTS and span.form not in ("media", "adjective")
        ][:1]

    def _state_of_place(self, noun: Token) -> Iterator[Named]:
        country = self._country_here(noun)
        country = _GARRISONED.get(country or "", country)
        state = world_of(self._doc).catalogue.state(country) if country else None
        if state:
            yield Named(state, noun.text, f"“{noun.text}” in {state.name}")

    def _country_here(self, noun: Token) -> str | None:
        """The country of the sentence's places; of a lone town far from all that the text tells, the text's own."""
        sentence = noun.sent
        named = within(self._doc._.places, sentence.start, sentence.end)
        here = [m.place for m in named if not is_of_a_border(m.span)]
        countries = [place.country for place in here if place.country]
        if not countries or self._home_country in countries:
            return self._home_country
        known = {m.actor.country for m in self._mentions if m.actor.kind == ActorKind.STATE}
        wide = [p.country for p in here if p.country and p.kind in (PlaceKind.COUNTRY, PlaceKind.ADMIN1)]
        sure = wide or [country for country in countries if country in known]
        return sure[0] if sure else self._home_country

    def _antecedent(self, noun: Token) -> Iterator[Named]:
        """Whom a pronoun or "the group" stands for: by grammar, else the fitting actor named last."""
        speaker = _speaker_of(noun)
        if speaker is not None and speaker.i in self._at:
            mention = self._at[speaker.i]
            yield Named(mention.actor, mention.span.text, f"“{noun.text}” is “{mention.span.text}”, who says so")
            return
        if speaker is not None and (speakers := [n for n in self._named(speaker) if not n.is_phrase]):
            yield from speakers[:1]
            return
        if noun.lower_ in _SPEAKERS - _PRONOUNS:
            return
        meant = subject_meant(noun) if noun.lower_ in _PRONOUNS and noun.dep_ != "poss" else None
        if meant is not None and (meant.i in self._at or belongs(meant, "armed", "person", "group")):
            for named in self.of(meant):
                yield replace(named, reason=f"“{noun.text}” stands for “{meant.text}”: {named.reason}")
            return
        for mention in self._named_before(noun)[-1:]:
            yield Named(mention.actor, mention.span.text, f"“{noun.text}” points back to “{mention.span.text}”")

    def _named_before(self, noun: Token) -> list[ActorMention]:
        """The actors named not long before it that fit; for a pronoun those that were subjects are better."""
        near = within(self._mentions, noun.i - _LOOK_BACK + 1, noun.i)
        before = [m for m in near if m.form in _NAME_FORMS and not _is_place_here(m)]
        if noun.lower_ not in _PRONOUNS and noun.dep_ != "poss":
            before = [m for m in before if m.actor.kind in _GROUPS]
        if noun.dep_ == "poss":  # "X stormed its base": not X's own
            doers = clause_of(noun.head.head).doers if noun.head.head.pos_ == "VERB" else []
            before = [m for m in before if all(doer.i not in range(m.span.start, m.span.end) for doer in doers)]
            own = [t for t in _subjects_before(noun) if t not in doers]
            if own and own[-1].i not in self._at:
                return []  # of somebody whom the catalogue has not
            theirs = [m for m in before if own and own[-1].i in range(m.span.start, m.span.end)]
            if own and not theirs and noun.lower_ == "their":
                return []  # "four officers died when their vehicle …": of those whom a common word names
            before = theirs or before
        subjects = [m for m in before if m.span.root.dep_ in ("nsubj", "nsubjpass") and m.span.root.sent != noun.sent]
        return subjects or before


def _proper_name(token: Token) -> str:
    """The whole name in capitals that the token stands in."""
    doc, start, end = token.doc, token.i, token.i + 1
    while start and doc[start - 1].pos_ == "PROPN":
        start -= 1
    reach = end
    while reach < len(doc) and (doc[reach].pos_ == "PROPN" or doc[reach].lower_ in ("of", "the", "for")):
        reach += 1
        end = reach if doc[reach - 1].pos_ == "PROPN" else end
    return doc[start:end].text


def _is_place_here(mention: ActorMention) -> bool:
    """ "The border with Afghanistan": the country as a place."""
    is_name = mention.form == "name" and mention.actor.kind == ActorKind.STATE
    return is_name and mention.span.root.dep_ in ("pobj", "compound", "appos")


def _subjects_before(pronoun: Token) -> list[Token]:
    """The subjects of its sentence that stand before a pronoun and can own something."""
    before = pronoun.doc[pronoun.sent.start : pronoun.i]
    return [
        t
        for t in before
        if t.dep_ in ("nsubj", "nsubjpass") and t.pos_ != "PRON" and (t.pos_ == "PROPN" or belongs(t, "armed", "group"))
    ]


def _called(mention: ActorMention) -> str:
    """The words for it: of "the Ti Bwa gang" the name before the noun too."""
    start = mention.span.start
    while mention.form == "phrase" and start and mention.span.doc[start - 1].pos_ == "PROPN":
        start -= 1
    proper = mention.span.doc[start : mention.span.start]
    return proper.text or mention.span.text


def _only_where(mention: ActorMention, noun: Token) -> bool:
    """ "Sudan market", "the Ukrainian city": a country's name before a thing or a town says where it is, not whose."""
    if mention.actor.kind != ActorKind.STATE or mention.span.end > noun.i or belongs(mention.span[-1], "armed"):
        return False
    if mention.form == "adjective":
        return belongs(noun, "inhabited") and not (noun.lower_ == "side" and noun.dep_ in ("nsubj", "nsubjpass"))
    if mention.form != "name":
        return False
    owns = mention.span.root.dep_ == "poss" and belongs(noun, "military_site")  # "Russia's base"
    before = mention.span.root.dep_ in ("compound", "nmod", "poss")
    return before and not owns and belongs(noun, "site", "thing")


def _speaker_of(pronoun: Token) -> Token | None:
    """In "X said it had killed seven", X."""
    clause = pronoun.head
    if pronoun.lower_ not in _SPEAKERS or clause.dep_ != "ccomp":
        return None
    return next((doer for doer in clause_of(clause.head).doers if doer.i < pronoun.i), None)


def _most_telling(found: dict[str, Named], weak: set[str]) -> list[Named]:
    """An adjective of a state beside a group's name only says whose group it is: "Syrian Kurdish YPG"."""
    groups = [named for named in found.values() if named.actor.kind != ActorKind.STATE]
    return [named for named in found.values() if not groups or named.actor.id not in weak][:_MOST]


def _groups_named(doc: Doc, mentions: list[ActorMention]) -> dict[str, ActorMention]:
    """The armed groups that the text names, without those that are only the whole of another one named."""
    named: dict[str, ActorMention] = {}
    for mention in mentions:
        if mention.form in ("name", "forces") and mention.actor.kind == ActorKind.ARMED_GROUP:
            named.setdefault(mention.actor.id, mention)
    catalogue = world_of(doc).catalogue
    return {ident: m for ident, m in named.items() if not (named.keys() - {ident}) & catalogue.within(ident)}


def _state_id(doc: Doc, country: str | None) -> str | None:
    state = world_of(doc).catalogue.state(country) if country else None
    return state.id if state else None


def is_definite(noun: Token) -> bool:
    """ "The rebels", "these men": of whom the text spoke before."""
    return any(child.lower_ in _IS_DEFINITE_THE for child in noun.children)


def _home_country(doc: Doc) -> str | None:
    """The country that the text tells of: that of most of its places, and of the states that it names."""
    counts = Counter(mention.place.country for mention in doc._.places if mention.place.country)
    states = [m for m in doc._.actors if m.actor.kind == ActorKind.STATE and m.form in _NAMES_STATE]
    named = Counter(m.actor.country for m in states if m.actor.country)
    if not counts:
        return None
    codes: list[str] = list(counts)
    return max(codes, key=lambda code: (counts[code] + min(named[code], counts[code]), named[code]))
