"""Event streams of servers that break rules: each ends in time, within limits, and says what was broken."""

from __future__ import annotations

import gzip
import re
import socket
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import pytest

from tests.hostile import RawServer
from WsKeywords.core import EventSession, Mismatch, OpeningFailed, Sessions, WsError
from WsKeywords.core.handshake.rejection import Rejection

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n"
ONE = b"id: 1\ndata: one\n\n"


@pytest.fixture
def sessions() -> Iterator[Sessions]:
    with Sessions(timeout=3, close_timeout=1) as opened:
        yield opened


def zipped(data: bytes) -> bytes:
    """Without the time: it would be in the names of tests, which must be those of every worker."""
    return gzip.compress(data, mtime=0)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


@contextmanager
def serving(
    sessions: Sessions, script: bytes = b"", *, kind: type[RawServer] = RawServer, **options: Any
) -> Iterator[RawServer]:
    """The server ends its connections only when the client does, so that is done first."""
    with kind(script, **options) as server:
        yield server
        sessions.close_all()


def listening(sessions: Sessions, server: RawServer, name: str = "s", **options: Any) -> EventSession:
    return sessions.open_event_stream(server.url.replace("ws://", "http://"), name, **options)


def rejected(sessions: Sessions, script: bytes, *, hold: bool = False, timeout: float = 3) -> tuple[Rejection, str]:
    """The rejection, and the error's text with every time as "N s" and the port as PORT."""
    with RawServer(script, hold=hold) as server, pytest.raises(OpeningFailed) as failure:
        listening(sessions, server, open_timeout=timeout)
    text = re.sub(r"after [\d.]+ m?s", "after N s", str(failure.value))
    return failure.value.rejection, re.sub(r"(127\.0\.0\.1):\d+", r"\1:PORT", text)


EXPECTED = 'Expected the event stream "http://127.0.0.1:PORT/" of session "s" to open, but '
NOT = EXPECTED + "what came is not an event stream after N s: "
WHAT_IS_ONE = " An event stream has the Content-Type text/event-stream: is the path that of one?"


@pytest.mark.parametrize(
    ("script", "status", "kind", "text"),
    [
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>" + b"x" * 400,
            200,
            "not an event stream",
            f'{NOT}status 200 with the Content-Type "text/html"; its body is "<html>{"x" * 294}…" (406 characters).'
            + WHAT_IS_ONE,
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            200,
            "not an event stream",
            f"{NOT}status 200 with no Content-Type; it has no body.{WHAT_IS_ONE}",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-streams\r\nContent-Length: 0\r\n\r\n",
            200,
            "not an event stream",
            f'{NOT}status 200 with the Content-Type "text/event-streams"; it has no body.{WHAT_IS_ONE}',
        ),
        (
            b"HTTP/1.1 204 No Content\r\n\r\n",
            204,
            "status 204",
            f"{EXPECTED}the server answered with status 204 No Content after N s: it has no body. "
            "With 204 a server tells a client to stop: a browser would not connect again.",
        ),
        (
            b"HTTP/1.1 301 Moved Permanently\r\nLocation: https://example.com/events\r\nContent-Length: 0\r\n\r\n",
            301,
            "status 301",
            f"{EXPECTED}the server answered with status 301 Moved Permanently after N s: it has no body. "
            'It redirects to "https://example.com/events". Redirects are not followed: '
            'open "https://example.com/events" to go there.',
        ),
        (
            b"HTTP/1.1 503 Busy\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s"
            % (len(zipped(b"later")), zipped(b"later")),
            503,
            "status 503",
            f'{EXPECTED}the server answered with status 503 Busy after N s: its body is "later". '
            "The server is up, but not ready to serve.",
        ),
        (
            HEAD.replace(b"200 OK", b"201 Created") + b"Content-Length: 0\r\n\r\n",
            201,
            "status 201",
            f"{EXPECTED}the server answered with status 201 Created after N s: it has no body.",
        ),
        (
            HEAD + b"Content-Encoding: br\r\n\r\n",
            200,
            "not an event stream",
            f'{NOT}the content coding "br" was not asked for.',
        ),
        (
            HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
            200,
            "not an event stream",
            f"{NOT}the body's framing breaks HTTP (conflicting Content-Length headers).",
        ),
        (b"SSH-2.0-x\r\n", None, "not an event stream", f'{NOT}it begins with "SSH-2.0-x\\r\\n".'),
        (
            b"",
            None,
            "closed without an answer",
            f"{EXPECTED}the server closed without an answer after N s. The server's log may say why. "
            "If it is a server for https://, write that.",
        ),
    ],
)
def test_what_is_no_event_stream(sessions: Sessions, script: bytes, status: int | None, kind: str, text: str) -> None:
    rejection, said = rejected(sessions, script)
    assert (rejection.status, rejection.kind, said) == (status, kind, text)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\n", HEAD])
