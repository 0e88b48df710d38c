"""For any text: what goes in by any encoding comes out, and escaped HTML says what was meant."""

import html

import httpx
from hypothesis import given
from hypothesis import strategies as st

from .decoding import parameters
from .formatting import parse
from .spec import Misfit, Upload, conform

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
plain = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(words, st.binary(max_size=200))
def test_every_encoding_brings_the_same(text: str, content: bytes) -> None:
    form = httpx.Request("POST", "http://x", data={"text": text})
    json = httpx.Request("POST", "http://x", json={"text": text})
    parts = httpx.Request("POST", "http://x", data={"text": text}, files={"document": ("ü.bin", content)})
    read = [parameters(request.headers.get("content-type", ""), request.read(), "") for request in (form, json, parts)]
    assert read[0] == read[1] == {"text": text}
    assert read[2] == {"text": text, "document": Upload("ü.bin", content)}


@given(plain)
def test_escaped_html_shows_what_was_meant(text: str) -> None:
    formatted = parse(f"<b>{html.escape(text)}</b>", "HTML")
    assert formatted.text == text.strip()
    assert formatted.faults == []


@given(st.dictionaries(st.sampled_from(["chat_id", "text", "reply_markup", "entities", "reply_parameters"]), anything))
def test_any_shape_is_taken_or_refused_with_a_reason(params: dict[str, object]) -> None:
    reason = refusal(params)
    sound = isinstance(params.get("text"), str) and isinstance(params.get("chat_id"), int | str)
    assert reason in ("", "missing", "unknown", "type")
    assert reason or sound


def refusal(params: dict[str, object]) -> str:
    """The kind of misfit, or nothing."""
    try:
        conform("sendMessage", params)
    except Misfit as misfit:
        return misfit.kind
    return ""
