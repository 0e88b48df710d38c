"""The wheel holds every room and every data file: an editable install would hide what is missing."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]
PACKAGES = ("domain", "knowledge", "extraction", "store", "query", "ingestion", "handlers", "bot")
NOT_SHIPPED = {"places-sources.md"}


def test_the_wheel_holds_all_that_the_folders_hold(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", str(tmp_path), str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(ZipFile(wheel).namelist())
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    wanted = {
        path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc" and path.name not in NOT_SHIPPED
    }
    assert sorted(wanted - held) == []
