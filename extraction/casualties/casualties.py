"""Casualty figures: reads the parse, the drafts and the actors; writes `draft.figures`.

A figure is found by the word that says what became of people ("killed", "dead", "death toll"), then the people are
counted, then the figure goes to the event whose trigger that word is, or the nearest before it.
"""

from spacy.tokens import Doc, Token

from domain.casualties import Casualty, Group, Outcome
from domain.events import Status
from domain.taxonomy import category_of
from extraction.annotations import Draft, FigureMention, drafts_within
from extraction.arguments.actors import ActorFinder
from extraction.casualties.aggregates import is_sum
from extraction.casualties.groups import GROUPS, names_a_group
from extraction.casualties.hypothetical_losses import is_hypothetical
from extraction.casualties.loss import Loss
from extraction.casualties.outcomes import losses
from extraction.casualties.people import Crowd
from extraction.components import component
from extraction.lexicon import words
from extraction.syntax.clauses import PASSIVE_SUBJECTS, SUBJECTS, clause_of
from extraction.syntax.parse import sentence_of, text_between
from extraction.syntax.speech import speech_status
from extraction.syntax.tense import around, upward
from extraction.syntax.word_classes import lemma

_FEW = 10  # losses before a bare number that it may go on from
Counted = tuple[Loss, FigureMention]
_TAKES_CAPTIVES = frozenset({"abduction", "raid", "clash", "territory"})
_HARMLESS = frozenset({"movement", "diplomacy", "statement"})
_LOOK_BACK = 60  # tokens between "13 militants" and "nine of them"


@component(
    reads=(
        "doc.actors",
        "doc.places",
        "doc.times",
        "draft.happened",
        "draft.kind",
        "draft.places",
        "draft.sense",
        "draft.status",
        "draft.trigger",
    ),
    writes=("draft.figures", "draft.sentences"),
    lexicon=(
        "arguments_words",
        "casualties",
        "casualties_words",
        "locations",
        "nouns",
        "numbers",
        "roles",
        "speech",
        "syntax_words",
        "toponym_choice",
    ),
)
def casualties(doc: Doc) -> Doc:
    """Find the figures and give them to the events."""
    crowd = Crowd(doc)
    found: list[Counted] = []
    for loss in losses(doc, crowd):
        if is_sum(loss) or is_hypothetical(loss.word):
            continue
        found.append((loss, _figure(loss, crowd, found[-_FEW:])))
    happened = [draft for draft in doc._.drafts if draft.happened and draft.status != Status.PLANNED]
    for loss, figure in found:
        draft = _draft_of(doc, loss, happened)
        if draft is not None:
            _give(doc, draft, loss, figure)
    return doc


def _figure(loss: Loss, crowd: Crowd, earlier: list[Counted]) -> FigureMention:
    people = loss.people
    group, side = _belonging(loss, crowd, earlier)
    casualty = Casualty(loss.outcome, people.low, people.high, people.best, group, side, people.span.text, people.part)
    marks = people.marks | loss.marks | _marks(loss)
    return FigureMention(
        people.span, casualty, f"“{loss.word.text}” of “{people.span.text}”", frozenset(marks), loss.listed
    )


def _belonging(loss: Loss, crowd: Crowd, earlier: list[Counted]) -> tuple[Group, str | None]:
    """The group of those who suffered the loss, and whose they were: by their noun, by those that a number goes on
    from, by who lost them."""
    noun = loss.people.noun
    group = crowd.group(noun)
    group = loss.group if loss.group is not None and group == Group.UNKNOWN else group
    side = crowd.side(noun, group)
    attached = lemma(noun) in words("casualties", "plain", "attached") and any(t.tag_ == "PRP$" for t in noun.lefts)
    plain = group == Group.UNKNOWN and side is None and lemma(noun) not in _named_people()
    plain = plain and (loss.people.part or _is_bare(loss))
    if plain or attached:  # "three others", "a sergeant and his driver"
        like = _counted_before(loss, earlier)
        group, side = (like.group, like.side) if like is not None else (group, side)
    if loss.owner is None:
        return group, side
    owners = [m.actor for m in ActorFinder(noun.doc).of(loss.owner) if not m.is_phrase]
    if group == Group.UNKNOWN or lemma(noun) in words("casualties", "plain", "men"):
        soldiers = lemma(loss.owner) in words("casualties", "owners", "military")
        known = Group.MILITARY if soldiers else names_a_group(loss.owner)
        group = known or next((GROUPS[actor.kind] for actor in owners if actor.kind in GROUPS), group)
    armed = group not in (Group.UNKNOWN, Group.CIVILIAN)
    return group, owners[0].id if side is None and owners and armed else side


def _named_people() -> frozenset[str]:
    """Words for people who do not go on from those counted before them."""
    return words("casualties", "plain", "people") - words("casualties", "measures", "nouns")


