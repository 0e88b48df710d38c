"""Derive the list of everyday English words, which a name of a place must not be taken for lightly.

In: `web2.pickle` of the package `english-words` (Webster's Second, public domain; it tells "turkey" from "Turkey") and
`en.json.gz` of the package `pyspellchecker` (how often a word is used; MIT). Out: knowledge/data/english-words.txt, the
common words that the dictionary spells with a small letter, their forms, and those of `modern_words.txt`.

    python tools/derive_words.py WEB2_PICKLE EN_JSON_GZ
"""

import gzip
import json
import pickle
import sys
from pathlib import Path

OUT = Path(__file__).parent.parent / "knowledge" / "data" / "english-words.txt"
OFTEN = 500  # times in the corpus
NO_WORDS = frozenset(
    ["ad", "al", "ar", "er", "ur", "ut"]
)  # in the dictionary, but Arabic articles where places are named
ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""), ("d", ""),
    ("er", ""), ("er", "e"), ("ers", ""), ("ings", ""), ("ied", "y"),
)  # fmt: skip


def main() -> None:
    """Read both lists, keep the words that both hold."""
    dictionary: set[str] = pickle.loads(Path(sys.argv[1]).read_bytes())
    small = {word for word in dictionary if word.islower() and word.isascii() and word.isalpha()}
    counts: dict[str, int] = json.loads(gzip.decompress(Path(sys.argv[2]).read_bytes()))
    words = {
        word
        for word, count in counts.items()
        if count >= OFTEN and len(word) > 1 and word.isascii() and word.isalpha() and in_dictionary(word, small)
    }
    words.update((Path(__file__).parent / "modern_words.txt").read_text("ascii").split())
    words -= NO_WORDS
    OUT.write_text("\n".join(sorted(words)) + "\n", encoding="ascii")


def in_dictionary(word: str, small: set[str]) -> bool:
    """Whether the word, or what it is a form of, stands in the dictionary with a small letter."""
    if word in small:
        return True
    bases = {word[: -len(end)] + base for end, base in ENDINGS if word.endswith(end) and len(word) > len(end) + 2}
    doubled = {base[:-1] for base in bases if len(base) > 3 and base[-1] == base[-2]}
    return bool((bases | doubled) & small)


if __name__ == "__main__":
    main()
