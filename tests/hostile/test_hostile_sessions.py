"""What an open server can do to a session: each wait ends in time with the whole reason, and others work meanwhile."""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from time import monotonic
from typing import Any

import pytest

from tests.behave_runs import normal
from tests.engine.peer import Frame, Peer, frame
from tests.hostile.conftest import Misbehaving
from tests.hostile.misbehaving import closing
from WsKeywords.core import Session, Sessions, WsKeywordsError
from WsKeywords.core.wire import reading

#: How long a wait lasts where nothing comes; where something does; and what only a hang takes, not a busy machine.
ALLOWED, PATIENCE, HANGING = 0.4, 10.0, 15.0
GREETING = "handshake  101 Switching Protocols, N ms"


@pytest.fixture
def sessions(misbehaving: Misbehaving) -> Iterator[Sessions]:
    with Sessions(misbehaving.url, timeout=ALLOWED, close_timeout=0.2) as opened:
        yield opened


def told(text: str) -> str:
    """An error without what differs from run to run: times, ports, and whether our answer to a close was out yet."""
    text = re.sub(r"\n +TIME  →  close .*", "", normal(text))
    return text.replace(":PORT/", "/")


def closed(case: str, how: str, *lines: str) -> str:
    """What an error says of a session that is closed."""
    entries = [GREETING, *lines]
    shown = "\n".join(f"    TIME  {line if line[0] in '←→' else f'·  {line}'}" for line in entries)
    return f'Session "s", closed {how} N s ago, at ws://127.0.0.1/{case}\nEnd of its transcript:\n{shown}'


def awaited(session: Session) -> None:
    session.receive(PATIENCE)


def failure(case: str, sessions: Sessions, act: Callable[[Session], Any] = awaited) -> str:
    """What the error says, after a check that it came in time and that another session works."""
    bystander = sessions.open("/echo", "bystander")
    session = sessions.open(f"/{case}", "s")
    started = monotonic()
    with pytest.raises(WsKeywordsError) as failed:
        act(session)
    assert monotonic() - started < HANGING
    bystander.send_text("still here")
    assert bystander.receive(PATIENCE) == "still here"
    return told(str(failed.value))


BROKEN = [
    (
        "announced",
        1009,
        "RFC 6455 section 7.4.1: message larger than 16777216 bytes (max_size), first bytes 82 7f 00 00 00 00 40 00",
    ),
    (
        "bomb",
        1009,
        "RFC 6455 section 7.4.1: message larger than 16777216 bytes (max_size), first bytes *",
    ),
    (
        "too-many-fragments",
        1009,
        "RFC 6455 section 7.4.1: message in more than 131072 fragments, first bytes 00 00",
    ),
    ("masked", 1002, "RFC 6455 section 5.1: masked frame from the server, first bytes 81 82 00 00 00 00 68 69"),
    (
        "reserved",
        1002,
        "RFC 6455 section 5.2: reserved bit set (RSV 001) with no extension agreed, first bytes 91 02 68 69",
    ),
    ("not-utf8", 1007, "RFC 6455 section 8.1: text that is not UTF-8 at byte 2, first bytes fc df 65"),
    ("one-byte", 1002, "RFC 6455 section 5.5.1: close frame with one byte of payload, first bytes 03"),
    ("bad-reason", 1007, "RFC 6455 section 5.5.1: close reason that is not UTF-8 at byte 0, first bytes ff fe"),
]


@pytest.mark.parametrize(("case", "code", "rule"), BROKEN, ids=[case for case, *_ in BROKEN])
def test_a_server_that_breaks_a_rule(sessions: Sessions, case: str, code: int, rule: str) -> None:
    text = re.sub(r"first bytes( [0-9a-f]{2}){8}(?=\"|,)", "first bytes *", failure(case, sessions))
    rule = re.sub(r"first bytes( [0-9a-f]{2}){8}$", "first bytes *", rule)
    how = f'by us with code {code} and reason "{rule}"'
    assert text == (
        f'Expected the next message of session "s" to arrive, but the session was closed {how}.\n'
        + closed(case, how, f'close  {code} "{rule}", by us')
    )
    assert closes(case, sessions) == "1"


def closes(case: str, sessions: Sessions) -> str:
    """How many close frames the server got from us, when the connection has ended."""
    sessions["s"].close()
    return str(sessions.open(f"/closes/{case}", "count").receive(PATIENCE))


