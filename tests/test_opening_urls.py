"""URLs: joined to a base URL, checked, taken apart."""

from __future__ import annotations

import pytest

from WsKeywords.core.errors import InvalidArgument
from WsKeywords.core.handshake.opening import join_url
from WsKeywords.core.handshake.urls import Target, target_of

JOINED = [
    # base, url, expected for WebSockets
    (None, "ws://host/ws", "ws://host/ws"),
    (None, "wss://host:8443/ws?a=1", "wss://host:8443/ws?a=1"),
    (None, "http://host/ws", "ws://host/ws"),
    (None, "HTTPS://Host/ws", "wss://Host/ws"),
    ("http://host", "/ws", "ws://host/ws"),
    ("https://host", "ws", "wss://host/ws"),
    ("ws://host/", "/ws", "ws://host/ws"),
    ("http://host/api", "/ws", "ws://host/api/ws"),
    ("http://host/api/", "ws/", "ws://host/api/ws/"),
    ("http://host/api", "", "ws://host/api"),
    ("http://host/api", "?room=1", "ws://host/api?room=1"),
    ("http://host/?key=1", "/ws?room=2", "ws://host/ws?key=1&room=2"),
    ("http://host", "ws://other/ws", "ws://other/ws"),
    ("http://user:pw@host:81", "/ws", "ws://user:pw@host:81/ws"),
    ("http://host", "/rooms/a:80", "ws://host/rooms/a:80"),
    ("http://[::1]:8000", "/ws", "ws://[::1]:8000/ws"),
    ("http://host", "/ws;v=1", "ws://host/ws;v=1"),
    ("http://host", "/redirect?to=http://other/", "ws://host/redirect?to=http://other/"),
]


@pytest.mark.parametrize(("base", "url", "expected"), JOINED)
def test_joined_for_websockets(base: str | None, url: str, expected: str) -> None:
    assert join_url(base, url, "ws") == expected


def test_joined_for_http() -> None:
    assert join_url("wss://host/api", "/login", "http") == "https://host/api/login"
    assert join_url(None, "ws://host/login", "http") == "http://host/login"


WRONG = [
    (
        None,
        "/ws",
        'Expected an absolute URL such as "ws://127.0.0.1:8000/path", because no base_url is set, but it is "/ws". '
        "Give the whole URL, or set base_url.",
    ),
    (
        None,
        "ftp://host/ws",
        'Expected a URL that begins with ws:// or wss:// (or http://, https://), but it is "ftp://host/ws".',
    ),
    (
        None,
        "localhost:8000/ws",
        'Expected a URL that begins with ws:// or wss:// (or http://, https://), or a path that begins with "/", '
        'but it is "localhost:8000/ws". Perhaps "ws://localhost:8000/ws" is meant.',
    ),
    (
        "http://host",
        "//other/ws",
        'Expected a URL that begins with ws:// or wss:// (or http://, https://), or a path that begins with "/", '
        'but it is "//other/ws". Perhaps "ws://other/ws" is meant.',
    ),
    (
        "localhost:8000",
        "/ws",
        "Expected a base_url that begins with ws:// or wss:// (or http://, https://), "
        'but it is "localhost:8000". Perhaps "ws://localhost:8000" is meant.',
    ),
    (None, "ws:///ws", 'Expected a URL with a host, but it is "ws:///ws".'),
    ("http://:80", "/ws", 'Expected a base_url with a host, but it is "http://:80".'),
    (
        None,
        "ws://host:99999/",
        'Expected a URL with a host and a port from 1 to 65535, but it is "ws://host:99999/" '
        "(Port out of range 0-65535).",
    ),
    (None, "ws://host:0/", 'Expected a URL with a port from 1 to 65535, but it is "ws://host:0/".'),
    (
        None,
        "ws://host/ws#top",
        'Expected a URL without a fragment (RFC 6455, section 3), but it is "ws://host/ws#top". '
        'A "#" that belongs to the path or query is written %23.',
    ),
    (
        "http://host",
        "/ws#top",
        'Expected a URL without a fragment (RFC 6455, section 3), but it is "/ws#top". '
        'A "#" that belongs to the path or query is written %23.',
    ),
    (None, "ws://a..b/", 'Expected a URL with a valid host name, but it is "ws://a..b/".'),
    (None, "ws://a b/", 'Expected a URL with a valid host name, but it is "ws://a b/".'),
    (
        None,
        "ws://host/a\r\nX: 1",
        'Expected a URL without control characters, but its character 12 is \\x0d: "ws://host/a\\r\nX: 1".',
    ),
    (None, "ws://host/ ", 'Expected a URL without spaces at its ends, but it is "ws://host/ ".'),
    (
        None,
        "ws://host/\ud800",
        "Expected a URL that can be written as UTF-8, but its character 11 is half of a surrogate pair: "
        '"ws://host/\\ud800".',
    ),
    (
        None,
        "ws://joe:hunter22@host:99999/?token=abcdefgh&x=1",
        "Expected a URL with a host and a port from 1 to 65535, but it is "
        '"ws://•••@host:99999/?token=•••&x=•••" (Port out of range 0-65535).',
    ),
    (
        None,
        "ws://joe:hunter22/q?x#y@host/",
        'Expected a URL with a host and a port from 1 to 65535, but it is "ws://•••@host/". '
        'A "/", "?" or "#" in a user name or password is written %2F, %3F or %23.',
    ),
]


@pytest.mark.parametrize(("base", "url", "message"), WRONG)
def test_urls_that_cannot_be_used(base: str | None, url: str, message: str) -> None:
    with pytest.raises(InvalidArgument) as failure:
        join_url(base, url, "ws")
    assert str(failure.value) == message


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ws://host/ws", Target("ws", "host", 80, "/ws", "host", "")),
        ("wss://host", Target("wss", "host", 443, "/", "host", "")),
        ("ws://host:443/", Target("ws", "host", 443, "/", "host:443", "")),
        ("wss://host:80/", Target("wss", "host", 80, "/", "host:80", "")),
        ("ws://[::1]:8000/", Target("ws", "::1", 8000, "/", "[::1]:8000", "")),
        ("ws://Bücher.example/", Target("ws", "xn--bcher-kva.example", 80, "/", "xn--bcher-kva.example", "")),
        ("ws://joe:p%40ss@host/", Target("ws", "host", 80, "/", "host", "joe:p@ss")),
        (
            "ws://host/a b/ü?q=ä ö&r=%20+",
            Target("ws", "host", 80, "/a%20b/%C3%BC?q=%C3%A4%20%C3%B6&r=%20+", "host", ""),
        ),
        ("ws://host/ws;v=1?a[]=1", Target("ws", "host", 80, "/ws;v=1?a%5B%5D=1", "host", "")),
        ("http://host/x", Target("http", "host", 80, "/x", "host", "")),
    ],
)
def test_taken_apart(url: str, expected: Target) -> None:
    assert target_of(url) == expected
