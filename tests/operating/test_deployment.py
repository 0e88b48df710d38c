"""The image, the compose file, the units and the papers name only what is there: commands, options, settings, files.

`make operating` runs the image's steps for real; this is its short form.
"""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from bot.cli.app import app
from bot.config.settings import NAMES
from bot.run import _AT_LAST
from knowledge.places.tables.cache import shipped_folder
from tests.operating.dockerfile import ROOT, context, copied, read_stages, words_of

BUILT, IMAGE = read_stages()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
BOT, LITESTREAM = COMPOSE["services"]["bot"], COMPOSE["services"]["litestream"]
PAPER = ROOT / "docs" / "operating.md"
UNITS = sorted((ROOT / "deploy").glob("*.service"))
PYTHONS_OWN = {"PATH", "HOME", "PYTHONDONTWRITEBYTECODE", "PIP_NO_CACHE_DIR", "PIP_DISABLE_PIP_VERSION_CHECK"}


def assert_is_a_command(words: list[str]) -> None:
    """Whether `watchfloor` with these words is a command that is there, with options that it has."""
    command: Any = typer.main.get_command(app)
    rest = list(words)
    while commands := getattr(command, "commands", None):
        name = rest[0] if rest and rest[0] in commands else "find"  # `places homs` looks a place up
        rest = rest[rest[:1] == [name] :]
        assert name in commands, words
        command = commands[name]
    options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    assert {word.partition("=")[0] for word in rest if word.startswith("-") and word != "-"} <= options, words


def commands_in(text: str) -> Iterator[list[str]]:
    """The words after each `watchfloor` that a line of shell runs."""
    for found in re.finditer(r"(?:^|[\s/;&|(`])(?:watchfloor|wf) ([a-z][^\n;|&<>`)#]*)", text):
        yield shlex.split(found[1])


def unit(path: Path) -> dict[str, list[str]]:
    """The lines of a unit, by their keys."""
    pairs = (line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines() if "=" in line[1:])
    lines: dict[str, list[str]] = {}
    for key, value in pairs:
        if not key.startswith("#"):
            lines.setdefault(key, []).append(value)
    return lines


def test_what_is_no_command_is_found() -> None:
    for words in (["bakup"], ["doctor", "--slow"], ["places", "import", "x.csv", "--fast"]):
        with pytest.raises(AssertionError):
            assert_is_a_command(words)
    assert_is_a_command(["places", "Palmyra"])
    assert [*commands_in("cd x && sudo watchfloor backup y --keep 7 | cat; ./wf doctor")] == [
        ["backup", "y", "--keep", "7"],
        ["doctor"],
    ]


def test_the_image_runs_commands_that_are_there() -> None:
    ran = [words for step in BUILT.steps + IMAGE.steps for words in commands_in(step.rest)]
    assert ran == [["places", "Palmyra"]]
    assert words_of(IMAGE.settings["ENTRYPOINT"]) == ["watchfloor"]
    checked = words_of(IMAGE.settings["HEALTHCHECK"])
    assert checked[0] == "watchfloor"
    for words in (*ran, words_of(IMAGE.settings["CMD"]), checked[1:]):
        assert_is_a_command(words)


def test_the_image_sets_settings_that_are_there() -> None:
    assert set(BUILT.environment) | set(IMAGE.environment) <= {*NAMES, *PYTHONS_OWN}


def test_the_image_holds_the_product_and_no_secret() -> None:
    let_in = {path.relative_to(ROOT).as_posix() for path in context()}
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    folders = {name.removesuffix("*") for name in packages["find"]["include"]}
    assert {name.partition("/")[0] for name in let_in if "/" in name} == folders
    assert {name for name in let_in if "/" not in name} == {
        *("pyproject.toml", "requirements.lock", "README.md", "LICENSE"),
    }
    for step in (step for step in BUILT.steps if step.word == "COPY"):
        _, sources, _ = copied(step.rest)
        assert all(source == "." or source in let_in for source in sources)


def test_both_stages_stand_on_the_same_python_that_the_product_takes() -> None:
    base = BUILT.settings["FROM"]
    assert base == IMAGE.settings["FROM"]
    version = re.fullmatch(r"python:(\d+)\.(\d+)-slim-\w+", base)
    assert version
    assert (int(version[1]), int(version[2])) >= (3, 12)
    assert (ROOT / ".python-version").read_text(encoding="utf-8").startswith(f"{version[1]}.{version[2]}")


def test_the_gazetteer_is_compiled_where_the_installation_looks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    (venv,) = {word for step in BUILT.steps for word in re.findall(r"-m venv (\S+)", step.rest)}
    monkeypatch.setattr("sys.prefix", venv)
    assert any(f"WATCHFLOOR_CACHE={shipped_folder()} " in step.rest for step in BUILT.steps)
    assert f"--from=built {venv} {venv}" in [step.rest for step in IMAGE.steps if step.word == "COPY"]
    assert IMAGE.environment["PATH"].startswith(f"{venv}/bin:")


