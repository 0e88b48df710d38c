"""The words of speech: `lexicon/speech.toml` as look-ups on tokens."""

from functools import cache

from spacy.tokens import Token

from extraction.lexicon import table
from extraction.syntax.parse import children_of


@cache
def _verbs() -> dict[str, str]:
    """Each verb of speech with the status that it gives; the first entry of a lemma counts."""
    found: dict[str, str] = {}
    for entry in table("speech")["verb"]:
        for lemma in entry["lemmas"]:
            found.setdefault(lemma, entry["status"])
    return found


@cache
def _nouns() -> dict[str, str]:
    return {noun: status for status, nouns in table("speech")["nouns"].items() for noun in nouns}


def is_speech(token: Token) -> bool:
    """Whether the token is a verb by which somebody says, judges or promises something."""
    return token.lemma_ in _verbs() and not _takes_lives(token)


def _takes_lives(verb: Token) -> bool:
    """ "Claimed the lives of 12", "claimed 12 victims" tells of deaths, not of words."""
    return verb.lemma_ == "claim" and any(
        child.dep_ in ("dobj", "nsubjpass") and child.lemma_ in ("life", "victim", "casualty")
        for child in children_of(verb)
    )


def speech_status(token: Token) -> str:
    """The status that a verb or noun of speech gives to what is said: reported, confirmed, claimed, denied; else ""."""
    if _takes_lives(token):
        return ""
    return _verbs().get(token.lemma_, "") or _nouns().get(token.lemma_, "")
