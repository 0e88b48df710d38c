"""What kind of thing a token names: armed people, people, sites, weapons: the classes of `lexicon/nouns.toml`."""

from functools import cache, lru_cache

from spacy.tokens import Doc, Token

from extraction.lexicon import table, words
from extraction.syntax.memo import once_for_each_doc

_PLURALS = {"men": "man", "women": "woman", "children": "child", "people": "people", "gunmen": "gunman"}
# Forms that the model's lemmatizer leaves as they are.
_IRREGULAR = {
    "overran": "overrun",
    "trod": "tread",
    "trodden": "tread",
    "slew": "slay",
    "downed": "down",
    "maimed": "maim",
    "retook": "retake",
    "retaken": "retake",
    "sank": "sink",
    "sunk": "sink",
    "waylaid": "waylay",
    "slain": "slay",
}

BEGINNINGS = words("syntax_words", "word_classes", "beginnings")
"""Verbs for the beginning of what somebody does for days: an offensive, a siege."""

_REMEMBERED = 50_000  # words whose form and classes are kept
_forms: dict[tuple[int, int, int], str] = {}  # by spaCy's ids of lemma, word and part of speech


@cache
def _classes() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in table("nouns").items()}


def lemma(token: Token) -> str:
    """The lemma in lower case. A noun taken for a name ("Gunmen", "Airstrikes" in a headline) is still brought to its
    singular."""
    ids = token.lemma, token.lower, token.pos  # asked for everywhere: numbers are read much faster than strings
    form = _forms.get(ids)
    if form is None:
        if len(_forms) >= _REMEMBERED:
            _forms.clear()
        form = _forms[ids] = _form(token.lemma_, token.lower_, token.pos_)
    return form


@once_for_each_doc
def lemmas(doc: Doc) -> list[str]:
    """The `lemma` of each token of the Doc, for whoever looks through all of them."""
    return [lemma(token) for token in doc]


@once_for_each_doc
def lower_words(doc: Doc) -> list[str]:
    """Each token of the Doc in small letters."""
    return [token.lower_ for token in doc]


def _form(base: str, word: str, part: str) -> str:
    found = base.lower()
    if word.endswith("men") and len(word) > 4:
        return word[:-3] + "man"
    if word in _PLURALS:
        return _PLURALS[word]
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if found == word and part in ("PROPN", "NOUN", "ADJ") and word.endswith("s") and len(word) > 3:
        return _singular(word)
    return found


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("shes", "ches", "xes", "sses")):
        return word[:-2]
    return word if word.endswith(("ss", "us", "is")) else word[:-1]


def belongs(token: Token, *names: str) -> bool:
    """Whether the token's noun is in one of the classes."""
    return not _classes_of(lemma(token), token.lower_).isdisjoint(names)


@lru_cache(_REMEMBERED)
def _classes_of(form: str, word: str) -> frozenset[str]:
    """The classes that a word is in, by its lemma, by the last part of it ("car-bomb") or as it is written."""
    forms = {form, form.rsplit("-", 1)[-1], word}
    return frozenset(name for name, words in _classes().items() if not forms.isdisjoint(words))


def is_aged(token: Token) -> bool:
    """ "A 20-year-old", "two 14-year-olds": a person named by the age alone."""
    before = token.doc[max(0, token.i - 2) : token.i].text.lower()
    return token.lower_ in ("old", "olds") and before.endswith("year-") and token.dep_ not in ("amod", "advmod")
