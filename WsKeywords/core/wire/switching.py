"""How often Python lets another thread run: oftener than it does by itself while there are sockets to be read.

A test's thread that computes keeps the I/O thread waiting for 5 ms each time that it needs the interpreter, which is
several times for each ping. With a hundredth of that, pings are answered in a millisecond or less, and what the test
does takes no longer: only a thread that waits makes another one stop.
"""

from __future__ import annotations

import os
import sys
from _thread import allocate_lock

#: Seconds that a thread runs on while another one waits (``sys.setswitchinterval``).
QUICK = 5e-5

# Taken by I/O threads alone. No signal raises there, so that none can leave it locked.
_lock = allocate_lock()
_users = 0
_before: float | None = None


def _in_child() -> None:
    """In a process that was forked there is no I/O thread yet, and one may have held the lock at that moment."""
    global _lock, _users, _before
    _lock, _users = allocate_lock(), 0
    if _before is not None:
        sys.setswitchinterval(_before)
        _before = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


def quicken() -> None:
    """From now on an I/O thread has sockets. Where threads take turns oftener already, that is left as it is."""
    global _users, _before
    with _lock:
        _users += 1
        if _users == 1 and sys.getswitchinterval() > QUICK:
            _before = sys.getswitchinterval()
            sys.setswitchinterval(QUICK)


def relax() -> None:
    """It has none any more. The last one restores what was, unless somebody else has changed it meanwhile."""
    global _users, _before
    with _lock:
        _users -= 1
        if not _users and _before is not None:
            if abs(sys.getswitchinterval() - QUICK) < QUICK / 100:
                sys.setswitchinterval(_before)
            _before = None
