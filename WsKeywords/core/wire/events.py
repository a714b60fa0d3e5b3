"""What comes out of frames beside messages: control frames, and faults with the bytes that prove them."""

from __future__ import annotations

from typing import NamedTuple

from .framewriter import may_close_with


class Ping(NamedTuple):
    """A ping from the server; it wants a pong with the same payload (RFC 6455, 5.5.2)."""

    payload: bytes


class Pong(NamedTuple):
    """A pong from the server, asked for or not (RFC 6455, 5.5.3)."""

    payload: bytes


class CloseFrame(NamedTuple):
    """The server's close frame (RFC 6455, 5.5.1).

    ``code`` is 1005 when the frame holds none. ``fault`` says what RFC 6455 forbids in it: then it is reported as it
    came and answered with 1002.
    """

    code: int
    reason: str
    fault: str = ""


class Violation(NamedTuple):
    """The server broke the protocol: close with ``code``; ``rule`` fits into the reason of that close frame."""

    code: int
    rule: str


Event = str | bytes | Ping | Pong | CloseFrame | Violation


class ProtocolError(Exception):
    """Raised where a fault is found; ``violation`` says which."""

    def __init__(self, code: int, section: str, what: str, seen: bytes, rfc: int = 6455) -> None:
        self.violation = Violation(code, _rule(section, what, seen, rfc))


def _rule(section: str, what: str, seen: bytes, rfc: int = 6455) -> str:
    # An empty frame can be the one that shows the fault.
    return f"RFC {rfc} section {section}: {what}" + (f", {_quoted(seen[:8])}" if seen else "")


def _quoted(seen: bytes) -> str:
    """The first bytes as text when they are text: a server that answers with HTTP or a log line is seen at once."""
    if len(seen) > 3 and all(32 <= byte < 127 for byte in seen):
        return f'first bytes "{seen.decode()}"'
    return f"first bytes {seen.hex(' ')}"


def too_large(limit: int, seen: bytes) -> ProtocolError:
    """A message has more bytes than it may have."""
    return ProtocolError(1009, "7.4.1", f"message larger than {limit} bytes (max_size)", seen)


def not_utf8(error: UnicodeDecodeError, offset: int) -> ProtocolError:
    """Text whose bytes from ``offset`` on cannot be decoded."""
    seen = error.object[error.start : error.start + 8]
    return ProtocolError(1007, "8.1", f"text that is not UTF-8 at byte {offset + error.start}", seen)


def close_frame(payload: bytes) -> CloseFrame:
    """What a close frame says; raises ProtocolError for one that says nothing that can be reported."""
    if not payload:
        return CloseFrame(1005, "")
    if len(payload) == 1:
        raise ProtocolError(1002, "5.5.1", "close frame with one byte of payload", payload)
    code = int.from_bytes(payload[:2], "big")
    try:
        reason = payload[2:].decode()
    except UnicodeDecodeError as error:
        seen = payload[2 + error.start :]
        raise ProtocolError(1007, "5.5.1", f"close reason that is not UTF-8 at byte {error.start}", seen) from None
    fault = "" if may_close_with(code) else _rule("7.4", f"close code {code} must not be sent", payload)
    return CloseFrame(code, reason, fault)
