"""What a test leaves behind: threads, descriptors, child processes. None may be there that was not there before.

Servers of a session or a module are started before the look at what was there, and so do not count.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

import psutil

#: Seconds that threads and processes which were told to end may take to do so.
PATIENCE = float(os.environ.get("LEFTOVERS_PATIENCE", 10))
#: The environment variable by which what a run has started, and what that has started, is known.
RUN = "WSKEYWORDS_TEST_RUN"
_TASKS = Path("/proc/self/task")
_DESCRIPTORS = Path("/proc/self/fd")


class There(NamedTuple):
    """Native threads, descriptors with what they are, child processes; each as numbers or pairs."""

    threads: frozenset[int]
    descriptors: frozenset[tuple[int, str]]
    children: frozenset[int]

    @classmethod
    def now(cls) -> There:
        return cls(frozenset(_threads()), frozenset(_descriptors()), frozenset(_children()))

    def beyond(self, before: There) -> There:
        """What is here and was not there before."""
        return There(*(now - then for now, then in zip(self, before, strict=True)))


def left_since(before: There, patience: float = PATIENCE) -> str:
    """What is there that was not, as a text for people; empty when there is nothing, or it ends in time."""
    end = monotonic() + patience
    while any(left := There.now().beyond(before)):
        if monotonic() >= end:
            return _told(left)
        gc.collect()  # what only a cycle keeps is closed by that, and its warning is an error
        sleep(0.005)
    return ""


def nothing_left() -> Iterator[None]:
    """A fixture: fails a test that leaves a thread, a descriptor or a child process."""
    before = There.now()
    yield
    left = left_since(before, PATIENCE)
    assert not left, f"The test has left behind:\n{left}"


def processes_of(run: str, patience: float = PATIENCE) -> list[str]:
    """Every process that a run has started, directly or not, and that does not end in time, as texts for people."""
    end = monotonic() + patience
    while (found := _processes_of(run)) and monotonic() < end:
        sleep(0.1)
    return found


def _processes_of(run: str) -> list[str]:
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            environment = process.environ()
            if environment.get(RUN) == run and process.pid != os.getpid():
                test = environment.get("PYTEST_CURRENT_TEST", "no test")
                found.append(f"process {process.pid}, {' '.join(process.cmdline())!r}, started by {test}")
    return found


def _threads() -> Iterator[int]:
    # Not those of the module threading alone: it does not know of threads that were started beneath it.
    if _TASKS.exists():
        return map(int, os.listdir(_TASKS))
    return (thread.id for thread in psutil.Process().threads())


def _descriptors() -> Iterator[tuple[int, str]]:
    if not _DESCRIPTORS.exists():
        yield from ((found.fd, str(found.laddr)) for found in psutil.Process().net_connections("all"))
        return
    for name in os.listdir(_DESCRIPTORS):
        with suppress(OSError):  # the one that lists them is closed again
            yield int(name), os.readlink(_DESCRIPTORS / name)


def _children() -> Iterator[int]:
    # Of psutil each look takes milliseconds, since it reads of all processes whose children they are.
    if not (_TASKS / str(threading.main_thread().native_id) / "children").exists():
        yield from (child.pid for child in psutil.Process().children())
        return
    for task in os.listdir(_TASKS):
        with suppress(OSError):  # the thread has ended
            yield from map(int, (_TASKS / task / "children").read_text().split())


def _told(left: There) -> str:
    lines = []
    known = {thread.native_id: thread for thread in threading.enumerate()}
    for number in sorted(left.threads):
        thread = known.get(number)
        lines.append(f"a thread: {thread or number}")
        frame = sys._current_frames().get(thread.ident or 0) if thread is not None else None
        if frame is not None:
            lines.append("".join(traceback.format_stack(frame)[-3:]).rstrip())
    lines += [f"a descriptor: {number}, {what}" for number, what in sorted(left.descriptors)]
    for number in sorted(left.children):
        with suppress(psutil.Error):
            lines.append(f"a process: {number}, {psutil.Process(number).cmdline() or 'which nobody waited for'}")
    return "\n".join(lines)
