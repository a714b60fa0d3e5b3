"""One monotonic deadline through all the steps of a wait."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic

from .errors import InvalidArgument

#: No single blocking call is longer (seconds): Windows delivers Robot's time-outs only between bytecodes.
SLICE = 0.05
#: The longest time (seconds) that is taken at all: all that a ``timedelta`` can hold.
_MOST = 1e14
#: The longest time (seconds) that every system takes where a library waits; a wait that is to be longer ends then too.
LONGEST = 1e6


def seconds(value: float | timedelta) -> float:
    """A duration in seconds, from seconds or a ``timedelta``.

    Raises:
        InvalidArgument: anything else, a negative one, or one that is no number or not finite.
    """
    found = value.total_seconds() if isinstance(value, timedelta) else value
    if isinstance(found, bool) or not isinstance(found, (int, float)) or not 0 <= found <= _MOST:
        from .given import shown as described

        raise InvalidArgument(
            f"A time is a number of seconds from 0 to 1e14, or a timedelta, but it is {described(value)}."
        )
    return float(found)


def shown(duration: float) -> str:
    """A duration for people: ``5 s``, ``0.25 s``, ``3 ms``, ``2 min``."""
    if duration >= 120 and duration % 60 == 0:
        return f"{duration / 60:g} min"
    if 0 < duration < 0.01:
        return f"{duration * 1000:.2g} ms"
    return f"{duration:.3g} s" if duration < 1000 else f"{duration:.0f} s"


class TooLong(TimeoutError):
    """What looks through a large value was not done by its deadline."""


class Deadline:
    """A point in time by which something must have happened."""

    __slots__ = ("allowed", "at", "gave_up", "started")

    def __init__(self, allowed: float) -> None:
        self.allowed = allowed
        #: Whether a matcher that had it could not say whether a message matches, because it took too long.
        self.gave_up = False
        self.started = started = monotonic()
        self.at = started + allowed

    @classmethod
    def after(cls, duration: float | timedelta | Deadline) -> Deadline:
        """The deadline that ends ``duration`` (seconds or a timedelta) from now.

        A deadline is returned as it is, so that several waits can share one by getting it as their time-out.
        """
        return duration if isinstance(duration, Deadline) else cls(seconds(duration))

    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.at - monotonic())

    def slice(self) -> float:
        """How long the next blocking call may take, in seconds."""
        left = self.at - monotonic()
        return SLICE if left > SLICE else max(0.0, left)

    @property
    def expired(self) -> bool:
        return monotonic() >= self.at

    def check(self) -> None:
        """Raises TooLong when it is over."""
        if monotonic() >= self.at:
            raise TooLong

    @property
    def elapsed(self) -> float:
        """Seconds since the deadline was set."""
        return monotonic() - self.started
