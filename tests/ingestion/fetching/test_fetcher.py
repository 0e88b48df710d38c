"""Safe fetching, against a server on loopback that does what it should not."""

import socket
import ssl
from datetime import UTC, datetime, timedelta

import pytest

from ingestion.fetching.errors import (
    NotAllowed,
    TooManyRedirects,
    TooSlow,
    Unreachable,
    WrongKind,
)
from ingestion.fetching.fetcher import Accept, Bounds, Fetcher
from ingestion.fetching.networks import Address
from ingestion.fetching.pace import Pace
from tests.ingestion.fetching.server import SMALL, Answer, WebServer, endless, refused


async def test_an_answer_and_what_stands_beside_it(server: WebServer) -> None:
    headers = {"Content-Type": "Text/HTML; charset=windows-1251", "ETag": 'W/"7"', "Last-Modified": "yesterday"}
    server.put("/page", Answer(body=b"<p>Hi", headers=headers))
    async with server.fetcher() as fetcher:
        got = await fetcher.get(server.url("/page#part"))
    assert (got.status, got.ok, got.url, got.body) == (200, True, server.url("/page"), b"<p>Hi")
    assert (got.content_type, got.charset, got.etag, got.last_modified) == (
        "text/html", "windows-1251", 'W/"7"', "yesterday",
    )  # fmt: skip
    assert (got.moved_to, got.retry_after) == (None, None)


async def test_the_marks_of_the_last_answer_go_with_the_next_question(server: WebServer) -> None:
    server.put("/feed", Answer(304, headers={"ETag": '"2"'}))
    async with server.fetcher() as fetcher:
        got = await fetcher.get(server.url("/feed"), etag='"1"', last_modified="Sat, 20 Dec 2025 09:00:00 GMT")
    assert (got.status, got.ok, got.body, got.etag) == (304, False, b"", '"2"')
    sent = server.asked[0].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"1"', "Sat, 20 Dec 2025 09:00:00 GMT")


