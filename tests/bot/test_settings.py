"""Settings: from the environment and a file, with one clear sentence where a value cannot be used."""

import os
import re
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.config.settings import NAMES, SettingsError, load_settings, with_token


def test_nothing_set_gives_defaults(tmp_path: Path) -> None:
    loaded = load_settings({}, tmp_path / ".env")
    assert loaded.token is None
    assert loaded.database == Path("watchfloor.db")
    assert loaded.zone.key == "UTC"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('# comment\nTELEGRAM_BOT_TOKEN="1:file"\nADMINS = 7, 8\n\nLOG_LEVEL=debug\n', encoding="utf-8")
    loaded = load_settings({"TELEGRAM_BOT_TOKEN": "2:environment"}, file)
    assert loaded.token == "2:environment"
    assert loaded.admins == {7, 8}
    assert loaded.log_level == "DEBUG"


def test_where_updates_are_brought_and_health_is_told(tmp_path: Path) -> None:
    plain = load_settings({}, tmp_path / ".env")
    assert (plain.webhook_url, plain.webhook_listen, plain.health_listen) == (None, ("127.0.0.1", 8080), None)
    given = {
        "WEBHOOK_URL": "https://Bot.example.org:88/w/",
        "WEBHOOK_LISTEN": "[::1]:81",
        "HEALTH_LISTEN": "0.0.0.0:9464",
    }
    loaded = load_settings(given, tmp_path / ".env")
    assert loaded.webhook_url == "https://Bot.example.org:88/w"
    assert (loaded.webhook_listen, loaded.health_listen) == (("::1", 81), ("0.0.0.0", 9464))
    assert load_settings({"WEBHOOK_URL": "https://[2001:db8::1]"}, tmp_path / ".env").webhook_url


