"""Names of countries mistyped or in three letters, and points of the compass in one, written out before a question is
read: "palma mozambiqe" asks about Palma in Mozambique, "ukr" about Ukraine, "N. Kivu" about North Kivu.

In: the words of a question. Out: the words with the names as they are written, and a note for each. A word that names
anything else, or is a word of English, is left alone.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.actors import ActorKind
from domain.places import PlaceKind
from knowledge.folding import fold
from knowledge.places.tables import atlas
from knowledge.world import World
from query.tokens import Word, fold_word
from query.understanding.parts.place_slips import is_slip
from query.understanding.words.lexicon import lexicon
from query.understanding.words.short_forms import short_forms
from query.understanding.words.typos import is_english

CODE = 3
SHORTEST = 5
"""A name of fewer letters is too near other words."""


def countries_mended(words: Sequence[Word], world: World) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """The words with mistyped countries mended, and what was mended."""
    found: list[Word] = []
    notes: list[str] = []
    for word in words:
        meant = _country_meant(word.low) or _country_coded(word.low, world)
        if meant is None or _names_something(word.text, world):
            found.append(word)
            continue
        found.append(replace(word, text=meant, low=fold_word(meant)))
        notes.append(f"“{word.text}” → {meant}")
    return tuple(found), tuple(notes)


def compass_written_out(words: Sequence[Word], world: World) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """The words with the points of the compass that begin a name written out, and what was."""
    found = list(words)
    notes: list[str] = []
    for at, (word, then) in enumerate(pairwise(words)):
        point = short_forms().compass.get(word.low)
        if point is None or then.before not in ("", ".") or len(then.low) < SHORTEST - 1:
            continue
        name = f"{point} {then.text}"
        meant = world.gazetteer.named(name)
        if not meant or not (word.text.isupper() or then.before or meant[0].kind is PlaceKind.ADMIN1):
            continue
        found[at : at + 2] = replace(word, text=point, low=fold_word(point)), replace(then, before="")
        notes.append(f"“{word.text}{then.before} {then.text}” → {name}")
    return tuple(found), tuple(notes)


def _country_coded(low: str, world: World) -> str | None:
    """The country that three letters stand for."""
    if len(low) != CODE or not (low.isascii() and low.isalpha()) or low in lexicon().known or is_english(low):
        return None
    actor = world.catalogue.get(low)
    country = world.gazetteer.country(actor.country) if actor is not None and actor.country else None
    return country.name if country is not None and actor is not None and actor.kind is ActorKind.STATE else None


def _names_something(name: str, world: World) -> bool:
    """Whether a word is a name as it is typed: of a place, of an actor, or of a country's people ("Korean")."""
    people = world.gazetteer.country_of_adjective(name)
    return bool(people or world.gazetteer.named(name) or world.catalogue.spot([name]))


@lru_cache(maxsize=4096)
def _country_meant(low: str) -> str | None:
    """The country whose name a word is a slip for."""
    if len(low) < SHORTEST or not (low.isascii() and low.isalpha()) or low in lexicon().known or is_english(low):
        return None
    near = process.extract(low, _names().keys(), scorer=OSA.distance, score_cutoff=2, score_hint=1, limit=3)
    meant = [_names()[name] for name, _, _ in near if name[0] == low[0] and is_slip(low, name)]
    return meant[0][0] if len({code for _, code in meant}) == 1 else None


@cache
def _names() -> dict[str, tuple[str, str]]:
    """The names of one word that countries have, folded: as each is written, and of which country (alpha-2)."""
    names = ((name, country.code) for country in atlas.countries() for name in (country.name, *country.aka))
    return {fold(name): (name, code) for name, code in names if name.isalpha() and len(name) >= SHORTEST}
