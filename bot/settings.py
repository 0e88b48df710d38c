"""Settings from the environment and a `.env` file; each stands explained in `.env.example`.

The environment wins over the file. A wrong value raises SettingsError with one sentence that names the setting.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.errors import WatchfloorError

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


class SettingsError(WatchfloorError):
    """A setting that cannot be used; the message names it and says what it should be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. `admins` and `allowed_users` are Telegram user ids; no allowed user means that the
    bot answers everyone. `base_url` and `base_file_url` point at a Bot API server of one's own; `mcp_key`,
    or the file that holds it, opens the MCP server over HTTP."""

    database: Path
    token: str | None = field(default=None, repr=False)
    admins: frozenset[int] = frozenset()
    allowed_users: frozenset[int] = frozenset()
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    cache: Path | None = None
    spacy_model: str | None = None
    log_level: str = "INFO"
    base_url: str | None = None
    base_file_url: str | None = None
    mcp_key: str | None = field(default=None, repr=False)
    mcp_key_file: Path | None = None


def load_settings(environment: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """Read the settings. `environment` defaults to the process's own. Raises SettingsError on a wrong value."""
    values = {**_read_env_file(env_file), **(os.environ if environment is None else environment)}

    def given(name: str) -> str | None:
        return values.get(name, "").strip() or None

    level = (given("LOG_LEVEL") or "INFO").upper()
    if level not in LOG_LEVELS:
        raise SettingsError(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, not {level!r}.")
    return Settings(
        database=Path(given("WATCHFLOOR_DATABASE") or "watchfloor.db").expanduser(),
        token=given("TELEGRAM_BOT_TOKEN"),
        admins=_ids("ADMINS", given("ADMINS")),
        allowed_users=_ids("ALLOWED_USERS", given("ALLOWED_USERS")),
        zone=_zone(given("WATCHFLOOR_TIMEZONE") or "UTC"),
        cache=Path(cache).expanduser() if (cache := given("WATCHFLOOR_CACHE")) else None,
        spacy_model=given("SPACY_MODEL"),
        log_level=level,
        base_url=given("TELEGRAM_BASE_URL"),
        base_file_url=given("TELEGRAM_BASE_FILE_URL"),
        mcp_key=given("MCP_KEY"),
        mcp_key_file=Path(file).expanduser() if (file := given("MCP_KEY_FILE")) else None,
    )


def _ids(name: str, text: str | None) -> frozenset[int]:
    parts = (text or "").replace(",", " ").split()
    wrong = next((part for part in parts if not part.isdecimal()), None)
    if wrong is not None:
        raise SettingsError(f"{name} must be Telegram user ids separated by commas; {wrong!r} is not a number.")
    return frozenset(int(part) for part in parts)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(f"WATCHFLOOR_TIMEZONE must be a zone such as Europe/Berlin, not {name!r}.") from error


def _read_env_file(path: Path) -> dict[str, str]:
    """The `NAME=value` lines of a file; blank lines and `#` comments are passed over, quotes around a value dropped."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"Cannot read the settings in {path}: {error}.") from error
    pairs = (line.split("=", 1) for line in map(str.strip, lines) if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs}
