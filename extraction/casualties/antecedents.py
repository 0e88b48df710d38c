"""Who a pronoun among the losses stands for: "dragged a trader from his shed and lynched him", "both perished".

In: the pronoun. Out: the noun of the people told of last who agree with it in number; not who does the deed, and not
who speaks. Knows nothing of what became of them.
"""

from spacy.tokens import Token

from extraction.annotations import block_of, place_at
from extraction.casualties.groups import is_people
from extraction.lexicon import words
from extraction.syntax.clauses import clause_of
from extraction.syntax.parse import sentence_of
from extraction.syntax.speech import is_speech
from extraction.syntax.word_classes import lemma

_ONE = words("casualties_words", "antecedents", "one")
_MANY = words("casualties_words", "antecedents", "many")
_NOUNS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "conj", "attr", "ROOT", "dative"})
_PLURAL = frozenset({"NNS", "NNPS", "CD"})


def antecedent(pronoun: Token) -> Token | None:
    """The noun that the pronoun stands for, in its sentence or the one before; None where none fits."""
    if pronoun.lower_ not in _ONE | _MANY or pronoun.dep_ == "poss":
        return None
    doing = {t.i for t in clause_of(pronoun.head).doers} if pronoun.dep_ == "dobj" else set()
    sentence = sentence_of(pronoun)
    start = max(block_of(pronoun.doc, pronoun.i).start, sentence_of(pronoun.doc[max(sentence.start - 1, 0)]).start)
    passed = doing | place_at(pronoun.doc).keys()
    for token in reversed(pronoun.doc[start : pronoun.i]):
        if token.i not in passed and _is_told_of(token) and (token.tag_ in _PLURAL) == (pronoun.lower_ in _MANY):
            return token
    return None


def _is_told_of(token: Token) -> bool:
    """People who take part in what is told, but for those who tell it."""
    if token.dep_ not in _NOUNS or token.pos_ not in ("NOUN", "PROPN", "NUM") or not is_people(token):
        return False
    return not (token.dep_ == "nsubj" and is_speech(token.head)) and lemma(token.head) != "accord"
