"""The one I/O thread: it alone reads sockets, and it alone writes TLS.

Everything that concerns a socket runs here, one call after another, so that a connection needs no lock. The thread is a
daemon: it never keeps a process alive, and a fault in one connection does not end it.
"""

from __future__ import annotations

import _thread
import contextlib
import heapq
import socket
from collections import deque
from collections.abc import Callable, Sequence
from itertools import count
from selectors import EVENT_READ
from time import monotonic
from typing import Protocol

from ..deadline import SLICE
from . import switching
from .arrival import Reader
from .outgoing import ring
from .readiness import Readiness, readiness

#: One read of a socket takes at most so many bytes.
READ_SIZE = 1 << 18
#: Seconds that one connection may have before others get their turn.
TURN = 0.005
#: The longest sleep (seconds), so that a wake-up that a signal cut off is only late, never lost; and how often all
#: connections are looked at, for what a signal kept from being asked for.
_LONGEST_SLEEP = 0.5
#: So many timers are not looked through for cancelled ones.
_FEW_TIMERS = 64


class Watched(Protocol):
    """What the hub needs of a connection."""

    __slots__ = ()

    def on_ready(self, events: int) -> None:
        """The socket can be read or written (``selectors`` event bits)."""

    def on_fault(self, error: Exception) -> None:
        """A call for this connection raised; it must end, and say why."""

    def on_sweep(self) -> None:
        """Called now and then, for what its owner could not ask for any more."""

    def on_stop(self) -> None:
        """The I/O thread ends: free the socket now."""

    def on_fork(self) -> None:
        """This is a copy in a process that was forked: let go of the socket, which is another's."""


class Timer:
    """A call in the future that can be cancelled."""

    __slots__ = ("call", "cancelled", "owner")

    def __init__(self, owner: Watched, call: Callable[[], None]) -> None:
        self.owner = owner
        self.call = call
        self.cancelled = False

    def cancel(self) -> None:
        """Once, on the I/O thread."""
        self.cancelled = True
        # It may wait for its time all the same, and must not keep a connection that has ended until then.
        del self.owner, self.call


