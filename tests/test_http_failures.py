"""HTTP requests that get no answer, or one that never ends."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import trustme

from tests.interrupting import signals
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.errors import HttpFailed
from WsKeywords.core.http.answers import body as text_of
from WsKeywords.core.http.sessions import HttpSessions
from WsKeywords.core.settings import Settings

HERE = Path(__file__).parent
HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    apps = Apps(Settings())
    yield apps.start("served.web:app", cwd=HERE).base_url
    apps.close()


@pytest.fixture
def http() -> Iterator[HttpSessions]:
    sessions = HttpSessions(Settings())
    yield sessions
    sessions.close()


class Raw:
    """Answers one connection with these bytes, one after the other, and says when the client had gone."""

    def __init__(self, *parts: bytes, pause: float = 0.0, context: ssl.SSLContext | None = None) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.left = threading.Event()
        self._parts, self._pause, self._context = parts, pause, context
        threading.Thread(target=self._serve, daemon=True).start()

    def url(self, scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}/"

    def _serve(self) -> None:
        client, _ = self.listener.accept()
        with suppress(OSError):
            if self._context:
                client = self._context.wrap_socket(client, server_side=True)
            client.recv(65536)
            for part in self._parts:
                client.sendall(part)
                if self._pause and self.left.wait(self._pause):
                    break
        client.close()
        self.listener.close()
        self.left.set()


def failure(http: HttpSessions, url: str, **given: Any) -> str:
    with pytest.raises(HttpFailed) as caught:
        http.request("GET", url, **given)
    assert http.last is None
    return re.sub(r"127\.0\.0\.1:\d+", "HOST", str(caught.value))


def test_refused(http: HttpSessions) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
        assert failure(http, f"http://127.0.0.1:{port}/") == (
            'Expected an answer to GET "http://HOST/", but the connection was refused: nothing listens on 127.0.0.1, '
            f"port {port}. Is the app running?"
        )


def test_name_not_found(http: HttpSessions) -> None:
    assert re.fullmatch(
        r'Expected an answer to GET "http://nowhere\.invalid/", but the look-up of its host ended with name not found: '
        r'"nowhere\.invalid", .*\. Check the spelling of the host, and the DNS of this machine\.',
        failure(http, "http://nowhere.invalid/"),
    )


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ((), "the server closed the connection without an answer."),
        ((b"SSH-2.0-x\r\n\r\n",), 'what came is no HTTP answer: "SSH-2.0-x".'),
        (
            (HEAD + b"Content-Length: 10\r\n\r\nabc",),
            "the server closed the connection before the body was complete.",
        ),
        (
            (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabc",),
            "the server closed the connection before the body was complete.",
        ),
        (
            (HEAD + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",),
            "its body is not compressed as its Content-Encoding says.",
        ),
        (
            (b"HTTP/1.1 302 Found\r\nLocation: ftp://x/\r\nContent-Length: 0\r\n\r\n",),
            "it was redirected to a URL that cannot be used: No connection adapters were found for 'ftp://x/'.",
        ),
        (
            (b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",),
            "it was redirected to a URL that cannot be used: Invalid IPv6 URL.",
        ),
        (
            (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:99999/\r\nContent-Length: 0\r\n\r\n",),
            "it was redirected to a URL that cannot be used: Port out of range 0-65535.",
        ),
        (
            (b"HTTP/1.1 302 Found\r\nLocation: /caf\xe9\r\nContent-Length: 0\r\n\r\n",),
            "it was redirected to a URL that cannot be used: 'utf-8' codec can't decode byte 0xe9 in position 4: "
            "unexpected end of data.",
        ),
        (
            (HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nabc",),
            'what came is no HTTP answer: "a chunk of -1 bytes".',
        ),
    ],
)
def test_answers_that_are_none(http: HttpSessions, parts: tuple[bytes, ...], reason: str) -> None:
    assert failure(http, Raw(*parts).url()) == f'Expected an answer to GET "http://HOST/", but {reason}'


def test_too_many_headers(http: HttpSessions) -> None:
    head = HEAD + b"".join(b"X-%d: 1\r\n" % n for n in range(2000)) + b"\r\n"
    assert failure(http, Raw(head).url()).startswith(
        'Expected an answer to GET "http://HOST/", but what came is no HTTP'
    )


def test_redirects_without_end(http: HttpSessions, url: str) -> None:
    assert failure(http, f"{url}/loop") == (
        'Expected an answer to GET "http://HOST/loop", but it was redirected more than 30 times. '
        "allow_redirects=False shows the first answer."
    )


def test_a_body_without_end(http: HttpSessions, url: str) -> None:
    assert failure(http, f"{url}/endless") == (
        'Expected an answer to GET "http://HOST/endless", but the body is larger than 256 MiB.'
    )


@pytest.mark.parametrize(
    ("parts", "scheme", "phase"),
    [
        ((HEAD + b"X: ", *[b"a"] * 600), "http", "while waiting for an answer"),
        ((HEAD + b"\r\n", *[b"a"] * 600), "http", "while reading the body"),
        ((HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\na\r\n"] * 600), "http", "while reading the body"),
        ((b"\x16\x03\x03\x40\x00", *[b"a"] * 600), "https", "while TLS was set up"),
        ((b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", *[b"a"] * 600), "http", "while reading the body"),
    ],
)
def test_slow_drips_end_on_the_deadline(http: HttpSessions, parts: tuple[bytes, ...], scheme: str, phase: str) -> None:
    server = Raw(*parts, pause=0.05)
    started = monotonic()
    assert failure(http, server.url(scheme), timeout=0.5) == (
        f'Expected an answer to GET "{scheme}://HOST/" within 0.5 s, but it timed out {phase}.'
    )
    assert monotonic() - started < 10
    assert server.left.wait(5), "the connection was not ended"


def test_a_server_that_accepts_nothing(http: HttpSessions) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        full = [socket.socket() for _ in range(4)]
        for client in full:
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        try:
            told = failure(http, f"http://127.0.0.1:{listener.getsockname()[1]}/", timeout=0.3)
        finally:
            for client in full:
                client.close()
    assert told == 'Expected an answer to GET "http://HOST/" within 0.3 s, but it timed out while connecting.'


def test_some_of_many(http: HttpSessions) -> None:
    server = Raw(HEAD + b"Content-Length: 0\r\n\r\n", pause=5)
    told = failure(http, server.url(), count=3, timeout=1)
    assert re.fullmatch(
        r'Expected 3 answers to GET "http://HOST/"( within 1 s)?, but \d did not come; the first of these: .*', told
    )
    server.left.set()


def test_the_wait_can_be_interrupted(http: HttpSessions) -> None:
    server = Raw(HEAD + b"\r\n", *[b"a"] * 600, pause=0.05)

    started = monotonic()
    with signals() as raising:
        assert raising.after(0.3, lambda: http.request("GET", server.url()))
    assert monotonic() - started < 10
    assert server.left.wait(5), "the connection was not ended"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def secure(authority: trustme.CA, *names: str, **options: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **options).configure_cert(context)
    return context


OK = HEAD + b"Content-Length: 2\r\n\r\nok"


def test_tls_with_a_ca_of_ones_own(http: HttpSessions, authority: trustme.CA, tmp_path: Path) -> None:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = secure(authority, "127.0.0.1")
    for given in ({"ca_cert": tmp_path / "ca.pem"}, {"verify": str(tmp_path / "ca.pem")}, {"verify": False}):
        assert http.request("GET", Raw(OK, context=context).url("https"), **given).text == "ok"
    mine = HttpSessions(Settings(verify=str(tmp_path / "ca.pem")))
    assert mine.request("GET", Raw(OK, context=context).url("https")).text == "ok"
    mine.close()


@pytest.mark.filterwarnings("error")
def test_no_warning_where_the_test_chose_not_to_verify(http: HttpSessions, authority: trustme.CA) -> None:
    http.request("GET", Raw(OK, context=secure(authority, "127.0.0.1")).url("https"), verify=False)


def test_tls_that_fails_says_which_check(http: HttpSessions, authority: trustme.CA, tmp_path: Path) -> None:
    from datetime import datetime, timezone

    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    start = 'Expected an answer to GET "https://HOST/", but TLS failed: '
    skip = "verify=False connects without any check."

    def told(context: ssl.SSLContext | None, **given: Any) -> str:
        return failure(http, Raw(b"no TLS here" * 10, context=context).url("https"), **given)

    assert told(secure(authority, "127.0.0.1")) == (
        f"{start}the CA that issued the server's certificate is not trusted here. Give the file of that CA as ca_cert; "
        f"{skip}"
    )
    assert told(secure(authority, "other.example"), ca_cert=tmp_path / "ca.pem") == (
        f'{start}the server\'s certificate is not for the host name "127.0.0.1". Connect by a name that the '
        f"certificate holds; {skip}"
    )
    expired = secure(authority, "127.0.0.1", not_after=datetime(2020, 1, 1, tzinfo=timezone.utc))
    assert told(expired, ca_cert=tmp_path / "ca.pem") == (
        f"{start}the server's certificate has expired. Renew it; verify=False connects all the same."
    )
    assert (
        told(None)
        == f"{start}what the server answered is not TLS. For a server without TLS write http:// instead of https://."
    )


@pytest.mark.parametrize("charset", ["punycode", "unicode_escape"])
def test_a_codec_of_python_is_no_charset(http: HttpSessions, charset: str) -> None:
    body = b"\\q" + b"a" * 500_000
    head = HEAD + b"Content-Type: application/json; charset=%s\r\nContent-Length: %d\r\n\r\n"
    answer = http.request("GET", Raw(head % (charset.encode(), len(body)) + body).url())
    assert http.describe(answer).endswith(f"\nIts body, 500002 bytes, begins:\n    \\q{'a' * 298}")
    assert text_of(answer) == body.decode()
