"""What all sessions, HTTP requests and apps of one library share."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .output import Secrets
from .profiles import Profiles

if TYPE_CHECKING:
    from .handshake.proxies import ProxyChoice
    from .handshake.tls import TlsOptions

MIB = 1 << 20


@dataclass
class Settings:
    """Defaults that a single call may override. Times are in seconds, sizes in bytes."""

    base_url: str | None = field(default=None, repr=False)
    timeout: float = 5.0
    open_timeout: float = 10.0
    close_timeout: float = 5.0
    max_size: int = 16 * MIB
    max_unread: int = 100_000
    #: Headers of the environment, sent with every handshake and every HTTP request; a call's own win.
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    #: ``True``, ``False`` or the path of a CA file, for TLS of WebSockets and HTTP alike.
    verify: bool | str = True
    #: PEM files of the CAs to trust, of the client certificate to show, and of its key.
    ca_cert: str | None = None
    client_cert: str | None = None
    client_key: str | None = None
    #: The URL of the proxy of WebSockets and HTTP alike; an empty text for none, ``None``: that of the environment.
    proxy: str | None = field(default=None, repr=False)
    #: Hosts that are reached without it.
    no_proxy: tuple[str, ...] = ()
    #: Options of connections and completion messages, by name.
    profiles: Profiles = field(default_factory=Profiles)
    secrets: Secrets = field(default_factory=Secrets)

    def tls(
        self,
        verify: bool | str | Path | None = None,
        ca_cert: str | Path | None = None,
        client_cert: str | Path | None = None,
        client_key: str | Path | None = None,
    ) -> TlsOptions:
        """How TLS is made for a call that gives these; what it gives wins over what all share."""
        from .handshake.tls import TlsOptions

        trusted = _path(ca_cert)
        checks: bool | str = True if verify is None else verify if isinstance(verify, bool) else str(verify)
        if verify is None and trusted is None:
            checks, trusted = self.verify, self.ca_cert
        if client_cert is None and client_key is None:
            return TlsOptions(checks, trusted, self.client_cert, self.client_key)
        return TlsOptions(checks, trusted, _path(client_cert), _path(client_key))

    def proxies(self, given: str | None = None) -> ProxyChoice:
        """Which proxy a call may use that gives this one, or none."""
        from .handshake.proxies import ProxyChoice

        return ProxyChoice(given, self.proxy, self.no_proxy)


def _path(given: str | Path | None) -> str | None:
    """A path as text; an empty one means none."""
    return str(given) or None if given is not None else None