def test_no_secret_shows_in_the_settings_printed(tmp_path: Path) -> None:
    loaded = load_settings({"TELEGRAM_BOT_TOKEN": "123:secret", "MCP_KEY": "a-secret"}, tmp_path / ".env")
    assert loaded.mcp_key == "a-secret"
    assert "secret" not in repr(loaded)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ADMINS", "ada", "ADMINS must be Telegram user ids separated by commas; 'ada' is not a number."),
        ("ADMINS", "7, 1²", "ADMINS must be Telegram user ids separated by commas; '1²' is not a number."),
        ("LOG_FORMAT", "xml", "LOG_FORMAT must be text or json, not 'xml'."),
        *(
            (
                "KEEP_REPORTS",
                wrong,
                f"KEEP_REPORTS must be days, weeks, months or years such as 90d, 26w, 18m or 2y, not {wrong!r}.",
            )
            for wrong in ("two years", "2", "y", "0d", "-1y", "1.5y", "²y", "999999y", "99999999d", "2 h")
        ),
        *(
            (
                "WEBHOOK_URL",
                wrong,
                f"WEBHOOK_URL must be a public https address such as https://bot.example.org, not {wrong!r}.",
            )
            for wrong in (
                *(
                    "http://bot.example.org",
                    "bot.example.org",
                    "https://",
                    "https://bot",
                    "https://a.b/?x",
                    "https://a.b#x",
                ),
                *(
                    "https://me:key@bot.example.org",
                    "https://bot.example.org:x",
                    "https://bö.example.org",
                    "https://[::1",
                ),
                *("https://a b.example.org", "https://-a.example.org", "https://a.example.org:99999"),
            )
        ),
        (
            "WEBHOOK_URL",
            "https://bot.example.org:8080",
            "WEBHOOK_URL: Telegram brings updates to the ports 443, 80, 88, 8443 only, not to 8080.",
        ),
        *(
            (name, "9464", f"{name}: '9464' is no address; write it like 127.0.0.1:8765.")
            for name in ("WEBHOOK_LISTEN", "HEALTH_LISTEN")
        ),
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR, not 'LOUD'."),
        (
            "WATCHFLOOR_TIMEZONE",
            "Mars/Base",
            "WATCHFLOOR_TIMEZONE must be a zone such as Europe/Berlin, not 'Mars/Base'.",
        ),
        ("WATCHFLOOR_TIMEZONE", "../etc", "WATCHFLOOR_TIMEZONE must be a zone such as Europe/Berlin, not '../etc'."),
    ],
)
def test_a_wrong_value_is_one_sentence(name: str, value: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({name: value}, tmp_path / ".env")
    assert str(caught.value) == said


@pytest.mark.parametrize(("text", "days"), [("1d", 1), ("26w", 182), ("18M", 558), ("2 y", 732), ("100000d", 100_000)])
def test_reports_are_kept_never_shorter_than_said(text: str, days: int, tmp_path: Path) -> None:
    assert load_settings({"KEEP_REPORTS": text}, tmp_path / ".env").keep_reports == timedelta(days=days)


def test_the_token_may_stand_in_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("123:secret\n", encoding="utf-8")
    settings = load_settings({"TELEGRAM_BOT_TOKEN_FILE": str(secret)}, tmp_path / ".env")
    assert settings.token is None
    assert with_token(settings).token == "123:secret"
    assert "secret" not in repr(with_token(settings)).replace(str(secret), "")
    given = load_settings({"TELEGRAM_BOT_TOKEN": "5:given"}, tmp_path / ".env")
    assert with_token(given) == given


@pytest.mark.parametrize("held", [b"", b" \n", b"TOKEN 123:secret\n", b"123:secret\n456:secret", b"\xff\xfe:secret"])
def test_a_file_that_holds_no_token_is_one_sentence_without_what_it_holds(held: bytes, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_bytes(held)
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN_FILE: ") as caught:
        with_token(load_settings({"TELEGRAM_BOT_TOKEN_FILE": str(secret)}, tmp_path / ".env"))
    assert "secret" not in str(caught.value)


def test_a_token_file_that_cannot_be_read_or_stands_beside_a_token_is_one_sentence(tmp_path: Path) -> None:
    away = {"TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "away")}
    with pytest.raises(SettingsError, match=r"away cannot be read \(No such file or directory\)"):
        with_token(load_settings(away, tmp_path / ".env"))
    with pytest.raises(SettingsError, match="both set: clear one"):
        with_token(load_settings({**away, "TELEGRAM_BOT_TOKEN": "5:given"}, tmp_path / ".env"))


def test_every_setting_is_explained_in_the_example() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text(encoding="utf-8")
    source = (Path(__file__).parents[2] / "bot" / "config" / "settings.py").read_text(encoding="utf-8")
    named = re.findall(r'given\("(\w+)"\)', source)
    offered = [line.partition("=")[0] for line in example.splitlines() if "=" in line and not line.startswith("#")]
    assert sorted(offered) == sorted(set(named)) == sorted(NAMES)


@pytest.mark.parametrize(
    ("text", "users"),
    [
        ("export ALLOWED_USERS=1", {1}),
        ("export  ALLOWED_USERS='1,2'", {1, 2}),
        ("ALLOWED_USERS=1 # only me", {1}),
        ('ALLOWED_USERS="1 2"   # both', {1, 2}),
        ("ALLOWED_USERS = 7, 8", {7, 8}),
        ("\ufeffALLOWED_USERS=1\r\n", {1}),
        ("ALLOWED_USERS=\n", set()),
        ("ALLOWED_USERS= # nobody in particular", set()),
    ],
)
def test_a_line_of_the_file_is_read_as_a_shell_would(text: str, users: set[int], tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(text, encoding="utf-8", newline="")
    assert load_settings({}, tmp_path / ".env").allowed_users == users


VALUES = st.text(st.sampled_from("abz09:,.-_/#=@%+ "), max_size=12)


@settings(deadline=None, max_examples=60)
@given(VALUES, st.sampled_from(("{}", "'{}'", '"{}"')), st.sampled_from(("", "export ")), st.sampled_from(("", " # x")))
def test_a_value_is_what_a_shell_makes_of_it(value: str, quoted: str, lead: str, comment: str) -> None:
    assume(quoted != "{}" or " " not in value)
    line = f"{lead}TELEGRAM_BOT_TOKEN={quoted.format(value)}{comment}\n"
    shell = subprocess.run(["sh", "-c", f'{line}printf %s "$TELEGRAM_BOT_TOKEN"'], capture_output=True, check=True)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / ".env").write_text(line, encoding="utf-8")
        assert (load_settings({}, Path(folder) / ".env").token or "") == shell.stdout.decode().strip()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("LOG_LEVEL=INFO\n\nALLOWED_USERS: 1", "line 3 cannot be read: write it as NAME=value"),
        ("ALLOWED_USERS", "line 1 cannot be read"),
        ("export ALLOWED_USERS", "line 1 cannot be read"),
        ("set -a\nALLOWED_USERS=1", "line 1 cannot be read"),
        ('ALLOWED_USERS="1', "line 1 cannot be read"),
        ('TELEGRAM_BOT_TOKEN="a\nALLOWED_USERS=1\nLOG_LEVEL="', "the value must end on its own line"),
        ("ALLOWED_USERS=$MINE", "line 1, ALLOWED_USERS: $ means something else to a shell"),
        ('WATCHFLOOR_DATABASE="$HOME/w.db"', "line 1, WATCHFLOOR_DATABASE: $ means something else to a shell"),
        ("ALLOWED_USERS=1; ADMINS=2", "line 1, ALLOWED_USERS: ; means something else to a shell"),
        (r"WATCHFLOOR_DATABASE=C:\w.db", r"\ means something else to a shell"),
        ("ALOWED_USERS=1", "line 1: ALOWED_USERS is no setting; did you mean ALLOWED_USERS?"),
        ("allowed_users=1", "allowed_users is no setting; did you mean ALLOWED_USERS?"),
        ("\n# x\nBOT_TOKEN=1", "line 3: BOT_TOKEN is no setting; did you mean TELEGRAM_BOT_TOKEN?"),
        ("COMPOSE_PROJECT_NAME=x", "COMPOSE_PROJECT_NAME is no setting; .env.example names them all."),
        ("ALLOWED_USERS=1\nALLOWED_USERS=", "line 2 sets ALLOWED_USERS anew: keep it or "),
        ("ALLOWED_USERS=','", "ALLOWED_USERS must be Telegram user ids separated by commas; ',' holds none."),
        (f"ALLOWED_USERS={'9' * 5000}", "is not a number."),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_line(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=re.escape(said)) as caught:
        load_settings({}, tmp_path / ".env")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_file_that_cannot_be_read_lets_nobody_in(tmp_path: Path) -> None:
    (tmp_path / "utf-16").write_text("ALLOWED_USERS=1", encoding="utf-16")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("utf-16", "folder", "link"):
        with pytest.raises(SettingsError, match="Cannot read the settings in"):
            load_settings({}, tmp_path / name)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ALLOWED_USER", "did you mean ALLOWED_USERS?"),
        ("allowed_users", "did you mean ALLOWED_USERS?"),
        ("WATCHFLOOR_ALLOWED_USERS", "did you mean ALLOWED_USERS?"),
        ("WATCHFLOOR_DB", "did you mean WATCHFLOOR_DATABASE?"),
    ],
)
def test_a_name_of_the_environment_that_is_meant_for_us_is_refused(name: str, meant: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=re.escape(f"{name}, in the environment, is no setting; {meant}")):
        load_settings({name: "1"}, tmp_path / ".env")


def test_names_of_the_environment_that_are_not_ours_are_left_alone(tmp_path: Path) -> None:
    others = {"ALLOWED_HOSTS": "*", "ADMIN": "root", "PATH": "/bin", "TELEGRAM_CHAT_ID": "5", "LOGLEVEL": "loud"}
    assert load_settings(others, tmp_path / ".env").allowed_users == frozenset()


def test_an_empty_variable_opens_no_bot_that_the_file_keeps_private(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ALLOWED_USERS=1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"ALLOWED_USERS is empty in the environment, but .*line 1 names users"):
        load_settings({"ALLOWED_USERS": " "}, tmp_path / ".env")
    assert load_settings({"ALLOWED_USERS": "2"}, tmp_path / ".env").allowed_users == {2}


def test_the_bot_does_not_start_where_nobody_can_tell_who_may_ask(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TELEGRAM_BOT_TOKEN=1:a\nALLOWED_USERS: 1\n", encoding="utf-8")
    ours = ("TELEGRAM_", "ALLOWED_USERS", "ADMINS")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    command = [sys.executable, "-c", "from bot.cli.app import main; main()", "run"]
    root = str(Path(__file__).parents[2])
    ran = subprocess.run(
        command, cwd=tmp_path, env={**environment, "PYTHONPATH": root}, capture_output=True, text=True, timeout=60
    )
    assert ran.returncode == 1
    assert ran.stderr == ".env, line 2 cannot be read: write it as NAME=value, with quotes on both sides or none.\n"


def test_networks_that_are_fetched_from(tmp_path: Path) -> None:
    given = load_settings({"FETCH_NETWORKS": "10.0.0.0/8, fd00::/8"}, tmp_path / ".env")
    assert given.fetch_networks == ("10.0.0.0/8", "fd00::/8")
    with pytest.raises(SettingsError, match="FETCH_NETWORKS must be networks such as"):
        load_settings({"FETCH_NETWORKS": "home"}, tmp_path / ".env")