async def test_nothing_is_told_of_who_asks(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cookie comes back to who set it, nothing of the environment is heeded."""
    monkeypatch.setenv("HTTP_PROXY", "http://10.0.0.1:3128")
    monkeypatch.setenv("ALL_PROXY", "http://10.0.0.1:3128")
    server.put("/page", Answer(headers={"Set-Cookie": "id=1; Path=/"}))
    async with server.fetcher() as fetcher:
        await fetcher.get(server.url("/page"))
        await fetcher.get(server.url("/page"))
    assert set(server.asked[1].headers) == {"host", "accept", "accept-encoding", "user-agent"}
    assert server.asked[1].headers["host"] == f"news.example:{server.port}"


OTHER = "is not fetched: only addresses that begin with https:// or http:// are."
NONE = "is no address: write one such as https://news.example/feed."


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://news.example/a", f"'ftp://news.example/a' {OTHER}"),
        ("file:///etc/passwd", f"'file:///etc/passwd' {OTHER}"),
        ("news.example/feed", f"'news.example/feed' {OTHER}"),
        ("", f"'' {OTHER}"),
        ("http://news example/", f"'http://news example/' {NONE}"),
        ("http://news.example/\r\nHost: x", rf"'http://news.example/\r\nHost: x' {NONE}"),
        ("http://[::1/", f"'http://[::1/' {NONE}"),
        ("http:///feed", "'http:///feed' names no host: write an address such as https://news.example/feed."),
        ("http://a/" + "b" * 2000, "The address is longer than 2,000 characters: check it."),
        (
            "http://ada:pw@news.example/",
            "An address with a name or password in it is not fetched: leave out what stands before the @.",
        ),
    ],
    ids=["ftp", "file", "no scheme", "empty", "space", "lines", "bracket", "no host", "long", "password"],
)
async def test_what_is_no_address_to_fetch(server: WebServer, url: str, said: str) -> None:
    async with server.fetcher() as fetcher:
        with pytest.raises(NotAllowed) as caught:
            await fetcher.get(url)
    assert (str(caught.value), server.asked, server.names.asked) == (said, [], [])


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "017700000001", "[::1]", "[::ffff:127.0.0.1]", "127.1"]
)
async def test_loopback_however_it_is_written(server: WebServer, host: str) -> None:
    """By the system's own resolver, which reads numbers in many forms."""
    async with Fetcher(pace=Pace(0.0)) as fetcher:
        with pytest.raises(NotAllowed, match="is no public host: only what stands on the open internet is fetched"):
            await fetcher.get(server.url("/", host))
    assert server.asked == []


async def test_a_name_that_leads_inside(server: WebServer) -> None:
    server.names.put("inside.example", ["192.168.1.1", "fd00::1"])
    error = await refused(server, "/", host="inside.example")
    assert str(error) == "inside.example is no public host: only what stands on the open internet is fetched."


async def test_of_several_addresses_only_those_that_may_be_asked(server: WebServer) -> None:
    server.put("/", Answer(body=b"out"))
    server.names.put("both.example", ["10.0.0.1", "127.0.0.1"])
    async with server.fetcher() as fetcher:
        assert (await fetcher.get(server.url("/", "both.example"))).body == b"out"


async def test_names_that_change_their_mind(server: WebServer) -> None:
    """The address that was checked is the one that is asked, and a name is checked anew with each connection."""
    async with WebServer("127.0.0.2") as inside:
        server.put("/", Answer(body=b"out"))
        inside.put("/", Answer(body=b"secret"))
        server.names.put("mind.example", ["127.0.0.1"], ["127.0.0.2"])
        async with server.fetcher() as fetcher:
            assert (await fetcher.get(server.url("/", "mind.example"))).body == b"out"
            assert server.names.asked == ["mind.example"]
            with pytest.raises(NotAllowed, match=r"^mind\.example is no public host"):
                await fetcher.get(inside.url("/", "mind.example"))
        assert inside.asked == []


@pytest.mark.parametrize(
    "to",
    [
        "http://169.254.169.254/latest/meta-data/", "http://127.0.0.2/", "http://[::1]/", "http://inside.example/",
        "//10.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1%25lo]/", "ftp://news.example/",
        "file:///etc/passwd", "http://a:b@news.example/", "javascript:alert(1)", "http://[", "data:text/html,x",
    ],
)  # fmt: skip
async def test_a_redirect_to_where_nothing_is_asked(server: WebServer, to: str) -> None:
    server.names.put("inside.example", ["10.0.0.7"])
    server.put("/", Answer(302, headers={"Location": to}))
    assert isinstance(await refused(server, "/"), NotAllowed)
    assert len(server.asked) == 1


async def test_redirects_are_followed_and_those_for_good_are_told(server: WebServer) -> None:
    server.put("/a", Answer(301, headers={"Location": "/b"}))
    server.put("/b", Answer(308, headers={"Location": server.url("/c")}))
    server.put("/c", Answer(302, headers={"Location": "d"}))
    server.put("/d", Answer(body=b"here"))
    async with server.fetcher() as fetcher:
        got = await fetcher.get(server.url("/a"))
        short = await fetcher.get(server.url("/c"))
    assert (got.url, got.body, got.moved_to) == (server.url("/d"), b"here", server.url("/c"))
    assert (short.url, short.moved_to) == (server.url("/d"), None)


async def test_redirects_without_end_and_without_aim(server: WebServer) -> None:
    server.put("/", Answer(301, headers={"Location": "/"}))
    server.put("/nowhere", Answer(301))
    assert isinstance(await refused(server, "/", SMALL), TooManyRedirects)
    assert len(server.asked) == SMALL.redirects + 1
    said = "news.example sends elsewhere without saying where: check the address."
    assert str(await refused(server, "/nowhere")) == said


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n",
    ],
    ids=["nothing", "ssh", "no end of the head", "broken off", "endless header", "no status"],
)  # fmt: skip
async def test_what_is_no_http(server: WebServer, raw: bytes) -> None:
    server.put("/", raw)
    error = await refused(server, "/")
    assert isinstance(error, Unreachable)
    assert str(error) == "news.example broke off, or its answer is no HTTP: try later."


async def test_hosts_that_are_not_there(server: WebServer) -> None:
    assert str(await refused(server, "/", host="gone.example")) == "There is no host gone.example: check the address."
    port = server.port
    await server.stop()
    error = await refused(server, "/")
    assert str(error) == f"news.example cannot be reached at port {port}: it may be down; try later."


