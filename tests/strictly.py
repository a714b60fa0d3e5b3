"""``python tests/strictly.py robot …`` or ``… behave …``: as ``python -m``, but red where a user would notice nothing.

The run fails, whatever its own result, when something is freed that nobody had closed (``ResourceWarning``), when an
exception ends a thread or comes up where nothing can catch it, and when a thread, a descriptor or a child process is
there at the end. A run that hangs ends too, with the stack of each thread.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import runpy
import sys
import threading
import traceback
import warnings
from pathlib import Path
from typing import Any

#: What a run returns that is red for one of these reasons alone; Robot Framework and behave have other numbers.
NOT_STRICT = 99
#: Seconds after which a run is taken for one that hangs.
LONGEST = 420.0


class Faults(list[str]):
    """What nobody would have noticed, as texts."""

    def watch(self) -> None:
        """Hear of it from now on."""
        warnings.simplefilter("error", ResourceWarning)
        # Those of behave's own JUnit reporter, which leaves its files to the garbage collector.
        warnings.filterwarnings("ignore", "unclosed file .*TESTS-", ResourceWarning)
        sys.unraisablehook = self._unraisable
        threading.excepthook = self._in_thread

    def _unraisable(self, found: Any) -> None:
        # Not the object itself, which is being freed.
        where = f"{found.err_msg or 'Exception ignored in'} {type(found.object).__name__}"
        self._add(where, found.exc_value)

    def _in_thread(self, found: Any) -> None:
        if found.exc_type is not SystemExit:
            self._add(f"Exception in {found.thread}", found.exc_value)

    def _add(self, where: str, error: BaseException | None) -> None:
        trace = "".join(traceback.format_exception(error)) if error is not None else "no exception\n"
        self.append(f"{where}:\n{trace}")


def main(arguments: list[str]) -> int:
    """Run a module and return its exit status, or ``NOT_STRICT``."""
    faulthandler.enable()
    faulthandler.dump_traceback_later(LONGEST, exit=True)
    sys.path[0] = str(Path(__file__).parent.parent)
    from tests import leftovers

    # As ``python -m`` has it.
    sys.path[0] = os.getcwd()
    sys.argv[:] = arguments
    faults = Faults()
    faults.watch()
    before = leftovers.There.now()
    status: Any = 0
    try:
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        status = end.code or 0
    left = leftovers.left_since(before)
    gc.collect()
    if left:
        faults.append(f"The run has left behind:\n{left}\n")
    faulthandler.cancel_dump_traceback_later()
    if faults:
        print(f"\n{arguments[0]}, strictly: {len(faults)} faults\n", *faults, sep="\n", file=sys.__stderr__)
        return NOT_STRICT
    return status if isinstance(status, int) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
