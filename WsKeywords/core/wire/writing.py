"""Frames out, in order, by the thread that sends or by the I/O thread, and never by both.

A thread that sends queues its message and then, on plain TCP, may write it itself: to hand it to the I/O thread and
wait costs more than everything else that a small message needs. A signal may raise in that thread between any two
bytecodes, so there is no lock that it could leave held. Instead:

* A message leaves the queue only when it is out, or the I/O thread has claimed it. So only the first in the queue may
  be written by its sender, with one system call, after which ``counts`` says what is out (see ``Outgoing``).
* The I/O thread, before it writes anything, says so in ``_held`` and then claims what is queued. A sender queues its
  message and then looks at ``_held``. Whichever comes first, one of both sees the other.
* Twice a second the I/O thread looks at all queues: where a sender was broken off before it could ask for that, what it
  began goes on late, and is never lost.
"""

from __future__ import annotations

import socket
import ssl
from abc import abstractmethod
from functools import partial
from operator import methodcaller
from time import monotonic_ns, sleep
from typing import TYPE_CHECKING

from .hub import Watched
from .outgoing import LARGE, Outgoing

if TYPE_CHECKING:
    from ..report.transcript import Transcript
    from .hub import Hub

BLOCKED = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
#: Seconds that the I/O thread sleeps while a sender is in a system call, which does not wait for anything.
_MOMENT = 2e-5
#: ``operator.call``, which is there from Python 3.11 on.
_call = methodcaller("__call__")
#: So many small messages may be sent before the I/O thread counts them in the transcript.
_MANY = 64


