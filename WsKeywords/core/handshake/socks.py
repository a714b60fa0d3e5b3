"""SOCKS 4, 4a and 5, as far as a client needs them (RFC 1928, RFC 1929): a connection to a host behind a proxy."""

from __future__ import annotations

import ipaddress
import socket

from .addresses import resolving
from .answer import quoted
from .proxied import ProxyAttempt
from .steps import Steps
from .wire import Wire

_SAID_5 = {
    1: "general failure",
    2: "not allowed by its rules",
    3: "network unreachable",
    4: "host unreachable",
    5: "the server refused the connection",
    6: "time to live expired",
    7: "command not supported",
    8: "kind of address not supported",
}
_SAID_4 = {91: "rejected or failed", 92: "no identd at the client", 93: "identd knows another user"}
_NO_AUTHENTICATION, _PASSWORD = 0, 2


def connect(wire: Wire, host: str, port: int, attempt: ProxyAttempt) -> Steps[None]:
    """Let a SOCKS proxy connect to a host.

    Raises:
        OpeningFailed: it does not, or is no SOCKS proxy.
        OSError: the connection to it broke; TimeoutError at the wire's deadline.
    """
    if attempt.proxy.scheme.startswith("socks5"):
        yield from _connect_5(wire, host, port, attempt)
    else:
        yield from _connect_4(wire, host, port, attempt)


def _connect_5(wire: Wire, host: str, port: int, attempt: ProxyAttempt) -> Steps[None]:
    proxy = attempt.proxy
    methods = [_NO_AUTHENTICATION, _PASSWORD] if proxy.user or proxy.password else [_NO_AUTHENTICATION]
    yield from wire.send(bytes([5, len(methods), *methods]))
    method = (yield from _answer(wire, 2, 5, attempt))[1]
    if method == _PASSWORD and len(methods) == 2:
        user, password = proxy.user.encode(), proxy.password.encode()
        yield from wire.send(bytes([1, len(user), *user, len(password), *password]))
        if (yield from _exactly(wire, 2, attempt))[1] != 0:
            raise attempt.said("did not accept the user name and password", "", attempt.credentials_hint)
    elif method != _NO_AUTHENTICATION:
        raise attempt.said("wants to know who connects", "", attempt.credentials_hint)
    destination = yield from _destination(wire, host, port, attempt)
    yield from wire.send(bytes([5, 1, 0, *destination, *port.to_bytes(2, "big")]))
    answer = yield from _answer(wire, 4, 5, attempt)
    code = answer[1]
    if code:
        raise _refused(code, _SAID_5, host, port, attempt)
    lengths = {1: 4, 4: 16}
    rest = lengths[answer[3]] if answer[3] in lengths else (yield from _exactly(wire, 1, attempt))[0]
    yield from _exactly(wire, rest + 2, attempt)


def _destination(wire: Wire, host: str, port: int, attempt: ProxyAttempt) -> Steps[bytes]:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if attempt.proxy.scheme == "socks5h":
            if len(host) > 255:
                raise attempt.said("cannot connect there", "a host name has at most 255 bytes", "") from None
            return bytes([3, len(host), *host.encode()])
        found = yield from resolving(host, port, wire.deadline, attempt.target)
        address = ipaddress.ip_address(found[0].sockaddr[0])
    return bytes([1 if address.version == 4 else 4]) + address.packed


def _connect_4(wire: Wire, host: str, port: int, attempt: ProxyAttempt) -> Steps[None]:
    name = b""
    try:
        address = ipaddress.ip_address(host).packed
    except ValueError:
        if attempt.proxy.scheme == "socks4a":
            address, name = b"\0\0\0\1", host.encode() + b"\0"
        else:
            found = yield from resolving(host, port, wire.deadline, attempt.target)
            address = next((socket.inet_aton(each.sockaddr[0]) for each in found if each.family == socket.AF_INET), b"")
    if len(address) != 4:
        hint = "SOCKS 4 knows no IPv6: use a socks5:// proxy."
        raise attempt.said("cannot connect there", f'"{host}" has no IPv4 address', hint)
    yield from wire.send(b"\4\1" + port.to_bytes(2, "big") + address + attempt.proxy.user.encode() + b"\0" + name)
    code = (yield from _answer(wire, 8, 0, attempt))[1]
    if code != 90:
        raise _refused(code, _SAID_4, host, port, attempt)


def _refused(code: int, words: dict[int, str], host: str, port: int, attempt: ProxyAttempt) -> Exception:
    said = words.get(code, "a code that SOCKS does not know")
    hint = "The server may be down, or the proxy may not let this host and port through; its log says more."
    return attempt.said(f"did not connect to {host}, port {port}", f"it answered {code}, {said}", hint)


def _answer(wire: Wire, size: int, version: int, attempt: ProxyAttempt) -> Steps[bytes]:
    while not wire.buffer and (yield from wire.more()):
        pass
    if wire.buffer and wire.buffer[0] != version:
        raise attempt.said(
            "is no such proxy",
            f"its answer begins with {quoted(wire.buffer)}",
            "Is it a proxy of another kind? http:// and socks5:// proxies have different ports.",
        )
    return (yield from _exactly(wire, size, attempt))


def _exactly(wire: Wire, size: int, attempt: ProxyAttempt) -> Steps[bytes]:
    while len(wire.buffer) < size:
        if not (yield from wire.more()):
            raise attempt.closed()
    return wire.take(size)