class Hub:
    """Sockets, timers and calls of one I/O thread; started with the first connection."""

    def __init__(self) -> None:
        self.reader = Reader(READ_SIZE)
        self._sockets: Readiness[Watched | None] | None = None
        #: The connections that hold a socket.
        self.members: set[Watched] = set()
        self._calls: deque[tuple[Watched, Callable[[], None]]] = deque()
        self._timers: list[tuple[float, int, Timer]] = []
        #: With so many of them those that were cancelled are thrown out.
        self._crowded = _FEW_TIMERS
        self._order = count()
        #: Holds one item while no thread runs; a thread begins by taking it, which one alone can.
        self._idle: deque[bool] = deque([True])
        self._sender: socket.socket | None = None
        self._stopping = False
        self._farewells: deque[_thread.LockType] = deque()

    # from any thread

    def call(self, owner: Watched, function: Callable[[], None]) -> None:
        """Run ``function`` on the I/O thread, after what was asked for before."""
        self.call_each([(owner, function)])

    def call_each(self, calls: Sequence[tuple[Watched, Callable[[], None]]]) -> None:
        """``call`` for each of them, in one step that nothing can come in between, and with one wake-up."""
        self._calls.extend(calls)
        if self._idle:
            self.start()
        self._wake()

    def start(self) -> None:
        """Start the thread if it does not run and was not ended. Any thread may ask, and ask again."""
        if self._idle and not self._stopping:
            # Not threading.Thread: an exception that a signal raises within its start() or is_alive() breaks it. Here a
            # second thread that a broken-off start led to finds nothing to take, and ends.
            _thread.start_new_thread(self._run, ())

    def stop(self) -> None:
        """End the thread and free its descriptors, and those of connections that have not ended."""
        bell = _thread.allocate_lock()
        bell.acquire()
        self._farewells.append(bell)
        self._stopping = True
        while not self._idle:
            self._wake()
            bell.acquire(timeout=SLICE)

    def on_fork(self) -> None:
        """This is a copy in a process that was forked, and the thread is not in it: no call waits for it."""
        self._stopping = True
        self._idle = deque([True])
        if self._sender is not None:
            self._sender.close()
            self._sender = None
        if self._sockets is not None:
            self._sockets.close()
        for member in tuple(self.members):
            member.on_fork()
        self.members.clear()

    def _wake(self) -> None:
        # A full pipe means that the thread is about to wake; no pipe means that it is about to look at its calls.
        sender = self._sender
        if sender is not None:
            with contextlib.suppress(OSError):
                sender.send(b"\0")

    # on the I/O thread

    def join(self, member: Watched) -> None:
        """A connection holds a socket from now on, until it leaves."""
        if not self.members:
            switching.quicken()
        self.members.add(member)

    def leave(self, member: Watched) -> None:
        """It holds none any more."""
        if member in self.members:
            self.members.discard(member)
            if not self.members:
                switching.relax()

    def watch(self, sock: socket.socket, owner: Watched, events: int) -> None:
        """Call ``owner.on_ready`` when one of ``events`` is possible; 0 stops watching."""
        assert self._sockets is not None
        self._sockets.watch(sock, owner, events)

    def later(self, delay: float, owner: Watched, function: Callable[[], None]) -> Timer:
        """Run ``function`` in ``delay`` seconds unless the timer is cancelled."""
        timer = Timer(owner, function)
        if len(self._timers) >= self._crowded:
            # Where the time is long, and connections are short, most of them were cancelled.
            self._timers = [each for each in self._timers if not each[2].cancelled]
            heapq.heapify(self._timers)
            self._crowded = 2 * len(self._timers) + _FEW_TIMERS
        heapq.heappush(self._timers, (monotonic() + delay, next(self._order), timer))
        return timer

    def _run(self) -> None:
        try:
            self._idle.pop()
        except IndexError:
            return
        receiver, sender = socket.socketpair()
        sockets: Readiness[Watched | None] = readiness()
        try:
            receiver.setblocking(False)
            sender.setblocking(False)
            sockets.watch(receiver, None, EVENT_READ)
            self._sockets, self._sender = sockets, sender
            self._go_round(sockets, receiver)
            self._say_goodbye()
        finally:
            self._sender = None
            sockets.close()
            receiver.close()
            sender.close()
            self._idle.append(True)
            while self._farewells:
                ring(self._farewells.popleft())

    # No variable of a thread that waits or ends holds on to a connection: that would keep alive what it received.

    def _go_round(self, sockets: Readiness[Watched | None], receiver: socket.socket) -> None:
        sweep = 0.0
        while not self._stopping:
            for owner, events in sockets.wait(self._nap()):
                if owner is None:
                    with contextlib.suppress(OSError):
                        receiver.recv(4096)
                else:
                    self._guarded(owner, owner.on_ready, events)
            owner = None
            if self._calls:
                self._run_calls()
            now = monotonic()
            if self._timers:
                self._run_timers(now)
            if now >= sweep:
                sweep = now + _LONGEST_SLEEP
                self._sweep()

    def _sweep(self) -> None:
        for member in tuple(self.members):
            self._guarded(member, member.on_sweep)

    def _say_goodbye(self) -> None:
        self._run_calls()
        for member in tuple(self.members):
            self._guarded(member, member.on_stop)

    def _nap(self) -> float:
        if self._calls:
            return 0
        if self._timers:
            return min(_LONGEST_SLEEP, max(0.0, self._timers[0][0] - monotonic()))
        return _LONGEST_SLEEP

    def _run_calls(self) -> None:
        for _ in range(len(self._calls)):
            owner, function = self._calls.popleft()
            self._guarded(owner, function)

    def _run_timers(self, now: float) -> None:
        while self._timers and self._timers[0][0] <= now:
            timer = heapq.heappop(self._timers)[2]
            if not timer.cancelled:
                self._guarded(timer.owner, timer.call)

    @staticmethod
    def _guarded(owner: Watched, function: Callable[..., None], *arguments: int) -> None:
        try:
            function(*arguments)
        except Exception as error:
            with contextlib.suppress(Exception):
                owner.on_fault(error)
