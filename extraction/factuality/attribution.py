"""Who says so: reads the parse and the actors, writes `draft.attribution` and `draft.status`.

The nearest speaker wins: over the event's own clause, then in its sentence, then in the sentence before where that one
opens what is said. The doer's own word confirms a state's deed and claims an armed group's; who denies makes it denied,
or disputed where others blame.
"""

from collections.abc import Iterator, Set

from spacy.tokens import Doc, Span, Token

from domain.actors import ActorKind, ActorRole
from domain.events import Status
from domain.taxonomy import category_of
from extraction.annotations import ActorMention, Draft, actor_at, within, world_of
from extraction.components import component
from extraction.lexicon import table, words
from extraction.syntax.clauses import clause_of
from extraction.syntax.parse import last_word, sentence_of, text_between
from extraction.syntax.speech import is_speech, speech_status
from extraction.syntax.tense import around, upward
from extraction.syntax.word_classes import lemma, lemmas, lower_words

_PRONOUNS = words("factuality_words", "attribution", "pronouns")
_NOBODY = words("factuality_words", "attribution", "nobody")
_NO_SPEAKERS = words("factuality_words", "attribution", "no_speakers")
_QUOTES = words("factuality_words", "attribution", "quotes")
_BLAMES = frozenset({"blame", "accuse"})
_LONGEST = 12  # words of a source's name


@component(
    reads=("doc.actors", "draft.actors", "draft.kind", "draft.trigger"),
    writes=("draft.attribution", "draft.status"),
    lexicon=("factuality_words", "nouns", "speech", "syntax_words"),
)
def attribution(doc: Doc) -> Doc:
    """Say for each event whom the text gives as its source, and how far that makes it sure."""
    blaming = [doc[at] for at, form in enumerate(lemmas(doc)) if form in _BLAMES]
    blamed = any(token.pos_ == "VERB" and token.lemma_ in _BLAMES for token in blaming)
    publisher = _publisher(doc)
    for draft in doc._.drafts:
        if draft.trigger.root.head.lower_ == "behind":  # "those behind the attack will pay": he does not tell of it
            continue
        speakers = list(_speakers(draft))
        for speaker in speakers:
            name = _name(speaker)
            if name and name not in draft.attribution:
                draft.attribution.append(name)
        if draft.status != Status.PLANNED:
            _set_status(draft, speakers, blamed, publisher)
    return doc


def _speakers(draft: Draft) -> Iterator[Token]:
    """The nouns of those who say so, the nearest place of the text that has one deciding."""
    root = draft.trigger.root
    above = [said for verb in upward(root) if verb.i != root.i and is_speech(verb) for said in _subjects(verb)]
    sources = list(_according_to(around(root)))
    if above or sources:
        yield from [*above, *sources][:2]
        return
    said_inside = (said for verb in around(root) if verb.i != root.i and _says(verb) for said in _subjects(verb))
    inside = next(said_inside, None)
    if inside is not None:
        yield inside
        return
    yield from _speaker_before(draft)


def _says(verb: Token) -> bool:
    return verb.pos_ == "VERB" and is_speech(verb) and speech_status(verb) in ("reported", "confirmed", "claimed")


def _subjects(verb: Token) -> list[Token]:
    own = [child for child in verb.children if child.dep_ in ("nsubj", "agent")]
    nouns = [t for child in own for t in ([child] if child.dep_ == "nsubj" else child.children)]
    if not nouns and verb.dep_ in ("conj", "advcl", "xcomp") and verb.head.i != verb.i and verb.head.pos_ == "VERB":
        nouns = [child for child in verb.head.children if child.dep_ == "nsubj"]
    speakers = [_antecedent(noun) for noun in nouns if noun.pos_ in ("NOUN", "PROPN", "PRON", "ADJ")]
    return [noun for noun in speakers if not _is_nobody(noun) and lemma(noun) not in _NO_SPEAKERS]


def _antecedent(noun: Token) -> Token:
    """ "It said": the subject of the verb of speech before; the pronoun itself where there is none."""
    if noun.lower_ not in _PRONOUNS:
        return noun
    for token in reversed(noun.doc[max(0, noun.sent.start - 80) : noun.sent.start]):
        if token.dep_ == "nsubj" and is_speech(token.head) and token.lower_ not in _PRONOUNS:
            return token
    return noun


def _according_to(sentence: Span) -> Iterator[Token]:
    words = lower_words(sentence.doc)[sentence.start : sentence.end]
    for token in [sentence[at] for at, word in enumerate(words) if word in _QUOTES]:
        if token.lower_ == "according" and token.i + 1 < sentence.end and token.nbor(1).lower_ == "to":
            yield from (t for t in token.nbor(1).children if t.dep_ == "pobj")
        elif token.lower_ in ("citing", "quoting") and token.pos_ == "VERB":
            yield from (t for t in token.children if t.dep_ == "dobj")


