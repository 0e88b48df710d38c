"""No token ever reaches a log line, wherever in it the token stands."""

import json
import logging
import sys
import warnings
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logging_setup import JsonFormatter, ScrubbingFormatter, scrubbed, set_up_logging

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


@pytest.mark.parametrize("formatter", [ScrubbingFormatter(), JsonFormatter()])
def test_tracebacks_are_scrubbed_too(formatter: logging.Formatter) -> None:
    try:
        raise ConnectionError(f"no route to https://api.telegram.org/bot{TOKEN}/getUpdates")
    except ConnectionError:
        record = logging.getLogger("x").makeRecord("x", logging.ERROR, __file__, 1, "it failed", (), None)
        record.exc_info = sys.exc_info()
    text = formatter.format(record)
    assert "ConnectionError" in text
    assert TOKEN not in text


@pytest.fixture
def logging_restored() -> Iterator[None]:
    """Logging as it was before, once a test has set it up."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)


@pytest.mark.usefixtures("logging_restored")
def test_a_json_log_is_an_object_a_line_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    strange = 'a"strange\\token'
    set_up_logging("INFO", strange, "json")
    log = logging.getLogger("bot.run")
    log.info("first line\nsecond line, %s and %s; Дамаск 🚀 \udce9", strange, TOKEN)
    try:
        raise ValueError(f"{strange} in {TOKEN}")
    except ValueError:
        log.exception("it failed")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old ways", DeprecationWarning, stacklevel=1)
    said = capsys.readouterr().err
    first, second, third = (json.loads(line) for line in said.splitlines())
    assert said.isascii()
    assert first["message"] == "first line\nsecond line, ‹secret› and ‹token›; Дамаск 🚀 \udce9"
    assert (first["level"], first["logger"]) == ("INFO", "bot.run")
    assert first["time"].endswith("+00:00")
    assert second["message"] == "it failed"
    assert second["exception"].endswith("ValueError: ‹secret› in ‹token›")
    assert "old ways" in third["message"]
    assert strange not in said + first["message"] + second["exception"]
    assert json.dumps(strange)[1:-1] not in said


@pytest.mark.usefixtures("logging_restored")
def test_set_up_twice_logs_once(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "a-strange-token")
    set_up_logging("INFO", "a-strange-token")
    logging.getLogger("watchfloor").info("with a-strange-token in it")
    logging.getLogger("httpx").info("HTTP Request")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert lines[0].endswith("INFO watchfloor: with ‹secret› in it")
