"""A plugin of coverage.py that traces the I/O thread too: threads of ``_thread`` are not traced by themselves."""

from __future__ import annotations

import _thread
import sys
import threading
from collections.abc import Callable
from typing import Any

_start = _thread.start_new_thread


def _traced(function: Callable[..., object], arguments: tuple[Any, ...], *more: Any) -> int:
    def run(*given: Any, **named: Any) -> None:
        # What coverage has asked threading to install in each of its threads.
        sys.settrace(threading.gettrace())
        function(*given, **named)

    return _start(run, arguments, *more)


def resume() -> None:
    """Trace this thread again: a signal that raises while coverage is at work ends that."""
    if sys.gettrace() is None:
        sys.settrace(threading.gettrace())


def coverage_init(registry: object, options: dict[str, str]) -> None:
    """Called in every process that is measured, before the package is imported."""
    from coverage.collector import Collector

    _thread.start_new_thread = _traced
    # Its own lock would stay locked when a test's signal raises while it is held. What it guards, one dict, the
    # interpreter guards too; a class that takes no arguments and runs no bytecode is a lock that does nothing.
    Collector.lock_data = Collector.unlock_data = tuple
