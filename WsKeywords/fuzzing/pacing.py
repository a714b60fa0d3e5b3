"""How fast a run may go, and against whom."""

from __future__ import annotations

import ipaddress
from threading import Event
from time import monotonic
from urllib.parse import urlsplit

from WsKeywords.core import WsError

from .options import FuzzOptions
from .routes import Target

#: Conversations a second with other machines, unless an option says otherwise.
_ELSEWHERE = 10.0


class NotAllowed(WsError):
    """The host is not this machine, and nobody has said that it may be tested."""


def is_here(url: str) -> bool:
    """Whether an URL leads to this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def check_allowed(target: Target, options: FuzzOptions) -> None:
    """Raises NotAllowed when the target is on another machine that the options do not name."""
    host = urlsplit(target.base_url).hostname or ""
    if is_here(target.base_url) or host.lower() in {each.lower() for each in options.may_test}:
        return
    raise NotAllowed(
        f'"{host}" is not this machine: generated conversations may disturb those who use it. If you may test it, '
        f"say so: may_test={host}, or --i-may-test {host} on the command line."
    )


class Pace:
    """Holds conversations back to so many a second."""

    def __init__(self, target: Target, options: FuzzOptions) -> None:
        rate = options.rate
        if rate is None and not is_here(target.base_url):
            rate = _ELSEWHERE
        self._pause = 1 / rate if rate else 0.0
        self._next = 0.0

    def keep(self) -> None:
        """Wait for one's turn."""
        if not self._pause:
            return
        now = monotonic()
        if self._next > now:
            Event().wait(self._next - now)
        self._next = max(self._next, now) + self._pause
