"""The words of time expressions, from `lexicon/times.toml`, indexed for the parser."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from query.tokens import Word

LEXICON = Path(__file__).parents[1] / "lexicon" / "times.toml"


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Every word that a time expression may be made of. Phrases of several words are tuples of folded words."""

    months: dict[str, int]
    weekdays: dict[str, int]
    units: dict[str, str]
    singular: frozenset[str]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    seasons: dict[str, tuple[int, int]]
    parts_of_day: dict[str, tuple[int, int]]
    holidays: dict[tuple[str, ...], tuple[int, int]]
    islamic: dict[tuple[str, ...], tuple[int, int, int]]
    easter: dict[tuple[str, ...], tuple[int, int]]
    begins_holidays: frozenset[str]
    words: dict[str, frozenset[tuple[str, ...]]]
    firsts: dict[str, frozenset[str]]
    counted: frozenset[str]
    before_amounts: frozenset[str]
    lasting: frozenset[str]
    doubtful: frozenset[str]
    verbal_next: frozenset[str]
    nominal_before: frozenset[str]
    idioms: frozenset[str]
    vocabulary: frozenset[str]
    correctable: tuple[str, ...]
    leading: frozenset[str]
    loose: frozenset[str]


@cache
def time_words() -> TimeWords:
    """The lexicon, read once."""
    table = tomllib.loads(LEXICON.read_text(encoding="utf-8"))
    months = {form: at for at, forms in enumerate(table["months"].values(), 1) for form in forms}
    weekdays = {form: at for at, forms in enumerate(table["weekdays"].values()) for form in forms}
    units = {form: unit for unit, forms in table["units"].items() for form in forms}
    words = {role: frozenset(tuple(form.split()) for form in forms) for role, forms in table["words"].items()}
    holidays = {tuple(name.split()): _month_day(value) for name, value in table["holidays"].items()}
    islamic = {tuple(name.split()): tuple(value) for name, value in table["islamic"].items()}
    easter = {tuple(name.split()): tuple(value) for name, value in table["easter"].items()}
    phrases = [*holidays, *islamic, *easter, *(phrase for role in words.values() for phrase in role)]
    vocabulary = {word for phrase in phrases for word in phrase}.union(
        months, weekdays, units, table["numbers"], table["ordinals"], table["seasons"], table["parts_of_day"]
    )
    leads = ("since", "after", "before", "until", "to", "between", "lead")
    others = {
        word for role, phrases in words.items() if role not in (*leads, "article", "onwards") for (word, *_) in phrases
    }
    leading = {phrase[0] for role in leads for phrase in words[role] if len(phrase) == 1} - others | {"the"}
    return TimeWords(
        months=months,
        weekdays=weekdays,
        units=units,
        singular=frozenset(table["singular"]["words"]),
        numbers=table["numbers"],
        ordinals=table["ordinals"],
        seasons={name: (value[0], value[1]) for name, value in table["seasons"].items()},
        parts_of_day={name: (value[0], value[1]) for name, value in table["parts_of_day"].items()},
        holidays=holidays,
        islamic=islamic,
        easter=easter,
        begins_holidays=frozenset(name[0] for name in (*holidays, *islamic, *easter)),
        words=words,
        firsts={role: frozenset(phrase[0] for phrase in phrases) for role, phrases in words.items()},
        counted=frozenset(table["counted"]["words"]),
        before_amounts=frozenset(table["before_amounts"]["words"]),
        lasting=frozenset(table["lasting"]["words"]),
        doubtful=frozenset(table["doubtful"]["words"]),
        verbal_next=frozenset(table["doubtful"]["verbal_next"]),
        nominal_before=frozenset(table["doubtful"]["nominal_before"]),
        idioms=frozenset(table["idioms"]["words"]),
        vocabulary=frozenset(vocabulary),
        leading=frozenset(leading),
        loose=frozenset(table["loose"]["words"]),
        correctable=tuple(sorted(word for word in vocabulary if len(word) >= 4)),
    )


def phrase_end(words: Sequence[Word], at: int, phrases: frozenset[tuple[str, ...]]) -> int | None:
    """The end of the longest of `phrases` that stands at `at`, None where none does."""
    best: int | None = None
    for length in (1, 2, 3):
        if at + length <= len(words) and tuple(word.low for word in words[at : at + length]) in phrases:
            best = at + length
    return best


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)