def test_the_image_writes_as_nobody_and_into_its_volume_only() -> None:
    volume = IMAGE.settings["VOLUME"]
    user = IMAGE.settings["USER"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert f"-o {user.split(':')[0]} -g {user.split(':')[1]} -m 0750 {volume}" in IMAGE.steps[0].rest
    assert IMAGE.settings["WORKDIR"] == volume
    assert all(IMAGE.environment[name].startswith(f"{volume}/") for name in ("WATCHFLOOR_DATABASE", "WATCHFLOOR_CACHE"))
    assert (BOT["read_only"], BOT["cap_drop"], BOT["volumes"]) == (True, ["ALL"], [f"data:{volume}"])
    assert LITESTREAM["user"] == user
    assert f"data:{volume}" in LITESTREAM["volumes"]
    assert "no-new-privileges:true" in BOT["security_opt"]


def test_compose_sets_settings_that_are_there_and_hands_over_what_they_name() -> None:
    environment = BOT["environment"]
    assert set(environment) <= set(NAMES)
    (secret,) = BOT["secrets"]
    assert environment["TELEGRAM_BOT_TOKEN_FILE"] == f"/run/secrets/{secret}"
    assert COMPOSE["secrets"][secret] == {"file": f"secrets/{secret}"}
    assert all(IMAGE.environment[name] == environment[name] for name in ("WATCHFLOOR_DATABASE", "WATCHFLOOR_CACHE"))
    assert BOT["env_file"] == ".env"
    assert COMPOSE["volumes"].keys() == {"data"}


def test_the_health_check_asks_the_bot_and_a_bot_that_stands_still_is_started_anew() -> None:
    port = IMAGE.environment["HEALTH_LISTEN"].rpartition(":")[2]
    assert BOT["environment"]["HEALTH_LISTEN"] == f"0.0.0.0:{port}"
    written = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    for name in ("HEALTH_LISTEN", "WEBHOOK_LISTEN"):
        number = BOT["environment"][name].rpartition(":")[2]
        assert f"#   - 127.0.0.1:{number}:{number}\n" in written
    lines = unit(ROOT / "deploy" / "watchfloor.service")
    assert (lines["NotifyAccess"], lines["Restart"]) == (["main"], ["always"])
    assert float(lines["WatchdogSec"][0]) > 60  # a cold start


def test_the_bot_may_stop_in_order() -> None:
    assert float(BOT["stop_grace_period"].removesuffix("s")) > _AT_LAST
    assert float(unit(ROOT / "deploy" / "watchfloor.service")["TimeoutStopSec"][0]) > _AT_LAST


def test_litestream_is_optional_and_its_variables_are_set_somewhere() -> None:
    assert LITESTREAM["profiles"] == ["replica"]
    settings = (ROOT / "deploy" / "litestream.yml").read_text(encoding="utf-8")
    assert "./deploy/litestream.yml:/etc/litestream.yml:ro" in LITESTREAM["volumes"]
    named = set(re.findall(r"\$\{(\w+)\}", settings))
    assert named <= {*LITESTREAM.get("environment", {}), "LITESTREAM_URL"}
    assert LITESTREAM["environment"]["WATCHFLOOR_DATABASE"] == IMAGE.environment["WATCHFLOOR_DATABASE"]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_a_command_that_is_there_with_settings_that_are_there(path: Path) -> None:
    lines = unit(path)
    (started,) = lines["ExecStart"]
    program, *words = started.split()
    assert program == "/opt/watchfloor/bin/watchfloor"
    assert_is_a_command(words)
    settings = dict(line.split("=", 1) for line in lines["Environment"])
    assert set(settings) <= {*NAMES, *PYTHONS_OWN}
    assert "WATCHFLOOR_DATABASE" not in settings  # .env says where, for the service and for whoever looks after it
    assert lines["WorkingDirectory"] == [f"/var/lib/{lines['StateDirectory'][0].split()[0]}"]
    assert (lines["ProtectSystem"], lines["NoNewPrivileges"]) == (["strict"], ["yes"])


def test_the_unit_hands_over_the_credential_that_it_loads() -> None:
    lines = unit(ROOT / "deploy" / "watchfloor.service")
    (loaded,) = lines["LoadCredential"]
    assert f"TELEGRAM_BOT_TOKEN_FILE=%d/{loaded.partition(':')[0]}" in lines["Environment"]


def test_the_paper_names_commands_and_files_that_are_there() -> None:
    told = PAPER.read_text(encoding="utf-8")
    code = "\n".join([*re.findall(r"(?<!`)`([^`\n]+)`(?!`)", told), *re.findall(r"^    (.*)$", told, re.MULTILINE)])
    ran = list(commands_in(re.sub(r"^(alias|docker tag) .*$", "", code, flags=re.MULTILINE)))
    assert {"backup", "restore", "doctor", "prune", "ingest", "ask", "reindex", "places"} <= {r[0] for r in ran}
    for words in ran:
        assert_is_a_command(words)
    files = set(re.findall(r"(?<![\w/.])deploy/[\w.-]+", code))
    assert files >= {f"deploy/{path.name}" for path in (ROOT / "deploy").iterdir()}
    assert all((ROOT / file).exists() for file in files)


def test_the_paper_installs_as_the_image_does() -> None:
    """The steps are the image's, with `sudo` and from the folder of the project, but for those that only make the image
    smaller once the gazetteer is compiled."""
    told = PAPER.read_text(encoding="utf-8")
    (compiled,) = (number for number, step in enumerate(BUILT.steps) if step.rest.startswith("WATCHFLOOR_CACHE"))
    for step in (step for step in BUILT.steps[: compiled + 1] if step.word == "RUN"):
        line = step.rest.replace(" /src/requirements.lock", " requirements.lock").replace(" /src", " .")
        assert f"    sudo {'env ' if line.startswith('WATCHFLOOR') else ''}{line}\n" in told
