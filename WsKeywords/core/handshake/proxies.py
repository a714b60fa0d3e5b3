"""Which proxy a connection goes through: the one that was given, that of the configuration, or of the environment."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote, urlsplit

from ..errors import InvalidArgument
from ..output import Secrets

Scheme = Literal["http", "socks5", "socks5h", "socks4", "socks4a"]
#: The schemes, and the port of each where the URL holds none.
_PORTS: dict[str, int] = {"http": 80, "socks5": 1080, "socks5h": 1080, "socks4": 1080, "socks4a": 1080}
ALLOWED = "http://, socks5://, socks5h://, socks4:// or socks4a://"
#: What stands for no proxy at all, beside an empty text.
DIRECT = "direct"
_VARIABLES = {"http": ("http_proxy", "all_proxy"), "https": ("https_proxy", "all_proxy")}


@dataclass(frozen=True)
class Proxy:
    """A proxy.

    Attributes:
        scheme: ``socks5h`` and ``socks4a`` let the proxy look the host up, ``socks5`` and ``socks4`` do it here.
        user, password: unescaped; empty when the URL holds none.
        shown: the URL without credentials.
        source: who named it, as the end of a sentence: ``proxy=``, ``the environment variable HTTPS_PROXY``.
        given: the URL as it was given.
    """

    scheme: str
    host: str
    port: int
    user: str = field(repr=False)
    password: str = field(repr=False)
    shown: str
    source: str
    given: str = field(repr=False)


@dataclass(frozen=True)
class ProxyChoice:
    """What was said about proxies.

    Attributes:
        given: of the call: a URL, an empty text or ``direct`` for none; None when nothing was said.
        configured: the same, of the configuration.
        exempt: hosts that are reached without a proxy of the configuration or the environment.
    """

    given: str | None = field(default=None, repr=False)
    configured: str | None = field(default=None, repr=False)
    exempt: tuple[str, ...] = ()

    def check(self, secrets: Secrets) -> None:
        """Raises InvalidArgument when what the call gives is no proxy."""
        if self.given is not None:
            proxy_from(self.given, "proxy=", secrets)

    def proxy_for(
        self, host: str, port: int, secure: bool, secrets: Secrets, environ: Mapping[str, str] | None = None
    ) -> Proxy | None:
        """The proxy on the way to a host, or None; its credentials are secrets from now on.

        One that the call names is always used. One of the configuration is not used for exempt hosts, one of the
        environment not for those of ``NO_PROXY`` either, and never for this machine itself.

        Raises:
            InvalidArgument: it is no URL of a proxy.
        """
        if self.given is not None:
            return proxy_from(self.given, "proxy=", secrets)
        if is_exempt(host, port, self.exempt):
            return None
        if self.configured is not None:
            return proxy_from(self.configured, "proxy in the configuration", secrets)
        variables = os.environ if environ is None else environ
        if _is_loopback(host) or is_exempt(host, port, split_hosts(_variable(variables, "no_proxy")[1])):
            return None
        for name in _VARIABLES["https" if secure else "http"]:
            spelt, value = _variable(variables, name)
            if value.strip():
                return proxy_from(value, f"the environment variable {spelt}", secrets)
        return None


def proxy_from(url: str, source: str, secrets: Secrets) -> Proxy | None:
    """The proxy of a URL, ``host:port`` meaning ``http://host:port``; None for an empty text and ``direct``.

    Raises:
        InvalidArgument: it is none, or one of another kind.
    """
    if not isinstance(url, str):
        raise InvalidArgument(f"proxy must be a text, but it is of the type {type(url).__name__}.")
    text = url.strip()
    if not text or text.lower() == DIRECT:
        return None
    whole = text if "://" in text else f"http://{text}"
    secrets.learn_url(whole)
    shown = secrets.url(whole)
    try:
        parts = urlsplit(whole)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if parts.scheme not in _PORTS and parts.scheme:
        hint = " A proxy that is spoken to over TLS is not supported." if parts.scheme == "https" else ""
        raise InvalidArgument(f'Expected {source} to begin with {ALLOWED}, but it is "{shown}".{hint}')
    if not host or port == 0 or re.search(r"[\s\"<>\\^`{|}]", host) or parts.path not in ("", "/") or parts.query:
        raise InvalidArgument(
            f"Expected {source} to be a URL such as http://proxy:3128 or socks5://proxy:1080, with user:password@ "
            f'before the host where they are needed, but it is "{_hidden(shown)}". '
            "Signs such as / # ? @ in a user name or password are written %2F %23 %3F %40."
        )
    try:
        ascii_host = host if ":" in host else host.encode("idna").decode()
    except UnicodeError:
        raise InvalidArgument(f'Expected {source} to have a valid host name, but it is "{shown}".') from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if parts.scheme.startswith("socks") and (
        max(len(user.encode()), len(password.encode())) > 255 or "\0" in user + password
    ):
        raise InvalidArgument(
            f"Expected {source} to have a user name and password of 1 to 255 bytes, none of them NUL."
        )
    port = port or _PORTS[parts.scheme]
    bracketed = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    return Proxy(parts.scheme, ascii_host, port, user, password, f"{parts.scheme}://{bracketed}:{port}", source, whole)


def _hidden(shown: str) -> str:
    """A URL that cannot be read may hold a password where none is looked for."""
    return re.sub(r"//.*@", "//•••@", shown)


def split_hosts(text: str) -> tuple[str, ...]:
    """The entries of ``NO_PROXY``: separated by commas or spaces."""
    return tuple(entry for entry in re.split(r"[\s,]+", text) if entry)


def is_exempt(host: str, port: int, entries: Iterable[str]) -> bool:
    """Whether one of the entries means this host: a name and those below it, an address, a network, ``*``."""
    name = host.lower().rstrip(".")
    address = _address(name)
    for entry in entries:
        wanted, wanted_port = _with_port(entry.strip().lower())
        if wanted_port is not None and wanted_port != port:
            continue
        if wanted == "*":
            return True
        if address is not None:
            try:
                if address in ipaddress.ip_network(wanted, strict=False):
                    return True
            except ValueError:
                continue
        else:
            wanted = wanted.removeprefix("*").strip(".")
            if wanted and (name == wanted or name.endswith(f".{wanted}")):
                return True
    return False


def _with_port(entry: str) -> tuple[str, int | None]:
    """``host:port``, ``[::1]:port``, or what has no port."""
    found = re.fullmatch(r"\[([0-9a-f:.]+)\](?::(\d+))?|([^:]+):(\d+)", entry)
    if found is None:
        return entry, None
    port = found[2] or found[4]
    return found[1] or found[3], int(port) if port else None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    name = host.lower().rstrip(".")
    address = _address(name)
    return name == "localhost" or name.endswith(".localhost") or (address is not None and address.is_loopback)


def _variable(environ: Mapping[str, str], name: str) -> tuple[str, str]:
    """An environment variable in either case, as it is spelt; the lower case wins, as curl has it."""
    for spelt in (name, name.upper()):
        if environ.get(spelt):
            return spelt, environ[spelt]
    return name.upper(), ""
