"""Settings from the environment and a `.env` file; each stands explained in `.env.example`.

The environment wins over the file. A wrong value raises SettingsError with one sentence that names the setting.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.config.env_file import Given, SettingsError, read_env_file
from bot.config.listening import Address, address_of, public_url
from bot.config.secret_file import read_secret
from domain.errors import WatchfloorError

__all__ = ["Settings", "SettingsError", "load_settings"]

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("text", "json")
DAYS = {"d": 1, "w": 7, "m": 31, "y": 366}
"""How long a day, week, month or year of `KEEP_REPORTS` is, never shorter than on the calendar."""
NAMES = (
    "TELEGRAM_BOT_TOKEN", "ADMINS", "ALLOWED_USERS", "WATCHFLOOR_DATABASE", "WATCHFLOOR_TIMEZONE", "WATCHFLOOR_CACHE",
    "SPACY_MODEL", "LOG_LEVEL", "TELEGRAM_BASE_URL", "TELEGRAM_BASE_FILE_URL", "TELEGRAM_BOT_TOKEN_FILE", "LOG_FORMAT",
    "KEEP_REPORTS", "FETCH_NETWORKS", "MCP_KEY", "MCP_KEY_FILE", "WEBHOOK_URL", "WEBHOOK_LISTEN", "HEALTH_LISTEN",
)  # fmt: skip
WEBHOOK_LISTEN: Address = ("127.0.0.1", 8080)
_OWN = "WATCHFLOOR_"
_GATE = "ALLOWED_USERS"
_NEARLY, _ALIKE = 85, 75  # of 100: all but a letter or two; enough to ask whether it was meant
_LONGEST_ID = 19  # figures; Telegram's ids have 52 bits
_LONGEST_KEPT = 100_000  # days; further back there are no dates


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. `admins` and `allowed_users` are Telegram user ids; no allowed user means that the
    bot answers everyone. `base_url` and `base_file_url` point at a Bot API server of one's own; `mcp_key`,
    or the file that holds it, opens the MCP server over HTTP. `keep_reports` is how long the texts of reports are kept,
    None for ever; `fetch_networks` are networks that are asked though they are not public; `token_file` is where
    `with_token` finds the token. Where Telegram is to bring updates to `webhook_url`, they come in at
    `webhook_listen`; without it Telegram is asked for them. `health_listen` is where it can be asked whether the bot is
    well, None for nowhere."""

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
    fetch_networks: tuple[str, ...] = ()
    base_url: str | None = None
    base_file_url: str | None = None
    mcp_key: str | None = field(default=None, repr=False)
    mcp_key_file: Path | None = None
    webhook_url: str | None = None
    webhook_listen: Address = WEBHOOK_LISTEN
    health_listen: Address | None = None


def load_settings(environment: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """Read the settings. `environment` defaults to the process's own. Raises SettingsError on a wrong value, on a
    setting that is not known, and where it cannot be told who may ask."""
    environment = os.environ if environment is None else environment
    from_file = read_env_file(env_file)
    _check_names(environment, from_file)
    _check_gate(environment, from_file)
    values = {**{name: each.value for name, each in from_file.items()}, **environment}

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
        fetch_networks=_networks(given("FETCH_NETWORKS")),
        base_url=given("TELEGRAM_BASE_URL"),
        base_file_url=given("TELEGRAM_BASE_FILE_URL"),
        mcp_key=given("MCP_KEY"),
        mcp_key_file=Path(file).expanduser() if (file := given("MCP_KEY_FILE")) else None,
        webhook_url=_read(public_url, "WEBHOOK_URL", given("WEBHOOK_URL")),
        webhook_listen=_read(address_of, "WEBHOOK_LISTEN", given("WEBHOOK_LISTEN")) or WEBHOOK_LISTEN,
        health_listen=_read(address_of, "HEALTH_LISTEN", given("HEALTH_LISTEN")),
    )


def with_token(settings: Settings) -> Settings:
    """The settings with the token out of its file, where one is named. Read by what needs the token alone: the file of
    a secret is not for every user who asks a question.

    Raises SettingsError where there are two tokens, or the file holds none.
    """
    file = settings.token_file
    if file is None:
        return settings
    if settings.token is not None:
        raise SettingsError("TELEGRAM_BOT_TOKEN and TELEGRAM_BOT_TOKEN_FILE are both set: clear one of them.")
    token = read_secret(file, "TELEGRAM_BOT_TOKEN_FILE")
    if len(token.split()) != 1:
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


def _check_names(environment: Mapping[str, str], from_file: Mapping[str, Given]) -> None:
    """Refuse a name that is no setting: any in the file; in the environment, which is not ours alone, those that begin
    like ours, and one that is nearly the name of who may ask."""
    for name, given in from_file.items():
        if name not in NAMES:
            raise SettingsError(f"{given.where}: {name} is no setting; {_nearest(name)}")
    for name in environment:
        if name not in NAMES and (name.startswith(_OWN) or _is_nearly_the_gate(name)):
            raise SettingsError(f"{name}, in the environment, is no setting; {_nearest(name)}")


def _is_nearly_the_gate(name: str) -> bool:
    if name[:1].upper() != _GATE[:1]:
        return False
    from rapidfuzz import fuzz  # only where there is something to compare

    return fuzz.ratio(name.upper(), _GATE) >= _NEARLY


def _check_gate(environment: Mapping[str, str], from_file: Mapping[str, Given]) -> None:
    """Refuse an environment that lets everyone in where the file names some, as an unset variable of a service does."""
    given = from_file.get(_GATE)
    if given and given.value.strip() and not environment.get(_GATE, given.value).strip():
        raise SettingsError(f"{_GATE} is empty in the environment, but {given.where} names users: clear one of them.")


def _read[T](form: Callable[[str, str], T], name: str, text: str | None) -> T | None:
    """What a setting says, read by its form; None where it is not set. Raises SettingsError where it cannot be read."""
    try:
        return None if text is None else form(text, name)
    except WatchfloorError as error:
        raise SettingsError(str(error)) from None


def _nearest(name: str) -> str:
    """What the setting is probably called."""
    from rapidfuzz import fuzz, process  # only where there is something to compare

    found = process.extractOne(name.upper(), NAMES, scorer=fuzz.WRatio, score_cutoff=_ALIKE)
    return f"did you mean {found[0]}?" if found else ".env.example names them all."


def _ids(name: str, text: str | None) -> frozenset[int]:
    parts = (text or "").replace(",", " ").split()
    wrong = next((part for part in parts if not part.isdecimal() or len(part) > _LONGEST_ID), None)
    if wrong is not None:
        shown = wrong if len(wrong) <= 40 else f"{wrong[:40]}…"
        raise SettingsError(f"{name} must be Telegram user ids separated by commas; {shown!r} is not a number.")
    if text and not parts:
        raise SettingsError(f"{name} must be Telegram user ids separated by commas; {text!r} holds none.")
    return frozenset(int(part) for part in parts)


def _networks(text: str | None) -> tuple[str, ...]:
    named = tuple((text or "").replace(",", " ").split())
    for name in named:
        try:
            ip_network(name, strict=False)
        except ValueError as error:
            raise SettingsError(f"FETCH_NETWORKS must be networks such as 10.0.0.0/8, not {name[:40]!r}.") from error
    return named


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(f"WATCHFLOOR_TIMEZONE must be a zone such as Europe/Berlin, not {name!r}.") from error
