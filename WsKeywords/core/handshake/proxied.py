"""Through a proxy to a server, and the words for a proxy that does not let one through."""

from __future__ import annotations

import base64
import socket

from ..deadline import Deadline
from ..errors import OpeningFailed
from ..output import Secrets, quote
from .addresses import LookUps, connecting, resolving
from .answer import Answer, ClosedEarly, NotHttp, ask, quoted, read_body
from .proxies import Proxy
from .rejection import BODY_SHOWN, NO_SOCKET, PROXY, TIMED_OUT, Attempt, Rejection
from .steps import Steps
from .wire import Wire

_HINTS = {
    403: "The proxy does not let this host or port through.",
    405: "Is it a proxy? Proxies that let CONNECT through only do so to certain ports, 443 for instance.",
    502: "The proxy cannot reach the server: is the server running, and its name known where the proxy is?",
    503: "The proxy cannot reach the server: is the server running, and its name known where the proxy is?",
    504: "The server did not answer the proxy in time.",
}


class ProxyAttempt(Attempt):
    """The part of an attempt that is about the proxy."""

    def __init__(self, proxy: Proxy, target: Attempt) -> None:
        self.proxy = proxy
        self.target = target
        self.deadline = target.deadline
        self.subject = target.subject

    @property
    def credentials_hint(self) -> str:
        if self.proxy.user or self.proxy.password:
            return "Are the user name and the password of its URL right?"
        # Not as a whole URL: credentials in one are masked in every error.
        return "Write user:password@ before its host in its URL."

    def failed(
        self, kind: str, what: str, *, detail: str = "", hint: str = "", rejection: Rejection | None = None
    ) -> OpeningFailed:
        """The proxy could not be reached."""
        if kind == NO_SOCKET:
            return self.target.failed(kind, what, detail=detail, hint=hint)
        if kind == TIMED_OUT:
            return self.timed_out(detail)
        return self.said("could not be reached", detail, "Is the proxy running, and on this port?")

    def said(self, what: str, detail: str, hint: str, rejection: Rejection | None = None) -> OpeningFailed:
        """The proxy, and not the server, did this."""
        from_elsewhere = "" if self.proxy.source == "proxy=" else f"The proxy is that of {self.proxy.source}."
        return self.target.failed(
            PROXY,
            f'the proxy "{self.proxy.shown}" {what}',
            detail=detail,
            hint=f"{hint} {from_elsewhere}".strip(),
            rejection=rejection or Rejection(kind=PROXY),
        )

    def closed(self) -> OpeningFailed:
        hint = f"Is it a proxy of another kind than {self.proxy.scheme}://? Its log may say why."
        return self.said("closed the connection without an answer", "", hint)

    def timed_out(self, detail: str = "it took the connection, but gave no answer") -> OpeningFailed:
        """The proxy did not answer in time."""
        hint = "Is it a proxy, and of this kind? It may be waiting for the server itself."
        if detail.endswith("did not answer"):
            hint = "Is its host right, and does a firewall let this port through?"
        return self.target.failed(
            TIMED_OUT, "it timed out", detail=f'of the proxy "{self.proxy.shown}", {detail}', hint=hint
        )


def reached(
    proxy: Proxy, deadline: Deadline, target: Attempt, known: LookUps | None = None
) -> Steps[tuple[socket.socket, str]]:
    """A non-blocking socket that leads to the proxy itself, and its address.

    Raises:
        OpeningFailed: it cannot be reached.
    """
    attempt = ProxyAttempt(proxy, target)
    found = yield from resolving(proxy.host, proxy.port, deadline, attempt, known)
    sock, peer = yield from connecting(found, deadline, attempt)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock, peer


def through(
    proxy: Proxy,
    host: str,
    port: int,
    deadline: Deadline,
    target: Attempt,
    secrets: Secrets,
    known: LookUps | None = None,
) -> Steps[tuple[socket.socket, str]]:
    """A non-blocking socket that leads through the proxy to a host, and the address of the proxy.

    Raises:
        OpeningFailed: the proxy cannot be reached, or does not let us through.
    """
    attempt = ProxyAttempt(proxy, target)
    sock, peer = yield from reached(proxy, deadline, target, known)
    try:
        yield from _let_through(Wire(sock, deadline), host, port, attempt, secrets)
    except BaseException:
        sock.close()
        raise
    return sock, peer


def _let_through(wire: Wire, host: str, port: int, attempt: ProxyAttempt, secrets: Secrets) -> Steps[None]:
    try:
        if attempt.proxy.scheme == "http":
            yield from _connect_http(wire, host, port, attempt, secrets)
        else:
            from . import socks

            yield from socks.connect(wire, host, port, attempt)
    except TimeoutError:
        raise attempt.timed_out() from None
    except (ConnectionResetError, BrokenPipeError):
        raise attempt.closed() from None
    except OSError as error:
        raise attempt.said("could not be talked to", f'"{error.strerror}"', "Its log may say why.") from None
    if wire.buffer:
        # A server that is reached speaks only when it was spoken to.
        detail = f"after its answer it sent {quoted(wire.buffer)}"
        hint = f"Is it a proxy of another kind than {attempt.proxy.scheme}://?"
        raise attempt.said("is no such proxy", detail, hint)


def authorization(proxy: Proxy) -> str:
    """The value of Proxy-Authorization (RFC 9110, 11.7.2); empty when the URL holds no credentials."""
    if not (proxy.user or proxy.password):
        return ""
    return "Basic " + base64.b64encode(f"{proxy.user}:{proxy.password}".encode()).decode()


def _connect_http(wire: Wire, host: str, port: int, attempt: ProxyAttempt, secrets: Secrets) -> Steps[None]:
    """CONNECT (RFC 9110, 9.3.6)."""
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
    credentials = authorization(attempt.proxy)
    if credentials:
        secrets.learn_headers([("Proxy-Authorization", credentials)])
        lines.append(f"Proxy-Authorization: {credentials}")
    try:
        answer = yield from ask(wire, "\r\n".join([*lines, "", ""]).encode())
    except ClosedEarly:
        raise attempt.closed() from None
    except NotHttp as error:
        hint = "Is it a proxy of another kind? http:// and socks5:// proxies have different ports."
        raise attempt.said("gave no HTTP answer", str(error), hint) from None
    if not 200 <= answer.status < 300:
        raise refused(answer, (yield from read_body(wire, answer)), attempt, secrets)


def refused(answer: Answer, body: str, attempt: ProxyAttempt, secrets: Secrets) -> OpeningFailed:
    """The error for an HTTP answer of the proxy itself."""
    secrets.learn_answer(answer.headers.items())
    # No status: it is not the server's, and whoever expects the server to say 403 must not be content with the proxy's.
    rejection = Rejection(None, answer.reason, answer.headers, body, PROXY, answer.status)
    hint = attempt.credentials_hint if answer.status == 407 else _HINTS.get(answer.status, "Is it a proxy?")
    detail = f"its body is {quote(secrets.text(body), BODY_SHOWN)}" if body else "it has no body"
    return attempt.said(f"answered {answer.status} {answer.reason}".rstrip(), detail, hint, rejection)
