"""What the transcript says of the time between two connections of a session."""

from __future__ import annotations

import re
import socket

import pytest

from WsKeywords.core import OpeningFailed, Session
from WsKeywords.core.report.views import har, text_lines

STAMP = r"\d\d:\d\d:\d\d\.\d{3}"


def story(session: Session) -> list[str]:
    """The lines of the transcript without their times, those in their texts as TIME."""
    lines = [line.partition(" s  ")[2] for line in text_lines(session)]
    return [re.sub(r"\d+ ms$|\d+(\.\d+)? m?s(?=:)", "DURATION", re.sub(STAMP, "TIME", line)) for line in lines]


def test_a_lost_session_that_came_back(alice: Session) -> None:
    alice.abort()
    alice.reconnect()
    assert story(alice) == [
        "·  handshake  101 Switching Protocols, DURATION",
        "·  close  1006, by us",
        "·  note  not connected for DURATION: lost at TIME, connected again at TIME",
        "·  handshake  101 Switching Protocols, DURATION",
    ]


def test_a_closed_session_that_came_back(alice: Session) -> None:
    alice.close(4000)
    alice.reconnect()
    assert story(alice)[-2:] == [
        "·  note  not connected for DURATION: closed at TIME, connected again at TIME",
        "·  handshake  101 Switching Protocols, DURATION",
    ]


def test_each_attempt_that_is_followed_by_another_is_noted(alice: Session) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port = reserved.getsockname()[1]
    alice.abort()
    before, alice.source_url = alice.source_url, f"ws://127.0.0.1:{port}/"
    with pytest.raises(OpeningFailed):
        alice.reconnect(attempts=3, backoff=0.01)
    alice.source_url = before
    alice.reconnect()
    assert story(alice)[2:5] == [
        "·  note  attempt 1 to reconnect: refused",
        "·  note  attempt 2 to reconnect: refused",
        "·  note  not connected for DURATION: lost at TIME, connected again at TIME",
    ]


def test_the_gap_is_the_time_from_the_close_to_the_next_connection(alice: Session) -> None:
    alice.abort()
    alice.reconnect()
    _, close, note, handshake = alice.transcript.entries()
    lost, again = re.findall(STAMP, note.data)
    assert (lost, close.data.at <= close.at) == (close.wall.strftime("%H:%M:%S.%f")[:-3], True)
    assert again == note.wall.strftime("%H:%M:%S.%f")[:-3]
    assert note.at <= handshake.at


def test_the_gap_is_no_part_of_a_connection_in_a_har(alice: Session) -> None:
    alice.abort()
    closed = alice.transcript.entries(kind="close")[0]
    first = har([alice])["log"]["entries"][0]["time"]
    alice.reconnect()
    entries = har([alice])["log"]["entries"]
    assert (len(entries), entries[0]["time"], closed.kind) == (2, first, "close")