def test_a_head_that_never_ends(sessions: Sessions, start: bytes) -> None:
    started = monotonic()
    rejection, text = rejected(sessions, start, hold=True, timeout=0.3)
    assert monotonic() - started < 6
    assert rejection.kind == "timed out"
    assert text == (
        f"{EXPECTED}it timed out after N s: the connection stood, but the server did not answer the request. "
        "Is the server busy, or does it keep its answer back until it has a first event?"
    )


@pytest.mark.parametrize(
    "content_type", [b"text/event-stream;charset=utf-8", b"Text/Event-Stream", b" text/event-stream ; x=y"]
)
def test_the_content_type_may_have_parameters_and_any_case(sessions: Sessions, content_type: bytes) -> None:
    with serving(sessions, b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n%s" % (content_type, ONE), hold=True) as server:
        assert listening(sessions, server).receive() == "one"


def test_what_is_asked(sessions: Sessions) -> None:
    with serving(sessions, HEAD + b"\r\n" + ONE, hold=True) as server:
        stream = listening(sessions, server, last_event_id="ä7", headers={"X-A": "b", "Cache-Control": None})
        stream.receive()
        assert server.requests[0].decode().split("\r\n") == [
            "GET / HTTP/1.1",
            f"Host: 127.0.0.1:{server.port}",
            "Accept: text/event-stream",
            "Accept-Encoding: gzip, deflate",
            "X-A: b",
            "Last-Event-ID: ä7",
            "",
            "",
        ]


@pytest.mark.parametrize(
    ("script", "code", "by", "note"),
    [
        (CHUNKED + b"\r\n" + chunk(ONE) + b"0\r\n\r\n", 1000, "peer", ""),
        (HEAD + b"Content-Length: %d\r\n\r\n%s" % (len(ONE), ONE), 1000, "peer", ""),
        (
            HEAD + b"\r\n" + ONE,
            1000,
            "peer",
            "the answer has no length, so that its end and a lost connection look the same",
        ),
        (CHUNKED + b"\r\n" + chunk(ONE), 1006, "network", "TCP ended within the stream"),
        (CHUNKED + b"\r\n" + b"100\r\n" + ONE, 1006, "network", "TCP ended within the stream"),
        (HEAD + b"Content-Length: 100\r\n\r\n" + ONE, 1006, "network", "TCP ended within the stream"),
    ],
)
def test_how_a_stream_ends(sessions: Sessions, script: bytes, code: int, by: str, note: str) -> None:
    with serving(sessions, script) as server:
        stream = listening(sessions, server)
        close = stream.wait_closed()
        assert (close.code, close.reason, close.by, close.note) == (code, "", by, note)
        assert stream.messages() == ["one"]


class Resetting(RawServer):
    """Ends its connections with a TCP reset."""

    def _talk(self, connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(CHUNKED + b"\r\n" + chunk(ONE))
        connection.recv(1)  # the client says that it has read
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_a_reset_is_of_the_network(sessions: Sessions) -> None:
    with serving(sessions, kind=Resetting) as server:
        stream = listening(sessions, server)
        assert stream.receive() == "one"
        stream.connection._sock.send(b"x")
        close = stream.wait_closed()
    assert (close.code, close.by, close.note) == (1006, "network", "the connection was reset")


def test_an_event_that_is_not_completed_is_none(sessions: Sessions) -> None:
    with serving(sessions, CHUNKED + b"\r\n" + chunk(ONE + b"data: lost") + b"0\r\n\r\n") as server:
        stream = listening(sessions, server)
        stream.wait_closed()
        assert stream.messages() == ["one"]


@pytest.mark.parametrize(
    ("head", "rest", "code", "reason"),
    [
        (b"Transfer-Encoding: chunked\r\n", b"zz\r\n", 1002, "the body's framing breaks HTTP (illegal chunk header: *"),
        (b"Content-Encoding: gzip\r\n", b"plain text", 1002, "the gzip coding is broken (incorrect header check): *"),
        (b"Content-Encoding: deflate\r\n", b"\xff" * 20, 1002, "the deflate coding is broken (invalid *"),
        (b"", b"data: " + b"x" * 2000, 1009, 'event larger than 1000 bytes (max_size): "data: xxx*'),
        (b"", b": " + b"x" * 2000, 1009, 'event larger than 1000 bytes (max_size): ": xxx*'),
        (b"", b"data: x\n" * 600, 1009, 'event larger than 1000 bytes (max_size): "data: x"'),
    ],
)
def test_what_breaks_the_rules_is_closed_by_us(
    sessions: Sessions, head: bytes, rest: bytes, code: int, reason: str
) -> None:
    with serving(sessions, HEAD + head + b"\r\n" + rest, hold=True) as server:
        stream = listening(sessions, server, max_size=1000)
        stream.expect_closed(code, reason, "us")
        assert server.ended.wait(5)


def test_a_line_without_an_end_is_cut_off(sessions: Sessions) -> None:
    with serving(sessions, HEAD + b"\r\ndata: ", endless=b"x" * 65536) as server:
        stream = listening(sessions, server, max_size=1 << 20)
        assert stream.wait_closed().code == 1009


def deflated(data: bytes, bits: int) -> bytes:
    coder = zlib.compressobj(wbits=bits)
    return coder.compress(data) + coder.flush()


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        (b"gzip", zipped(ONE)),
        (b"x-gzip", zipped(ONE)),
        (b"GZIP", zipped(ONE[:5]) + zipped(ONE[5:])),
        (b"deflate", deflated(ONE, 15)),
        (b"deflate", deflated(ONE, -15)),
        (b"identity", ONE),
    ],
)
def test_content_codings(sessions: Sessions, coding: bytes, data: bytes) -> None:
    with serving(sessions, CHUNKED + b"Content-Encoding: %s\r\n\r\n" % coding + chunk(data) + b"0\r\n\r\n") as server:
        stream = listening(sessions, server)
        assert stream.receive() == "one"
        assert stream.wait_closed().code == 1000


