"""Steps of many at once, on a thread of their own."""

from __future__ import annotations

import _thread
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from math import inf
from selectors import BaseSelector
from time import monotonic, sleep
from typing import Generic, TypeVar

from .deadline import SLICE
from .handshake.steps import OTHERS_FIRST, Selector, Steps, Wait
from .later import let_go_of_locks
from .wire.outgoing import ring

T = TypeVar("T")
#: So many are under way at a time: as many as can wait to be accepted by the common server with the shortest queue,
#: which is Twisted, and so daphne, with 50.
AT_ONCE = 48


class Outcome(Generic[T]):
    """What steps came to: a value or an exception."""

    __slots__ = ("error", "value")

    def __init__(self) -> None:
        self.value: T | None = None
        self.error: BaseException | None = None


class Crew(Generic[T]):
    """Goes through the steps of many while the caller waits and stays interruptible.

    The steps have a thread of their own. An exception that a signal raises comes up in the main thread, between any two
    of its bytecodes, so that what is made there can get lost before anything knows of it: a socket would stay open.

    Args:
        beginnings: each begins the steps of one; these must end on a deadline of their own.
        free: frees a value that nobody keeps.
        patience: where one has failed, none begins after so many seconds; it has then neither a value nor an error.
    """

    def __init__(
        self, beginnings: Sequence[Callable[[], Steps[T]]], free: Callable[[T], None], patience: float = inf
    ) -> None:
        self.outcomes: list[Outcome[T]] = [Outcome() for _ in beginnings]
        self._beginnings = beginnings
        self._free = free
        self._patience = patience
        self._values: deque[T] = deque()
        self._well = 0
        self._failed = False
        self._ended = False
        self._waiting: dict[int, tuple[Steps[T], Wait]] = {}
        #: Those that wait for nothing but that others had their turn.
        self._turns: deque[tuple[int, Steps[T]]] = deque()
        #: When one of those that wait must be gone on with, or before.
        self._nearest = 0.0
        self._bell = _thread.allocate_lock()
        self._bell.acquire()

    # in the caller's thread

    def work(self, progress: Callable[[int, int], None] | None = None) -> list[Outcome[T]]:
        """Go through all of them and return what each came to, in their order.

        Args:
            progress: called at most a few times a second, with how many went well, of how many.
        """
        # Not threading.Thread, whose start() waits for the thread, and breaks when a signal raises within.
        _thread.start_new_thread(self._run, ())
        count, slices = len(self.outcomes), 0
        while not self._bell.acquire(timeout=SLICE):
            slices += 1
            let_go_of_locks()
            if progress is not None and slices % 10 == 0:
                progress(self._well, count)
        if progress is not None:
            progress(self._well, count)
        return self.outcomes

    def keep(self) -> None:
        """The values belong to somebody else now."""
        self._values.clear()

    def end(self) -> None:
        """Free the values that nobody keeps, and what is still under way."""
        self._ended = True
        self._free_all()

    def _free_all(self) -> None:
        # By both threads, as one comes after the other; each value is taken by one of them.
        with suppress(IndexError):
            while True:
                self._free(self._values.pop())

    # in its own

    def _run(self) -> None:
        try:
            with Selector() as selector:
                self._go(selector)
        except BaseException as error:
            for outcome in self.outcomes:
                if outcome.value is None and outcome.error is None:
                    outcome.error = error
        finally:
            for steps in [*(steps for steps, _ in self._waiting.values()), *(steps for _, steps in self._turns)]:
                steps.close()
            if self._ended:
                self._free_all()
            ring(self._bell)

    def _go(self, selector: BaseSelector) -> None:
        waiting, turns, beginnings = self._waiting, self._turns, iter(enumerate(self._beginnings))
        more = True
        until = monotonic() + self._patience
        while not self._ended:
            if self._failed and monotonic() > until:
                more = False
            while more and len(waiting) + len(turns) < AT_ONCE:
                more = self._begin_next(beginnings, selector)
            for _ in range(len(turns)):
                self._step(*turns.popleft(), selector)
            if not waiting:
                if more or turns:
                    continue
                return
            busy = turns or (more and len(waiting) < AT_ONCE)
            patience = 0.0 if busy else max(0.0, min(SLICE, self._nearest - monotonic()))
            if selector.get_map():
                for number in {key.data: None for key, _ in selector.select(patience)}:
                    self._go_on(number, selector)
            else:
                sleep(patience)
            now = monotonic()
            if now >= self._nearest:
                late = [number for number, (_, wait) in waiting.items() if wait.until <= now]
                self._nearest = min((wait.until for _, wait in waiting.values() if wait.until > now), default=now)
                for number in late:
                    self._go_on(number, selector)

    def _begin_next(self, beginnings: Iterator[tuple[int, Callable[[], Steps[T]]]], selector: BaseSelector) -> bool:
        for number, begin in beginnings:
            try:
                steps = begin()
            except Exception as error:
                self._fail(number, error)
            else:
                self._step(number, steps, selector)
            return True
        return False

    def _fail(self, number: int, error: BaseException) -> None:
        self.outcomes[number].error = error
        self._failed = True

    def _go_on(self, number: int, selector: BaseSelector) -> None:
        steps, wait = self._waiting.pop(number)
        for sock, _ in wait.socks:
            selector.unregister(sock)
        self._step(number, steps, selector)

    def _step(self, number: int, steps: Steps[T], selector: BaseSelector) -> None:
        try:
            wait = next(steps)
        except StopIteration as end:
            self._values.append(end.value)
            self.outcomes[number].value = end.value
            self._well += 1
        except BaseException as error:
            self._fail(number, error)
        else:
            if wait is OTHERS_FIRST:
                return self._turns.append((number, steps))
            for sock, events in wait.socks:
                selector.register(sock, events, number)
            self._waiting[number] = steps, wait
            self._nearest = min(self._nearest, wait.until)
