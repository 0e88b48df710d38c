"""Lists of feeds in and out."""

import pytest

from ingestion.feeds.feed import FeedError
from ingestion.feeds.opml import Outline, read_opml, write_opml

OUTLINES = [
    Outline("https://news.example/rss?a=1&b=2", "News & <Views>", "https://news.example/", "en"),
    Outline("https://other.example/feed"),
]


def test_a_list_comes_back_as_it_was_written() -> None:
    assert read_opml(write_opml(OUTLINES).encode()) == [OUTLINES[0], Outline(OUTLINES[1].url, OUTLINES[1].url)]


def test_what_is_written() -> None:
    assert write_opml(OUTLINES[1:], "Mine") == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<opml version="2.0">\n'
        "  <head>\n"
        "    <title>Mine</title>\n"
        "  </head>\n"
        "  <body>\n"
        '    <outline type="rss" text="https://other.example/feed" xmlUrl="https://other.example/feed" />\n'
        "  </body>\n"
        "</opml>\n"
    )


def test_folders_doubles_and_what_leads_nowhere() -> None:
    text = """<?xml version="1.0" encoding="windows-1251"?><opml version="1.0"><body>
      <outline text="Новости"><outline text="Харьков" type="rss" xmlurl="http://a.example/1"/></outline>
      <outline title="Again" xmlUrl="http://a.example/1"/><outline text="x" xmlUrl="javascript:alert(1)"/>
      <outline text="no feed" htmlUrl="http://a.example/"/></body></opml>"""
    assert read_opml(text.encode("cp1251")) == [Outline("http://a.example/1", "Again")]


BOMB = b'<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml><body><outline text="&b;"/></body></opml>'
NONE = "The list is no OPML: export it anew from the reader that it comes from."


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (BOMB, "The list declares entities, which no feed needs and which may swell without end: not read."),
        (b"<rss/>", NONE),
        (b"<opml><body>", NONE),
        (b"https://a.example/feed", NONE),
        (b"", "The list is empty: there is nothing to read."),
    ],
)
def test_what_is_no_list(body: bytes, said: str) -> None:
    with pytest.raises(FeedError) as caught:
        read_opml(body)
    assert str(caught.value) == said