def test_what_is_flushed_arrives_at_once(sessions: Sessions) -> None:
    coder = zlib.compressobj(wbits=31)
    flushed = b"".join(
        chunk(coder.compress(b"data: %d\n\n" % number) + coder.flush(zlib.Z_SYNC_FLUSH)) for number in range(3)
    )
    with serving(sessions, CHUNKED + b"Content-Encoding: gzip\r\n\r\n" + flushed, hold=True) as server:
        stream = listening(sessions, server)
        assert stream.receive_many(3) == ["0", "1", "2"]
        assert stream.is_open


def bomb(data: bytes, times: int) -> bytes:
    coder = zlib.compressobj(wbits=31)
    return b"".join(coder.compress(data) for _ in range(times)) + coder.flush()


def test_a_bomb_of_one_event(sessions: Sessions) -> None:
    packed = zipped(b"data: ") + bomb(b"x" * (1 << 20), 32)
    with serving(sessions, HEAD + b"Content-Encoding: gzip\r\n\r\n" + packed, hold=True) as server:
        stream = listening(sessions, server)
        close = stream.wait_closed(10)
    assert (close.code, close.by) == (1009, "us")


def test_a_bomb_of_empty_lines_leaves_others_their_turn(sessions: Sessions) -> None:
    packed = bomb(b"\n" * (1 << 20), 192)
    with (
        serving(sessions, HEAD + b"Content-Encoding: gzip\r\n\r\n" + packed + zipped(ONE), hold=True) as server,
        serving(sessions, HEAD + b"\r\n" + ONE, hold=True) as other,
    ):
        stream = listening(sessions, server)
        assert listening(sessions, other, "other").receive() == "one"
        assert stream.inbox.arrived == 0, "the other one had to wait for the end of the bomb"
        assert stream.receive(60) == "one"


