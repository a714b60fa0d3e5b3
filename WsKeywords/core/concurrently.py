"""Many blocking calls at once, while the caller stays interruptible."""

from __future__ import annotations

import threading
from _thread import allocate_lock
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from .deadline import SLICE
from .wire.outgoing import ring

T = TypeVar("T")
#: Handshakes wait for the network most of their time; more threads than this only fight for the interpreter.
WORKERS = 32


class Outcome(Generic[T]):
    """What one call gave: a value or an exception."""

    __slots__ = ("error", "value")

    def __init__(self) -> None:
        self.value: T | None = None
        self.error: BaseException | None = None


def concurrently(
    calls: Sequence[Callable[[], T]], *, progress: Callable[[int, int], None] | None = None, workers: int = WORKERS
) -> list[Outcome[T]]:
    """Run the calls on daemon threads and wait for all of them.

    Args:
        calls: each must end on a deadline of its own.
        progress: called in the caller's thread, at most a few times a second, with how many went well, of how many.
        workers: at most so many threads.

    Returns:
        An outcome for each call, in their order. When the wait is interrupted, calls not yet begun never are.
    """
    outcomes: list[Outcome[T]] = [Outcome() for _ in calls]
    waiting = deque(range(len(calls)))
    done: list[int] = []
    bell = allocate_lock()
    bell.acquire()

    def well() -> int:
        return sum(outcomes[number].error is None for number in tuple(done))

    def work() -> None:
        while True:
            try:
                number = waiting.popleft()
            except IndexError:
                return
            try:
                outcomes[number].value = calls[number]()
            except BaseException as error:
                outcomes[number].error = error
            done.append(number)
            if len(done) == len(calls):
                ring(bell)

    try:
        for _ in range(min(workers, len(calls))):
            threading.Thread(target=work, name="WsKeywords worker", daemon=True).start()
        slices = 0
        while len(done) < len(calls):
            bell.acquire(timeout=SLICE)
            slices += 1
            if progress is not None and slices % 10 == 0 and len(done) < len(calls):
                progress(well(), len(calls))
    finally:
        waiting.clear()
    if progress is not None:
        progress(well(), len(calls))
    return outcomes
