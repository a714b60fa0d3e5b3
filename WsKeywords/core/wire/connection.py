"""A WebSocket on the I/O thread: frames in, messages out; pings, and the closing handshake."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from time import monotonic_ns
from typing import TYPE_CHECKING, Any

from ..report.transcript import Record
from .channel import Channel
from .closing import Close, cause
from .deflate import Inflater
from .frames import CloseFrame, Event, FrameReader, Ping, Pong, Violation, close_payload, encode
from .hub import Hub
from .outgoing import Outgoing
from .packing import Packer
from .separating import SeparatedReader

if TYPE_CHECKING:
    from ..handshake.opening import Opened
    from ..inbox import Inbox
    from ..report.transcript import Transcript

#: Seconds that the server has, after both close frames, to end TCP first (RFC 6455, 7.1.1).
_LINGER = 1.0
#: Seconds after a message in which a fault waits for the test's answer to it: in how many reads both came is chance.
#: Longer than that no server is to wait for our close frame.
_ANSWER = 0.1
#: So many compressed bytes are taken at a time: they may become a thousand times as many.
_PACKED_STEP = 8192
#: So many pings of one read are answered one by one; of more, the newest.
_PONGS_AT_ONCE = 2000


class Connection(Channel):
    """The I/O side of a session."""

    __slots__ = (
        "_close_timeout",
        "_expected_pong",
        "_ping_interval",
        "_ping_timeout",
        "_pong",
        "_reader",
        "_separated",
        "answer_pings",
        "packer",
        "pongs",
    )

    def __init__(
        self,
        hub: Hub,
        opened: Opened,
        inbox: Inbox,
        transcript: Transcript,
        notify: Callable[[], None],
        *,
        max_size: int,
        max_unread: int,
        close_timeout: float,
        ping_interval: float | None = None,
        ping_timeout: float | None = None,
        answer_pings: bool = True,
        separator: str | None = None,
    ) -> None:
        super().__init__(hub, opened, inbox, transcript, notify, max_unread)
        #: Whether pings get a pong; set by any thread.
        self.answer_pings = answer_pings
        self.pongs: dict[bytes, int] = {}
        agreement = opened.handshake.agreement
        if agreement is not None:
            self._most = _PACKED_STEP
        reader = FrameReader(max_size, Inflater(agreement) if agreement is not None else None)
        self._separated = SeparatedReader(reader, separator, max_size) if separator is not None else None
        self._reader = self._separated or reader
        self.packer = Packer(agreement, ahead=not self._tls)
        self._close_timeout = close_timeout
        self._ping_interval = ping_interval
        self._ping_timeout = ping_timeout
        self._pong: Outgoing | None = None
        self._expected_pong: bytes | None = None

    # from any thread

    @property
    def unfinished(self) -> str:
        """What has come of a text that its separator has not ended."""
        return self._separated.rest if self._separated is not None else ""

    def hurry(self) -> None:
        """Nobody will answer what came before the fault: fail the connection now."""
        self._hub.call(self, self._fail)

    def start_closing(self, code: int, reason: str) -> None:
        """Begin the closing handshake (RFC 6455, 7.1.2) after what is queued."""
        self._hub.call(self, lambda: self._close_by_us(code, reason))

    def give_up_closing(self, waited: float) -> None:
        """The peer had so many seconds to answer our close frame, and did not: the close has our code."""
        self._hub.call(self, lambda: self._unanswered(waited))

    # on the I/O thread

    def close_normally(self) -> None:
        """Begin the closing handshake, with code 1000 and no reason."""
        self._close_by_us(1000, "")

    def attach(self) -> None:
        if self._ping_interval is not None:
            self._timers["ping"] = self._hub.later(self._ping_interval, self, self._keep_alive)
        super().attach()

    def _take(self, data: bytes, at: int) -> None:
        events = self._reader.feed(data)
        if not events:
            # Nobody waits for a part of a message.
            return
        if self._reader.controls:
            self._take_mixed(events, at)
        else:
            self._publish(events, at)
        self._stall_when_full(at)
        self._notify()

    def _take_mixed(self, events: Sequence[Event], at: int) -> None:
        """Messages with control frames between them; runs of one kind are taken together: floods cost little."""
        messages: list[Any] = []
        pings: list[bytes] = []
        for event in (*events, None):
            if isinstance(event, (str, bytes)):
                messages.append(event)
            elif messages:
                self._publish(messages, at)
                messages = []
            if isinstance(event, Ping):
                pings.append(event.payload)
            elif pings:
                self._answer(pings, at)
                pings = []
            if isinstance(event, (Pong, CloseFrame, Violation)):
                self._on_control(event, at)
        self.flush()

    def _answer(self, pings: list[bytes], at: int) -> None:
        self._transcript.add(Record(at, "received", "ping", pings, -1, sum(map(len, pings))))
        if self.closing is not None or not self.answer_pings:
            return
        waiting = self._pong
        if waiting is not None and not waiting.begun:
            # RFC 6455, 5.5.3: of several pings not answered yet, an answer to the newest is enough.
            self._urgent.remove(waiting)
            pings = pings[-1:]
        elif len(pings) > _PONGS_AT_ONCE:
            pings = pings[-1:]
        frames = b"".join(encode(10, payload) for payload in pings)
        self._pong = Outgoing(frames, Record(0, "sent", "pong", pings, -1, len(frames)))
        self._urgent.append(self._pong)

    def _on_control(self, event: Pong | CloseFrame | Violation, at: int) -> None:
        if isinstance(event, Pong):
            self._transcript.add(Record(at, "received", "pong", [event.payload], -1, len(event.payload)))
            self.pongs[event.payload] = at
            if len(self.pongs) > 1000:
                self.pongs.pop(next(iter(self.pongs)))
            if event.payload == self._expected_pong:
                self._expected_pong = None
        elif isinstance(event, CloseFrame):
            self._on_close(event, at)
        else:
            self._on_violation(event)

    def _on_violation(self, fault: Violation) -> None:
        # What comes after it is not looked at any more; what came before it may still be answered.
        self._deaf = True
        self.fault = fault
        wait = _ANSWER - (monotonic_ns() - self._inbox.newest()[0].at) / 1e9
        if wait > 0 and self.closing is None:
            self._timers["fault"] = self._hub.later(wait, self, self._fail)
        else:
            self._fail()

    def _fail(self) -> None:
        """Fail the connection (RFC 6455, 7.1.7) for the fault that was found in it, if there is one."""
        fault, self.fault = self.fault, None
        if fault is not None and self.close is None:
            answer = (fault.code, fault.rule) if self.our_close is None else None
            self._finish(Close(fault.code, fault.rule, "us", monotonic_ns()), "", answer)

    def _on_close(self, frame: CloseFrame, at: int) -> None:
        if self.our_close is not None:
            ours = self.our_close[0]
            note = f"sent in answer to our {ours}" if frame.code != ours else ""
            return self._finish(Close(frame.code, frame.reason, "us", at, frame.fault or note), "received")
        # RFC 6455, 5.5.1: the answer typically echoes the status code that was received.
        answer = (1002, frame.fault) if frame.fault else (frame.code, "")
        self._finish(Close(frame.code, frame.reason, "peer", at, frame.fault), "received", answer)

    def _keep_alive(self) -> None:
        interval = self._ping_interval
        if self.closing is not None or interval is None:
            return
        self._timers["ping"] = self._hub.later(interval, self, self._keep_alive)
        if self._expected_pong is None:
            payload = os.urandom(4).hex().encode()
            patience = interval if self._ping_timeout is None else self._ping_timeout
            self._expected_pong = payload
            self._timers["pong"] = self._hub.later(patience, self, lambda: self._missed(payload, patience))
            self._send_ping(payload)

    def _missed(self, payload: bytes, patience: float) -> None:
        if self._expected_pong != payload:
            return
        if self.stalled or self.paused:
            # The pong may wait behind what the test does not read.
            self._expected_pong = None
            return
        reason = f"no pong within {patience:g} s"
        self._send_close(1011, reason)
        self._end(Close(1011, reason, "us", monotonic_ns()))

    def _close_by_us(self, code: int, reason: str) -> None:
        self._fail()
        self._draining = self._draining or (code, reason)
        self._resume()
        self.unpause()
        if self.closing is None and self.close is None:
            self._queue_close(code, reason, close_payload(code, reason), self.outbox)

    def _send_close(self, code: int, reason: str) -> None:
        payload = b"" if code == 1005 else close_payload(code, reason)
        self._queue_close(code, reason, payload, self._urgent)

    def _queue_close(self, code: int, reason: str, payload: bytes, queue: list[Outgoing]) -> None:
        self.closing = code, reason
        if self.close is None:
            self._timers["close"] = self._hub.later(self._close_timeout, self, self._unanswered)
        record = Record(0, "sent", "close", [Close(code, reason, "us", monotonic_ns())], -1, len(payload))
        queue.append(Outgoing(encode(8, payload), record, closes=(code, reason)))
        self.flush()

    def _send_ping(self, payload: bytes) -> None:
        record = Record(0, "sent", "ping", [payload], -1, len(payload))
        self._urgent.append(Outgoing(encode(9, payload), record))
        self.flush()

    def _unanswered(self, waited: float | None = None) -> None:
        if self.close is not None:
            return
        assert self.closing is not None
        sent = self.our_close is not None
        note = "answer our close frame" if sent else "read, so that our close frame could not be sent,"
        note = f"the peer did not {note} within {self._close_timeout if waited is None else waited:g} s"
        self._end(Close(*self.closing, "us", monotonic_ns(), note))

    def _lost(self, error: OSError | None) -> None:
        """TCP ended."""
        self._take_what_waits()
        self._fail()
        at = monotonic_ns()
        if self.close is None and self.our_close is not None:
            note = "the peer ended TCP without answering our close frame"
            self._end(Close(*self.our_close, "us", at, note))
        else:
            self._end(Close(1006, "", "network", at, cause(error)))

    def _finish(self, close: Close, direction: str, answer: tuple[int, str] | None = None) -> None:
        """Both sides are done with frames: say so, and let the server end TCP first (RFC 6455, 7.1.1)."""
        self._deaf = True
        self._settle(close, direction)
        if answer is not None:
            self._send_close(*answer)
        if self._open:
            self.flush()
        if self._open:
            self._timers["linger"] = self._hub.later(_LINGER, self, lambda: self._end(close))

    def _settle(self, close: Close, direction: str) -> None:
        if self.close is None:
            rest = self._separated.take_rest() if self._separated is not None else ""
            if rest:
                self._publish([rest], close.at)
                self._note("the last text came without its separator", close.at)
            for name in ("ping", "pong", "close", "fault"):
                self._cancel(name)
        super()._settle(close, direction)
