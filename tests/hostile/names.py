"""A library, and a module for steps, that stands for the DNS of a run: what no server that a test may start can do.

``never.test`` has no answer for seconds; ``two.test`` has two addresses: one that swallows every attempt to connect,
and then a good one. The ports of both stand in the environment, ``BLACK_HOLE`` and ``GOOD``.
"""

from __future__ import annotations

import os
import socket
import threading
from typing import Any

#: Longer than the run waits for it; and over before the run ends, since a look-up cannot be interrupted.
SILENCE = 2.0
_real = socket.getaddrinfo


def _look_up(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
    if not options.get("flags"):
        if host == "never.test":
            threading.Event().wait(SILENCE)
        if host == "two.test":
            ports = int(os.environ["BLACK_HOLE"]), int(os.environ["GOOD"])
            return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", each)) for each in ports]
    return _real(host, port, *arguments, **options)


socket.getaddrinfo = _look_up