@pytest.mark.parametrize("code", [999, 1004, 1005, 1006, 1015, 5000])
def test_a_code_that_must_not_be_sent(sessions: Sessions, code: int) -> None:
    case = f"code-{code}"
    text = failure(case, sessions, lambda session: session.expect_closed(1000, timeout=PATIENCE))
    fault = f"RFC 6455 section 7.4: close code {code} must not be sent, first bytes {code:04x}"
    fault = f"{fault[:-2]} {fault[-2:]} 77 68 79"
    how = f'by the peer with code {code} and reason "why" ({fault})'
    assert text == (
        f'Expected session "s" to be closed with code 1000, but it was closed {how}.\n'
        + closed(case, how, f'←  close  {code} "why" ({fault})')
    )
    assert closes(case, sessions) == "1"


def test_a_reset(sessions: Sessions) -> None:
    def tell(session: Session) -> None:
        assert session.receive(PATIENCE) == "hello"
        session.send_text("read")
        session.receive(PATIENCE)

    note = "the connection was reset"
    how = f"by the network with code 1006 ({note})"
    assert failure("reset", sessions, tell) == (
        f'Expected the next message of session "s" to arrive, but the session was closed {how}.\n'
        + closed("reset", how, '←  text  5 B  "hello"', '→  text  4 B  "read"', f"close  1006, by the network ({note})")
    )


def test_half_a_close(sessions: Sessions) -> None:
    text = failure("half-close", sessions, lambda session: (awaited(session), awaited(session)))
    case, note = "half-close", "the peer ended TCP without a close frame"
    how = f"by the network with code 1006 ({note})"
    assert text == (
        f'Expected the next message of session "s" to arrive, but the session was closed {how}.\n'
        + closed(case, how, '←  text  5 B  "hello"', f"close  1006, by the network ({note})")
    )
    assert closes(case, sessions) == "0"


def test_data_after_the_close_is_dropped(sessions: Sessions) -> None:
    text = failure("data-after-close", sessions, lambda session: (awaited(session), awaited(session)))
    how = 'by the peer with code 4000 and reason "bye"'
    assert text == (
        f'Expected the next message of session "s" to arrive, but the session was closed {how}.\n'
        + closed("data-after-close", how, '←  text  10 B  "last words"', '←  close  4000 "bye"')
    )
    assert closes("data-after-close", sessions) == "1"


def test_tcp_that_the_server_does_not_end_is_ended_by_us(sessions: Sessions) -> None:
    with Peer(sessions, "s") as peer:
        peer.send(closing(4001, b"over"))
        assert peer.receive() == Frame(8, b"\x0f\xa1")
        assert peer.ended()
        peer.session.expect_closed(4001, "over", "peer", PATIENCE)


def test_a_close_that_is_never_answered(sessions: Sessions) -> None:
    session = sessions.open("/close-never-answered", "s")
    started = monotonic()
    close = session.close(4000, "bye")
    assert monotonic() - started < HANGING
    assert (close.code, close.reason, close.by) == (4000, "bye", "us")
    assert close.note == "the peer did not answer our close frame within 0.2 s"


SILENT = {
    "half-a-frame": "no message arrived within 0.4 s",
    "pings": "no message arrived within 0.4 s",
    "unread-pings": "no message arrived within 0.4 s",
}


@pytest.mark.parametrize("case", SILENT)
def test_noise_that_is_no_message_ends_on_the_deadline(sessions: Sessions, case: str) -> None:
    text = failure(case, sessions, Session.receive)
    assert text.startswith(
        f'Expected the next message of session "s" to arrive, but {SILENT[case]}.\n'
        f'Session "s", open, at ws://127.0.0.1/{case}\nEnd of its transcript:\n    TIME  '
    )


def test_endless_empty_messages_stop_at_max_unread(sessions: Sessions) -> None:
    session = sessions.open("/empty-messages", "s", max_unread=1000)
    started = monotonic()
    with pytest.raises(WsKeywordsError) as failed:
        session.wait_for(text="something")
    assert monotonic() - started < HANGING
    text = re.sub(r"\b\d{4,}(?= (unread|messages))", "N", str(failed.value))
    assert text.startswith(
        'Expected session "s" to receive a message equal to "something", '
        "but none of the N unread messages matched within 0.4 s.\nThe newest of them:\n"
        + '    ""\n        It is empty.\n'
        * 3
    )
    assert (
        "\nIts socket is not read any more, because N messages are unread (max_unread=1000): "
        "read or clear them, or open it with a larger max_unread.\n"
    ) in text
    assert session.inbox.arrived < 100_000


def test_one_hundred_thousand_fragments_are_a_message(sessions: Sessions) -> None:
    assert sessions.open("/fragments", "s").receive(PATIENCE) == "a" * 100_000


def test_a_message_byte_by_byte(sessions: Sessions) -> None:
    assert sessions.open("/byte-by-byte", "s").receive(PATIENCE) == "größer"


