"""The short forms of the trade and of the phone, written out before a question is read: "tbm", "kia", "S of".

In: the words of a question. Out: the words with every short form written out, each new word at the place of the form
that it stands for, and a note for each.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from query.tokens import Word, cut
from query.understanding.words.lexicon import lexicon

JOINS = ("and", "vs", "versus", "v", "against", "by")
TABLE = Path(__file__).parents[2] / "lexicon" / "short_forms.toml"


@dataclass(frozen=True, slots=True)
class ShortForms:
    """`forms` may be written in any case, `lower` are names where they are capitalised, `capitals` are names only in
    capitals, `pairs` are of two words; `groups` are the words before which a form is the name of a group; `compass`
    gives the point of the compass that begins a name ("N. Kivu")."""

    forms: dict[str, tuple[Word, ...]]
    lower: dict[str, tuple[Word, ...]]
    capitals: dict[str, tuple[Word, ...]]
    pairs: dict[tuple[str, ...], tuple[Word, ...]]
    groups: dict[str, frozenset[str]]
    compass: dict[str, str]


@cache
def short_forms() -> ShortForms:
    """The table, read once."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    forms, lower, capitals, pairs = (
        {form: cut(text) for form, text in table[name].items()} for name in ("forms", "lower", "capitals", "pairs")
    )
    groups = {form: frozenset(beside) for form, beside in table["groups"].items()}
    of_two = {tuple(form.split()): words for form, words in pairs.items()}
    return ShortForms(forms, lower, capitals, of_two, groups, table["compass"])


def written_out(words: Sequence[Word]) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """The words with their short forms written out, and what was written out.

    >>> words, notes = written_out(cut("tbm salvos S of Kyiv"))
    >>> [word.text for word in words], notes
    (['ballistic', 'missile', 'salvos', 'south', 'of', 'Kyiv'], ('“tbm” → ballistic missile', '“S of” → south of'))
    """
    found: list[Word] = []
    notes: list[str] = []
    at = 0
    while at < len(words):
        end, meant = _form_at(words, at)
        if not meant:
            found += [*_percent(words[at]), words[at]]
            at += 1
            continue
        found += [*_percent(words[at]), *_standing_for(words[at:end], meant)]
        typed = " ".join(word.text for word in words[at:end])
        if len(typed) > 1:
            notes.append(f"“{typed}” → {_text(meant)}")
        at = end
    return tuple(found), tuple(notes)


def _form_at(words: Sequence[Word], at: int) -> tuple[int, tuple[Word, ...]]:
    """The end of the short form at a position and what it stands for; nothing where there is none."""
    known, word = short_forms(), words[at]
    pair = tuple(each.low for each in words[at : at + 2])
    if pair in known.pairs and not (at and words[at].before == "-"):
        return at + 2, known.pairs[pair]
    before, after = words[max(0, at - 1) : at], words[at + 1 : at + 2]
    if word.low in known.groups and (
        any(each.low in JOINS for each in (*before, *after))
        or any(each.low in known.groups[word.low] for each in after)
    ):
        return at + 1, ()  # "KIA and Tatmadaw fighting", "KIA fighters"; "soldiers KIA" were killed
    if word.low in known.forms:
        return at + 1, known.forms[word.low]
    if word.text in known.capitals and _stands_alone(words, at):
        return at + 1, known.capitals[word.text]
    named = word.text.istitle() and any(other.text.islower() for other in words)
    if word.low in known.lower and not named:
        return at + 1, known.lower[word.low]
    return at + 1, ()


def _stands_alone(words: Sequence[Word], at: int) -> bool:
    """Whether capitals make a name, in a question that is not all in capitals: "attacks in CAR", not "CAR bomb"."""
    phrase = tuple(each.low for each in words[at : at + 2]) in lexicon().senses
    return any(other.text.islower() for other in words) and not phrase


def _standing_for(typed: Sequence[Word], meant: Sequence[Word]) -> list[Word]:
    """The words meant, each where the typed form stands; the first has what stood before the form."""
    start, end = typed[0].start, typed[-1].end
    made = [replace(word, start=start, end=end, before="-" if word.before == "-" else "") for word in meant]
    made[0] = replace(made[0], before=typed[0].before, spaced=typed[0].spaced)
    made[-1] = replace(made[-1], possessive=typed[-1].possessive)
    return made


def _text(words: Sequence[Word]) -> str:
    """Words as they are written: "Port-au-Prince"."""
    return "".join(f"{word.before or ' '}{word.text}" for word in words).strip()


def _percent(word: Word) -> list[Word]:
    """The sign before a word, as a word: "what % were drones"."""
    return [Word("percent", "percent", word.start, word.start)] if "%" in word.before else []
