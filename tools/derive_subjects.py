"""Derive the nouns that can narrow a question ("train", "pipeline"), so that no other word filters an answer.

In: `index.*`, `data.noun` and `cntlist.rev` of WordNet 3.0 (in Debian, the package `wordnet-base`), and the everyday
English words of knowledge/data/english-words.txt.
Out: query/lexicon/subjects.txt, those of the words that are used as nouns at least as often as anything else and whose
first sense is a thing, a being, a group, a place, a substance or a happening; qualities and feelings are none.

    python tools/derive_subjects.py FOLDER_OF_WORDNET
"""

import sys
import textwrap
from collections import Counter
from pathlib import Path

from derive_people import HEADER, read_index, read_synsets

ROOT = Path(__file__).parent.parent
WORDS = ROOT / "knowledge" / "data" / "english-words.txt"
OUT = ROOT / "query" / "lexicon" / "subjects.txt"
FILES = frozenset({"04", "05", "06", "08", "10", "11", "13", "14", "15", "17", "18", "19", "20", "21", "27"})
"""WordNet's files of nouns for acts, animals, artefacts, body, communication, events, food, groups, places, objects,
people, phenomena, plants, possessions and substances."""
THINGS = frozenset({"05", "06", "13", "17", "20", "27"})
ALSO = "famine drought cholera ebola measles polio starvation siege curfew blockade hijack epidemic flood"
"""States that reports are searched for."""
PARTS = {"1": "noun", "2": "verb", "3": "adj", "4": "adv", "5": "adj"}
SAY_WHAT_IS_WANTED = """
amount answer beginning bit bot business case chat comment count detail discussion end example fact figure figures
guy help hint info information item kind lack list look lot mention message news note number part piece place
question report reports request research result search sentence series set share show side sort start statistics story
subject sum summary talk text thing top total try type use view way word words world year day week month hour time
today war conflict violence event incident situation thanks thank please stuff everything nothing something anything
control status update overview state area region country city town village province district zone center middle
side source sources confirmation level point role rate data map chart table average percent percentage rest
claim claims toll increase decrease rise change move moves act action activity operation effort step order while
people person man woman men women human guy folk one two three
"""


def main() -> None:
    """Read WordNet, write the nouns that narrow."""
    folder = Path(sys.argv[1])
    synsets, nouns = read_synsets(folder / "data.noun"), read_index(folder / "index.noun")
    other = {word for part in ("verb", "adj", "adv") for word in read_index(folder / f"index.{part}")}
    used = usage(folder / "cntlist.rev")
    kept = sorted(
        word
        for word in WORDS.read_text("utf-8").split()
        if word in nouns
        and word not in SAY_WHAT_IS_WANTED.split()
        and synsets[nouns[word][0]].file in FILES
        and (word not in other or used[word, "noun"] >= least(synsets[nouns[word][0]].file, word, used))
    )
    kept = sorted({*kept, *ALSO.split()})
    header = HEADER.replace("Nouns that name people", "Nouns that can narrow a question")
    header = header.replace("derive_people", "derive_subjects")
    lines = textwrap.fill(" ".join(kept), 118)
    OUT.write_text(f"{header}\n{lines}\n", encoding="ascii")


def least(file: str, word: str, used: Counter[tuple[str, str]]) -> float:
    """How often a word must be a noun: as often as anything else, where it names a thing a third of that."""
    most = max(used[word, part] for part in ("verb", "adj", "adv"))
    return most / 3 if file in THINGS else most


def usage(file: Path) -> Counter[tuple[str, str]]:
    """How often each word was met as noun, verb, adjective and adverb in the texts that WordNet was tagged on."""
    found: Counter[tuple[str, str]] = Counter()
    for line in file.read_text("ascii").splitlines():
        key, _, count = line.split()
        word, _, sense = key.partition("%")
        found[word, PARTS[sense[0]]] += int(count)
    return found


if __name__ == "__main__":
    main()
