"""A secret out of a file that a service manager puts there, such as `/run/secrets/telegram-bot-token`."""

from pathlib import Path

from bot.config.env_file import SettingsError

LONGEST = 1000  # characters; no more than the next two are read, so that what is longer can be told


def read_secret(file: Path, name: str) -> str:
    """What a file holds, white space around it dropped; `name` is the setting that names the file.

    Raises SettingsError where it cannot be read; the message never repeats what it holds.
    """
    try:
        with file.open(encoding="utf-8") as opened:
            return opened.read(LONGEST + 2).strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "no text"
        raise SettingsError(f"{name}: {file} cannot be read ({why}).") from None
