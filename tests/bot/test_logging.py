"""No token ever reaches a log line, wherever in it the token stands."""

import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logging_setup import ScrubbingFormatter, scrubbed, set_up_logging

TOKEN = "7000000001:AAEabcdefghijklmnopqrstuvwxyz012345"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"


@pytest.mark.parametrize(
    "line",
    [
        f"POST https://api.telegram.org/bot{TOKEN}/getMe",
        f"https://api.telegram.org/file/bot{TOKEN.replace(':', '%3A')}/photos/1.jpg",
        f"token={TOKEN}",
        f"('{TOKEN}',)",
    ],
)
def test_tokens_are_taken_out(line: str) -> None:
    assert "AAEabc" not in scrubbed(line)


@given(
    number=st.integers(10_000, 10**12), secret=st.text(LETTERS, min_size=30, max_size=40), around=st.text(max_size=20)
)
def test_any_token_is_taken_out(number: int, secret: str, around: str) -> None:
    assert secret not in scrubbed(f"{around} bot{number}:{secret}/sendMessage {around}")


def test_other_text_stays() -> None:
    line = "2025-12-20 12:00:00 answered chat 500000123: 3 strikes in 12:30"
    assert scrubbed(line) == line


def test_tracebacks_are_scrubbed_too() -> None:
    try:
        raise ConnectionError(f"no route to https://api.telegram.org/bot{TOKEN}/getUpdates")
    except ConnectionError:
        record = logging.getLogger("x").makeRecord("x", logging.ERROR, __file__, 1, "it failed", (), None)
        record.exc_info = sys.exc_info()
    text = ScrubbingFormatter().format(record)
    assert "ConnectionError" in text
    assert TOKEN not in text


def test_set_up_twice_logs_once(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        set_up_logging("INFO", "a-strange-token")
        set_up_logging("INFO", "a-strange-token")
        logging.getLogger("watchfloor").info("with a-strange-token in it")
        logging.getLogger("httpx").info("HTTP Request")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].endswith("INFO watchfloor: with ‹secret› in it")
