"""The time of each event as its own sentence says it: reads `doc._.times` and the drafts, writes `draft.time`.

Each expression of time in the sentence is weighed by the way to it in the parse: the trigger's own ("Monday's attack"),
 its clause's, a clause around it ("were killed on Friday when gunmen attacked"). Times of statements, of other
events and of stretches ("since 2012") are not the event's. What no sentence says is left to `inherited_times`.
"""

from spacy.tokens import Doc, Span, Token

from domain.events import Status
from extraction.annotations import Draft, TimeMention, drafts_within, within
from extraction.components import component
from extraction.lexicon import words
from extraction.syntax.speech import is_speech
from extraction.syntax.tense import VERBAL, around, tense, upward

_TOO_FAR = 7.0
# How much weaker a mention is than one that dates an event outright.
_USE_COST = {"event": 0.0, "heading": 0.5, "clock": 3.0, "since": 4.0, "by": 5.0, "statement": 6.0}
_NOT_ITS_TIME = 9.0  # "until", "ahead"
_CLAUSE_COST = 1.0
_RELATIVE_COST = 1.5
_OTHER_EVENT_COST = 3.0
_PARENTHESIS_COST = 2.5
_REPORTING = words("times_words", "event_times", "reporting")


@component(
    reads=("doc.times", "draft.happened", "draft.status", "draft.trigger"),
    writes=("draft.time",),
    lexicon=("speech", "times_words"),
)
def event_times(doc: Doc) -> Doc:
    """Give each draft the time that its own sentence tells."""
    drafts: list[Draft] = doc._.drafts
    for draft in drafts if doc._.times else ():
        sentence = around(draft.trigger.root)
        beside = drafts_within(drafts, sentence.start, sentence.end)
        others = {token.i for other in beside if not _overlap(other, draft) for token in other.trigger}
        best = best_mention(draft, sentence, others)
        if best is not None:
            draft.time = best.time
            draft.why["time"] = f'"{best.span.text.strip()}": {best.reason}'
    return doc


def _overlap(one: Draft, other: Draft) -> bool:
    return one.trigger.start < other.trigger.end and other.trigger.start < one.trigger.end


def best_mention(draft: Draft, sentence: Span, others: set[int]) -> TimeMention | None:
    """The expression of time in the sentence that dates the draft, if any does."""
    title = draft.trigger.start_char < sentence.doc._.text_start
    weighed = [
        (cost, abs(mention.span.start - draft.trigger.start), mention)
        for mention in within(sentence.doc._.times, sentence.start, sentence.end)
        if not (title and mention.use == "heading") and (cost := _cost(draft, mention, others)) < _TOO_FAR
    ]
    return min(weighed, key=lambda entry: entry[:2])[2] if weighed else None


def _cost(draft: Draft, mention: TimeMention, others: set[int]) -> float:
    """How far the expression is from dating the event; 0 is the trigger's own."""
    root = draft.trigger.root
    cost = _use_cost(draft, mention)
    if mention.span.sent.start != draft.trigger.sent.start:
        return cost + _CLAUSE_COST
    above = list(upward(root))
    below = _path_down(mention.span.root, {token.i for token in above})
    joint = below[-1].head if below else mention.span.root
    cost += _CLAUSE_COST * sum(token.pos_ in VERBAL for token in below)
    cost += _RELATIVE_COST * sum(token.dep_ == "relcl" for token in below)
    cost += _OTHER_EVENT_COST * any(token.i in others for token in [*below, joint])
    climbed = [token for token in above if token.i != joint.i][: _position(above, joint)]
    cost += 0.5 * _CLAUSE_COST * sum(token.pos_ in VERBAL for token in climbed)
    cost += _PARENTHESIS_COST * any(token.dep_ in ("relcl", "acl") for token in climbed)
    if is_speech(joint) and joint.i != root.i and mention.use == "event" and not below[:-1]:
        cost += _PARENTHESIS_COST
    return cost


def _use_cost(draft: Draft, mention: TimeMention) -> float:
    root = draft.trigger.root
    if mention.use == "since":
        return 0.5 if tense(root) == "perfect" else _USE_COST["since"]
    if mention.use == "ahead" and (draft.status == Status.PLANNED or not draft.happened):
        return 0.0
    if mention.use == "statement":
        announced = root.dep_ in ("dobj", "pobj", "nsubjpass") and any(
            word.lemma_ in _REPORTING for word in upward(root)
        )
        return 3.0 if announced or is_speech(root) else 9.0
    return _USE_COST.get(mention.use, _NOT_ITS_TIME)


def _path_down(token: Token, above: set[int]) -> list[Token]:
    """The tokens from the expression up to, but without, the first that stands over the trigger too."""
    path: list[Token] = []
    for word in upward(token):
        if word.i in above:
            break
        path.append(word)
    return path


def _position(above: list[Token], joint: Token) -> int:
    return next((number for number, token in enumerate(above) if token.i == joint.i), len(above))
