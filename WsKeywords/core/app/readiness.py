"""Is the app under test ready? Asked from a thread of its own, so that neither an answer nor none holds up a test."""

from __future__ import annotations

import http.client
import socket
import ssl
from _thread import allocate_lock, start_new_thread

from ..wire.outgoing import ring

#: Seconds between two tries, and for one.
_PAUSE = 0.05
_PATIENCE = 5.0


class Probe:
    """Asks until the answer is yes or it is stopped.

    Args:
        scheme: ``http`` or ``https``, whose certificate is not verified: it is not what is asked.
        host: where the app listens, as one connects to it.
        port: its port.
        path: any answer below 500 to a GET of it means ready; ``None``: that the port accepts.
    """

    def __init__(self, scheme: str, host: str, port: int, path: str | None) -> None:
        self._scheme, self._host, self._port, self._path = scheme, host, port, path
        self._stopped = False
        self._bell = allocate_lock()
        self._bell.acquire()
        self.ready = False
        #: What the newest try found, for a message: ``the port refuses connections``.
        self.found = "the port was not tried yet"

    def start(self) -> None:
        """Begin; who calls this must have it already, so that it can be stopped whatever comes in between."""
        start_new_thread(self._run, ())

    def stop(self) -> None:
        self._stopped = True
        ring(self._bell)

    def _run(self) -> None:
        while not self._stopped:
            try:
                self.ready = self._answers() if self._path else self._accepts()
            except ConnectionRefusedError:
                self.found = "the port refuses connections"
            except TimeoutError:
                self.found = "the port accepts, but no answer came" if self._path else "the port does not answer"
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.found = f"a try failed ({type(error).__name__}: {error})"
            if self.ready:
                return
            self._bell.acquire(timeout=_PAUSE)

    def _accepts(self) -> bool:
        with socket.create_connection((self._host, self._port), _PATIENCE) as connection:
            # TCP lets a socket connect to itself when it is given the very port that it looks for
            return bool(connection.getsockname() != connection.getpeername())

    def _answers(self) -> bool:
        assert self._path
        if not self._accepts():
            raise ConnectionRefusedError
        connection: http.client.HTTPConnection
        if self._scheme == "https":
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            connection = http.client.HTTPSConnection(self._host, self._port, timeout=_PATIENCE, context=context)
        else:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=_PATIENCE)
        try:
            connection.request("GET", self._path, headers={"User-Agent": "WsKeywords", "Connection": "close"})
            answer = connection.getresponse()
            self.found = f"GET {self._path} is answered with status {answer.status}"
            return answer.status < 500
        finally:
            connection.close()
