"""`hooks` as an operator meets it: added, listed, looked at by `doctor`, removed; and what is refused."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.chats.hooks import FAILED
from store.database import open_for_reading, open_for_writing
from tests.bot.test_cli import one_clear_line, watchfloor
from tests.handlers.stage import world as world

pytestmark = pytest.mark.usefixtures("world")
URL = "https://desk.example/hook"


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "index.db")


def test_a_hook_from_its_setting_to_its_end(database: str, tmp_path: Path) -> None:
    def run(*args: str) -> str:
        done = watchfloor("hooks", *args, "--database", database)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    own = tmp_path / "index.db-hook-1.secret"
    assert run("add", "strikes in Syria", URL) == f"Hook 1 posts Strikes in Syria; signed by {own}"
    assert own.stat().st_mode & 0o777 == 0o600
    secret = own.read_text().strip()
    assert secret.startswith("whsec_")
    assert len(secret) > 40
    assert secret.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("index.db*") if path != own)
    given = tmp_path / "desk.secret"
    given.write_text("a secret that the desk knows")
    again = watchfloor("hooks", "add", "strikes in Syria", URL, "--database", database)
    assert "Hook 1 does that already" in one_clear_line(again)
    assert (
        run("add", "1", f"{URL}/2", "--secret-file", str(given))
        == f"Hook 2 posts what watch 1 finds; signed by {given}"
    )
    listed = [line.split("\t") for line in run("list").splitlines()]
    assert listed == [
        ["1", "Strikes in Syria", URL, "nothing posted so far"],
        ["2", "Strikes in Syria", f"{URL}/2", "nothing posted so far"],
    ]
    with closing(open_for_writing(Path(database))) as writer:
        moment = datetime(2025, 12, 20, tzinfo=UTC).isoformat()
        trouble = "desk.example is gone for good (status 410)."
        writer.execute(FAILED, {"hook": 2, "now": moment, "error": trouble, "later": moment, "trouble": trouble})
    still = f"stands still, 0 posts waiting: {trouble} `watchfloor hooks resume 2` lets it go on."
    assert still in run("list")
    looked_at = watchfloor("doctor", "--database", database)
    assert looked_at.returncode == 1
    assert still in looked_at.stdout
    assert run("resume", "2") == "Hook 2 posts again."
    assert "stands still" not in run("list")
    assert run("remove", "1") == "Hook 1 is removed."
    assert not own.exists()
    assert run("remove", "2") == "Hook 2 is removed."
    assert given.exists()
    assert run("list") == "There is no hook yet: `watchfloor hooks add QUESTION URL` adds one."
    with closing(open_for_reading(Path(database))) as reader:
        assert reader.execute("select count(*) from watches").fetchone()[0] == 0


def test_a_digest_that_only_a_hook_gets(database: str) -> None:
    def run(*args: str) -> str:
        done = watchfloor("hooks", *args, "--database", database)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    added = run("add", "--digest", "weekdays 8am Kyiv strikes in Syria quiet", URL)
    assert added.startswith(
        "Hook 1 posts a digest on weekdays at 08:00 (Europe/Kyiv): Strikes in Syria, latest first; s"
    )
    listed = run("list").split("\t")
    assert listed[1] == "digest weekdays 08:00 Europe/Kyiv strikes in Syria quiet"
    assert run("remove", "1") == "Hook 1 is removed."
    with closing(open_for_reading(Path(database))) as reader:
        assert reader.execute("select count(*) from digests").fetchone()[0] == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("strikes in Syria", "http://desk.example/hook"), "https:// only"),
        (("strikes in Syria", "https://10.0.0.7/hook"), "no public host"),
        (("strikes in Syria", "https://ada:secret@desk.example/"), "name or password"),
        (("strikes in Syria", "desk"), "only addresses that begin with https://"),
        (("hello", URL), "I did not understand what to watch for"),
        (("7", URL), "There is no watch 7"),
        (("--digest", "7", URL), "There is no digest 7"),
        (("strikes in Syria", URL, "--secret-file", "missing.secret"), "missing.secret cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(database: str, args: tuple[str, ...], said: str) -> None:
    done = watchfloor("hooks", "add", *args, "--database", database)
    assert done.returncode == 1
    assert said in one_clear_line(done)
    assert "no hook yet" in watchfloor("hooks", "list", "--database", database).stdout


def test_a_hook_that_is_not_there(database: str) -> None:
    for command in ("remove", "resume"):
        done = watchfloor("hooks", command, "4", "--database", database)
        assert "There is no hook 4" in one_clear_line(done)
