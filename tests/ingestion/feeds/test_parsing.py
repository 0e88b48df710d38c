"""Feeds that are broken, hostile or careless: what can be read is, and what cannot is refused in one sentence."""

import random
import time
from datetime import UTC, datetime
from itertools import permutations

import pytest

from ingestion.feeds.feed import Feed, FeedError, Item
from ingestion.feeds.parsing import MAX_ITEMS, parse_feed

URL = "https://news.example/feed"


def rss(*items: str, head: str = '<?xml version="1.0"?>') -> str:
    return f'{head}<rss version="2.0"><channel><title>News</title>{"".join(items)}</channel></rss>'


def item(title: str = "", **fields: str) -> str:
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in {"title": title, **fields}.items() if value)
    return f"<item>{inside}</item>"


def read(text: str | bytes, content_type: str = "application/rss+xml", charset: str | None = None) -> Feed:
    return parse_feed(text if isinstance(text, bytes) else text.encode(), content_type, charset, URL)


def only(text: str | bytes, charset: str | None = None) -> Item:
    (found,) = read(text, charset=charset).items
    return found


BOMB = '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE, BOMB.replace("ENTITY", "entity").replace("DOCTYPE", "doctype")])
@pytest.mark.parametrize("before", ["", "<?xml version='1.0'?>\n", "<!-- a - b -->\n", " <?xml version='1.0'?><?a b?>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_entities_are_refused_before_a_parser_sees_them(doctype: str, before: str, encoding: str) -> None:
    body = (before + doctype + rss(item("&lol2;&file;"), head="")).encode(encoding)
    with pytest.raises(FeedError) as caught:
        read(body)
    said = f"{URL} declares entities, which no feed needs and which may swell without end: not read."
    assert str(caught.value) == said


def test_entities_that_are_told_of_and_not_declared() -> None:
    found = only(rss(item("How to write &lt;!ENTITY a&gt; &amp; &lt;!DOCTYPE", description="<![CDATA[<!ENTITY b>]]>")))
    assert found.title == "How to write <!ENTITY a> & <!DOCTYPE"


def test_entities_of_html_in_xml() -> None:
    assert only(rss(item("Caf&eacute; &ndash; bombed"))).title == "Café – bombed"


@pytest.mark.parametrize(
    "text",
    [
        rss(item("Three killed", guid="1"))[:-20],
        rss(item("Three killed", guid="1")).replace("</item></channel>", ""),
        "<rss version=2.0><channel><item><title>Three killed</title><guid>1</guid></item>",
        "\n\n  " + rss(item("Three killed", guid="1")),
        rss(item("Three killed", guid="1", description="A & B < C")),
        rss(item("Three \x0bkilled", guid="1")),
        "junk before " + rss(item("Three killed", guid="1")),
    ],
    ids=["broken off", "not closed", "no quotes", "white space", "bare signs", "control character", "junk"],
)
def test_broken_xml(text: str) -> None:
    found = only(text)
    assert (found.id, (found.title or "")[:12]) == ("1", "Three killed")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<!doctype html><html><body><p>News</p></body></html>", "a web page"),
        ("{}", "something else"),
        ("Nothing here", "something else"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "something else"),
    ],
)
def test_what_is_no_feed(text: str, kind: str) -> None:
    with pytest.raises(FeedError) as caught:
        read(text)
    assert str(caught.value) == f"{URL} is no feed but {kind}: give the address of its RSS or Atom feed."


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ('<link rel="alternate" type="application/rss+xml" title="News" href="/rss?a=1&amp;b=2">', "/rss?a=1&b=2"),
        ("<LINK HREF='rss' TYPE='application/atom+xml' REL='Alternate home'/>", "/rss"),
        ("<link rel=alternate type=application/rss+xml href=/rss>", "/rss"),
    ],
)
def test_a_page_that_names_its_feed(link: str, named: str) -> None:
    page = f"<!doctype html><html><head><link rel=stylesheet href=a.css>{link}</head><body>News</body></html>"
    with pytest.raises(FeedError) as caught:
        read(page, "text/html")
    assert (
        str(caught.value) == f"{URL} is no feed but a web page, and names this as its feed: https://news.example{named}"
    )


@pytest.mark.parametrize(
    "link",
    [
        "<link rel=alternate type=application/rss+xml href='javascript:x'>",
        "<link rel=alternate type=text/html href=/a>",
        "<link",
    ],
)
def test_a_page_that_names_none(link: str) -> None:
    with pytest.raises(FeedError, match=r"is no feed but a web page: give the address of its RSS or Atom feed\.$"):
        read(f"<!doctype html><html><head>{link}</head><body>News</body></html>", "text/html")


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00\x01\x02" * 1000, b"\x89PNG\r\n\x1a\n" + bytes(range(256))])
def test_what_is_no_text(body: bytes) -> None:
    with pytest.raises(FeedError, match=r"^https://news\.example/feed (is empty|is not text)"):
        read(body)


