"""The HTTP answer to an opening handshake, read within limits."""

from __future__ import annotations

import re
import ssl
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from ..deadline import Deadline
from ..output import quote
from .charsets import decoded
from .headers import Headers
from .steps import OTHERS_FIRST, Steps
from .wire import Wire

MAX_LINE = 8 * 1024
MAX_HEADERS = 128
MAX_BODY = 1 << 20
#: Seconds that the body of a rejection may take, so that one without an end does not hide the status.
BODY_PATIENCE = 1.0
# 100 Continue, 103 Early Hints: so many before the answer itself.
_MAX_INTERIM = 16
_STATUS_LINE = re.compile(rb"HTTP/(\d\.\d) (\d{3})(?: ([^\r\n\0]*))?")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):([^\r\n\0]*)")


class NotHttp(Exception):
    """What came is no HTTP answer; the text says why, with no full stop; ``seen`` is how it began."""

    def __init__(self, text: str, seen: bytes = b"") -> None:
        super().__init__(text)
        self.seen = seen


class ClosedEarly(Exception):
    """The connection ended before any byte of an answer."""


@dataclass(frozen=True)
class Answer:
    """Status line and header fields (RFC 9112, 2)."""

    version: str
    status: int
    reason: str
    headers: Headers


def ask(wire: Wire, request: bytes) -> Steps[Answer]:
    """Sends a request and returns the head of its answer; raises what ``read_head`` does."""
    # The server may have answered, with 431 for instance, or said that it misses a certificate, before it had read all:
    # then what it said says more.
    with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
        yield from wire.send(request)
    # Among many its answer is there by the time that the others have asked too, and need not be waited for.
    yield OTHERS_FIRST
    return (yield from read_head(wire))


def read_head(wire: Wire) -> Steps[Answer]:
    """The head of the final answer; what follows it stays in the wire's buffer.

    Raises:
        NotHttp: something else came, or a head beyond the limits.
        ClosedEarly: nothing came.
        OSError: the connection broke; TimeoutError at the wire's deadline.
    """
    for _ in range(_MAX_INTERIM):
        answer = yield from _read_head(wire)
        if answer.status >= 200 or answer.status == 101:
            return answer
    raise NotHttp(f"more than {_MAX_INTERIM} interim answers came, the last with status {answer.status}")


def _read_head(wire: Wire) -> Steps[Answer]:
    head = _Head()
    while not head.take(wire.buffer):
        if not (yield from wire.more()):
            if head.is_empty and not wire.buffer:
                raise ClosedEarly
            raise NotHttp(f"the connection ended within its head, after {quoted(wire.buffer)}")
    return head.answer()


class _Head:
    """The lines of one head, as they come."""

    __slots__ = ("_fields", "_status")

    def __init__(self) -> None:
        self._status: tuple[str, int, str] | None = None
        self._fields: list[tuple[str, str]] = []

    @property
    def is_empty(self) -> bool:
        return self._status is None

    def take(self, buffer: bytearray) -> bool:
        """Moves the whole lines out of the buffer, up to the empty one; returns whether that was there.

        Raises:
            NotHttp: a line that is none of HTTP, or beyond the limits.
        """
        start, data, fields = 0, bytes(buffer), self._fields
        if self._status is None and not b"HTTP/".startswith(data[:5]):
            # Said at once: a server that speaks something else may wait for us for ever.
            raise NotHttp(f"it begins with {quoted(data)}", data[:8])
        try:
            while True:
                # Lines end with CR LF, or LF alone (RFC 9112, 2.2).
                end = data.find(b"\n", start, start + MAX_LINE + 2)
                if end < 0:
                    if len(data) - start > MAX_LINE:
                        raise NotHttp(f"a line of its head is longer than {MAX_LINE} bytes: {quoted(data[start:])}")
                    return False
                line = data[start:end].removesuffix(b"\r")
                start = end + 1
                if self._status is None:
                    self._status = _status(line)
                    if self._status is None:
                        raise NotHttp(f"it begins with {quoted(line)}", line)
                elif not line:
                    return True
                elif len(fields) == MAX_HEADERS:
                    raise NotHttp(f"it has more than {MAX_HEADERS} header lines")
                else:
                    fields.append(_field(line))
        finally:
            del buffer[:start]

    def answer(self) -> Answer:
        """The head, once it is complete."""
        assert self._status is not None
        return Answer(*self._status, Headers(self._fields))


# Of a crowd every answer has the same lines, but for one.
@lru_cache(maxsize=16)
def _status(line: bytes) -> tuple[str, int, str] | None:
    """Version, status and reason."""
    found = _STATUS_LINE.fullmatch(line)
    return found and (found[1].decode(), int(found[2]), (found[3] or b"").decode("latin-1").strip())


@lru_cache(maxsize=128)
def _field(line: bytes) -> tuple[str, str]:
    """Name and value."""
    found = _FIELD.fullmatch(line)
    if found is None:
        raise NotHttp(f"{quoted(line)} is no header line")
    # Not by the pattern: with blanks on both sides of a value, eight thousand of them take it minutes.
    return found[1].decode("ascii"), found[2].strip(b" \t").decode("latin-1")


def quoted(data: bytes | bytearray) -> str:
    """Bytes of a head as text in quotes, shortened."""
    return quote(data.decode("latin-1"), 60, total=False)


def read_body(wire: Wire, answer: Answer) -> Steps[str]:
    """As much of the body as comes in time and fits (RFC 9112, 6.3), as text; never an error."""
    return body_text((yield from body_bytes(wire, answer)), answer)


def body_bytes(wire: Wire, answer: Answer) -> Steps[bytes]:
    """As much of the body as comes in time and fits, as it came; never an error."""
    if answer.status < 200 or answer.status in (204, 304):
        return b""
    deadline = Deadline.after(min(BODY_PATIENCE, wire.deadline.remaining()))
    body = bytearray()
    try:
        if "chunked" in answer.headers.get("Transfer-Encoding", "").lower():
            yield from _read_chunks(wire, deadline, body)
        else:
            length = answer.headers.get("Content-Length", "").strip()
            wanted = int(length) if length.isdecimal() and len(length) < 16 else MAX_BODY
            yield from _read_exactly(wire, min(wanted, MAX_BODY), deadline, body)
    except (OSError, ValueError):
        pass
    return bytes(body)


def body_text(body: bytes, answer: Answer) -> str:
    """A body as text, in the charset that the answer names."""
    return decoded(body, answer.headers.get("Content-Type", ""))


def _read_exactly(wire: Wire, size: int, deadline: Deadline, body: bytearray) -> Steps[bool]:
    """Moves so many bytes into the body; False when the stream ended before."""
    while size:
        if not wire.buffer:
            # A body that never lets up keeps no other connection waiting.
            yield OTHERS_FIRST
            if not (yield from wire.more(deadline)):
                return False
        part = wire.take(size)
        body += part
        size -= len(part)
    return True


def _read_chunks(wire: Wire, deadline: Deadline, body: bytearray) -> Steps[None]:
    while len(body) < MAX_BODY:
        line = bytearray()
        while not line.endswith(b"\n"):
            if len(line) > MAX_LINE or not (yield from _read_exactly(wire, 1, deadline, line)):
                return
        size = int(line.partition(b";")[0].strip() or b"0", 16) if line.strip() else -1
        if size < 0:
            continue  # the line end after a chunk
        if not size or not (yield from _read_exactly(wire, min(size, MAX_BODY - len(body)), deadline, body)):
            return