def _counted_before(loss: Loss, earlier: list[Counted]) -> Casualty | None:
    """The people counted before in the sentence, whom a bare number goes on from: "two soldiers killed, 3 wounded"."""
    noun = loss.people.noun
    if "toll" in loss.people.marks:
        return None
    others = {t.lower_ for t in (noun, *noun.children)} & {"other", "others"}
    goes_back = loss.people.part or bool(others)  # "nine of them", "the other four"
    sentence = sentence_of(noun).start
    same = [
        figure.casualty
        for other, figure in earlier
        if (at := other.people.noun).i < noun.i
        and not other.people.part
        and (sentence_of(at).start == sentence or (goes_back and noun.i - at.i < _LOOK_BACK))
    ]
    return same[-1] if same else None


def _is_bare(loss: Loss) -> bool:
    """A number without a noun of people: "six dead", "3 wounded", "two others"."""
    noun = loss.people.noun
    plain = words("casualties", "plain", "nouns") | words("casualties", "measures", "nouns")
    return noun.like_num or noun.tag_ == "CD" or lemma(noun) in plain or noun.i == loss.word.i


def _marks(loss: Loss) -> set[str]:
    noun, marks = loss.people.noun, {"bare"} if _is_bare(loss) else set()
    before = noun.doc[max(0, loss.people.span.start - 1)].lower_ if loss.people.span.start else ""
    if before in words("casualties", "corrected", "before") and before != "to":
        marks.add("corrected")
    text = text_between(noun.doc, around(noun).start, noun.i).lower()
    if any(phrase in text for phrase in words("casualties", "corrected", "clause")):
        marks.add("corrected")
    if any(word.pos_ == "VERB" and speech_status(word) == "claimed" for word in upward(loss.word)):
        marks.add("claim")
    if _said_by_doer(loss.word):
        marks.add("claim")
    return marks


def _said_by_doer(word: Token) -> bool:
    """ "The army said it had killed 60": who says it did it, so it is a party's figure of its enemy."""
    for verb in upward(word):
        if verb.i != word.i and speech_status(verb):
            speakers = {t.lemma_ for t in clause_of(verb).doers}
            doers = {t.lower_ for t in clause_of(word).doers}
            return bool(speakers) and bool(doers & {"it", "they", "its", "we"})
    return False


def _draft_of(doc: Doc, loss: Loss, happened: list[Draft]) -> Draft | None:
    """The event that a figure belongs to: of its own trigger, nearest in its sentence, before it, or the first."""
    at = loss.word.i
    own = next(iter(drafts_within(doc._.drafts, at, at + 1)), None)
    if loss.outcome != Outcome.CAPTURED:
        happened = [draft for draft in happened if category_of(draft.kind) not in _HARMLESS]
    told = drafts_within(happened, 0, at)[-1:]
    sentence = around(loss.word)
    if own is not None:
        alone = all(draft is own for draft in drafts_within(happened, sentence.start, sentence.end))
        goes_on = own.sense == "aftermath" and not own.places and alone and bool(told)  # "Four rebels also died."
        if goes_on and 0 <= sentence.start - told[0].sentences[0].end <= 1:
            return told[0]
        lead = _leading(doc, loss) if own.sense == "harm" else None
        return lead or own
    inside = drafts_within(happened, sentence.start, sentence.end)
    if inside:
        return min(inside, key=lambda d: (_steps(loss.word, d.trigger.root), abs(d.trigger.start - at)))
    nearest = next(iter(told or happened), None)
    if loss.outcome == Outcome.CAPTURED:  # who is caught or gives up elsewhere in a text was not caught in every attack
        return nearest if nearest is not None and category_of(nearest.kind) in _TAKES_CAPTIVES else None
    return nearest


def _leading(doc: Doc, loss: Loss) -> Draft | None:
    """ "An attack that killed three and wounded nine others": the second verb tells of the event of the first."""
    word = loss.word
    while word.dep_ == "conj" and word.head.pos_ == "VERB" and not any(t.dep_ in SUBJECTS for t in word.children):
        word = word.head
    if word.i == loss.word.i or any(t.dep_ in PASSIVE_SUBJECTS for t in loss.word.children):
        return None
    return next(iter(drafts_within(doc._.drafts, word.i, word.i + 1)), None)


def _steps(word: Token, other: Token) -> int:
    """Clauses between two words: how many verbs stand on the way through the parse."""
    up = {token.i: number for number, token in enumerate(upward(word))}
    for number, token in enumerate(upward(other)):
        if token.i in up:
            return number + up[token.i]
    return 99


def _give(doc: Doc, draft: Draft, loss: Loss, figure: FigureMention) -> None:
    draft.figures.append(figure)
    line = figure.casualty
    draft.why[f"casualties {len(draft.figures)}"] = f"{line.outcome.value}: {figure.reason}"
    sentence = sentence_of(loss.word)
    if all(known.start != sentence.start for known in draft.sentences):
        draft.sentences.append(sentence)
