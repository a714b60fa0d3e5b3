"""Each call that opens or asks, broken off: nothing stays open that no session holds, and it can be done again."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, NamedTuple

import psutil
import pytest

from tests.engine.test_liveness import eventually
from tests.interruptions.striking import MARKS, Strikes, strikes
from WsKeywords.core import Session, Sessions

pytestmark = MARKS


class Row(NamedTuple):
    """A call that opens or asks.

    Attributes:
        call: gets the sessions, and a number that no other call gets.
        times: how often it is broken off.
        first: what comes before each call.
    """

    call: Callable[[Sessions, int], Any]
    times: int = 150
    first: Callable[[Sessions], object] = bool


def opened(sessions: Sessions, _: int) -> None:
    sessions.open("/ws", "alice")


def opened_many(sessions: Sessions, _: int) -> None:
    sessions.open_many("/ws", 3, prefix="crowd")


def opened_stream(sessions: Sessions, _: int) -> None:
    sessions.open_event_stream("/events", "alice")


def reopened(sessions: Sessions, _: int) -> None:
    sessions["alice"].reconnect()


def requested(sessions: Sessions, number: int) -> None:
    assert sessions.http.request("GET", f"/{number}").json() == {"path": f"/{number}"}


def requested_often(sessions: Sessions, number: int) -> None:
    answers = sessions.http.request("GET", f"/{number}", count=3)
    assert [answer.json() for answer in answers] == [{"path": f"/{number}"}] * 3


def logged_in(sessions: Sessions, number: int) -> None:
    users = [{"name": f"{number}-{which}"} for which in "ab"]
    found = sessions.log_in(users, "/{name}", save={"home": "$.path"})
    assert [user["home"] for user in found] == [f"/{user['name']}" for user in users]


def lose(sessions: Sessions) -> None:
    for name in sessions.names():
        if sessions[name].is_open:
            sessions[name].abort()


def websocket_lost(sessions: Sessions) -> None:
    if "alice" not in sessions:
        opened(sessions, 0)
    lose(sessions)


def stream_lost(sessions: Sessions) -> None:
    if "alice" not in sessions:
        opened_stream(sessions, 0)
    lose(sessions)


OPENS: dict[str, Row] = {
    "open": Row(opened, 300, lose),
    "open_many": Row(opened_many, 150, lose),
    "open_event_stream": Row(opened_stream, 200, lose),
    "expect_refused": Row(lambda sessions, _: sessions.expect_refused("/refused", status=403)),
    "expect_stream_refused": Row(lambda sessions, _: sessions.expect_stream_refused("/refused", status=403)),
    "reconnect": Row(reopened, 300, websocket_lost),
    "reconnect, an event stream": Row(reopened, 200, stream_lost),
    "http.request": Row(requested, 200),
    "http.request, several at once": Row(requested_often, 100),
    "log_in": Row(logged_in, 100),
}


def connections(port: int) -> int:
    """How many connections this process has to a port."""
    own = psutil.Process().net_connections(kind="tcp")
    return sum(1 for each in own if each.raddr and each.raddr.port == port and each.status == psutil.CONN_ESTABLISHED)


def held(sessions: Sessions) -> list[Session]:
    """Those that are open; each of them can be used."""
    found = [session for session in map(sessions.get, sessions.names()) if session.is_open]
    for session in found:
        if session.is_websocket:
            session.ping()
        else:
            session.resume_receiving()
    return found


def once(row: Row, sessions: Sessions, number: int, striking: Strikes) -> None:
    row.first(sessions)
    struck = striking.strike(lambda: row.call(sessions, number))
    there = held(sessions)
    assert len(sessions.hub.members) >= len(there)
    if struck and number % 4 == 0:
        # At once, under the same name.
        row.first(sessions)
        row.call(sessions, number)


@pytest.mark.parametrize("name", OPENS)
def test_it_can_be_done_again(name: str, everything: str) -> None:
    row = OPENS[name]
    with Sessions(everything, timeout=20, open_timeout=20, close_timeout=5) as sessions, strikes(name) as striking:
        number = 0
        while striking.count < row.times:
            number += 1
            once(row, sessions, number, striking)
        sessions.http.close()
        gc.collect()
        port = int(everything.rpartition(":")[2])
        assert eventually(lambda: connections(port) == len(held(sessions)))
        row.first(sessions)
        row.call(sessions, 0)
