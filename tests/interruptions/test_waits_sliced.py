"""Where time-outs are exceptions between bytecodes, as on Windows: none waits longer than a slice for its end.

``PyThreadState_SetAsyncExc`` ends no system call and no wait for a lock. So every wait is cut into slices of 50 ms.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from statistics import median
from time import monotonic
from typing import Any

import pytest

from tests.engine.peer import Peer
from tests.interrupting import Interrupted
from tests.interruptions.test_apps_broken_off import PYTHON
from WsKeywords.core import Session, Sessions, WsKeywordsError
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings

#: Longer than any test; what is not sliced takes as long.
LONG = 15.0
#: A slice and what a busy machine adds to it, for half of them and for each: what is not sliced is far beyond it.
PROMPT, LATE = 0.5, 5.0
SLEEPS = [*PYTHON, "import time; time.sleep(30)"]

#: What waits on a session whose server says and reads nothing.
SESSIONS: dict[str, Callable[[Session], Any]] = {
    "receive": lambda session: session.receive(LONG),
    "receive_json": lambda session: session.receive_json(LONG),
    "receive_many": lambda session: session.receive_many(2, LONG),
    "receive_until": lambda session: session.receive_until(contains="x", timeout=LONG),
    "expect": lambda session: session.expect(contains="x", timeout=LONG),
    "expect_messages": lambda session: session.expect_messages(["x"], timeout=LONG),
    "expect_every": lambda session: session.expect_every(contains="x", within=LONG),
    "expect_nothing": lambda session: session.expect_nothing(within=LONG),
    "wait_for": lambda session: session.wait_for(contains="x", timeout=LONG),
    "wait_count": lambda session: session.wait_count(lambda count: count > 1, timeout=LONG),
    "drain": lambda session: session.drain(quiet=LONG, timeout=LONG),
    "wait_closed": lambda session: session.wait_closed(LONG),
    "close": lambda session: session.close(timeout=LONG),
    "ping": lambda session: session.ping(timeout=LONG),
    "exchange_text": lambda session: session.exchange_text("x", timeout=LONG),
    "send_text": lambda session: session.send_text("x" * 30_000_000, LONG),
    "send_to_every": lambda session: session.sessions.send_to_every("x" * 30_000_000),
    "expect_in_every": lambda session: session.sessions.expect_in_every(contains="x", timeout=LONG),
    "close_all": lambda session: session.sessions.close_all(),
}
#: What waits for a server that accepts and says nothing.
SERVERS: dict[str, Callable[[Sessions, str], Any]] = {
    "open": lambda sessions, url: sessions.open(f"ws{url}"),
    "open_many": lambda sessions, url: sessions.open_many(f"ws{url}", 3),
    "open_event_stream": lambda sessions, url: sessions.open_event_stream(f"http{url}"),
    "expect_refused": lambda sessions, url: sessions.expect_refused(f"ws{url}"),
    "http.request": lambda sessions, url: sessions.http.request("GET", f"http{url}", timeout=LONG),
}
#: What waits for a process that only sleeps.
PROCESSES: dict[str, Callable[[Apps], Any]] = {
    "run_command": lambda apps: apps.run_command(SLEEPS, timeout=LONG),
    "start_process": lambda apps: apps.start_process([*SLEEPS, "{port}"], timeout=LONG),
    "expect_log": lambda apps: apps.expect_log("x", "logging", timeout=LONG),
}


def parked(ident: int) -> bool:
    """Whether that thread waits, as far as can be seen: it is where it was."""
    seen = []
    for _ in range(3):
        here = sys._current_frames().get(ident)
        seen.append(None if here is None else (here.f_code, here.f_lasti))
        threading.Event().wait(0.004)
    return seen[0] is not None and seen.count(seen[0]) == len(seen)


def without_python() -> int:
    """How many threads of this process run no Python: those of C, and those that have not begun.

    One that has not begun has the number of the thread that starts it, and would be struck in its place.
    """
    try:
        return len(os.listdir("/proc/self/task")) - len(sys._current_frames())
    except OSError:
        return 0


def until_it_ends(call: Callable[[], Any]) -> float:
    """Seconds from the exception to the end of the call that it breaks off."""
    ends: list[tuple[float, BaseException | None]] = []

    def run() -> None:
        error: BaseException | None = None
        try:
            call()
        except (Interrupted, WsKeywordsError) as caught:
            error = caught
        ends.append((monotonic(), error))

    of_c = without_python()
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert thread.ident
    while not parked(thread.ident) or without_python() > of_c:
        assert thread.is_alive(), ends
    struck = monotonic()
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Interrupted))
    thread.join(LONG)
    ((at, error),) = ends
    assert isinstance(error, Interrupted), error
    return at - struck


def judge(taken: dict[str, float]) -> None:
    print({name: f"{seconds * 1000:.0f} ms" for name, seconds in taken.items()})
    assert {name for name, seconds in taken.items() if seconds > LATE} == set()
    assert median(taken.values()) < PROMPT


@pytest.fixture
def sessions() -> Iterator[Sessions]:
    with Sessions(timeout=LONG, open_timeout=LONG, close_timeout=0.2) as opened:
        yield opened


def test_waits_on_sessions(sessions: Sessions) -> None:
    taken = {}
    for name, call in SESSIONS.items():
        with Peer(sessions) as peer:
            sessions.settings.close_timeout = LONG
            taken[name] = until_it_ends(lambda call=call, peer=peer: call(peer.session))
            sessions.settings.close_timeout = 0.2
            peer.session.abort()
    judge(taken)


def test_waits_for_servers(sessions: Sessions) -> None:
    taken = {}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"://127.0.0.1:{silent.getsockname()[1]}/"
        for name, call in SERVERS.items():
            taken[name] = until_it_ends(lambda call=call: call(sessions, url))
        with Peer(sessions) as peer:
            peer.session.abort()
        taken["reconnect"] = until_it_ends(lambda: peer.session.reconnect(5, LONG))
    judge(taken)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="how long Windows takes to end a process is its own affair")
def test_waits_for_processes() -> None:
    apps = Apps(Settings())
    apps.start_process(
        [*PYTHON, "import time; print('on', flush=True); time.sleep(30)", "{port}"], "logging", ready="on"
    )
    try:
        judge({name: until_it_ends(lambda call=call: call(apps)) for name, call in PROCESSES.items()})
    finally:
        apps.close()
