"""A room that is entered when something of it is first asked for: what a run never uses costs it no import.

.. code:: python

    if TYPE_CHECKING:
        from . import failures
    else:
        failures = later(__package__, "failures")

For modules that are used in many places of a file; one that is used in one place is imported there. The I/O thread uses
neither: an import may wait for the lock of a module that another thread is importing. A time-out that breaks off an
import can leave the interpreter's import lock held, and every other thread waiting for it: so what takes long to import
is imported by a thread of its own, to which ``load`` and ``enter`` leave it, or by the one that opens a connection.
"""

from __future__ import annotations

import _imp
import sys
from _thread import allocate_lock, start_new_thread
from functools import cache
from importlib import import_module
from typing import Any

#: As ``deadline.SLICE``; this module imports no other.
_SLICE = 0.05


class Later:
    """Stands for a module; its attributes are those of the module."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        load(self._name)
        value = getattr(import_module(self._name), name)
        setattr(self, name, value)
        return value


def later(package: str, name: str) -> Any:
    """The module ``name`` of a package, imported when something of it is first asked for."""
    return Later(f"{package}.{name}")


@cache
def enter(package: str, *names: str) -> None:
    """Import these modules of a package now, where nothing interrupts it."""
    load(*(f"{package}.{name}" for name in names))


@cache
def load(*names: str) -> None:
    """Import these modules now, where nothing interrupts it: an import statement that comes next finds them.

    One that is not there is left to that statement to tell.
    """
    if all(name in sys.modules for name in names):
        return
    errors: list[BaseException] = []
    bell = allocate_lock()
    bell.acquire()

    def run() -> None:
        try:
            for name in names:
                import_module(name)
        except BaseException as error:
            errors.append(error)
        finally:
            bell.release()

    start_new_thread(run, ())
    while not bell.acquire(timeout=_SLICE):
        let_go_of_locks()
    if errors and not isinstance(errors[0], ImportError):
        raise errors[0]


def let_go_of_locks() -> None:
    """For a thread that waits for others: a time-out that broke it off within ``logging``, or within an import, may
    have left it a lock that each of them needs to log, or to import anything."""
    lock = getattr(sys.modules.get("logging"), "_lock", None)
    while lock is not None and lock._is_owned():
        lock.release()
    # Not that of a module, but the one for the table of these: no code of anybody runs while it is held, so a thread
    # that waits here has no right to it.
    while _imp.lock_held():
        try:
            _imp.release_lock()
        except RuntimeError:  # another thread holds it, for the moment that it takes
            return
