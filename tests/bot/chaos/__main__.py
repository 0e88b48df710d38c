"""`python -m tests.bot.chaos MINUTES [SEED]`: so many virtual minutes of chaos, and what became of it; status 1 where
it did not become good."""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.bot.chaos.run import Outcome, chaos, faults_of


def summary(outcome: Outcome) -> str:
    """The figures as a page."""
    lines = [
        f"{outcome.questions} questions, {outcome.answered} answered, {outcome.in_doubt} in doubt and not sent again, "
        f"{outcome.apologies} apologies; {outcome.lives} starts; {outcome.reports[1]} of {outcome.reports[0]} reports",
        *(f"after {name:12} {seconds:5.1f} s until an answer" for name, seconds in outcome.back),
        *(f"WRONG: {fault}" for fault in outcome.faults),
    ]
    return "\n".join(lines)


def main() -> None:
    """The run of the command line."""
    minutes, seed = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        outcome = asyncio.run(chaos(faults_of(minutes), Path(folder), seed=seed))
        if outcome.faults:
            sys.stderr.write((Path(folder) / "log.txt").read_text(encoding="utf-8"))
    sys.stdout.write(summary(outcome) + "\n")
    sys.exit(bool(outcome.faults))


if __name__ == "__main__":
    main()
