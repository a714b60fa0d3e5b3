"""What a session sends."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from time import monotonic_ns
from typing import TYPE_CHECKING, Any, NamedTuple

from .deadline import SLICE, Deadline, shown
from .errors import InvalidArgument, Mismatch, SendFailed, SessionClosed
from .given import shown as shown_value
from .given import whole
from .jsonvalues import dump_compact
from .later import later
from .output import quote
from .report.transcript import Record
from .sessionbase import SessionBase
from .wire.outgoing import Outgoing

if TYPE_CHECKING:
    from . import failures
    from .wire.connection import Connection
else:
    failures = later(__package__, "failures")

TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9


class RawFrame(NamedTuple):
    """A frame that was sent unchecked."""

    opcode: int
    payload: bytes
    fin: bool
    rsv: int

    def __repr__(self) -> str:
        return f"RawFrame({self.opcode:#x}, {quote(self.payload)}, fin={self.fin}, rsv={self.rsv})"

    def __str__(self) -> str:
        return f"opcode {self.opcode:#x}, FIN {int(self.fin)}, RSV {self.rsv:03b}, payload {self.payload!r}"


def as_text(value: object, what: str = "text") -> bytes:
    """Text as the bytes of a text message.

    Raises:
        InvalidArgument: for anything but a ``str`` that UTF-8 can carry (RFC 6455, 5.6).
    """
    if not isinstance(value, str):
        raise InvalidArgument(f"A {what} must be a str, but it is {_kind(value)}.")
    try:
        return value.encode()
    except UnicodeEncodeError as error:
        bad = f"\\u{ord(value[error.start]):04x}"
        raise InvalidArgument(
            f"The {what} {quote(value, 200)} cannot be sent: the lone surrogate {bad} at position {error.start} "
            "has no UTF-8 form. To send bytes that are not UTF-8 use Send Frame."
        ) from None


def as_binary(value: object, what: str = "binary message") -> bytes:
    """Bytes-like data as bytes."""
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise InvalidArgument(f"A {what} must be bytes, but it is {_kind(value)}.")
    return bytes(value)


def _kind(value: object) -> str:
    return shown_value(value).removeprefix("the ")


class Sending(SessionBase):
    """Any number of threads may send; whole messages never mix."""

    def send_text(self, text: str, timeout: float | timedelta | None = None) -> None:
        """Send one text message.

        Args:
            text: what to send.
            timeout: seconds or timedelta until the network must have taken it.

        Raises:
            SessionClosed: the session is closed.
            SendFailed: the peer did not read in time; the session is then lost.
            InvalidArgument: the text holds a lone surrogate.
        """
        self._send(TEXT, [self.ended(as_text(text))], text, timeout)

    def send_json(self, payload: Any, timeout: float | timedelta | None = None) -> None:
        """Send a JSON value as one compact text message. Errors as ``send_text``."""
        self.send_text(dump_compact(payload), timeout)

    def send_binary(self, payload: bytes, timeout: float | timedelta | None = None) -> None:
        """Send one binary message. Errors as ``send_text``."""
        data = as_binary(payload)
        self._send(BINARY, [data], data, timeout)

    def send_fragments(
        self, parts: Sequence[str | bytes], *, binary: bool = False, timeout: float | timedelta | None = None
    ) -> None:
        """Send one message as several frames (RFC 6455, 5.4), text or binary. Errors as ``send_text``."""
        if isinstance(parts, (str, bytes, bytearray, memoryview)) or not isinstance(parts, Iterable):
            raise InvalidArgument(f"parts must be a list of texts and bytes, but it is {_kind(parts)}.")
        parts = list(parts)
        if not parts:
            raise InvalidArgument("There is nothing to send: a fragmented message needs at least one part.")
        pieces = [part if isinstance(part, bytes) else as_text(part, "part") for part in parts]
        whole = b"".join(pieces)
        item = whole if binary else whole.decode(errors="replace")
        if not binary:
            pieces[-1] += self.ended(whole)[len(whole) :]
        self._send(BINARY if binary else TEXT, pieces, item, timeout)

    def send_frame(
        self,
        opcode: int,
        payload: bytes = b"",
        *,
        fin: bool = True,
        rsv: int = 0,
        timeout: float | timedelta | None = None,
    ) -> None:
        """Send one frame as it is, whatever RFC 6455 says of it: for negative tests.

        Args:
            opcode: 0 to 15.
            payload: the bytes of the payload, also for text; masked as any client frame.
            fin: the FIN bit.
            rsv: the three reserved bits as a number, RSV1 = 4.
            timeout: seconds or timedelta.
        """
        whole(opcode, "opcode")
        if not 0 <= opcode <= 15:
            raise InvalidArgument(f"An opcode is four bits, 0 to 15, but it is {opcode}.")
        whole(rsv, "rsv")
        if not 0 <= rsv <= 7:
            raise InvalidArgument(f"The reserved bits are a number from 0 to 7 (RSV1 = 4), but they are {rsv}.")
        data = as_binary(payload)
        record = Record(0, "sent", "frame", [RawFrame(opcode, data, fin, rsv)], -1, len(data))
        closes = None
        if opcode == CLOSE:
            code = int.from_bytes(data[:2], "big") if len(data) > 1 else 1005
            closes = code, data[2:].decode(errors="replace")
        deadline, connection = self.deadline(timeout), self._live()
        self._post(connection.packer.frame(opcode, data, fin, rsv, record, closes), deadline, connection)

    def ping(self, payload: bytes | str = b"", timeout: float | timedelta | None = None) -> float:
        """Send a ping and wait for its pong (RFC 6455, 5.5.2).

        Args:
            payload: at most 125 bytes; by default random ones, so that no other pong is taken for the answer.
            timeout: seconds or timedelta.

        Returns:
            The round-trip time in seconds.

        Raises:
            Mismatch: no pong with that payload came in time, or the session closed.
        """
        from .wire.frames import check_control_payload, encode

        given = as_text(payload, "ping payload") if isinstance(payload, str) else as_binary(payload, "ping payload")
        check_control_payload(given)
        data = given or os.urandom(8).hex().encode()
        deadline = self.deadline(timeout)
        connection = self._live()
        connection.pongs.pop(data, None)
        record = Record(0, "sent", "ping", [data], -1, len(data))
        with self.listening() as bell:
            self._post(Outgoing(encode(PING, data), record), deadline, connection)
            while True:
                closed, late = connection.close, deadline.expired
                at = connection.pongs.pop(data, None)
                if at is not None:
                    return (at - record.at) / 1e9
                if closed is not None or late:
                    break
                bell.acquire(timeout=deadline.slice())
        why = (
            f"the session was {failures.close_phrase(closed)}"
            if closed
            else f"none came within {shown(deadline.allowed)}"
        )
        payload_phrase = f" with the payload {quote(given)}" if given else ""
        raise Mismatch(
            f'Expected a pong{payload_phrase} on session "{self.name}", but {why}.\n{failures.context(self)}'
        )

    def begin_sending(self, message: str | bytes, deadline: Deadline) -> Callable[[], None] | None:
        """Send a text or binary message without waiting for a network that is slow to take it.

        Returns:
            The function that waits for that until the deadline; ``None``: the network has it.

        Raises:
            SessionClosed, InvalidArgument: as ``send_text``; and so does what is returned, with ``SendFailed``.
        """
        data = self.ended(as_text(message)) if isinstance(message, str) else message
        connection = self._live()
        outgoing = _packed(connection, TEXT if isinstance(message, str) else BINARY, [data], message)
        self._give(outgoing, connection)
        return None if outgoing.done else lambda: self._await_taken(outgoing, deadline, connection)

    def _send(self, opcode: int, pieces: Sequence[bytes], item: str | bytes, timeout: float | timedelta | None) -> None:
        deadline = self.deadline(timeout)
        connection = self._live()
        self._post(_packed(connection, opcode, pieces, item), deadline, connection)

    def ended(self, text: bytes) -> bytes:
        """A text with the session's separator, if it has one, at its end."""
        if self.separator is None:
            return text
        separator = as_text(self.separator, "separator")
        return text if text.endswith(separator) else text + separator

    def _live(self) -> Connection:
        connection = self.connection
        if connection.close is not None:
            raise self._closed_error(connection)
        return connection

    def _closed_error(self, connection: Connection) -> SessionClosed:
        if connection.close is not None:
            ago = shown((monotonic_ns() - connection.close.at) / 1e9)
            how = f"it was {failures.close_phrase(connection.close)} {ago} before"
        else:
            code = connection.closing[0] if connection.closing else 1000
            how = f"it is being closed by us with code {code}"
        return SessionClosed(
            f'Nothing can be sent on session "{self.name}": {how}. '
            f"Reconnect WebSocket or Open WebSocket opens it again.\n{failures.context(self)}"
        )

    def _post(self, outgoing: Outgoing, deadline: Deadline, connection: Connection) -> None:
        self._give(outgoing, connection)
        if not outgoing.done:
            self._await_taken(outgoing, deadline, connection)

    def _give(self, outgoing: Outgoing, connection: Connection) -> None:
        if connection.closing is not None:
            raise self._closed_error(connection)
        connection.send(outgoing)

    def _await_taken(self, outgoing: Outgoing, deadline: Deadline, connection: Connection) -> None:
        bell = outgoing.hang_bell()
        while not outgoing.done:
            if outgoing.failed or connection.close is not None:
                # The network may have taken the whole message in the moment before the close.
                if outgoing.done:
                    return
                raise self._closed_error(connection)
            if deadline.expired:
                waited = shown(deadline.allowed)
                connection.abort(f"a send was not taken within {waited}: the peer does not read")
                self.await_close(Deadline.after(SLICE), connection)
                raise SendFailed(
                    f'Session "{self.name}" could not send within {waited}: the peer does not read, and the network '
                    f"takes no more. The session is lost, because part of the message may be on its way."
                    f"\n{failures.context(self)}"
                )
            bell.acquire(timeout=deadline.slice())


def _packed(connection: Connection, opcode: int, pieces: Sequence[bytes], item: str | bytes) -> Outgoing:
    """A message as the connection sends it; ``item`` is how the transcript shows it."""
    record = Record(0, "sent", "message", [item], -1, sum(map(len, pieces)))
    return connection.packer.message(opcode, pieces, record)
