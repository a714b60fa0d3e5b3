"""What goes out as the opening handshake, and what is refused before anything does."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from tests.hostile import RawServer, switching
from tests.hostile.clients import opened
from WsKeywords.core.errors import InvalidArgument
from WsKeywords.core.handshake.headers import Headers


def sent(url_tail: str = "", **options: Any) -> tuple[str, list[tuple[str, str]], RawServer]:
    """The request line and header lines that a server got; those that are random or about its port are left out."""
    with RawServer(switching, hold=True) as server:
        opened(server.url + url_tail, **options).sock.close()
    line, *rest = server.requests[0].decode().split("\r\n")
    headers = [(name, value) for name, _, value in (field.partition(": ") for field in rest if field)]
    return line, headers, server


def only(headers: list[tuple[str, str]], name: str) -> list[str]:
    return [value for known, value in headers if known.lower() == name]


def test_the_whole_request() -> None:
    line, headers, server = sent()
    assert line == "GET / HTTP/1.1"
    (key,) = only(headers, "sec-websocket-key")
    assert headers == [
        ("Upgrade", "websocket"),
        ("Host", f"127.0.0.1:{server.port}"),
        ("Origin", f"http://127.0.0.1:{server.port}"),
        ("Sec-WebSocket-Key", key),
        ("Sec-WebSocket-Version", "13"),
        ("Connection", "Upgrade"),
    ]
    assert len(key) == 24


def test_path_parameters_and_query_arrive_as_given() -> None:
    line, _, _ = sent("ws;v=1?room=a b&q=%2F")
    assert line == "GET /ws;v=1?room=a%20b&q=%2F HTTP/1.1"


def test_headers_replace_those_of_the_handshake() -> None:
    given = (("origin", "https://app.example"), ("HOST", "app.example"), ("Sec-WebSocket-Version", "13"), ("X-A", "1"))
    _, headers, _ = sent(headers=given)
    assert only(headers, "origin") == ["https://app.example"]
    assert only(headers, "host") == ["app.example"]
    assert only(headers, "sec-websocket-version") == ["13"]
    assert only(headers, "x-a") == ["1"]


def test_a_header_that_is_none_is_not_sent() -> None:
    _, headers, _ = sent(headers=(("Origin", None), ("X-Env", None)))
    assert only(headers, "origin") == []
    assert only(headers, "x-env") == []


def test_a_key_that_the_test_chose() -> None:
    _, headers, _ = sent(headers=(("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),))
    assert only(headers, "sec-websocket-key") == ["dGhlIHNhbXBsZSBub25jZQ=="]


def test_origin_cookies_and_authorization() -> None:
    _, headers, _ = sent(
        origin="https://app.example", cookies=(("sid", "1"), ("lang", "de")), authorization="Bearer abcdefgh"
    )
    assert only(headers, "origin") == ["https://app.example"]
    assert only(headers, "cookie") == ["sid=1; lang=de"]
    assert only(headers, "authorization") == ["Bearer abcdefgh"]


def test_a_cookie_header_and_cookies_are_one() -> None:
    _, headers, _ = sent(headers=(("Cookie", "a=1"),), cookies=(("b", "2"),))
    assert only(headers, "cookie") == ["a=1; b=2"]


def test_authorization_wins_over_the_header_of_that_name() -> None:
    _, headers, _ = sent(headers=(("Authorization", "Basic old"),), authorization="Bearer new")
    assert only(headers, "authorization") == ["Bearer new"]


def test_credentials_of_the_url() -> None:
    with RawServer(switching, hold=True) as server:
        opened(f"ws://joe:p%40ss@127.0.0.1:{server.port}/").sock.close()
    assert b"\r\nAuthorization: Basic am9lOnBAc3M=\r\n" in server.requests[0]


def test_values_beyond_latin_are_sent_as_utf8() -> None:
    with RawServer(switching, hold=True) as server:
        opened(server.url, headers=(("X-Name", "Łukasz"),)).sock.close()
    assert "\r\nX-Name: Łukasz\r\n".encode() in server.requests[0]


def test_the_subprotocol_keeps_its_case() -> None:
    with RawServer(lambda request: switching(request, "Sec-WebSocket-Protocol: Chat.V2"), hold=True) as server:
        connection = opened(server.url, subprotocols=("chat.v1", "Chat.V2"))
        connection.sock.close()
    assert connection.handshake.subprotocol == "Chat.V2"
    assert b"\r\nSec-WebSocket-Protocol: chat.v1, Chat.V2\r\n" in server.requests[0]


def test_a_server_may_choose_no_subprotocol() -> None:
    with RawServer(switching, hold=True) as server:
        connection = opened(server.url, subprotocols=("chat",))
        connection.sock.close()
    assert connection.handshake.subprotocol == ""


def test_what_the_handshake_tells() -> None:
    def script(request: bytes) -> bytes:
        return switching(request, "X-Node: a", "Set-Cookie: a=1", "Set-Cookie: b=2", rest=b"\x81\x02hi")

    with RawServer(script, hold=True) as server:
        connection = opened(server.url)
        handshake = connection.handshake
        # What came with the answer or just after it.
        connection.sock.settimeout(5)
        rest = connection.leftover
        while len(rest) < 4:
            more = connection.sock.recv(4)
            assert more, rest
            rest += more
        connection.sock.close()
    assert (handshake.status, handshake.reason, handshake.url) == (101, "Switching Protocols", server.url)
    assert handshake.headers.get("x-node") == "a"
    assert handshake.headers.get_list("SET-COOKIE") == ["a=1", "b=2"]
    assert handshake.request_headers.get("sec-websocket-version") == "13"
    assert handshake.peer == f"127.0.0.1:{server.port}"
    assert 0 < handshake.connect_time < 5
    assert rest == b"\x81\x02hi"


def test_the_socket_does_not_block() -> None:
    with RawServer(switching, hold=True) as server:
        connection = opened(server.url)
        assert connection.sock.gettimeout() == 0.0
        assert connection.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        connection.sock.close()


def test_cookies_of_one_session_do_not_reach_another() -> None:
    def script(request: bytes) -> bytes:
        return switching(request, "Set-Cookie: leak=1; Domain=127.0.0.1")

    with RawServer(script, hold=True) as server:
        opened(server.url).sock.close()
        opened(server.url).sock.close()
    assert b"leak" not in server.requests[1]


def test_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "ws_proxy", "all_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert sent()[0] == "GET / HTTP/1.1"


def test_headers_are_found_in_any_case_and_keep_their_order() -> None:
    headers = Headers([("Set-Cookie", "a=1"), ("X-Node", "n"), ("set-cookie", "b=2")])
    assert headers.get("SET-COOKIE") == "a=1, b=2"
    assert headers.get_list("Set-Cookie") == ["a=1", "b=2"]
    assert headers["x-node"] == "n"
    assert "x-NODE" in headers
    assert "other" not in headers
    assert (headers.get("other"), headers.get("other", "none"), headers.get_list("other")) == (None, "none", [])
    assert list(headers) == headers.items() == [("Set-Cookie", "a=1"), ("X-Node", "n"), ("set-cookie", "b=2")]


def test_repr_holds_no_secret() -> None:
    assert repr(Headers([("Authorization", "Bearer abc"), ("X", "1")])) == "Headers(Authorization, X)"


REFUSED: list[tuple[dict[str, Any], str]] = [
    (
        {"headers": (("X-A", "1\r\nX-B: 2"),)},
        'Expected the header "X-A" to hold no CR, LF or NUL, but its character 2 is CR (\\r).',
    ),
    (
        {"headers": (("X-A", "1\n2"),)},
        'Expected the header "X-A" to hold no CR, LF or NUL, but its character 2 is LF (\\n).',
    ),
    (
        {"headers": (("X-A", "\0"),)},
        'Expected the header "X-A" to hold no CR, LF or NUL, but its character 1 is NUL (\\0).',
    ),
    (
        {"headers": (("X A", "1"),)},
        'Expected a header\'s name to be letters, digits and hyphens (RFC 9110, section 5.1), but it is "X A".',
    ),
    (
        {"headers": (("X\r\nY", None),)},
        'Expected a header\'s name to be letters, digits and hyphens (RFC 9110, section 5.1), but it is "X\\r\nY".',
    ),
    (
        {"headers": (("X-A", "\ud800"),)},
        'Expected the header "X-A" to be text that can be written as UTF-8, '
        "but its character 1 is half of a surrogate pair.",
    ),
    ({"origin": "a\nb"}, 'Expected the argument "origin" to hold no CR, LF or NUL, but its character 2 is LF (\\n).'),
    (
        {"authorization": "Bearer a\nb"},
        'Expected the header "Authorization" to hold no CR, LF or NUL, but its character 9 is LF (\\n).',
    ),
    (
        {"subprotocols": ("chat v2",)},
        'Expected a subprotocol to be letters, digits, dots and hyphens (RFC 6455, section 4.1), but it is "chat v2".',
    ),
    (
        {"subprotocols": ("token.Hunter2+/==",)},
        "Expected a subprotocol to be letters, digits, dots and hyphens (RFC 6455, section 4.1), "
        'but it is "token.•••".',
    ),
    (
        {"subprotocols": ("a", "a")},
        'Expected each subprotocol once (RFC 6455, section 4.1), but "a" is there more than once.',
    ),
    (
        {"cookies": (("a b", "1"),)},
        'Expected a cookie\'s name to be letters, digits and hyphens (RFC 6265, section 4.1), but it is "a b".',
    ),
    (
        {"cookies": (("sid", "1\r\n"),)},
        'Expected the cookie "sid" to hold no CR, LF or NUL, but its character 2 is CR (\\r).',
    ),
    (
        {"cookies": (("sid", "1; Path=/"),)},
        'Expected the cookie "sid" to hold no semicolon, but its character 2 is one. '
        "Attributes such as Path belong to Set-Cookie; a semicolon in a value is written %3B.",
    ),
]


@pytest.mark.parametrize(("options", "message"), REFUSED)
def test_what_cannot_be_sent_is_refused_before_connecting(options: dict[str, Any], message: str) -> None:
    with RawServer(switching) as server, pytest.raises(InvalidArgument) as failure:
        opened(server.url, **options)
    assert str(failure.value) == message
    assert server.requests == []
