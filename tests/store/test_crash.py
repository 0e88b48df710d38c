"""Killed at any moment, the index is whole, and a second run completes it."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from store.database import open_for_writing
from store.health import check
from tests.store.test_order import WANTED, WAR, add_report, rows, together

SCRIPT = """
import os, sys
from pathlib import Path
from store.database import open_for_writing
from tests.store.test_order import WAR, add_report

writer = open_for_writing(Path(sys.argv[1]))
left = [int(sys.argv[2])]

def step():
    left[0] -= 1
    if left[0] == 0:
        os._exit(9)

writer.set_progress_handler(step, 50)
for published, events in WAR:
    add_report(writer, published, events)
"""


@pytest.mark.parametrize("steps", [1, 7, 20, 45, 80, 130, 200, 300])
def test_killed_in_the_middle(path: Path, steps: int) -> None:
    killed = subprocess.run([sys.executable, "-c", SCRIPT, str(path), str(steps)], check=False, cwd=Path.cwd())
    assert killed.returncode in (0, 9)
    with closing(open_for_writing(path)) as writer:
        assert all(fine for _, fine, _ in check(writer))
        for published, events in WAR:
            add_report(writer, published, events)
        assert (together(writer), rows(writer)) == WANTED