def test_a_bomb_of_events_stops_at_max_unread() -> None:
    packed = bomb(ONE * 1000, 500)
    with (
        Sessions(timeout=10, max_unread=100) as sessions,
        serving(sessions, HEAD + b"Content-Encoding: gzip\r\n\r\n" + packed) as server,
    ):
        stream = listening(sessions, server)
        assert stream.wait_count(lambda count: count >= 100, timeout=5) < 10_000
        with pytest.raises(Mismatch, match="Its socket is not read any more"):
            stream.expect_nothing(text="two", within=0.05)
        assert stream.stalled
        stream.close()


def test_reading_goes_on_where_it_had_stopped() -> None:
    with (
        Sessions(timeout=5, max_unread=10) as sessions,
        serving(sessions, CHUNKED + b"\r\n" + chunk(ONE) * 5000 + b"0\r\n\r\n") as server,
    ):
        stream = listening(sessions, server)
        assert [stream.receive() for _ in range(5000)] == ["one"] * 5000
        assert stream.wait_closed().code == 1000


def test_nothing_can_be_sent_and_no_code_given(sessions: Sessions) -> None:
    with serving(sessions, HEAD + b"\r\n" + ONE, hold=True) as server:
        stream = listening(sessions, server)
        for send in (lambda: stream.send_text("x"), stream.ping, lambda: stream.send_frame(1)):
            with pytest.raises(WsError) as failure:
                send()
            assert str(failure.value).startswith(
                'Nothing can be sent on session "s": it is an event stream, which only the server writes. '
                'An HTTP request or a WebSocket session can send.\nSession "s", open, at http://127.0.0.1:'
            )
        with pytest.raises(WsError) as failure:
            stream.close(4000, "bye")
        assert str(failure.value) == (
            'Session "s" is an event stream, which has no close frame: no code and no reason can be sent. '
            "Close it without them."
        )
        close = stream.close()
        assert (close.code, close.by) == (1000, "us")
        assert server.ended.wait(5)
        stream.close(4000, "bye")  # closing a closed one is no error


def test_options_of_websockets_are_none_of_event_streams(sessions: Sessions) -> None:
    with pytest.raises(WsError) as failure:
        sessions.open_event_stream("http://127.0.0.1:9/", last_event="7")
    assert str(failure.value) == (
        '"last_event" is no option of an event stream. Did you mean "last_event_id"? The options are headers, params, '
        "last_event_id, cookies, origin, auth, bearer, http_session, open_timeout, max_size, proxy, ca_cert, "
        "client_cert, client_key, verify, unix_socket, ignore or profile."
    )


@pytest.mark.parametrize("last_event_id", ["a\nb", "a\rb", "a\0b"])
def test_an_id_that_would_end_its_line(sessions: Sessions, last_event_id: str) -> None:
    with pytest.raises(WsError, match='Expected the header "Last-Event-ID" to hold no CR, LF or NUL'):
        sessions.open_event_stream("http://127.0.0.1:9/", last_event_id=last_event_id)