def _speaker_before(draft: Draft) -> Iterator[Token]:
    """ "The minister said:", or words in quotation marks that go on from the sentence before."""
    doc, own = draft.trigger.doc, sentence_of(draft.trigger.root)
    if not own.start:
        return
    before = sentence_of(doc[own.start - 1])
    last = last_word(doc, before.start, before.end)
    opens = last is not None and last.text == ":"
    sentence = text_between(doc, own.start, own.end).lstrip()
    if opens or sentence[:1] in '“"' or sentence[:2] == "It":
        yield from [said for verb in before if _says(verb) for said in _subjects(verb)][:1]


def _name(speaker: Token) -> str:
    """The source as the text names it: its noun with what stands before it, and what "of" adds."""
    if speaker.lower_ in _PRONOUNS:
        return ""
    start = min([t.left_edge.i for t in speaker.lefts if t.dep_ not in ("punct", "cc", "mark")] + [speaker.i])
    end = speaker.i + 1
    for child in speaker.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "for", "in") and child.right_edge.i - start < _LONGEST:
            end = max(end, child.right_edge.i + 1)
        if child.dep_ == "conj" and child.right_edge.i - start < _LONGEST:
            end = max(end, child.i + 1)
    return speaker.doc[max(start, end - _LONGEST) : end].text.strip(" ,\n")


def _set_status(draft: Draft, speakers: list[Token], blamed: bool, publisher: frozenset[str]) -> None:
    root = draft.trigger.root
    above = [word for word in upward(root) if word.i != root.i and not _said_by_nobody(word)]
    said = [speech_status(word) for word in above]
    doers = {a.actor.id for a in draft.actors if a.role == ActorRole.PERPETRATOR}
    if "denied" in said or _denied_hand(root):
        draft.status = Status.DISPUTED if blamed else Status.DENIED
        draft.why["status"] = "denied" + (", while others blame" if blamed else "")
    elif own := (_speaks_itself(draft, speakers, doers) or doers & publisher):
        draft.status = Status.CONFIRMED if "confirmed" in said else _own_word(draft, own)
        draft.why["status"] = "the doer says so"
    elif "claimed" in said:
        draft.status = Status.CLAIMED
        draft.why["status"] = "claimed by a party"
    elif "confirmed" in said and any(_is_authority(speaker) for speaker in speakers):
        draft.status = Status.CONFIRMED
        draft.why["status"] = "an authority confirms it"


def _said_by_nobody(verb: Token) -> bool:
    """ "Nobody has claimed the attack", "no group has claimed it", "did not claim it"."""
    return any(child.dep_ == "neg" or (child.dep_ == "nsubj" and _is_nobody(child)) for child in verb.children)


def _is_nobody(noun: Token) -> bool:
    return noun.lower_ in _NOBODY or any(child.lower_ in ("no", "neither") for child in noun.lefts)


def _denied_hand(root: Token) -> bool:
    """ "Denied any involvement in the strike", "rejected the claim that its drones struck"."""
    return any(speech_status(word) == "denied" and word.pos_ == "VERB" for word in root.ancestors)


def _speaks_itself(draft: Draft, speakers: list[Token], doers: set[str]) -> set[str]:
    """The doers who speak of their own deed: named as speakers, or meant by "its jets", "our forces"."""
    named = {mention.actor.id for speaker in speakers for mention in _named_by(speaker)}
    if named & doers:
        return named & doers
    own = [child for doer in _clause_doers(draft) for child in doer.children if child.dep_ == "poss"]
    return named if any(child.lower_ in ("its", "our", "their") for child in own) else set()


def _named_by(speaker: Token) -> list[ActorMention]:
    """The names of actors in the words for a speaker."""
    own = actor_at(speaker.doc).get(speaker.i)
    return [*within(speaker.doc._.actors, speaker.left_edge.i, speaker.i + 1), *([own] if own is not None else [])]


def _clause_doers(draft: Draft) -> list[Token]:
    root = draft.trigger.root
    return clause_of(root).doers if root.pos_ == "VERB" else [root]


def _own_word(draft: Draft, doers: Set[str]) -> Status:
    """A state's word on its own deed confirms it; an armed group's, or anybody's on ground won, is a claim."""
    actors = [mention.actor for mention in draft.trigger.doc._.actors] + [part.actor for part in draft.actors]
    states = any(actor.id in doers and actor.kind in (ActorKind.STATE, ActorKind.COALITION) for actor in actors)
    return Status.CONFIRMED if states and category_of(draft.kind) != "territory" else Status.CLAIMED


def _is_authority(speaker: Token) -> bool:
    names = set(table("speech")["authorities"]["nouns"])
    return any(lemma(t) in names or t.lower_ in names for t in (speaker, *speaker.lefts)) or speaker.ent_type_ == "ORG"


def _publisher(doc: Doc) -> frozenset[str]:
    """The actors whose own statement or bulletin the report is."""
    source = doc._.report.source
    if not source:
        return frozenset()
    spans = world_of(doc).catalogue.spot(source.split())
    return frozenset(
        span.actor.id
        for span in spans
        if span.form not in ("media", "phrase") and not (span.form == "name" and span.actor.kind == ActorKind.STATE)
    )
