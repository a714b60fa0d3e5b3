"""A room that is entered when something of it is first asked for: what a run never uses costs it no import.

.. code:: python

    if TYPE_CHECKING:
        from . import failures
    else:
        failures = later(__package__, "failures")

For modules that are used in many places of a file; one that is used in one place is imported there. The I/O thread uses
neither: an import may wait for the lock of a module that another thread is importing. What keywords may come to need
is imported before them, by ``Sessions()`` and by the thread that opens the first connection: a time-out that breaks
off an import can leave the interpreter's import lock held.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any


class Later:
    """Stands for a module; its attributes are those of the module."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        value = getattr(import_module(self._name), name)
        setattr(self, name, value)
        return value


def later(package: str, name: str) -> Any:
    """The module ``name`` of a package, imported when something of it is first asked for."""
    return Later(f"{package}.{name}")


@cache
def enter(package: str, *names: str) -> None:
    """Import these modules of a package now, where nothing interrupts it."""
    for name in names:
        import_module(f"{package}.{name}")
