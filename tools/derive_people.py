"""Derive the nouns that name people, so that a text may count any of them among its dead.

In: `data.noun` and `index.noun` of WordNet 3.0 (in Debian, the package `wordnet-base`).
Out: extraction/lexicon/people.toml, the nouns whose first sense is a person, those of soldiers, police and insurgents
apart. Names and insults are left out.

    python tools/derive_people.py FOLDER_OF_WORDNET
"""

import re
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

OUT = Path(__file__).parent.parent / "extraction" / "lexicon" / "people.toml"
PERSON = "18"  # WordNet's file of nouns for people
ROOTS = {
    "military": ("serviceman", "military_officer", "soldier"),
    "police": ("policeman",),
    "militant": ("insurgent", "terrorist"),
}
INSULTS = re.compile(r"offensive|derogatory|disparag|slur|slang|obscen|vulgar|insult|contempt|stupid|homosexual", re.I)
# Machines and beasts before they are people, in reports of war.
NO_PEOPLE = """
trailer torpedo tracer scanner transmitter digger breaker coaster printer tackle jumper shaker rocker router
tiger whale piranha tinker clone fossil mutation pivot divinity dud extra forward ex best anti cog converter
controller mover runner subsidiary harvester planter spotter sweeper boar lookout referral apparition source
party
"""
HEADER = """\
# Nouns that name people; written by tools/derive_people.py from WordNet 3.0, not by hand.
#
# WordNet 3.0 Copyright 2006 by Princeton University. All rights reserved. THIS SOFTWARE AND DATABASE IS PROVIDED "AS
# IS" AND PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES, EXPRESS OR IMPLIED. BY WAY OF EXAMPLE, BUT NOT
# LIMITATION, PRINCETON UNIVERSITY MAKES NO REPRESENTATIONS OR WARRANTIES OF MERCHANTABILITY OR FITNESS FOR ANY
# PARTICULAR PURPOSE OR THAT THE USE OF THE LICENSED SOFTWARE, DATABASE OR DOCUMENTATION WILL NOT INFRINGE ANY THIRD
# PARTY PATENTS, COPYRIGHTS, TRADEMARKS OR OTHER RIGHTS. Permission to use, copy, modify and distribute this software
# and database and its documentation for any purpose and without fee or royalty is hereby granted, provided that you
# agree to comply with the copyright notice and statements, including the disclaimer, and that the same appear on ALL
# copies of the software, database and documentation, including modifications that you make for internal use or for
# distribution. The name of Princeton University or Princeton may not be used in advertising or publicity pertaining
# to distribution of the software and/or database. Title to copyright in this software, database and any associated
# documentation shall at all times remain with Princeton University and LICENSEE agrees to preserve same.
"""


class Synset(NamedTuple):
    """One sense: the file that it stands in, its words as they are spelled, its narrower senses, what it means."""

    file: str
    words: list[str]
    narrower: list[str]
    gloss: str


def main() -> None:
    """Read WordNet, write the nouns of people by group."""
    folder = Path(sys.argv[1])
    synsets, senses = read_synsets(folder / "data.noun"), read_index(folder / "index.noun")
    grouped = {group: words_under(roots, synsets, senses) for group, roots in ROOTS.items()}
    rest = {w for w, offsets in senses.items() if synsets[offsets[0]].file == PERSON}
    tables = [*grouped.items(), ("other", rest - set().union(*grouped.values()))]
    lines = [HEADER, "[nouns]"]
    for group, found in tables:
        kept = sorted(word for word in found if is_plain(word, synsets[senses[word][0]]))
        listed = ", ".join(f'"{word}"' for word in kept)
        indent = {"initial_indent": "    ", "subsequent_indent": "    "}
        lines.append(f"{group} = [\n{textwrap.fill(listed, 118, break_on_hyphens=False, **indent)}\n]")
    OUT.write_text("\n".join(lines) + "\n", encoding="ascii")


def is_plain(word: str, synset: Synset) -> bool:
    """A common noun of one word that insults nobody."""
    spelled = any(word == form for form in synset.words)
    return (
        spelled
        and word.isascii()
        and word.replace("-", "").isalpha()
        and len(word) > 2
        and not (INSULTS.search(synset.gloss) or word in NO_PEOPLE.split())
    )


def words_under(roots: tuple[str, ...], synsets: dict[str, Synset], senses: dict[str, list[str]]) -> set[str]:
    """The words whose first sense is one of the roots or narrower than it."""
    found: set[str] = set()
    waiting = [senses[root][0] for root in roots]
    while waiting:
        offset = waiting.pop()
        if offset not in found:
            found.add(offset)
            waiting += synsets[offset].narrower
    return {word.lower() for offset in found for word in synsets[offset].words if senses[word.lower()][0] == offset}


def read_synsets(file: Path) -> dict[str, Synset]:
    """The senses by their offset."""
    found = {}
    for line in file.read_text("ascii").splitlines():
        if line.startswith("  "):
            continue
        fields, _, gloss = line.partition("|")
        parts = fields.split()
        count = int(parts[3], 16)
        links = parts[5 + 2 * count :]
        narrower = [links[i + 1] for i in range(0, 4 * int(parts[4 + 2 * count]), 4) if links[i] == "~"]
        found[parts[0]] = Synset(parts[1], parts[4 : 4 + 2 * count : 2], narrower, gloss)
    return found


def read_index(file: Path) -> dict[str, list[str]]:
    """The offsets of the senses of each word, the most frequent first."""
    found = {}
    for line in file.read_text("ascii").splitlines():
        if not line.startswith("  "):
            parts = line.split()
            found[parts[0]] = parts[6 + int(parts[3]) :]
    return found


if __name__ == "__main__":
    main()
