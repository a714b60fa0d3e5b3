"""RFC 6455, sections 5 to 8, and RFC 7692, rule by rule: what this client sends, byte for byte, as a server sees it."""

from __future__ import annotations

import socket
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from tests.engine.peer import Peer, frame
from tests.engine.tap import Sent, parsed
from WsKeywords.core import InvalidArgument, Session, SessionClosed, Sessions

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
AGREED = "Sec-WebSocket-Extensions: permessage-deflate"
TAIL = b"\x00\x00\xff\xff"


@pytest.fixture
def sessions() -> Iterator[Sessions]:
    with Sessions(timeout=5, close_timeout=0.3) as opened:
        yield opened


def all_of(peer: Peer) -> list[Sent]:
    """What the client sent until it ended TCP."""
    data = bytearray()
    while True:
        try:
            more = peer.sock.recv(1 << 16)
        except ConnectionResetError:
            more = b""
        if not more:
            return parsed(bytes(data))
        data += more


def said(frames: list[Sent]) -> list[tuple[bool, int, int, bytes]]:
    return [frame[:4] for frame in frames]


def closing(code: int) -> tuple[bool, int, int, bytes]:
    return True, 0, CLOSE, struct.pack("!H", code)


EURO = "€".encode()

#: name: (section, what is done, the frames that leave: FIN, reserved bits, opcode, payload), then the session is closed
RULES: dict[str, tuple[str, Callable[[Session], object], list[tuple[bool, int, int, bytes]]]] = {
    "text in one frame": ("5.6", lambda alice: alice.send_text("€"), [(True, 0, TEXT, EURO), closing(1000)]),
    "empty text": ("5.6", lambda alice: alice.send_text(""), [(True, 0, TEXT, b""), closing(1000)]),
    "bytes in one frame": (
        "5.6",
        lambda alice: alice.send_binary(b"\xff\x00"),
        [(True, 0, BINARY, b"\xff\x00"), closing(1000)],
    ),
    "JSON as text": (
        "5.6",
        lambda alice: alice.send_json({"a": "€"}),
        [(True, 0, TEXT, b'{"a":"' + EURO + b'"}'), closing(1000)],
    ),
    "fragments: the opcode first, FIN last": (
        "5.4",
        lambda alice: alice.send_fragments(["a", "", "€"]),
        [(False, 0, TEXT, b"a"), (False, 0, CONTINUATION, b""), (True, 0, CONTINUATION, EURO), closing(1000)],
    ),
    "fragments of bytes": (
        "5.4",
        lambda alice: alice.send_fragments([b"a", b"b"], binary=True),
        [(False, 0, BINARY, b"a"), (True, 0, CONTINUATION, b"b"), closing(1000)],
    ),
    "one fragment is a whole message": (
        "5.4",
        lambda alice: alice.send_fragments(["a"]),
        [(True, 0, TEXT, b"a"), closing(1000)],
    ),
    "a close with its code": ("7.1.2", lambda alice: alice.start_closing(4000), [closing(4000)]),
    "a close with its reason": (
        "7.1.2",
        lambda alice: alice.start_closing(1000, "€" * 41),
        [(True, 0, CLOSE, b"\x03\xe8" + EURO * 41)],
    ),
    "one close at most": (
        "5.5.1",
        lambda alice: [alice.start_closing(4000), alice.start_closing(4001), alice.close(4002)],
        [closing(4000)],
    ),
    "no close where TCP is dropped": ("7.1.1", lambda alice: alice.abort(), []),
    "a close behind what was sent before it": (
        "5.5.1",
        lambda alice: [alice.send_text("1"), alice.send_binary(b"2"), alice.start_closing(1001)],
        [(True, 0, TEXT, b"1"), (True, 0, BINARY, b"2"), closing(1001)],
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_what_leaves(sessions: Sessions, name: str) -> None:
    _, act, expected = RULES[name]
    with Peer(sessions) as peer:
        act(peer.session)
        peer.session.start_closing()
        assert said(all_of(peer)) == expected


#: name: (section, what the server sends, the frames that answer)
ANSWERS: dict[str, tuple[str, list[bytes], list[tuple[bool, int, int, bytes]]]] = {
    "a pong with the payload of its ping": (
        "5.5.2",
        [frame(PING, b"\xff\x00"), frame(CLOSE)],
        [(True, 0, PONG, b"\xff\x00"), (True, 0, CLOSE, b"")],
    ),
    "a pong of 125 bytes": (
        "5.5.2",
        [frame(PING, b"p" * 125), frame(CLOSE)],
        [(True, 0, PONG, b"p" * 125), (True, 0, CLOSE, b"")],
    ),
    "a pong between the fragments of a server": (
        "5.4",
        [frame(TEXT, b"a", 0), frame(PING), frame(CONTINUATION, b"b"), frame(CLOSE)],
        [(True, 0, PONG, b""), (True, 0, CLOSE, b"")],
    ),
    "nothing to a pong": ("5.5.3", [frame(PONG, b"?"), frame(CLOSE)], [(True, 0, CLOSE, b"")]),
    "a close with the code that came": ("5.5.1", [frame(CLOSE, b"\x0f\xa0bye")], [closing(4000)]),
    "a close without one": ("7.1.5", [frame(CLOSE)], [(True, 0, CLOSE, b"")]),
    "no pong after a close": ("5.5.2", [frame(CLOSE), frame(PING)], [(True, 0, CLOSE, b"")]),
    "one close to two": ("5.5.1", [frame(CLOSE), frame(CLOSE, b"\x03\xe8")], [(True, 0, CLOSE, b"")]),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_what_answers(sessions: Sessions, name: str) -> None:
    _, sent, expected = ANSWERS[name]
    with Peer(sessions) as peer:
        peer.send(*sent)
        peer.sock.shutdown(socket.SHUT_WR)
        assert said(all_of(peer)) == expected


#: name: (section, what breaks a rule, the code of the close frame)
FAILURES = {
    "a masked frame": ("5.1", b"\x81\x80abcd", 1002),
    "a reserved bit": ("5.2", b"\x91\x00", 1002),
    "an unknown opcode": ("5.2", b"\x83\x00", 1002),
    "a forbidden close code": ("7.4", frame(CLOSE, b"\x03\xed"), 1002),
    "bad UTF-8": ("8.1", frame(TEXT, b"\xff"), 1007),
    "too large": ("7.4.1", b"\x82\x7f" + bytes(3) + b"\xff" + bytes(4), 1009),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_connection_that_fails_is_closed_with_the_code_and_nothing_is_processed(
    sessions: Sessions, name: str
) -> None:
    """RFC 6455, 7.1.7: not what follows the fault, not even a close frame."""
    _, bad, code = FAILURES[name]
    with Peer(sessions) as peer:
        peer.send(frame(TEXT, b"before"), bad)
        peer.send(frame(TEXT, b"after"), frame(PING), frame(CLOSE, b"\x03\xe8"))
        peer.sock.shutdown(socket.SHUT_WR)
        frames = all_of(peer)
        assert [(each.opcode, each.payload[:2]) for each in frames] == [(CLOSE, code.to_bytes(2, "big"))]
        assert len(frames[0].payload) <= 125
        assert peer.session.receive_many(1) == ["before"]
        assert peer.session.count() == 0
        with pytest.raises(SessionClosed):
            peer.session.send_text("late")


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536])
def test_a_length_takes_its_shortest_form(sessions: Sessions, size: int) -> None:
    """RFC 6455, 5.2."""
    with Peer(sessions) as peer:
        peer.session.send_binary(b"x" * size)
        peer.session.start_closing()
        sent = all_of(peer)[0]
        assert (sent.payload, sent.form) == (b"x" * size, 0 if size < 126 else 2 if size < 65536 else 8)


def test_each_frame_has_a_key_of_its_own_that_cannot_be_foreseen(sessions: Sessions) -> None:
    """RFC 6455, 5.3: of thousands of keys hardly one comes again, and each bit is set in about half of them."""
    with Peer(sessions) as peer:
        received: list[Sent] = []
        reader = threading.Thread(target=lambda: received.extend(all_of(peer)))
        reader.start()
        for number in range(1000):
            peer.session.send_text("x" * (number % 700))
            peer.session.send_fragments([b"a", b"b" * (number % 300)], binary=True)
            peer.send(frame(PING))
        peer.session.start_closing()
        reader.join(30)
    keys = [each.key for each in received]
    assert {each.opcode for each in received} == {TEXT, BINARY, CONTINUATION, PONG, CLOSE}
    assert len(keys) > 3000
    assert all(one != other for one, other in pairwise(keys))
    assert len(set(keys)) > len(keys) - 10
    for bit in range(32):
        share = sum(int.from_bytes(key, "big") >> bit & 1 for key in keys) / len(keys)
        assert 0.43 < share < 0.57, bit


def test_the_frames_of_two_messages_do_not_mix(sessions: Sessions) -> None:
    """RFC 6455, 5.4: pongs may come between the frames of a message, other messages may not."""
    with Peer(sessions) as peer:

        def send(letter: str) -> None:
            for _ in range(50):
                peer.session.send_fragments([letter * 10, "", letter * 3000])

        threads = [threading.Thread(target=send, args=(letter,)) for letter in "abcd"]
        received: list[Sent] = []
        reader = threading.Thread(target=lambda: received.extend(all_of(peer)))
        reader.start()
        for thread in threads:
            thread.start()
        for _ in range(50):
            peer.send(frame(PING, b"?"))
        for thread in threads:
            thread.join(30)
        peer.session.start_closing()
        reader.join(30)
    frames = [each for each in received if each.opcode < CLOSE]
    assert [each.opcode for each in frames] == [TEXT, CONTINUATION, CONTINUATION] * 200
    for at in range(0, len(frames), 3):
        assert len(set(b"".join(each.payload for each in frames[at : at + 3]))) == 1
    assert received[-1].opcode == CLOSE


@pytest.mark.parametrize(
    ("section", "act"),
    [
        pytest.param("5.5", lambda alice: alice.ping(b"p" * 126), id="a ping of 126 bytes"),
        pytest.param("5.5", lambda alice: alice.start_closing(1000, "x" * 124), id="a reason of 124 bytes"),
        pytest.param("7.4.1", lambda alice: alice.start_closing(1005), id="code 1005"),
        pytest.param("7.4.1", lambda alice: alice.start_closing(1006), id="code 1006"),
        pytest.param("7.4.1", lambda alice: alice.start_closing(1015), id="code 1015"),
        pytest.param("7.4.2", lambda alice: alice.start_closing(999), id="code 999"),
        pytest.param("7.4.2", lambda alice: alice.start_closing(2999), id="code 2999"),
        pytest.param("8.1", lambda alice: alice.send_text("\ud800"), id="text that has no UTF-8"),
        pytest.param("8.1", lambda alice: alice.start_closing(1000, "\ud800"), id="a reason that has no UTF-8"),
        pytest.param("8.1", lambda alice: alice.send_fragments(["a", "\udfff"]), id="a fragment that has no UTF-8"),
        pytest.param("5.6", lambda alice: alice.send_text(b"bytes"), id="bytes as text"),
        pytest.param("5.6", lambda alice: alice.send_binary("text"), id="text as bytes"),
    ],
)
def test_what_may_not_be_sent_is_refused_and_nothing_leaves(
    sessions: Sessions, section: str, act: Callable[[Session], object]
) -> None:
    with Peer(sessions) as peer:
        with pytest.raises(InvalidArgument):
            act(peer.session)
        assert peer.session.is_open
        peer.session.start_closing()
        assert said(all_of(peer)) == [closing(1000)], section


def test_nothing_is_sent_once_a_close_frame_has_been(sessions: Sessions) -> None:
    """RFC 6455, 5.5.1 and 6.1: no message, no ping, no pong, whatever the server still sends."""
    with Peer(sessions) as peer:
        peer.session.start_closing(4000)
        # A ping that came before it may be answered before it.
        assert peer.receive() == (CLOSE, b"\x0f\xa0")
        peer.send(frame(PING), frame(TEXT, b"more"))
        assert peer.session.receive() == "more"
        for act in (
            lambda: peer.session.send_text("late"),
            lambda: peer.session.send_frame(PING),
            lambda: peer.session.ping(),
        ):
            with pytest.raises(SessionClosed):
                act()
        peer.send(frame(CLOSE, b"\x0f\xa0"))
        peer.sock.shutdown(socket.SHUT_WR)
        assert said(all_of(peer)) == []


def test_tcp_is_ended_by_the_server_first(sessions: Sessions) -> None:
    """RFC 6455, 7.1.1: a client waits for it, but not for ever."""
    with Peer(sessions) as peer:
        peer.session.start_closing()
        assert said([*parsed(peer.sock.recv(100))]) == [closing(1000)]
        peer.send(frame(CLOSE, b"\x03\xe8"))
        assert peer.session.wait_closed().code == 1000
        peer.sock.settimeout(0.2)
        with pytest.raises(TimeoutError):
            peer.sock.recv(1)
        peer.sock.settimeout(5)
        assert peer.ended()


# RFC 7692


def inflated(parts: list[Sent], reader: object = None) -> bytes:
    reader = reader or zlib.decompressobj(-15)
    return reader.decompress(b"".join(part.payload for part in parts) + TAIL)


def test_the_bit_stands_on_first_frames_of_messages_only(sessions: Sessions) -> None:
    """RFC 7692, 6: not on later fragments, not on control frames; and none but RSV1."""
    with Peer(sessions, lines=(AGREED,)) as peer:
        peer.session.send_text("hello " * 9)
        peer.session.send_fragments(["hello ", "", "hello"])
        peer.send(frame(PING, b"hello hello"))
        with peer.session.listening() as bell:
            while not any(entry.kind == "pong" for entry in peer.session.transcript.entries()):
                bell.acquire(timeout=0.01)
        peer.session.start_closing(1000, "hello hello")
        frames = all_of(peer)
    assert [(each.opcode, each.fin, each.rsv) for each in frames] == [
        (TEXT, True, 4),
        (TEXT, False, 4),
        (CONTINUATION, False, 0),
        (CONTINUATION, True, 0),
        (PONG, True, 0),
        (CLOSE, True, 0),
    ]
    assert [each.payload for each in frames[4:]] == [b"hello hello", b"\x03\xe8hello hello"]
    reader = zlib.decompressobj(-15)
    assert [inflated(frames[:1], reader), inflated(frames[1:4], reader)] == [b"hello " * 9, b"hello hello"]


def test_the_end_of_a_block_is_left_out(sessions: Sessions) -> None:
    """RFC 7692, 7.2.1: the four bytes that every message would end with."""
    with Peer(sessions, lines=(AGREED,)) as peer:
        for size in (1, 100, 20_000):
            peer.session.send_text("x" * size)
        peer.session.start_closing()
        frames = all_of(peer)[:-1]
    assert [each.payload.endswith(TAIL) for each in frames] == [False] * 3


@pytest.mark.parametrize("parameter", ["", "; client_no_context_takeover"])
def test_the_window_is_kept_only_where_that_was_not_given_up(sessions: Sessions, parameter: str) -> None:
    """RFC 7692, 7.1.1.2: with ``client_no_context_takeover`` each message is read by itself."""
    with Peer(sessions, lines=(AGREED + parameter,)) as peer:
        texts = ["the same words " * 5, "the same words " * 5, "the same words " * 3000, "the same words "]
        for text in texts:
            peer.session.send_text(text)
        peer.session.start_closing()
        frames = all_of(peer)[:-1]
    if parameter:
        assert [inflated([each]).decode() for each in frames] == texts
    else:
        reader = zlib.decompressobj(-15)
        assert [inflated([each], reader).decode() for each in frames] == texts
        assert len(frames[1].payload) < len(frames[0].payload)


@pytest.mark.parametrize("bits", [9, 10, 12, 15])
def test_the_window_is_no_larger_than_agreed(sessions: Sessions, bits: int) -> None:
    """RFC 7692, 7.1.2.2: a reader with a window of just that size reads it all."""
    filling = bytes(at * 7 % 251 for at in range(700))
    with Peer(sessions, lines=(f"{AGREED}; client_max_window_bits={bits}",)) as peer:
        messages = [filling + b"again" * 20 + filling, filling, (filling * 60) + filling[::-1], filling]
        for message in messages:
            peer.session.send_binary(message)
        peer.session.start_closing()
        frames = all_of(peer)[:-1]
    reader = zlib.decompressobj(-bits)
    assert [inflated([each], reader) for each in frames] == messages


def test_nothing_is_compressed_without_an_agreement(sessions: Sessions) -> None:
    """RFC 6455, 5.2: no reserved bit is set."""
    with Peer(sessions) as peer:
        peer.session.send_text("hello " * 5000)
        peer.session.start_closing()
        assert said(all_of(peer)) == [(True, 0, TEXT, b"hello " * 5000), closing(1000)]
