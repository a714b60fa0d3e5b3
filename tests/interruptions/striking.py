"""Calls that are broken off at random, half of them by a signal at some moment, half before one of their bytecodes."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

import pytest

from tests.interrupting import Interrupted, Signals, TimedOut, broken_off, interrupted_at, signals
from WsKeywords.core.later import let_go_of_locks

#: What tests that break calls off are marked with. Python says so where it drops an exception that a signal raises,
#: which it does while a generator or a destructor ends.
MARKS = [
    pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="POSIX alone has timers that interrupt"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Strikes:
    """Breaks off one call of ``strike`` after the other, and counts those that it could.

    A call may be over before it is struck. So how long it takes, and how many bytecodes, is learnt on the way: moments
    are chosen from all of that, and from a little more.
    """

    def __init__(self, chance: random.Random, raising: Signals) -> None:
        self.chance = chance
        self.count = 0
        self._raising = raising
        self._longest = 2e-4
        self._bytecodes = 0

    def strike(self, call: Callable[[], object], within: float | None = None) -> bool:
        """Whether the call was broken off.

        Args:
            call: what to break off.
            within: only by a signal, after so many seconds at the latest: for calls that wait.
        """
        kind = self.chance.choice((Interrupted, TimedOut))
        if within is not None:
            struck = self._raising.after(self.chance.uniform(1e-6, within), call, kind)
        elif self.chance.random() < 0.5:
            begun = perf_counter()
            struck = self._raising.after(self.chance.uniform(1e-6, self._longest), call, kind)
            if not struck:
                # Of a busy machine little is to be learnt.
                self._longest += 0.1 * (min(1.3 * (perf_counter() - begun), 4 * self._longest) - self._longest)
        elif not self._bytecodes:
            with interrupted_at(0) as count:
                call()
            self._bytecodes = count[0]
            struck = False
        else:
            struck = broken_off(call, self.chance.randint(1, self._bytecodes), kind)
        self.count += struck
        return struck


@contextmanager
def strikes(name: str) -> Iterator[Strikes]:
    """Strikes of a test; the same seed (``FRAMES_SEED``) has the same ones, but for what the machine makes of them."""
    try:
        with signals() as raising:
            yield Strikes(random.Random(f"{os.environ['FRAMES_SEED']} {name}"), raising)
    finally:
        # What was struck within logging may have left its lock with this thread: threads of other tests would wait.
        let_go_of_locks()