def test_a_peer_that_never_reads(sessions: Sessions) -> None:
    text = failure("deaf", sessions, lambda session: session.send_binary(bytes(16 << 20)))
    how = "by us with code 1006 (a send was not taken within 0.4 s: the peer does not read)"
    zeros = " ".join(["00"] * 66)
    assert text == (
        'Session "s" could not send within 0.4 s: the peer does not read, and the network takes no more. '
        "The session is lost, because part of the message may be on its way.\n"
        + closed(
            "deaf",
            how,
            f"→  binary  16.8 MB  {zeros} …",
            "close  1006, by us (a send was not taken within 0.4 s: the peer does not read)",
        )
    )


def test_a_close_while_a_message_goes_out(sessions: Sessions) -> None:
    def send(session: Session) -> None:
        while True:
            session.send_binary(bytes(1 << 20), timeout=10)

    text = failure("close-while-sending", sessions, send)
    how = 'by the peer with code 1001 and reason "going"'
    assert text.startswith(
        f'Nothing can be sent on session "s": it was closed {how} N s before. '
        "Reconnect WebSocket or Open WebSocket opens it again.\n"
        f'Session "s", closed {how} N s ago, at ws://127.0.0.1/close-while-sending\nEnd of its transcript:\n'
    )


def test_ten_threads_send_at_once_and_no_frame_is_within_another() -> None:
    with Sessions(timeout=10, close_timeout=0.2) as sessions, Peer(sessions, "s") as peer:
        sizes = [1, 200, 70_000]

        def send(letter: int) -> None:
            for size in sizes:
                peer.session.send_binary(bytes([letter]) * size)

        threads = [threading.Thread(target=send, args=(letter,)) for letter in range(10)]
        for thread in threads:
            thread.start()
        found = [peer.receive() for _ in range(10 * len(sizes))]
        for thread in threads:
            thread.join(30)
    for letter in range(10):
        assert [f for f in found if f.payload[:1] == bytes([letter])] == [Frame(2, bytes([letter]) * n) for n in sizes]


def test_a_flood_leaves_as_soon_as_the_test_does(sessions: Sessions) -> None:
    session = sessions.open("/pings", "s")
    started = monotonic()
    session.close()
    assert monotonic() - started < HANGING
    session.abort()
    assert session.close_info is not None


def test_what_comes_in_one_read_with_a_fault_is_kept(sessions: Sessions) -> None:
    with Peer(sessions, "kept") as peer:
        peer.send(frame(1, b"one") * 1000, b"\x83\x00")
        assert peer.session.receive_many(1000, PATIENCE) == ["one"] * 1000
        assert peer.session.wait_closed(PATIENCE).code == 1002


MIB = 1 << 20


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 10 * MIB)


@pytest.mark.usefixtures("little_room")
@pytest.mark.parametrize("compressed", [False, True])
def test_large_messages_that_nobody_reads_stop_long_before_there_are_many(sessions: Sessions, compressed: bool) -> None:
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)[:-4]
    message = frame(2, packed, 0xC0) if compressed else frame(2, bytes(MIB))
    lines = ("Sec-WebSocket-Extensions: permessage-deflate",) if compressed else ()
    with Peer(sessions, "s", lines=lines) as peer:
        sender = threading.Thread(target=lambda: [peer.send(message) for _ in range(100)])
        sender.start()
        with peer.session.listening() as bell:
            while not peer.session.stalled:
                bell.acquire(timeout=0.05)
        with pytest.raises(WsKeywordsError) as failed:
            peer.session.wait_for(text="never", timeout=0.05)
        stopped = r"Its socket is not read any more, because (\d+) messages are unread \(\d+\.\d MB\): read or clear"
        found = re.search(stopped, str(failed.value))
        assert found, str(failed.value)
        assert int(found[1]) < 40
        # What is read makes room for more.
        assert [peer.session.receive(PATIENCE) for _ in range(100)] == [bytes(MIB)] * 100
        sender.join(30)


@pytest.mark.usefixtures("little_room")
def test_a_peer_that_sends_on_and_on_while_we_close_is_left(sessions: Sessions) -> None:
    with Peer(sessions, "s") as peer:

        def flood() -> None:
            with suppress(OSError):
                while True:
                    peer.send(frame(2, bytes(MIB)))

        sender = threading.Thread(target=flood)
        sender.start()
        close = peer.session.close(4000, "bye", timeout=HANGING)
        assert (close.code, close.reason, close.by) == (4000, "bye", "us")
        assert re.fullmatch(
            r"the peer did not (stop sending: 2\d\.\d MB are unread|answer our close frame within 0\.2 s)", close.note
        )
        peer.session.clear()
        sender.join(30)
