"""TLS of HTTP requests: the words that WebSockets have for it, and client certificates."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import trustme

from tests.hostile import RawServer
from WsKeywords.core.errors import HttpFailed, InvalidArgument
from WsKeywords.core.http.sessions import HttpSessions
from WsKeywords.core.settings import Settings

NOW = datetime.now(timezone.utc)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
GET = 'Expected an answer to GET "https://127.0.0.1:PORT/", but TLS failed: '


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_cert(ca: trustme.CA, tmp_path: Path) -> str:
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return str(tmp_path / "ca.pem")


@pytest.fixture
def http() -> Iterator[HttpSessions]:
    sessions = HttpSessions(Settings())
    yield sessions
    sessions.close()


def context_of(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def failure(http: HttpSessions, server: RawServer, **given: str) -> str:
    with pytest.raises(HttpFailed) as caught:
        http.request("GET", f"https://127.0.0.1:{server.port}/", **given)  # type: ignore[arg-type]
    return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", str(caught.value))


def test_an_expired_certificate(http: HttpSessions, ca: trustme.CA, ca_cert: str) -> None:
    begins, ends = NOW - timedelta(days=3), NOW - timedelta(days=2)
    certificate = ca.issue_cert("127.0.0.1", not_before=begins, not_after=ends)
    with RawServer(ANSWER, tls=context_of(certificate)) as server:
        assert failure(http, server, ca_cert=ca_cert) == GET + (
            f"the server's certificate has expired: it is valid from {begins:%Y-%m-%d %H:%M UTC} to "
            f"{ends:%Y-%m-%d %H:%M UTC}. Renew it; verify=False connects all the same."
        )
        assert http.request("GET", f"https://127.0.0.1:{server.port}/", verify=False).text == "ok"


def test_the_wrong_host_name(http: HttpSessions, ca: trustme.CA, ca_cert: str) -> None:
    names = [f"{letter}.example" for letter in "abcdefgh"]
    with RawServer(ANSWER, tls=context_of(ca.issue_cert(*names))) as server:
        assert failure(http, server, ca_cert=ca_cert) == GET + (
            'the server\'s certificate is not for the host name "127.0.0.1", but for "a.example", "b.example", '
            '"c.example", "d.example", "e.example", "f.example" and 2 more. '
            "Connect by a name that the certificate holds; verify=False connects without any check."
        )


def test_a_server_that_requires_a_certificate(http: HttpSessions, ca: trustme.CA, ca_cert: str, tmp_path: Path) -> None:
    context = context_of(ca.issue_cert("127.0.0.1"))
    context.verify_mode = ssl.CERT_REQUIRED
    ca.configure_trust(context)
    mine = tmp_path / "me.pem"
    ca.issue_cert("ada@example.com").private_key_and_cert_chain_pem.write_to_path(str(mine))
    with RawServer(ANSWER, tls=context) as server:
        assert failure(http, server, ca_cert=ca_cert) == GET + (
            'the server asks for a client certificate ("tlsv13 alert certificate required"). '
            "None was given: give client_cert, and client_key where the key is in a file of its own."
        )
        answer = http.request("GET", f"https://127.0.0.1:{server.port}/", ca_cert=ca_cert, client_cert=mine)
        assert answer.text == "ok"


def test_files_that_cannot_be_used(http: HttpSessions) -> None:
    with pytest.raises(InvalidArgument) as caught:
        http.request("GET", "https://127.0.0.1:1/", client_cert="/nowhere.pem")
    assert str(caught.value) == (
        'Expected client_cert to be the file of a client certificate, but there is no "/nowhere.pem".'
    )


def test_the_end_of_a_session_ends_its_connections(ca: trustme.CA, ca_cert: str) -> None:
    """Also while somebody keeps the answer: a server that stops waits for its clients to go."""
    with RawServer(ANSWER, hold=True, tls=context_of(ca.issue_cert("127.0.0.1"))) as server:
        sessions = HttpSessions(Settings())
        answer = sessions.request("GET", f"https://127.0.0.1:{server.port}/", ca_cert=ca_cert)
        sessions.close()
        assert server.ended.wait(5)
        assert answer.text == "ok"