async def test_names_that_cannot_be_looked_up_at_present(server: WebServer) -> None:
    async def resolve(host: str, port: int) -> list[Address]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    async with Fetcher(pace=Pace(0.0), resolve=resolve) as fetcher:
        with pytest.raises(Unreachable, match=r"^The name news\.example cannot be looked up at present: try later\.$"):
            await fetcher.get(server.url("/"))


async def test_a_page_is_no_film(server: WebServer) -> None:
    server.put("/", Answer(headers={"Content-Type": "video/mp4"}, pieces=endless))
    async with server.fetcher() as fetcher:
        with pytest.raises(WrongKind, match=r"^news\.example sends video/mp4 where a page was expected\.$"):
            await fetcher.get(server.url("/"), accept=Accept.PAGE)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "120"}, timedelta(minutes=2)),
        ({"Retry-After": "0"}, timedelta()),
        ({"Retry-After": "99999999999999999999"}, timedelta(days=30)),
        (
            {"Retry-After": "Sat, 20 Dec 2025 10:00:00 GMT", "Date": "Sat, 20 Dec 2025 09:00:00 GMT"},
            timedelta(hours=1),
        ),
        ({"Retry-After": "Sat, 20 Dec 2025 08:00:00 GMT", "Date": "Sat, 20 Dec 2025 09:00:00 GMT"}, timedelta()),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({}, None),
    ],
)
async def test_how_long_a_host_wants_to_be_left_alone(
    server: WebServer, headers: dict[str, str], wait: timedelta | None
) -> None:
    server.put("/", Answer(429, headers=headers))
    async with server.fetcher() as fetcher:
        got = await fetcher.get(server.url("/"))
    assert (got.status, got.retry_after) == (429, wait)


async def test_tls_goes_by_the_name_and_not_by_the_address(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    serving, trusting = tls
    async with WebServer(tls=serving) as server:
        server.put("/", Answer(body=b"safe"))
        server.names.put("other.example", ["127.0.0.1"])
        async with server.fetcher(tls=trusting) as fetcher:
            assert (await fetcher.get(server.url("/", scheme="https"))).body == b"safe"
            said = r"^other\.example cannot prove that it is other\.example \(its certificate is wrong\)"
            with pytest.raises(Unreachable, match=said):
                await fetcher.get(server.url("/", "other.example", "https"))
        assert [asked.headers["host"] for asked in server.asked] == [f"news.example:{server.port}"]


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server that is news.example, and who trusts it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "news.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "news.pem"
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(key.private_bytes(*form) + certificate.public_bytes(serialization.Encoding.PEM))
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(file)
    return serving, ssl.create_default_context(cafile=str(file))


async def test_what_is_posted_goes_where_it_was_meant_to(server: WebServer) -> None:
    server.put("/hook", Answer(307, headers={"Location": "/elsewhere"}), Answer(429, headers={"Retry-After": "60"}))
    async with server.fetcher() as fetcher:
        sent_on = await fetcher.post(server.url("/hook"), "{“a”: 1}".encode(), {"Content-Type": "application/json"})
        later = await fetcher.post(server.url("/hook"), b"{}", {})
    assert (sent_on.status, sent_on.ok, later.status, later.retry_after) == (307, False, 429, timedelta(seconds=60))
    assert [asked.path for asked in server.asked] == ["/hook", "/hook"]
    first = server.asked[0]
    assert (first.method, first.body.decode()) == ("POST", "{“a”: 1}")
    assert first.headers["content-type"] == "application/json"


async def test_nothing_is_posted_to_a_private_address_or_for_ever(server: WebServer) -> None:
    server.names.put("inside.example", ["10.0.0.7"])
    server.put("/slow", Answer(seconds=5.0))
    async with server.fetcher(Bounds(seconds=0.2)) as fetcher:
        with pytest.raises(NotAllowed):
            await fetcher.post(server.url("/hook", "inside.example"), b"{}", {})
        with pytest.raises(TooSlow):
            await fetcher.post(server.url("/slow"), b"{}", {})
    async with Fetcher(pace=Pace(0.0)) as fetcher:
        with pytest.raises(NotAllowed):
            await fetcher.post(server.url("/hook", "127.0.0.1"), b"{}", {})
    assert [asked.path for asked in server.asked] == ["/slow"]
