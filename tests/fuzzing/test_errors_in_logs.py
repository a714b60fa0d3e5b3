"""Exceptions in an app's log: which there are, and which tell only that a client went away."""

from __future__ import annotations

import pytest

from WsKeywords.fuzzing.properties.logs import errors_in

PLAIN = """\
INFO:     connection open
Traceback (most recent call last):
  File "/venv/lib/python3.11/site-packages/starlette/websockets.py", line 95, in send
    await self._send(message)
  File "/srv/chat/rooms.py", line 17, in join
    room = message["room"]
KeyError: 'room'
INFO:     connection closed
"""
GONE = """\
Traceback (most recent call last):
  File "/venv/lib/python3.11/site-packages/websockets/asyncio/connection.py", line 900, in write_frame
    raise InvalidState("connection is closing")
websockets.exceptions.InvalidState: connection is closing

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/chat/echo.py", line 34, in echo
    await socket.send_bytes(event["bytes"])
starlette.websockets.WebSocketDisconnect
"""
CAUSED = """\
Traceback (most recent call last):
  File "/srv/chat/rooms.py", line 17, in join
    room = message["room"]
KeyError: 'room'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/srv/chat/rooms.py", line 19, in join
    raise RuntimeError("no room") from error
RuntimeError: no room
"""


@pytest.mark.parametrize(
    ("log", "shown"),
    [
        (PLAIN, ["KeyError: 'room' (rooms.py:17 in join)"]),
        (GONE, []),
        (CAUSED, ["RuntimeError: no room (rooms.py:19 in join)"]),
        (GONE + PLAIN, ["KeyError: 'room' (rooms.py:17 in join)"]),
        ("INFO:     nothing happened\n", []),
        # It would take hours where a line may be cut anywhere.
        (f"Traceback (most recent call last):\n{'A' * 1_000_000}!\nKeyError: 1\n", ["KeyError: 1"]),
    ],
)
def test_which_exceptions_a_log_tells_of(log: str, shown: list[str]) -> None:
    assert [error.shown for error in errors_in(log)] == shown
