"""`demo` and `run`: the product shown, and the bot itself."""

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import Database, settings_with
from bot.config.settings import with_token
from domain.errors import WatchfloorError

NO_TOKEN = (
    "The bot needs a token: talk to @BotFather in Telegram, send /newbot, and put what it gives you into "
    "TELEGRAM_BOT_TOKEN (in the environment or in .env), or into a file that TELEGRAM_BOT_TOKEN_FILE names; then run "
    "this again."
)


def demo(
    keep: Annotated[
        Path | None, typer.Option(help="Keep the demo's index in this file instead of throwing it away.")
    ] = None,
) -> None:
    """Index the bundled sample reports, answer five questions and, on a terminal, go on as a chat.

    Example:

        watchfloor demo
    """
    from bot.cli.demo import show

    show(keep, interactive=sys.stdin.isatty() and sys.stdout.isatty())


def run(database: Database = None) -> None:
    """Run the Telegram bot until it is stopped with Ctrl-C. One bot at most runs on an index. On a replica it answers
    inline questions only, and needs a token of its own.

    Examples:

        TELEGRAM_BOT_TOKEN=123456:ABC... watchfloor run

        TELEGRAM_BOT_TOKEN_FILE=/run/secrets/telegram-bot-token LOG_FORMAT=json watchfloor run
    """
    from bot.logging_setup import set_up_logging

    signal.signal(signal.SIGTERM, _leave_early)
    settings = settings_with(database)
    set_up_logging(settings.log_level, settings.token, settings.log_format)
    settings = with_token(settings)
    if settings.token is None:
        raise WatchfloorError(NO_TOKEN)
    from bot.run import run_bot

    run_bot(settings)


def _leave_early(number: int, frame: object) -> None:
    """The signal to stop while everything is still being opened."""
    sys.exit(0)
