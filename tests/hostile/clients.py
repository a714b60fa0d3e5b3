"""Opening as a session does it, without a session around it."""

from __future__ import annotations

import re
from time import monotonic
from typing import Any

import pytest

from WsKeywords.core.deadline import Deadline
from WsKeywords.core.errors import OpeningFailed
from WsKeywords.core.handshake.opening import Opened, OpenOptions, Rejection, open_socket
from WsKeywords.core.settings import Settings


def opened(url: str, timeout: float = 5.0, **options: Any) -> Opened:
    settings = Settings()
    tls = settings.tls(*(options.pop(name, None) for name in ("verify", "ca_cert", "client_cert", "client_key")))
    proxy = settings.proxies(options.pop("proxy", None))
    return open_socket(OpenOptions(url, tls=tls, proxy=proxy, **options), Deadline.after(timeout), settings.secrets)


def rejected(url: str, timeout: float = 5.0, **options: Any) -> tuple[Rejection, str]:
    """The rejection, and the error's text in which every time is "N s" and the port is PORT."""
    with pytest.raises(OpeningFailed) as failure:
        opened(url, timeout, **options)
    text = re.sub(r"after [\d.]+ m?s", "after N s", str(failure.value))
    return failure.value.rejection, re.sub(r"(127\.0\.0\.1|localhost|\[::1\]):\d+", r"\1:PORT", text)


def took(url: str, timeout: float, **options: Any) -> float:
    """Seconds until the rejection."""
    started = monotonic()
    rejected(url, timeout, **options)
    return monotonic() - started
