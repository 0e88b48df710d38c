"""What kind of thing a token names: armed people, people, sites, weapons: the classes of `lexicon/nouns.toml`."""

import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from spacy.tokens import Token

_PLURALS = {"men": "man", "women": "woman", "children": "child", "people": "people", "gunmen": "gunman"}
# Forms that the model's lemmatizer leaves as they are.
_IRREGULAR = {"overran": "overrun", "trod": "tread", "trodden": "tread", "slew": "slay", "downed": "down"}


@cache
def _classes() -> dict[str, frozenset[str]]:
    text = files("extraction").joinpath("lexicon/nouns.toml").read_text(encoding="utf-8")
    return {name: frozenset(words) for name, words in tomllib.loads(text).items()}


def lemma(token: Token) -> str:
    """The lemma in lower case. A noun taken for a name ("Gunmen", "Airstrikes" in a headline) is still brought to its
    singular."""
    return _form(token.lemma_, token.lower_, token.pos_)


@lru_cache(50_000)
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
    form = lemma(token)
    tail = form.rsplit("-", 1)[-1]
    return any(
        form in _classes()[name] or tail in _classes()[name] or token.lower_ in _classes()[name] for name in names
    )
