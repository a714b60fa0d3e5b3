"""A process that is forked while sessions are open and an app runs: ``python forks.py WAY``, ``fork`` or ``spawned``.

The new process says what it is told, a JSON array a line; this one then goes on as if there had been no other.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import warnings
from collections.abc import Callable
from time import monotonic
from typing import Any

from WsKeywords.core import Sessions, WsKeywordsError
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings

warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
warnings.filterwarnings("error", category=ResourceWarning)


def told(call: Callable[[], Any]) -> list[str]:
    """What a call raised, and nothing if it took longer than it should."""
    begun = monotonic()
    try:
        found = repr(call())
    except WsKeywordsError as error:
        found = f"{type(error).__name__}: {error}"
    assert monotonic() - begun < 4, "it has waited"
    return [found]


def child(sessions: Sessions, url: str, apps: Apps) -> None:
    alice, gone = sessions["alice"], sessions["gone"]
    stream = sessions["stream"]
    found = {
        "send": told(lambda: alice.send_text("from the child")),
        "receive": told(lambda: alice.receive(timeout=5)),
        "others": sorted(
            {
                *told(lambda: alice.wait_for(contains="x")),
                *told(alice.drain),
                *told(alice.ping),
                *told(alice.close),
                *told(alice.abort),
                *told(lambda: alice.exchange_text("x")),
                *told(lambda: alice.is_open),
                *told(alice.reconnect),
                *told(alice.pause_receiving),
                *told(lambda: alice.keep_sending("x", every=1)),
                *told(lambda: sessions.send_to_every("x", "alice")),
                *told(lambda: sessions.expect_in_every(contains="x")),
                *told(lambda: sessions.open("/ws", "alice")),
            }
        ),
        "stream": told(lambda: stream.receive(timeout=5)),
        "open": told(lambda: sessions.open("/ws", "bob")),
        "closed before": told(gone.receive),
        "repr": repr(alice),
        "http": told(lambda: sessions.http.request("GET", "/child").json()),
        "close": [*told(sessions.close_all), *told(sessions.close), *told(apps.close)],
    }
    with Sessions(url, timeout=5) as own:
        found["own"] = [f"{0 < own.open('/ws', 'alice').ping() < 5}"]
    print(json.dumps(found), flush=True)


def main(way: str, url: str) -> None:
    apps = Apps(Settings())
    app = apps.start_process(
        [sys.executable, "-I", "-S", "-c", "import socket, sys, time\n" + LISTENS, "{port}"], timeout=10
    )
    with Sessions(url, timeout=5) as sessions:
        alice = sessions.open("/ws", "alice")
        sessions.open_event_stream("/events", "stream")
        gone = sessions.open("/ws", "gone")
        gone.close()
        sessions.http.request("GET", "/before")
        if way == "fork":
            pid = os.fork()
            if not pid:
                child(sessions, url, apps)
                sys.exit()  # through the ends of all blocks
            _, status = os.waitpid(pid, 0)
        else:
            process = multiprocessing.get_context("fork").Process(target=child, args=(sessions, url, apps))
            process.start()
            process.join(60)
            status = process.exitcode or 0
        after = {
            "status": status,
            "alice": 0 < alice.ping() < 5,
            "open": sorted(name for name in sessions.names() if sessions[name].is_open),
            "http": sessions.http.request("GET", "/after").json(),
            "app": app.running,
            "close": alice.close().code,
        }
    after["stopped"] = apps.stop()
    apps.close()
    print(json.dumps(after), flush=True)


LISTENS = "s = socket.create_server(('127.0.0.1', int(sys.argv[1])))\nwhile True: s.accept()[0].close()"

if __name__ == "__main__":
    main(*sys.argv[1:])
