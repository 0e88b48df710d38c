"""Settings: from the environment and a file, with one clear sentence where a value cannot be used."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings, with_token


def test_nothing_set_gives_defaults(tmp_path: Path) -> None:
    settings = load_settings({}, tmp_path / ".env")
    assert settings.token is None
    assert settings.database == Path("watchfloor.db")
    assert settings.zone.key == "UTC"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('# comment\nTELEGRAM_BOT_TOKEN="1:file"\nADMINS = 7, 8\n\nLOG_LEVEL=debug\n', encoding="utf-8")
    settings = load_settings({"TELEGRAM_BOT_TOKEN": "2:environment"}, file)
    assert settings.token == "2:environment"
    assert settings.admins == {7, 8}
    assert settings.log_level == "DEBUG"


def test_the_token_never_shows_in_the_settings_printed(tmp_path: Path) -> None:
    settings = load_settings({"TELEGRAM_BOT_TOKEN": "123:secret"}, tmp_path / ".env")
    assert "secret" not in repr(settings)


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
    source = (Path(__file__).parents[2] / "bot" / "settings.py").read_text(encoding="utf-8")
    named = [line.split('given("')[1].split('"')[0] for line in source.splitlines() if 'given("' in line]
    offered = [line.partition("=")[0] for line in example.splitlines() if "=" in line and not line.startswith("#")]
    assert named
    assert sorted(offered) == sorted(named)