class Writing(Watched):
    """The sending half of a channel."""

    # Of thousands of connections a dict each would be the largest part; so would an empty deque, which lists are not.
    __slots__ = ("_held", "_hub", "_open", "_sock", "_tls", "_transcript", "_urgent", "our_close", "outbox")

    def __init__(self, hub: Hub, sock: socket.socket, transcript: Transcript) -> None:
        self.outbox: list[Outgoing] = []
        self.our_close: tuple[int, str] | None = None
        self._hub = hub
        self._sock = sock
        self._tls = isinstance(sock, ssl.SSLSocket)
        self._transcript = transcript
        self._urgent: list[Outgoing] = []
        self._open = True
        #: Whether none but the I/O thread may write. It never ends once a close was sent or has come.
        self._held = True

    # what the other half does

    @abstractmethod
    def _watch(self) -> None:
        """Look at what the socket is to be watched for."""

    @abstractmethod
    def _lost(self, error: OSError | None) -> None:
        """TCP has ended, with this error or in order."""

    @abstractmethod
    def _is_ending(self) -> bool:
        """Whether a close was asked for, was sent, or has come."""

    # from any thread

    def send(self, outgoing: Outgoing) -> None:
        """Queue a message behind those that wait. The network may have it at once, else its bell rings when it does."""
        prepared = outgoing.prepared
        if not self._tls and outgoing.closes is None and (outgoing.make is None or prepared is not None):
            permit = outgoing.permit = memoryview(outgoing.data)
            self.outbox.append(outgoing)
            if (
                not self._held
                and self._first() is outgoing
                # Only now: nothing else can go out before it, unless the I/O thread claims it.
                and (prepared is None or prepared.fits())
                and self._written_by_sender(outgoing, permit)
            ):
                return
        else:
            self.outbox.append(outgoing)
        self._hub.call(self, self.flush)

    def _written_by_sender(self, outgoing: Outgoing, permit: memoryview) -> bool:
        outgoing.record.at = monotonic_ns()
        self._transcript.extend(outgoing.entry)
        try:
            # One call as far as signals are concerned: nothing can come between the sending and the storing.
            if outgoing.prepared is None:
                outgoing.counts.extend(map(self._sock.send, (permit,)))
            else:
                outgoing.counts.extend(map(_call, (partial(self._sock.send, permit), outgoing.prepared.adopt)))
        except (OSError, ValueError):
            # The network takes no more now, or never, or the I/O thread was quicker: it sees to it.
            return False
        if outgoing.counts[0] < len(outgoing.data):
            return False
        outgoing.done = True
        _remove(self.outbox, outgoing)
        uncounted = self._transcript.uncounted
        if len(outgoing.data) >= LARGE or (uncounted > 0 and not uncounted % _MANY):
            # The transcript is to keep to its limits, also where nothing comes back that would wake the I/O thread.
            # None are uncounted when the answer was quicker than this thread: a wake-up costs as much as the sending.
            self._hub.call(self, self.flush)
        return True

    # on the I/O thread

    def flush(self) -> None:
        """Write what is queued, as far as the network takes it; control frames go between messages (RFC 6455, 5.5)."""
        if not self.outbox and not self._urgent:
            return self._transcript.account()
        self._held = True
        while self._open:
            first = self._claim_first()
            begun = first is not None and first.begun
            queue = self.outbox if begun or not self._urgent else self._urgent
            outgoing = first if queue is self.outbox else self._urgent[0]
            if outgoing is None:
                break
            if self.our_close is not None and not begun:
                # RFC 6455, 5.5.1: nothing follows our close frame.
                _remove(queue, outgoing)
                outgoing.settle(done=False)
                continue
            if not outgoing.begun:
                self._begin(outgoing)
            assert outgoing.rest is not None
            if outgoing.rest:
                try:
                    sent = self._sock.send(outgoing.rest)
                except BLOCKED:
                    break
                except OSError as error:
                    return self._lost(error)
                outgoing.rest = outgoing.rest[sent:]
            if not outgoing.rest:
                _remove(queue, outgoing)
                self._written(outgoing)
        self._release()
        self._watch()

    def _release(self) -> None:
        """Let senders write, if there is nothing that must go out before theirs."""
        self._held = bool(self.outbox or self._urgent) or self._is_ending()

    def _first(self) -> Outgoing | None:
        try:
            return self.outbox[0]
        except IndexError:  # not looked at before: another thread may take it out in between
            return None

    def _claim_first(self) -> Outgoing | None:
        first = self._first()
        if first is not None:
            self._claim(first)
        return first

    def _claim(self, outgoing: Outgoing) -> None:
        if outgoing.rest is None:
            while not outgoing.claim():
                # A system call on a socket that does not block: over in microseconds, whatever happens to its thread.
                sleep(_MOMENT)
            outgoing.entry.clear()
            # An instant without an entry: its sender was broken off, or overtaken, between both.
            # What is out in part or whole has begun, though answers may have crowded its entry out already.
            entered = outgoing.record.at != 0 and self._transcript.holds(outgoing.record)
            outgoing.begun = bool(outgoing.counts) or entered
            if entered and not outgoing.counts and outgoing.make is not None:
                outgoing.data = outgoing.make()
                outgoing.rest = memoryview(outgoing.data)

    def _begin(self, outgoing: Outgoing) -> None:
        if outgoing.make is not None:
            outgoing.data, outgoing.make = outgoing.make(), None
        outgoing.rest = memoryview(outgoing.data)
        outgoing.record.at = monotonic_ns()
        self._transcript.add(outgoing.record)
        outgoing.begun = True

    def _written(self, outgoing: Outgoing) -> None:
        outgoing.settle(done=True)
        if outgoing.closes is not None:
            self.our_close = outgoing.closes

    def _give_up_queued(self, *, begun_too: bool) -> None:
        """Send nothing more, but to its end what has begun: a close frame within it would be a part of its payload."""
        self._held = True
        begun = None
        while (first := self._claim_first()) is not None:
            _remove(self.outbox, first)
            if first.begun and not first.rest:
                first.settle(done=True)
            elif first.begun and not begun_too:
                begun = first
            else:
                first.settle(done=False)
        if begun is not None:
            self.outbox.append(begun)


def _remove(queue: list[Outgoing], outgoing: Outgoing) -> None:
    """Take it out, unless another thread has done so."""
    try:
        queue.remove(outgoing)
    except ValueError:
        return
