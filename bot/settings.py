"""Settings from the environment and a `.env` file; each stands explained in `.env.example`.

The environment wins over the file. A wrong value raises SettingsError with one sentence that names the setting.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.errors import WatchfloorError

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("text", "json")
DAYS = {"d": 1, "w": 7, "m": 31, "y": 366}
"""How long a day, week, month or year of `KEEP_REPORTS` is, never shorter than on the calendar."""

_LONGEST_KEPT = 100_000  # days; further back there are no dates
_LONGEST_TOKEN = 200  # Telegram's have fewer than 50 characters


class SettingsError(WatchfloorError):
    """A setting that cannot be used; the message names it and says what it should be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. `admins` and `allowed_users` are Telegram user ids; no allowed user means that the
    bot answers everyone. `base_url` and `base_file_url` point at a Bot API server of one's own. `keep_reports` is how
    long the texts of reports are kept, None for ever; `token_file` is where `with_token` finds the token."""

    database: Path
    token: str | None = field(default=None, repr=False)
    token_file: Path | None = None
    admins: frozenset[int] = frozenset()
    allowed_users: frozenset[int] = frozenset()
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    cache: Path | None = None
    spacy_model: str | None = None
    log_level: str = "INFO"
    log_format: str = "text"
    keep_reports: timedelta | None = None
    base_url: str | None = None
    base_file_url: str | None = None


def load_settings(environment: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """Read the settings. `environment` defaults to the process's own. Raises SettingsError on a wrong value."""
    values = {**_read_env_file(env_file), **(os.environ if environment is None else environment)}

    def given(name: str) -> str | None:
        return values.get(name, "").strip() or None

    level = (given("LOG_LEVEL") or "INFO").upper()
    if level not in LOG_LEVELS:
        raise SettingsError(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, not {level!r}.")
    form = (given("LOG_FORMAT") or "text").lower()
    if form not in LOG_FORMATS:
        raise SettingsError(f"LOG_FORMAT must be {' or '.join(LOG_FORMATS)}, not {form!r}.")
    return Settings(
        database=Path(given("WATCHFLOOR_DATABASE") or "watchfloor.db").expanduser(),
        token=given("TELEGRAM_BOT_TOKEN"),
        token_file=Path(file).expanduser() if (file := given("TELEGRAM_BOT_TOKEN_FILE")) else None,
        admins=_ids("ADMINS", given("ADMINS")),
        allowed_users=_ids("ALLOWED_USERS", given("ALLOWED_USERS")),
        zone=_zone(given("WATCHFLOOR_TIMEZONE") or "UTC"),
        cache=Path(cache).expanduser() if (cache := given("WATCHFLOOR_CACHE")) else None,
        spacy_model=given("SPACY_MODEL"),
        log_level=level,
        log_format=form,
        keep_reports=duration(kept, "KEEP_REPORTS") if (kept := given("KEEP_REPORTS")) else None,
        base_url=given("TELEGRAM_BASE_URL"),
        base_file_url=given("TELEGRAM_BASE_FILE_URL"),
    )


def with_token(settings: Settings) -> Settings:
    """The settings with the token out of its file, where one is named. Read by what needs the token alone: the file of
    a secret is not for every user who asks a question.

    Raises SettingsError, which never repeats what the file holds.
    """
    file = settings.token_file
    if file is None:
        return settings
    if settings.token is not None:
        raise SettingsError("TELEGRAM_BOT_TOKEN and TELEGRAM_BOT_TOKEN_FILE are both set: clear one of them.")
    try:
        with file.open(encoding="utf-8") as content:
            token = content.read(_LONGEST_TOKEN).strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "no text"
        raise SettingsError(f"TELEGRAM_BOT_TOKEN_FILE: {file} cannot be read ({why}).") from None
    if not token or len(token.split()) > 1:
        raise SettingsError(f"TELEGRAM_BOT_TOKEN_FILE: {file} must hold the token and nothing else.")
    return replace(settings, token=token)


def duration(text: str, name: str) -> timedelta:
    """A time such as `90d`, `26w`, `18m` or `2y`; `name` is what asks for it. Raises SettingsError on anything else.

    >>> duration("2w", "KEEP_REPORTS").days
    14
    """
    number, unit = text[:-1].strip(), text[-1:].lower()
    days = int(number) * DAYS[unit] if unit in DAYS and number.isascii() and number.isdigit() and len(number) < 7 else 0
    if not 0 < days <= _LONGEST_KEPT:
        raise SettingsError(f"{name} must be days, weeks, months or years such as 90d, 26w, 18m or 2y, not {text!r}.")
    return timedelta(days=days)


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
