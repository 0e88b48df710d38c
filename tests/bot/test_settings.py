"""Settings: from the environment and a file, with one clear sentence where a value cannot be used."""

from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings


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


def test_no_secret_shows_in_the_settings_printed(tmp_path: Path) -> None:
    settings = load_settings({"TELEGRAM_BOT_TOKEN": "123:secret", "MCP_KEY": "a-secret"}, tmp_path / ".env")
    assert settings.mcp_key == "a-secret"
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ADMINS", "ada", "ADMINS must be Telegram user ids separated by commas; 'ada' is not a number."),
        ("ADMINS", "7, 1²", "ADMINS must be Telegram user ids separated by commas; '1²' is not a number."),
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


def test_every_setting_is_explained_in_the_example() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text(encoding="utf-8")
    source = (Path(__file__).parents[2] / "bot" / "settings.py").read_text(encoding="utf-8")
    named = [line.split('given("')[1].split('"')[0] for line in source.splitlines() if 'given("' in line]
    offered = [line.partition("=")[0] for line in example.splitlines() if "=" in line and not line.startswith("#")]
    assert named
    assert sorted(offered) == sorted(named)
