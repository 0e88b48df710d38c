"""How long it takes to read a question: median and 99th percentile, against the limits that we hold ourselves to.

Run: `python benchmarks/questions.py`. Questions are put together from parts in a fixed order, a fifth of them mistyped.
Exit status 1 where a limit is passed.
"""

import itertools
import random
import statistics
import sys
import time
from datetime import UTC, datetime

from knowledge.world import World
from query.understand import understand

NOW = datetime(2026, 3, 11, 15, 30, tzinfo=UTC)
MEDIAN_MS, HIGHEST_MS = 2.0, 15.0
ASKED = [
    "strikes", "how many people were killed in drone strikes", "latest Russian attacks", "US casualties", "IS ambushes",
    "which province saw most attacks", "clashes per week", "who carried out the most bombings", "civilians killed",
    "#shelling", "last 5 raids", "compare airstrikes",
]  # fmt: skip
PLACES = [
    "in Deir ez-Zor", "kharkiv", "near Palmyra", "in Sudan", "in northern Syria", "in Khan Younis", "near Mosul",
    "in Port-au-Prince", "maiduguri", "in دير الزور", "Київ", "in Idlib and Hama",
]  # fmt: skip
TIMES = ["", "last week", "since 15 January", "10-15 December", "past 48h", "between 2019 and 2021", "yesterday"]


def questions() -> list[str]:
    """All ways to put the parts together, a fifth with two letters swapped in one of their longer words."""
    made = [" ".join(parts).strip() for parts in itertools.product(ASKED, PLACES, TIMES)]
    random.seed(7)
    return [_mistyped(question) if number % 5 == 0 else question for number, question in enumerate(made)]


def _mistyped(question: str) -> str:
    words = question.split()
    long = [at for at, word in enumerate(words) if len(word) >= 6 and word.isascii()]
    if long:
        at = random.choice(long)
        cut = random.randrange(1, len(words[at]) - 2)
        words[at] = words[at][:cut] + words[at][cut + 1] + words[at][cut] + words[at][cut + 2 :]
    return " ".join(words)


def main() -> int:
    """Read every question once to warm up and once on the clock."""
    world = World.open()
    asked = questions()
    took = []
    for lap in range(2):
        for question in asked:
            began = time.perf_counter()
            understand(question, NOW, world)
            if lap:
                took.append((time.perf_counter() - began) * 1000)
    median, highest = statistics.median(took), statistics.quantiles(took, n=100)[98]
    lines = [
        f"{len(asked)} questions",
        f"median           {median:6.2f} ms  (limit {MEDIAN_MS:g}, ratio {median / MEDIAN_MS:.2f})",
        f"99th percentile  {highest:6.2f} ms  (limit {HIGHEST_MS:g}, ratio {highest / HIGHEST_MS:.2f})",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(median > MEDIAN_MS or highest > HIGHEST_MS)


if __name__ == "__main__":
    sys.exit(main())
