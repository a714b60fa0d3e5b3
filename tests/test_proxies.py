"""WebSockets through real proxies, and proxies that do not let one through."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from time import monotonic

import pytest

from tests.hostile import RawServer, black_hole
from tests.hostile.clients import opened, rejected, took
from tests.networks import Running, proxy
from WsKeywords.core.errors import InvalidArgument, OpeningFailed
from WsKeywords.core.sessions import Sessions

CREDENTIALS = "ada:correct-horse"


@pytest.fixture(scope="module")
def free() -> Iterator[Running]:
    with proxy() as running:
        yield running


@pytest.fixture(scope="module")
def guarded() -> Iterator[Running]:
    with proxy("--credentials", CREDENTIALS) as running:
        yield running


def echoes(url: str, given: str) -> None:
    with Sessions(url) as sessions:
        session = sessions.open("/ws/echo", proxy=given)
        session.send_text("hi")
        session.expect(text="Echo: hi")


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        ("http", "CONNECT app.test:"),
        ("socks5", None),
        ("socks5h", "SOCKS5 name app.test:"),
        ("socks4", None),
        ("socks4a", "SOCKS4a app.test:"),
    ],
)
@pytest.mark.parametrize("credentials", ["", CREDENTIALS])
def test_a_websocket_through_a_proxy(
    scheme: str, said: str | None, credentials: str, chat: str, free: Running, guarded: Running
) -> None:
    running = guarded if credentials else free
    name = "app.test"
    if said is None:  # looked up here, where nobody knows that name
        name, said = "127.0.0.1", "SOCKS5 address 127.0.0.1:" if scheme == "socks5" else "SOCKS4 127.0.0.1:"
    port = chat.rpartition(":")[2]
    echoes(f"ws://{name}:{port}", f"{scheme}://{credentials}{'@' * bool(credentials)}127.0.0.1:{running.port}")
    running.expect_log(f"{said}{port}")


def test_a_proxy_without_a_scheme_is_an_http_proxy(chat: str, free: Running) -> None:
    echoes(chat, f"127.0.0.1:{free.port}")


@pytest.mark.parametrize("nothing", ["", "direct", "DIRECT"])
def test_no_proxy_at_all(nothing: str, chat: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    echoes(chat, nothing)


def test_an_ipv6_target_through_a_proxy(free: Running) -> None:
    _, text = rejected("ws://[2001:db8::1]:1/", proxy=f"socks5://127.0.0.1:{free.port}")
    assert "did not connect to 2001:db8::1, port 1" in text
    free.expect_log("SOCKS5 address 2001:db8::1:1")


def started(scheme: str) -> str:
    return f'Expected the WebSocket "ws://app.test:9/" to open, but the proxy "{scheme}://127.0.0.1:PORT" '


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            "http://127.0.0.1:{port}",
            'answered 407 Proxy Authentication Required after N s: its body is "who are you?". '
            "Write user:password@ before its host in its URL.",
        ),
        (
            "http://ada:wrong-battery@127.0.0.1:{port}",
            'answered 407 Proxy Authentication Required after N s: its body is "who are you?". '
            "Are the user name and the password of its URL right?",
        ),
        (
            "socks5://127.0.0.1:{port}",
            "wants to know who connects after N s. Write user:password@ before its host in its URL.",
        ),
        (
            "socks5h://ada:wrong-battery@127.0.0.1:{port}",
            "did not accept the user name and password after N s. Are the user name and the password of its URL right?",
        ),
        (
            "socks4a://127.0.0.1:{port}",
            "did not connect to app.test, port 9 after N s: it answered 93, identd knows another user. The server may "
            "be down, or the proxy may not let this host and port through; its log says more.",
        ),
    ],
)
def test_credentials_that_are_not_accepted(given: str, text: str, guarded: Running) -> None:
    rejection, said = rejected("ws://app.test:9/", proxy=given.format(port=guarded.port))
    assert said == started(given.partition(":")[0]) + text
    assert (rejection.kind, rejection.status) == ("proxy", None)


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        (
            "http",
            "answered 502 Bad Gateway after N s: its body is \"[Errno 111] Connect call failed ('127.0.0.1', 9)\". The "
            "proxy cannot reach the server: is the server running, and its name known where the proxy is?",
        ),
        (
            "socks5h",
            "did not connect to app.test, port 9 after N s: it answered 5, the server refused the connection. The "
            "server may be down, or the proxy may not let this host and port through; its log says more.",
        ),
        (
            "socks4a",
            "did not connect to app.test, port 9 after N s: it answered 91, rejected or failed. The "
            "server may be down, or the proxy may not let this host and port through; its log says more.",
        ),
    ],
)
def test_a_server_that_the_proxy_cannot_reach(scheme: str, text: str, free: Running) -> None:
    _, said = rejected("ws://app.test:9/", proxy=f"{scheme}://127.0.0.1:{free.port}")
    assert said == started(scheme) + text


def test_a_proxy_that_refuses() -> None:
    with proxy("--refuse", "403") as running:
        rejection, text = rejected("ws://app.test:9/", proxy=f"http://127.0.0.1:{running.port}")
    body = "<h1>not to app.test:9</h1>" + "." * 400
    assert text == started("http") + (
        f'answered 403 Refused after N s: its body is "{body[:300]}…" (426 characters). '
        "The proxy does not let this host or port through."
    )
    # A test that expects the server to refuse with 403 must not be content with this.
    assert (rejection.status, rejection.reason, rejection.body) == (None, "Refused", body)
    assert rejection.proxy_status == 403


def test_a_proxy_that_refuses_is_not_asked_again(chat: str, guarded: Running) -> None:
    with Sessions(chat) as sessions:
        session = sessions.open("/ws/echo")
        session.abort()
        with pytest.raises(OpeningFailed) as failure:
            session.reconnect(proxy=f"http://127.0.0.1:{guarded.port}")
    assert str(failure.value).startswith('Session "default" could not be reconnected in one attempt. Expected the WebS')


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h", "socks4a"])
@pytest.mark.parametrize(
    "endless", [b"x", b"HTTP/1.1 200 OK\r\nA: b\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"\5\0", b"\0\x5a", b"\5"]
)
def test_a_proxy_that_never_stops(scheme: str, endless: bytes) -> None:
    with RawServer(endless=endless) as server:
        started = monotonic()
        with pytest.raises(OpeningFailed) as failure:
            opened("ws://127.0.0.1:9/", timeout=1, proxy=f"{scheme}://127.0.0.1:{server.port}")
        assert monotonic() - started < 15
    # Some of it is a proxy's consent, as its protocol has it; then the rest stands for the server's answer, unless it
    # came in the same read.
    assert "the proxy" in str(failure.value) or "is not a WebSocket answer" in str(failure.value)
    assert len(str(failure.value)) < 600


def test_a_proxy_that_is_not_there() -> None:
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        rejection, text = rejected("ws://app.test:9/", proxy=f"http://127.0.0.1:{bound.getsockname()[1]}")
    assert text == started("http") + (
        'could not be reached after N s: 127.0.0.1:PORT says "Connection refused". '
        "Is the proxy running, and on this port?"
    )
    assert rejection.kind == "proxy"


def test_a_proxy_whose_name_is_not_found() -> None:
    _, text = rejected("ws://app.test:9/", proxy="http://no-such-proxy.invalid:3128")
    assert text.startswith(
        'Expected the WebSocket "ws://app.test:9/" to open, but the proxy "http://no-such-proxy.invalid:3128" could '
        'not be reached after N s: "no-such-proxy.invalid", '
    )


@pytest.mark.parametrize(
    ("scheme", "answer", "text"),
    [
        (
            "http",
            b"SSH-2.0-OpenSSH_9.6\r\n",
            'gave no HTTP answer after N s: it begins with "SSH-2.0-OpenSSH_9.6\\r\\n". '
            "Is it a proxy of another kind? http:// and socks5:// proxies have different ports.",
        ),
        (
            "http",
            b"",
            "closed the connection without an answer after N s. "
            "Is it a proxy of another kind than http://? Its log may say why.",
        ),
        (
            "http",
            b"HTTP/1.1 200 OK\r\n\r\n<html>",
            'is no such proxy after N s: after its answer it sent "<html>". Is it a proxy of another kind than http://?',
        ),
        (
            "socks5",
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            'is no such proxy after N s: its answer begins with "HTTP/1.1 400 Bad Request\\r\\n\\r\\n". '
            "Is it a proxy of another kind? http:// and socks5:// proxies have different ports.",
        ),
        (
            "socks5",
            b"\5",
            "closed the connection without an answer after N s. "
            "Is it a proxy of another kind than socks5://? Its log may say why.",
        ),
        (
            "socks4a",
            b"\5\xff",
            'is no such proxy after N s: its answer begins with "\\x05ÿ". '
            "Is it a proxy of another kind? http:// and socks5:// proxies have different ports.",
        ),
    ],
)
def test_something_else_than_a_proxy(scheme: str, answer: bytes, text: str) -> None:
    with RawServer(answer) as server:
        _, said = rejected("ws://app.test:9/", proxy=f"{scheme}://127.0.0.1:{server.port}")
    assert said == started(scheme) + text


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks4a"])
def test_a_proxy_that_says_nothing(scheme: str) -> None:
    with RawServer(hold=True) as server:
        given = f"{scheme}://127.0.0.1:{server.port}"
        rejection, text = rejected("ws://app.test:9/", timeout=0.2, proxy=given)
        assert took("ws://app.test:9/", 0.2, proxy=given) < 6
    assert text == (
        'Expected the WebSocket "ws://app.test:9/" to open, but it timed out after N s: of the proxy '
        f'"{scheme}://127.0.0.1:PORT", it took the connection, but gave no answer. '
        "Is it a proxy, and of this kind? It may be waiting for the server itself."
    )
    assert rejection.kind == "timed out"


def test_a_proxy_that_swallows_packets() -> None:
    with black_hole() as (host, port):
        rejection, text = rejected("ws://app.test:9/", timeout=0.3, proxy=f"http://{host}:{port}")
    assert text == (
        'Expected the WebSocket "ws://app.test:9/" to open, but it timed out after N s: of the proxy '
        '"http://127.0.0.1:PORT", 127.0.0.1:PORT did not answer. '
        "Is its host right, and does a firewall let this port through?"
    )
    assert rejection.kind == "timed out"


def test_credentials_are_masked_wherever_they_turn_up() -> None:
    with RawServer(lambda request: b"HTTP/1.1 407 No\r\nContent-Length: 999\r\n\r\n" + request) as server:
        _, text = rejected("ws://app.test:9/", proxy=f"http://ada:correct-horse%21@127.0.0.1:{server.port}")
    assert b"Proxy-Authorization: Basic YWRhOmNvcnJlY3QtaG9yc2Uh" in server.requests[0]
    assert "Proxy-Authorization: Basic •••" in text
    assert "correct-horse" not in text
    assert "YWRh" not in text


def test_a_host_name_that_socks_cannot_say(free: Running) -> None:
    host = ".".join(["a" * 60] * 5)
    _, text = rejected(f"ws://{host}/", proxy=f"socks5h://127.0.0.1:{free.port}")
    assert "cannot connect there after N s: a host name has at most 255 bytes." in text


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            f"socks5://{'a' * 256}@proxy",
            "Expected proxy= to have a user name and password of 1 to 255 bytes, none of them NUL.",
        ),
        (
            "ftp://proxy:21",
            "Expected proxy= to begin with http://, socks5://, socks5h://, socks4:// or socks4a://, "
            'but it is "ftp://proxy:21".',
        ),
        (
            "https://proxy:443",
            "Expected proxy= to begin with http://, socks5://, socks5h://, socks4:// or socks4a://, "
            'but it is "https://proxy:443". A proxy that is spoken to over TLS is not supported.',
        ),
        (
            "http://",
            "Expected proxy= to be a URL such as http://proxy:3128 or socks5://proxy:1080, with user:password@ before "
            "the host where they are needed, but it is "
            '"http://". Signs such as / # ? @ in a user name or password are written %2F %23 %3F %40.',
        ),
        (
            "http://ada:pass/word#1@proxy:3128",
            "Expected proxy= to be a URL such as http://proxy:3128 or socks5://proxy:1080, with user:password@ before "
            "the host where they are needed, but it is "
            '"http://•••@proxy:3128". Signs such as / # ? @ in a user name or password are written %2F %23 %3F %40.',
        ),
        (
            "proxy:99999",
            "Expected proxy= to be a URL such as http://proxy:3128 or socks5://proxy:1080, with user:password@ before "
            "the host where they are needed, but it is "
            '"http://proxy:99999". Signs such as / # ? @ in a user name or password are written %2F %23 %3F %40.',
        ),
    ],
)
def test_what_is_no_proxy(given: str, text: str) -> None:
    with pytest.raises(InvalidArgument) as failure:
        opened("ws://app.test:9/", proxy=given)
    assert str(failure.value) == text
