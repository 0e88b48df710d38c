"""Takes the words for kind and part beside a found name into its span: "northern" before, "province" after it.

They narrow what the name may mean: a province, a camp, the north of a country.
"""

from domain.places import Place, PlaceKind
from knowledge.places.parts import part_meant
from knowledge.places.tables.index import Known, Naming, PlaceFile
from knowledge.places.tokens import Word, whole
from knowledge.places.words import COUNTRYSIDE, KIND_WORDS, LONGEST_KIND, LONGEST_PART, PART_WORDS


def widen(
    file: PlaceFile, flat: list[Word], name: tuple[int, int], free: int, namings: tuple[Naming, ...]
) -> tuple[int, int, tuple[Place, ...]]:
    """The first word and the end of the widened name, no further back than `free`, and the places it may mean."""
    known = list(dict.fromkeys(naming.known for naming in namings))
    first, last = name
    end, word, known = _kind_after(file, flat, last, known)
    if word is None:
        before, known = _kind_before(file, flat, first, free, known)
        if before < first:
            return before, end, tuple(one.place for one in known)
    for size in range(min(LONGEST_PART, first - free), 0, -1):
        words = flat[first - size : first]
        part = PART_WORDS.get(" ".join(one.folded for one in words))
        if part and not any(one.ends for one in words):
            of = words[-1].folded == "of"
            meant = part_meant(file, known[0], part, of=of, kind=word is not None and word not in COUNTRYSIDE)
            if meant:
                return first - size, end, (meant, *(one.place for one in known))
    return first, end, tuple(one.place for one in known)


def _kind_after(
    file: PlaceFile, flat: list[Word], last: int, known: list[Known]
) -> tuple[int, str | None, list[Known]]:
    """Take in a word for a kind after the name, where a place of that kind bears it."""
    if last < len(flat) and not flat[last - 1].ends:
        for size in range(min(LONGEST_KIND, len(flat) - last), 0, -1):
            word = " ".join(one.folded for one in flat[last : last + size])
            if word in KIND_WORDS and whole(flat, last, size):
                fitting = _of_kind(file, known, KIND_WORDS[word])
                if fitting:
                    return last + size, word, fitting
    return last, None, known


def _kind_before(
    file: PlaceFile, flat: list[Word], first: int, free: int, known: list[Known]
) -> tuple[int, list[Known]]:
    """Take in "province of" before the name, where a place of that kind bears it."""
    if first - 2 >= free and flat[first - 1].folded == "of" and flat[first - 2].folded in KIND_WORDS:
        fitting = _of_kind(file, known, KIND_WORDS[flat[first - 2].folded])
        if fitting:
            return first - 2, fitting
    return first, known


def _of_kind(file: PlaceFile, known: list[Known], kind: PlaceKind | None) -> list[Known]:
    """The places of a kind; for a first-level region also those round a city of the name."""
    if kind is None:
        return known
    found = [one for one in known if one.place.kind is kind]
    if kind is PlaceKind.ADMIN1:
        twins = [file.get(one.twin) for one in known if one.twin]
        found += [twin for twin in twins if twin and twin.place.kind is kind]
    return list(dict.fromkeys(found))
