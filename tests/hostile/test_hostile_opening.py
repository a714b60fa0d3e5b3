"""Servers that never end, drip, or send too much: opening stays within its time and its limits."""

from __future__ import annotations

import socket
import threading
from time import monotonic

import pytest

from tests.hostile import RawServer
from tests.hostile.clients import rejected, took
from WsKeywords.core.handshake import answer

HEAD = b"HTTP/1.1 403 Forbidden\r\n"


def test_a_body_without_an_end_does_not_hide_the_status() -> None:
    with RawServer(HEAD + b"\r\nno token", hold=True) as server:
        started = monotonic()
        rejection, _ = rejected(server.url, timeout=8)
        assert 0.9 < monotonic() - started < 7
    assert (rejection.status, rejection.body) == (403, "no token")


def test_the_deadline_holds_for_the_body_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "BODY_PATIENCE", 60)
    with RawServer(HEAD + b"\r\nno token", hold=True) as server:
        assert took(server.url, 0.3) < 6


def test_a_body_that_floods_is_cut() -> None:
    with RawServer(HEAD + b"\r\n", endless=b"x" * 65536) as server:
        rejection, text = rejected(server.url)
    assert rejection.body == "x" * (1 << 20)
    assert len(text) < 1000


def test_a_chunked_body_that_floods_is_cut() -> None:
    chunks = (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 4
    with RawServer(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", endless=chunks) as server:
        assert rejected(server.url)[0].body == "x" * (1 << 20)


def test_chunks_of_nothing_but_noise_end_in_time() -> None:
    noise = (b"1;" + b"e" * 8000 + b"\r\nx\r\n") * 20
    with RawServer(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", endless=noise) as server:
        started = monotonic()
        rejection, _ = rejected(server.url, timeout=8)
        assert monotonic() - started < 7
    assert rejection.status == 403


@pytest.mark.parametrize(
    ("endless", "detail"),
    [
        (b"X-A: 1\r\n" * 100, "it has more than 128 header lines"),
        (b"x" * 4096, f'a line of its head is longer than 8192 bytes: "{"x" * 60}…"'),
    ],
)
def test_a_head_without_an_end(endless: bytes, detail: str) -> None:
    with RawServer(HEAD, endless=endless) as server:
        rejection, text = rejected(server.url)
    assert rejection.kind == "not a WebSocket answer"
    assert text.endswith(f"what came is not a WebSocket answer after N s: {detail}.")


@pytest.mark.parametrize("end", [b"x", b"\0"])
def test_lines_full_of_blanks_take_no_time(end: bytes) -> None:
    lines = b"".join(b"X-%d:%s%s\r\n" % (i, b" " * 8000, end) for i in range(100))
    with RawServer(HEAD + lines + b"\r\nbody") as server:
        rejection, text = rejected(server.url, timeout=3)
    if end == b"x":
        assert (rejection.status, rejection.headers["X-99"]) == (403, "x")
    else:
        assert text.endswith(f'what came is not a WebSocket answer after N s: "X-0:{" " * 56}…" is no header line.')


# Each is a codec of Python, and no charset of the web; the first takes minutes for a megabyte.
@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "rot13"])
def test_what_is_no_charset_of_texts_is_none(charset: str) -> None:
    body = "\\q" + "a" * 500_000
    head = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode()
    with RawServer(head + body.encode()) as server:
        assert rejected(server.url)[0].body == body


def test_a_status_line_without_an_end() -> None:
    with RawServer(b"HTTP/1.1 200 ", endless=b"x" * 4096) as server:
        assert rejected(server.url)[0].kind == "not a WebSocket answer"


def test_lines_within_the_limits_are_taken() -> None:
    lines = b"".join(b"X-%d: %s\r\n" % (i, b"v" * 8000) for i in range(128))
    with RawServer(HEAD + lines + b"\r\nbody") as server:
        rejection, _ = rejected(server.url)
    assert (rejection.status, rejection.body, len(rejection.headers)) == (403, "body", 128)


def test_interim_answers_without_an_end() -> None:
    with RawServer(endless=b"HTTP/1.1 100 Continue\r\n\r\n") as server:
        rejection, text = rejected(server.url)
    assert rejection.kind == "not a WebSocket answer"
    assert text.endswith("more than 16 interim answers came, the last with status 100.")


class Dripping(RawServer):
    """Sends a byte now and then: each single wait is short, all together they are long."""

    def _talk(self, connection: socket.socket) -> None:
        for byte in b"HTTP/1.1 403 Forbidden\r\n" + b"X: y\r\n" * 100:
            connection.send(bytes((byte,)))
            self.ended.wait(0.02)


def test_a_head_that_drips() -> None:
    with Dripping() as server:
        started = monotonic()
        rejection, _ = rejected(server.url, timeout=0.5)
        assert monotonic() - started < 8
    assert rejection.kind == "timed out"


def test_markup_and_controls_in_a_body_are_shown_but_do_nothing() -> None:
    body = b"*HTML* <b>\x1b[31m\xed\xa0\x80\x00"
    with RawServer(HEAD + b"\r\n" + body) as server:
        _, text = rejected(server.url)
    assert 'its body is "*HTML* <b>\\x1b[31m\ufffd\ufffd\ufffd\\x00".' in text


def test_nothing_is_left_open_after_a_rejection() -> None:
    with RawServer(HEAD + b"Content-Length: 0\r\n\r\n", hold=True) as server:
        before = threading.active_count()
        rejected(server.url)
        # The server saw the end of the connection, and no thread of ours stays.
        assert server.ended.wait(5)
        assert threading.active_count() <= before
