"""Links that reports bring along, before anybody is led to one."""

from urllib.parse import urlsplit

MAX_URL = 1024


def is_web_link(url: str | None) -> bool:
    """Whether `url` leads to a page on the web: http or https, with a host that can be one, and not overlong.

    >>> is_web_link("https://news.example/1"), is_web_link("javascript:alert(1)"), is_web_link("http://localhost/")
    (True, False, False)
    """
    if not url or len(url) > MAX_URL or " " in url or not (url.isascii() and url.isprintable()):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in (host or "")
