"""Each way in which opening fails: the kind, what the rejection holds, and the whole text."""

from __future__ import annotations

import socket

import pytest

from tests.hostile import RawServer, Script, accept_key, switching
from tests.hostile.clients import rejected

ASGI_HINT = (
    "Check the token, the cookies and the origin. "
    "An ASGI server also says 403 when it has no such route, or when the app closes before it accepts."
)
RFC_HINT = "The server does not follow RFC 6455, section 4.2.2."
WEBSOCKET = 'Expected the WebSocket "ws://127.0.0.1:PORT/" to open, but '


def answer(status: str, *lines: str, body: bytes = b"") -> bytes:
    head = [f"HTTP/1.1 {status}", *lines, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(head).encode() + body


def test_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    rejection, text = rejected(f"ws://127.0.0.1:{port}/")
    assert text == (
        WEBSOCKET + 'the connection was refused after N s: 127.0.0.1:PORT says "Connection refused". '
        "Is the server running, and on this port?"
    )
    assert (rejection.kind, rejection.status, rejection.reason, rejection.body) == ("refused", None, "", "")
    assert rejection.headers.get("Any") is None


def test_name_not_found() -> None:
    with pytest.raises(socket.gaierror) as failure:
        socket.getaddrinfo("nosuch.invalid", 80)
    rejection, text = rejected("ws://nosuch.invalid/")
    assert text == (
        'Expected the WebSocket "ws://nosuch.invalid/" to open, but the look-up of its host ended with '
        f'name not found after N s: "nosuch.invalid", {failure.value.strerror}. '
        "Check the spelling of the host, and the DNS of this machine."
    )
    assert (rejection.kind, rejection.status) == ("name not found", None)


def test_timed_out() -> None:
    with RawServer(hold=True) as server:
        rejection, text = rejected(server.url, timeout=0.2)
    assert text == (
        WEBSOCKET + "it timed out after N s: the connection stood, but the server did not answer the handshake. "
        "Is the server busy, or does something else than a WebSocket server listen on this port?"
    )
    assert (rejection.kind, rejection.status) == ("timed out", None)


def test_timed_out_within_the_head() -> None:
    with RawServer(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: webso", hold=True) as server:
        assert rejected(server.url, timeout=0.2)[0].kind == "timed out"


def test_closed_without_an_answer() -> None:
    with RawServer() as server:
        rejection, text = rejected(server.url)
    assert text == (
        WEBSOCKET + "the server closed without an answer after N s. "
        "The server's log may say why. If it is a server for wss://, write that."
    )
    assert (rejection.kind, rejection.status) == ("closed without an answer", None)


def test_status_403_with_a_body() -> None:
    with RawServer(answer("403 Forbidden", "X-Why: token", body=b"no token")) as server:
        rejection, text = rejected(server.url)
    assert text == WEBSOCKET + (
        f'the server answered with status 403 Forbidden after N s: its body is "no token". {ASGI_HINT}'
    )
    assert (rejection.kind, rejection.status, rejection.reason) == ("status 403", 403, "Forbidden")
    assert (rejection.headers.get("x-why"), rejection.body) == ("token", "no token")


def test_status_without_reason_or_body() -> None:
    with RawServer(b"HTTP/1.1 500\r\n\r\n") as server:
        rejection, text = rejected(server.url)
    assert text == WEBSOCKET + "the server answered with status 500 after N s: it has no body."
    assert (rejection.status, rejection.reason, rejection.body) == (500, "", "")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    with RawServer(switching) as other:
        location = f"http://127.0.0.1:{other.port}/ws?token=abcdefgh1"
        with RawServer(answer(f"{status} Moved", f"Location: {location}")) as server:
            rejection, text = rejected(server.url)
    assert text == WEBSOCKET + (
        f"the server answered with status {status} Moved after N s: it has no body. "
        'It redirects to "http://127.0.0.1:PORT/ws?token=•••". '
        'Redirects are not followed: open "ws://127.0.0.1:PORT/ws?token=•••" to go there.'
    )
    assert rejection.status == status
    assert rejection.headers.get("Location") == location
    assert other.requests == []


def test_a_redirect_within_the_server() -> None:
    with RawServer(answer("307 Temporary Redirect", "Location: /ws/")) as server:
        _, text = rejected(server.url)
    assert text.endswith('It redirects to "/ws/". Redirects are not followed: open "/ws/" to go there.')


def test_an_html_page() -> None:
    page = b"<!DOCTYPE html>\n<html><title>Hi</title>" + b"<p>x</p>" * 100
    with RawServer(answer("200 OK", "Content-Type: text/html", body=page)) as server:
        rejection, text = rejected(server.url)
    shown = page[:300].decode().replace("\n", "\\n")
    assert text == WEBSOCKET + (
        f'the server answered with status 200 OK after N s: its body is "{shown}…" ({len(page)} characters). '
        "That is an ordinary HTTP answer: is the path that of a WebSocket?"
    )
    assert (rejection.kind, rejection.body) == ("status 200", page.decode())


def test_the_wrong_accept_key() -> None:
    with RawServer(lambda request: switching(request, "Sec-WebSocket-Accept: nonsense")) as server:
        rejection, text = rejected(server.url)
    expected = accept_key(server.requests[0])
    assert text == WEBSOCKET + (
        "the server answered with the wrong accept key after N s: "
        f'Sec-WebSocket-Accept should be "{expected}", but it is "nonsense". {RFC_HINT}'
    )
    assert (rejection.kind, rejection.status) == ("wrong accept key", 101)


def test_the_accept_key_is_compared_with_its_case() -> None:
    def script(request: bytes) -> bytes:
        return switching(request, f"Sec-WebSocket-Accept: {accept_key(request).swapcase()}")

    with RawServer(script) as server:
        assert rejected(server.url)[0].kind == "wrong accept key"


def test_no_accept_key() -> None:
    with RawServer(lambda request: switching(request, drop=("sec-websocket-accept",))) as server:
        rejection, text = rejected(server.url)
    assert text.endswith(f'should be "{accept_key(server.requests[0])}", but it is not there. {RFC_HINT}')
    assert rejection.kind == "wrong accept key"


def test_two_accept_keys() -> None:
    def script(request: bytes) -> bytes:
        return switching(request, rest=b"").replace(b"\r\n\r\n", b"\r\nSec-WebSocket-Accept: other\r\n\r\n")

    with RawServer(script) as server:
        assert rejected(server.url)[0].kind == "wrong accept key"


@pytest.mark.parametrize(
    ("offered", "chosen", "detail"),
    [
        (("chat",), "Chat", '"Chat", where "chat" was offered'),
        (("a", "b"), "c", '"c", where "a", "b" was offered'),
        ((), "chat", '"chat", where none was offered'),
        (("a", "b"), "a, b", '"a, b", where "a", "b" was offered'),
        (("a",), "", '"", where "a" was offered'),
    ],
)
def test_an_unasked_subprotocol(offered: tuple[str, ...], chosen: str, detail: str) -> None:
    with RawServer(lambda request: switching(request, f"Sec-WebSocket-Protocol: {chosen}")) as server:
        rejection, text = rejected(server.url, subprotocols=offered)
    assert text == WEBSOCKET + f"the server chose an unasked subprotocol after N s: {detail}. {RFC_HINT}"
    assert rejection.kind == "unasked subprotocol"


def test_an_unasked_extension() -> None:
    with RawServer(lambda request: switching(request, "Sec-WebSocket-Extensions: permessage-deflate")) as server:
        rejection, text = rejected(server.url)
    assert text == WEBSOCKET + (
        'the server agreed to an unasked extension after N s: "permessage-deflate", where none was offered. ' + RFC_HINT
    )
    assert rejection.kind == "unasked extension"


NOT_WEBSOCKET: list[tuple[Script, str]] = [
    (
        lambda request: switching(request, "Upgrade: h2c"),
        f'status 101 without the header Upgrade: websocket; Upgrade is "h2c". {RFC_HINT}',
    ),
    (
        lambda request: switching(request, drop=("upgrade",)),
        f"status 101 without the header Upgrade: websocket; Upgrade is not there. {RFC_HINT}",
    ),
    (
        lambda request: switching(request, "Connection: keep-alive"),
        f'status 101 without the header Connection: Upgrade; Connection is "keep-alive". {RFC_HINT}',
    ),
    (
        lambda request: switching(request).replace(b"HTTP/1.1", b"HTTP/1.0"),
        f"status 101 came with HTTP/1.0, which knows no upgrade. {RFC_HINT}",
    ),
    (b"SSH-2.0-OpenSSH_9.6\r\n", 'it begins with "SSH-2.0-OpenSSH_9.6\\r\\n".'),
    (b"\x00\x01\x02", 'it begins with "\\x00\\x01\\x02".'),
    (b"HTTP/1.1 abc\r\n\r\n", 'it begins with "HTTP/1.1 abc".'),
    (b"HTTP/1.1 101 OK\r\nno colon\r\n\r\n", '"no colon" is no header line.'),
    (b"HTTP/1.1 101 OK\r\nA: 1\r\n folded\r\n\r\n", '" folded" is no header line.'),
    (b"HTTP/1.1 101 OK\r\nA : 1\r\n\r\n", '"A : 1" is no header line.'),
    (b"HTTP/1.1 101 OK\r\nA: 1", 'the connection ended within its head, after "A: 1".'),
]


@pytest.mark.parametrize(("script", "detail"), NOT_WEBSOCKET)
def test_not_a_websocket_answer(script: Script, detail: str) -> None:
    with RawServer(script) as server:
        rejection, text = rejected(server.url)
    assert text == WEBSOCKET + f"what came is not a WebSocket answer after N s: {detail}"
    assert rejection.kind == "not a WebSocket answer"


def test_interim_answers_are_skipped() -> None:
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    with RawServer(early + answer("403 Forbidden")) as server:
        assert rejected(server.url)[0].status == 403


BODIES = [
    (
        b"HTTP/1.1 400 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\n\r\n",
        "hello world",
    ),
    (b"HTTP/1.1 400 No\r\n\r\nuntil the end", "until the end"),
    (b"HTTP/1.0 400 No\r\n\r\nolder", "older"),
    (b"HTTP/1.1 400 No\nContent-Length: 4\n\nbare line feeds", "bare"),
    (b"HTTP/1.1 400 No\r\nContent-Type: text/plain; charset=latin-1\r\n\r\n\xe9", "é"),
    (b"HTTP/1.1 400 No\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xc3\xa9", "é"),
    (b"HTTP/1.1 400 No\r\n\r\n\xff", "\ufffd"),
    (b"HTTP/1.1 400 No\r\nContent-Length: nonsense\r\n\r\nall", "all"),
    (b"HTTP/1.1 400 No\r\nContent-Length: 99\r\n\r\nless", "less"),
    (b"HTTP/1.1 400 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n", "hello"),
    (b"HTTP/1.1 204 No Content\r\n\r\nnothing", ""),
]


@pytest.mark.parametrize(("raw", "body"), BODIES)
def test_bodies(raw: bytes, body: str) -> None:
    with RawServer(raw) as server:
        assert rejected(server.url)[0].body == body


def test_a_secret_that_the_server_repeats_is_masked() -> None:
    with RawServer(answer("401 Unauthorized", body=b"the token hunter2hunter2 is old")) as server:
        rejection, text = rejected(server.url + "?token=hunter2hunter2", authorization="Bearer hunter2hunter2")
    assert text == (
        'Expected the WebSocket "ws://127.0.0.1:PORT/?token=•••" to open, but the server answered with '
        'status 401 Unauthorized after N s: its body is "the token ••• is old". '
        "The server wants to know who connects: give auth, bearer, headers or cookies, or others than you gave."
    )
    assert rejection.body == "the token hunter2hunter2 is old"


def test_the_session_is_named() -> None:
    with RawServer(answer("403 Forbidden")) as server:
        _, text = rejected(server.url, session="alice")
    assert text == (
        'Expected the WebSocket "ws://127.0.0.1:PORT/" of session "alice" to open, but the server answered with '
        f"status 403 Forbidden after N s: it has no body. {ASGI_HINT}"
    )