WORDS = "Удар по Харкову: трое погибших"


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("windows-1251", "windows-1251", None),  # as it should be
        ("windows-1251", None, "windows-1251"),
        ("windows-1251", "utf-8", "windows-1251"),
        ("windows-1251", "utf-8", None),  # a lie: told by its letters
        ("windows-1251", "windows-1251", "utf-8"),
        ("koi8-r", "koi8-r", None),
        ("utf-8", "windows-1251", None),
        ("utf-8", "iso-8859-1", "us-ascii"),
        ("utf-8", "nonsense", "nonsense"),
        ("utf-8", "idna", "punycode"),
        ("utf-8-sig", "windows-1251", "koi8-r"),
        ("utf-16", "utf-16", None),
        ("utf-16-le", None, "utf-16-le"),
    ],
)
def test_wrong_encodings(encoding: str, declared: str | None, charset: str | None) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    body = rss(item(WORDS, description=WORDS * 20), head=head).encode(encoding)
    assert only(body, charset).title == WORDS


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Sat, 20 Dec 2025 09:00:00 GMT", datetime(2025, 12, 20, 9, tzinfo=UTC)),
        ("Sat, 20 Dec 2025 09:00:00 +0330", datetime(2025, 12, 20, 5, 30, tzinfo=UTC)),
        ("20 Dec 25 09:00 EST", datetime(2025, 12, 20, 14, tzinfo=UTC)),
        ("2025-12-20T09:00:00Z", datetime(2025, 12, 20, 9, tzinfo=UTC)),
        ("2025-12-20", datetime(2025, 12, 20, tzinfo=UTC)),
        ("yesterday evening", None),
        ("Sat, 99 Foo 2025 25:61:00 GMT", None),
        ("0000-00-00 00:00:00", None),
        ("Mon, 01 Jan 0001 00:00:00 GMT", None),
        ("Thu, 01 Jan 9999 00:00:00 GMT", None),
        ("1" * 5000, None),
        ("", None),
    ],
)
def test_dates_and_what_is_none(written: str, read_as: datetime | None) -> None:
    assert only(rss(item("a", pubDate=written))).published == read_as


def test_ids_that_are_missing() -> None:
    """The link is the id, or else what the item says; the same at the next reading, in any order."""
    items = [item("one", link="https://news.example/1"), item("two", description="x"), item("three")]
    found = {each.title: each.id for each in read(rss(*items)).items}
    assert found["one"] == "https://news.example/1"
    assert len(set(found.values())) == 3
    for order in permutations(items):
        assert {each.title: each.id for each in read(rss(*order)).items} == found


def test_an_id_that_is_no_address_leads_nowhere() -> None:
    found = only(rss(item("a", guid="4711")))
    assert (found.id, found.link) == ("4711", None)


def test_ids_that_several_share() -> None:
    items = [item("one", guid="1", link="https://a.example/1"), item("two", guid="1", link="https://a.example/2")]
    first = {each.title: each.id for each in read(rss(*items)).items}
    assert len(set(first.values())) == 2
    assert {each.title: each.id for each in read(rss(*reversed(items))).items} == first
    assert len(read(rss(items[0], items[0], items[1])).items) == 2


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "mailto:a@b.example", "x" * 3000])
def test_links_that_lead_to_no_page(link: str) -> None:
    assert only(rss(item("a", guid="1", link=link))).link is None


def test_a_link_is_read_from_where_the_feed_stands() -> None:
    assert only(rss(item("a", link="/2025/a b?b=1"))).link == "https://news.example/2025/a%20b?b=1"


def test_items_without_anything() -> None:
    assert [each.title for each in read(rss("<item/>", item("a"), item(guid="7"))).items] == ["a"]


def test_markup_and_scripts_are_no_words() -> None:
    markup = "<p onclick='x()'>Three <b>killed</b>.<script>evil()</script><style>p{}</style>"
    assert only(rss(item("a", description=f"<![CDATA[{markup}]]>"))).summary == "Three killed."


def test_bounds_on_items_and_text() -> None:
    found = read(rss(*(item(f"{number} " + "t" * 1000, guid=str(number)) for number in range(MAX_ITEMS + 50))))
    assert (len(found.items), max(len(each.title or "") for each in found.items)) == (MAX_ITEMS, 500)


@pytest.mark.parametrize(
    "body",
    [
        rss("<a>" * 10_000),
        rss(item("a", description="&lt;b&gt;" * 20_000)),
        rss(item("x")) + "<" * 100_000,
        "<!--" + "-" * 100_000,
        "<?a " + "?" * 100_000,
        rss("<item>" * 5_000),
        rss(item("<media:title>" * 5_000, description="x")),
        rss(*[item("a", pubDate="1 " * 2_000)] * 20),
    ],
    ids=["deep", "deep markup", "open tags", "comment", "instruction", "items in items", "captions", "dates"],
)
def test_what_is_made_to_take_long_takes_no_longer_than_its_length_asks_for(body: str) -> None:
    began = time.process_time()
    told(body)
    assert time.process_time() - began < 10


def test_any_bytes_are_a_feed_or_an_error() -> None:
    chance = random.Random(20251220)
    whole = rss(item(WORDS, guid="1", pubDate="Sat, 20 Dec 2025 09:00:00 GMT", description="<![CDATA[<p>a</p>]]>"))
    for _ in range(150):
        body = bytearray(whole.encode())
        for _ in range(chance.randrange(1, 12)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        said = told(bytes(body))
        assert isinstance(said, Feed) or said.startswith(URL)


def told(body: str | bytes) -> Feed | str:
    """A feed, or the sentence that says why there is none."""
    try:
        return read(body)
    except FeedError as error:
        return str(error)
