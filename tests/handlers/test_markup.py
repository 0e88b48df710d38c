"""Any words can stand in a message: Telegram's own parser accepts what comes out, and shows just those words."""

import json

import pytest
import tdjson
from hypothesis import given
from hypothesis import strategies as st

from domain.links import is_web_link
from handlers.views.markup import (
    MAX_VISIBLE,
    bold,
    escape,
    fits,
    fitted,
    link,
    plain,
    preformatted,
    visible,
)


def parsed(html: str) -> dict[str, object]:
    """The text and entities that Telegram makes of HTML."""
    request = {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
    answer: dict[str, object] = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"")
    return answer


@given(st.text())
def test_escaped_words_are_shown_as_they_are(words: str) -> None:
    answer = parsed(f"x{escape(words)}x")
    assert answer["@type"] == "formattedText"
    assert answer["text"] == f"x{plain(words)}x"
    assert answer["entities"] == []


@given(st.text(), st.text(min_size=1))
def test_links_hold_nothing_but_their_words(label: str, url: str) -> None:
    html = link(label, url) or "x"
    answer = parsed(html)
    assert answer["@type"] == "formattedText"
    assert visible(html) == (plain(label, 60) or "x")


@given(st.lists(st.text(max_size=600), max_size=12), st.text(max_size=300))
def test_a_fitted_page_fits_and_parses(blocks: list[str], tail: str) -> None:
    page, kept = fitted(bold("5 events"), [escape(block) for block in blocks], lambda _: escape(tail))
    assert fits(page)
    assert 0 <= kept <= len(blocks)
    assert parsed(page)["@type"] == "formattedText"


def test_whole_blocks_are_left_out_when_they_do_not_fit() -> None:
    block = bold("x") + "y" * 1000
    page, kept = fitted("head", [block] * 5, lambda left: f"and {left} more")
    assert kept == 4
    assert page.endswith("and 1 more")
    assert len(visible(page)) <= MAX_VISIBLE


@pytest.mark.parametrize(
    "url", ["https://example.org/a?b=1&c=2", "http://news.example.com/x", "https://t.me/channel/12"]
)
def test_web_links_are_kept(url: str) -> None:
    answer = parsed(link("BBC", url))
    entities = answer["entities"]
    assert isinstance(entities, list)
    assert entities[0]["type"]["url"] == url


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", "tg://user?id=1", "ftp://example.org", "https://", "https://localhost/x",
     "https://exa mple.org", "//example.org", "https://[bad", "https://example.org/\u202e", "data:text/html,x"],
)  # fmt: skip
def test_other_links_are_words_only(url: str | None) -> None:
    assert not is_web_link(url)
    assert link("BBC", url) == "BBC"


def test_lines_of_one_width_keep_their_blanks() -> None:
    assert preformatted(["a   <b> 1", "bb  ██ 2"]) == "<pre>a   &lt;b&gt; 1\nbb  ██ 2</pre>"
