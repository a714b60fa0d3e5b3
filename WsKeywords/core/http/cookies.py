"""Cookies of an HTTP session at a WebSocket handshake: sent, kept and left out as a browser does (RFC 6265bis)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from http.cookiejar import Cookie, DefaultCookiePolicy, eff_request_host  # type: ignore[attr-defined]
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from ..output import quote
from .suffixes import is_public, registrable

if TYPE_CHECKING:
    from email.message import Message

    from requests.cookies import RequestsCookieJar

_SECURE = ("https", "wss")
#: How long a cookie lasts.
_LASTS = re.compile(r";\s*(Max-Age|Expires)\s*=[^;]*", re.IGNORECASE)
#: Cookies that a note names.
_NAMED = 5


class Strictly(DefaultCookiePolicy):
    """What the standard library lets pass, and RFC 6265 does not, is refused.

    A cookie without ``Domain`` goes to the host that set it alone (5.3, 6), not to the names below it; no address has a
    domain that it could share with another (5.1.3); and none is for all names below a public suffix (5.3, 5).
    """

    def set_ok_domain(self, cookie: Cookie, request: Any) -> bool:
        host, own = eff_request_host(request)
        if not cookie.domain_specified:
            return super().set_ok_domain(cookie, request)
        domain = cookie.domain.lstrip(".")
        if domain and _is_address(host):
            return domain == host and super().set_ok_domain(cookie, request)
        if domain and not is_public(domain):
            return super().set_ok_domain(cookie, request)
        # An empty one is none (5.2.3). What is itself a public suffix, as ``localhost`` is, and names itself, has the
        # cookie for itself alone.
        cookie.domain, cookie.domain_specified, cookie.domain_initial_dot = own, False, False
        return not domain or bool(domain == host)

    def return_ok_domain(self, cookie: Cookie, request: Any) -> bool:
        host = eff_request_host(request)[1]
        # What a call gives by hand has no domain, and goes where the call goes.
        if cookie.domain and not cookie.domain_specified and cookie.domain != host:
            return False
        return super().return_ok_domain(cookie, request)


def keep_to_hosts(prepared: Any, jar: RequestsCookieJar, given: str | None) -> None:
    """Leave out of a request that is prepared, and of those that redirects make of it, what ``Strictly`` refuses.

    Args:
        prepared: a ``requests.PreparedRequest``.
        jar: the cookies of its session.
        given: a header ``Cookie`` of the call.
    """
    prepared._cookies.set_policy(Strictly())
    host = urlsplit(prepared.url).hostname
    if all(cookie.domain_specified or cookie.domain.removesuffix(".local") == host for cookie in _held(jar)):
        return
    prepared.headers.pop("Cookie", None)
    prepared.prepare_cookies(prepared._cookies)
    if given is not None:
        prepared.headers.setdefault("Cookie", given)


def to_send(jar: RequestsCookieJar, url: str, origin: str | None) -> tuple[tuple[str, str], ...]:
    """Names and values that go with a handshake to a ``ws(s)://`` URL from a page of an origin; ``None``: its own."""
    import requests
    from requests.cookies import RequestsCookieJar, get_cookie_header

    own = origin is None or same_site(origin, url)
    allowed = RequestsCookieJar(policy=Strictly())
    for cookie in _held(jar):
        if own or not _of_own_site(cookie):
            allowed.set_cookie(cookie)
    header = get_cookie_header(allowed, _request(requests, url)) or ""  # type: ignore[no-untyped-call]
    pairs = (pair.partition("=") for pair in header.split("; ") if pair)
    return tuple((cookie, value) for cookie, _, value in pairs)


def keep(jar: RequestsCookieJar, url: str, set_cookie_values: Iterable[str]) -> None:
    """Keep the cookies that the answer to a handshake sets (RFC 6265, 5.3)."""
    from email.message import Message
    from types import SimpleNamespace

    import requests
    from requests.cookies import extract_cookies_to_jar

    headers = Message()
    for value in set_cookie_values:
        if value.isprintable():
            headers["Set-Cookie"] = value
    tidy(headers)
    answer = SimpleNamespace(_original_response=SimpleNamespace(msg=headers))
    extract_cookies_to_jar(jar, _request(requests, url), answer)  # type: ignore[no-untyped-call]


def tidy(headers: Message) -> None:
    """Let cookies last no longer than the standard library can count.

    It would warn that it has a bug, with a traceback, and lose the cookie.
    """
    values = headers.get_all("Set-Cookie", [])
    tidied = [_LASTS.sub(_countable, value) for value in values]
    if tidied != values:
        del headers["Set-Cookie"]
        for value in tidied:
            headers["Set-Cookie"] = value


def _countable(found: re.Match[str]) -> str:
    if found[1].lower() == "max-age":
        return re.sub(r"(?<=\d{15})\d+", "", found[0])
    # No year has five digits.
    return "" if re.search(r"\d{5}", found[0]) else found[0]


def not_sent(jar: RequestsCookieJar, url: str, origin: str | None, http_session: str) -> str:
    """Which cookies did not go with a handshake, and why, as a sentence; empty when all did."""
    reasons = {cookie.name: _reason(cookie, url, origin) for cookie in _held(jar)}
    for name, _ in to_send(jar, url, origin):
        reasons.pop(name, None)
    named = [f"{quote(name)} ({reason})" for name, reason in sorted(reasons.items()) if reason]
    if not named:
        return ""
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return f"Not sent, of the cookies of HTTP session {quote(http_session)}: {', '.join(named[:_NAMED])}{more}."


def same_site(origin: str, url: str) -> bool:
    """Whether a page of that origin is of the same site as the URL: scheme and registrable domain, not the port."""
    try:
        page, target = urlsplit(origin), urlsplit(url)
        here, there = page.hostname, target.hostname
    except ValueError:
        return False
    if not here or not there or (page.scheme in _SECURE) is not (target.scheme in _SECURE):
        return False
    if here == there:
        return True
    if here.rpartition(".")[2] != there.rpartition(".")[2] or _is_address(here) or _is_address(there):
        return False
    site = registrable(here)
    return site is not None and site == registrable(there)


def _reason(cookie: Cookie, url: str, origin: str | None) -> str:
    target = urlsplit(url)
    domain = cookie.domain.removesuffix(".local").lstrip(".")
    host = target.hostname or ""
    if host != domain and not (cookie.domain_specified and host.endswith(f".{domain}")):
        return f"of {domain}"
    if cookie.secure and target.scheme not in _SECURE:
        return f"Secure, and this is {target.scheme}://"
    path = target.path or "/"
    if path != cookie.path and not path.startswith(cookie.path.rstrip("/") + "/"):
        return f"Path={cookie.path}"
    if origin is not None and not same_site(origin, url) and _of_own_site(cookie):
        return f"SameSite={_same_site_of(cookie)}, and the origin is of another site"
    return ""


def _of_own_site(cookie: Cookie) -> bool:
    return _same_site_of(cookie).lower() in ("strict", "lax")


def _same_site_of(cookie: Cookie) -> str:
    attributes: dict[str, Any] = cookie._rest  # type: ignore[attr-defined]
    return str(next((value for name, value in attributes.items() if name.lower() == "samesite"), ""))


def _held(jar: RequestsCookieJar) -> list[Cookie]:
    return list(jar)  # type: ignore[arg-type]


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _request(requests: Any, url: str) -> Any:
    parts = urlsplit(url)
    as_http = urlunsplit(parts._replace(scheme={"ws": "http", "wss": "https"}.get(parts.scheme, parts.scheme)))
    return requests.Request("GET", as_http).prepare()
