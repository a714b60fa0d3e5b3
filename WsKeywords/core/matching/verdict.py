"""Whether a message matches, asked by those who have time of their own and must not take "no time" for "no"."""

from __future__ import annotations

from time import thread_time

from ..deadline import Deadline
from .matcher import Data, Matcher

#: A busy machine gives a thread a part of the time only: it is asked again until it has had its own.
_TRIES = 8


def verdict(matcher: Matcher, data: Data, patience: float, until: Deadline | None = None) -> bool | None:
    """Whether a message matches; ``None``: it could not be said.

    Args:
        patience: seconds for one look. Time that other threads had is none that the matcher took.
        until: when there is no other look any more.
    """
    spent = 0.0
    for _ in range(_TRIES):
        deadline, began = Deadline.after(patience), thread_time()
        if matcher.matches(data, deadline):
            return True
        if not deadline.expired:
            return False
        spent += thread_time() - began
        if spent > patience / 2 or (until is not None and until.expired):
            break
    return None
