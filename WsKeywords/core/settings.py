"""What all sessions, HTTP requests and apps of one library share."""

from __future__ import annotations

from dataclasses import dataclass, field

from .output import Secrets

MIB = 1 << 20


@dataclass
class Settings:
    """Defaults that a single call may override. Times are in seconds, sizes in bytes."""

    base_url: str | None = None
    timeout: float = 5.0
    open_timeout: float = 10.0
    close_timeout: float = 5.0
    max_size: int = 16 * MIB
    max_unread: int = 100_000
    #: Headers of the environment, sent with every handshake and every HTTP request; a call's own win.
    headers: dict[str, str] = field(default_factory=dict)
    #: ``True``, ``False`` or the path of a CA file, for TLS of WebSockets and HTTP alike.
    verify: bool | str = True
    secrets: Secrets = field(default_factory=Secrets)
