"""Each call that sends, broken off again and again: its frames went out whole and once, or not at all."""

from __future__ import annotations

import json
import socket
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import pytest

from tests.engine.peer import Frame, Peer, frame
from tests.engine.tap import Tap
from tests.interruptions.striking import MARKS, strikes
from WsKeywords.core import Mismatch, Session, Sessions

pytestmark = MARKS
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
TIMES = 130
#: Larger than the network takes at once here.
LARGE = 60_000
SIZES = (8, LARGE)
COMPRESSION = ("Sec-WebSocket-Extensions: permessage-deflate",)


def times(size: int) -> int:
    """How often each call is broken off."""
    return TIMES if size < LARGE else TIMES // 2


class Row(NamedTuple):
    """A call that sends.

    Attributes:
        call: gets the session and a text that no other call gets.
        frames: what goes out for that text.
        peer: how the session is opened: the lines that the server adds to its answer.
        answers: whether the server answers each text, with ``re: `` and the text.
    """

    call: Callable[[Session, str], Any]
    frames: Callable[[str], Sequence[Frame]] = lambda text: [Frame(TEXT, text.encode())]
    lines: tuple[str, ...] = ()
    answers: bool = False


def parts(text: str) -> list[str]:
    return [text[:3], text[3:5], text[5:]]


def fragments(text: str) -> list[Frame]:
    first, *rest = [each.encode() for each in parts(text)]
    return [Frame(TEXT, first), *(Frame(CONTINUATION, each) for each in rest)]


def as_json(text: str) -> list[Frame]:
    return [Frame(TEXT, json.dumps({"text": text}, separators=(",", ":")).encode())]


def begun(session: Session, text: str) -> None:
    wait = session.begin_sending(text, session.deadline(5))
    if wait is not None:
        wait()


def exchanged(session: Session, text: str) -> None:
    assert session.exchange_text(text) == f"re: {text}"


def exchange_begun(session: Session, text: str) -> None:
    assert session.begin_exchange(text)() == f"re: {text}"


def exchanged_json(session: Session, text: str) -> None:
    with pytest.raises(Mismatch, match="JSON"):
        session.exchange_json({"text": text})


ROWS: dict[str, Row] = {
    "send_text": Row(Session.send_text),
    "send_text, compressed": Row(Session.send_text, lines=COMPRESSION),
    "send_json": Row(lambda session, text: session.send_json({"text": text}), as_json),
    "send_binary": Row(
        lambda session, text: session.send_binary(text.encode()), lambda text: [Frame(BINARY, text.encode())]
    ),
    "send_fragments": Row(lambda session, text: session.send_fragments(parts(text)), fragments),
    "send_frame": Row(lambda session, text: session.send_frame(TEXT, text.encode())),
    "send_to_every": Row(lambda session, text: session.sessions.send_to_every(text)),
    "begin_sending": Row(begun),
    "ping": Row(lambda session, text: session.ping(text[:100]), lambda text: [Frame(PING, text[:100].encode())]),
    "exchange_text": Row(exchanged, answers=True),
    "begin_exchange": Row(exchange_begun, answers=True),
    "exchange_json": Row(exchanged_json, as_json, answers=True),
}


class Server:
    """A server's end that answers pings and closes, and texts where it shall, each in its turn."""

    def __init__(self, peer: Peer, answers: bool) -> None:
        self._sock = peer.sock
        self._answers = answers
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer.session.connection._sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)

    def told(self, got: Frame) -> None:
        with suppress(OSError):
            if got.opcode == PING:
                self._sock.sendall(frame(PONG, got.payload))
            elif self._answers and got.opcode == TEXT and not got.payload.startswith(b"mark"):
                self._sock.sendall(frame(TEXT, b"re: " + got.payload))


def check(row: Row, text: str, got: list[Frame], session: Session, *, whole: bool) -> None:
    """What the server got of one call is all or nothing of it."""
    assert got in ([*row.frames(text)], *([] if whole else [[]]))
    if row.answers:
        # The answers to a call that was broken off can be read, unless it has.
        answer = f"re: {got[0].payload.decode()}" if got else None
        unread = session.messages(unread=True)
        read = session.last is not None and session.last.data == answer
        assert unread == ([answer] if answer and not read else [])
        session.clear()


def inflated() -> Callable[[bytes], bytes]:
    """What the payloads of messages were before they were compressed; they go on one from the other."""
    inflate = zlib.decompressobj(-15)
    return lambda payload: inflate.decompress(payload + b"\0\0\xff\xff")


@contextmanager
def closing_abruptly(session: Session) -> Iterator[None]:
    try:
        yield
    finally:
        session.abort()


@pytest.mark.parametrize("size", SIZES, ids=[f"{size} bytes" for size in SIZES])
@pytest.mark.parametrize("name", ROWS)
def test_all_or_nothing_goes_out(name: str, size: int) -> None:
    row = ROWS[name]
    with (
        Sessions(timeout=20, close_timeout=0.2) as sessions,
        Peer(sessions, lines=row.lines) as peer,
        strikes(f"{name} {size}") as striking,
    ):
        session, server = peer.session, Server(peer, row.answers)
        seen, number, plain = 0, 0, inflated() if row.lines else bytes
        with Tap(peer.sock, server.told) as tap, closing_abruptly(session):
            while striking.count < times(size):
                number += 1
                text = f"{number} ".ljust(size, "x")
                struck = striking.strike(lambda text=text: row.call(session, text))
                # In order: what the broken-off call sent, or is to send, comes before this.
                mark, end = f"mark {number}", Frame(PING, f"settled {number}".encode())
                session.send_text(mark)
                session.ping(end.payload)
                assert tap.wait(lambda frames, end=end: frames[-1:] == [end])
                got, seen = [Frame(each.opcode, plain(each.payload)) for each in tap.frames[seen:-1]], len(tap.frames)
                assert got.pop() == Frame(TEXT, mark.encode())
                check(row, text, got, session, whole=not struck)
        # No frame was cut off, and what the transcript has is what went out.
        assert tap.rest == b""
        pings = [each for each in tap.frames if each.opcode == PING]
        others = [each for each in tap.frames if each.opcode in (TEXT, BINARY)]
        entered = session.transcript.entries("sent")
        assert len([each for each in entered if each.kind == "ping"]) == len(pings)
        assert len([each for each in entered if each.kind in ("message", "frame")]) == len(others)
