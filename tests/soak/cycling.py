"""Sessions opened, used and closed, thousands of times: ``python -m tests.soak.cycling KIND COUNT URL [CA]``.

Prints what the process held after warm-up (a fifth as many cycles, or 150), and what it held at the end, as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from benchmarks import servers as benches
from WsKeywords.core import NoMessage, Sessions

from .measuring import Held, at_rest
from .servers import ROOT, UVICORN, running


def websocket(sessions: Sessions, url: str, number: int) -> None:
    """Open, exchange, close."""
    session = sessions.open(url, "alice", headers={"X-Number": str(number)})
    session.send_text(f"hello {number}")
    assert session.receive() == f"hello {number}"
    assert session.close().by == "us"


def stream(sessions: Sessions, url: str, number: int) -> None:
    """An event stream: three events, and its end."""
    events = sessions.open_event_stream(f"{url}events?from=x", "alice", last_event_id=str(number))
    assert events.receive_many(3) == ["x 1", "x 2", "x 3"]
    assert events.wait_closed().code == 1000


def failing(sessions: Sessions, url: str, number: int) -> None:
    """What does not go well: a refused opening, an aborted session, a wait that times out, a reconnect."""
    sessions.expect_refused(f"{url}refused", status=403)
    session = sessions.open(url, f"alice-{number}")
    with suppress(NoMessage):
        session.expect(timeout=0, text="nothing")
    session.abort()
    session.reconnect(headers={"X-Number": str(number)})
    session.send_json({"number": number})
    assert session.receive_json() == {"number": number}
    sessions.leave_scope("each")
    sessions.enter_scope("each")


KINDS: dict[str, Callable[[Sessions, str, int], None]] = {
    "websocket": websocket,
    "wss": websocket,
    "event stream": stream,
    "failing": failing,
}


def cycles(kind: str, count: int, url: str, ca: str = "") -> tuple[Held, Held]:
    cycle = KINDS[kind]
    with Sessions(timeout=30, open_timeout=30, close_timeout=30, ca_cert=ca or None) as sessions:
        sessions.enter_scope("each" if kind == "failing" else "all")
        warm_up = max(150, count // 5)
        for number in range(warm_up):
            cycle(sessions, url, number)
        before = at_rest(sessions, 0)
        for number in range(warm_up, warm_up + count):
            cycle(sessions, url, number)
        return before, at_rest(sessions, 0)


class Cycles(NamedTuple):
    """That many cycles of a kind: what was held after warm-up, and at the end."""

    kind: str
    count: int
    before: Held
    after: Held


def cycled(kind: str, count: int) -> Cycles:
    """That many cycles in a process of its own."""
    with _server(kind) as (url, ca):
        command = [sys.executable, "-m", "tests.soak.cycling", kind, str(count), url, ca]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=60 + count)
    before, after = json.loads(done.stdout)
    return Cycles(kind, count, Held(*before), Held(*after))


@contextmanager
def _server(kind: str) -> Iterator[tuple[str, str]]:
    """An URL, and the CA of its certificate."""
    if kind == "wss":
        with benches.tls_echo() as (server, ca):
            yield server.url.replace("ws:", "wss:") + "/echo", ca
    elif kind == "websocket":
        with benches.echo() as server:
            yield f"{server.url}/echo", ""
    else:
        with running(UVICORN) as fleet:
            yield fleet.urls[UVICORN], ""


if __name__ == "__main__":
    print(json.dumps(cycles(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])))
