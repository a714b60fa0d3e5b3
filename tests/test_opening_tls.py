"""TLS: real certificates, and errors that say which check failed."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.hostile import RawServer, switching
from tests.hostile.clients import opened, rejected
from WsKeywords.core import Sessions
from WsKeywords.core.crew import AT_ONCE
from WsKeywords.core.errors import InvalidArgument

WEBSOCKET = 'Expected the WebSocket "wss://127.0.0.1:PORT/" to open, but TLS failed after N s: '
NOW = datetime.now(timezone.utc)


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_cert(ca: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return str(path)


def server_context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.fixture
def server(ca: trustme.CA) -> Iterator[RawServer]:
    with RawServer(switching, hold=True, tls=server_context(ca.issue_cert("127.0.0.1", "localhost"))) as running:
        yield running


def issuer(ca: trustme.CA) -> str:
    """The name of a CA as errors show it."""
    name = x509.load_pem_x509_certificate(ca.cert_pem.bytes()).subject
    parts = [
        name.get_attributes_for_oid(kind) for kind in (NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME)
    ]
    return ", ".join(str(part[0].value) for part in parts)


def dates(begins: int, ends: int) -> str:
    """A time of validity, in days from now, as errors show it."""
    first, last = (f"{NOW + timedelta(days=days):%Y-%m-%d %H:%M UTC}" for days in (begins, ends))
    return f"from {first} to {last}"


def wss(server: RawServer, host: str = "127.0.0.1") -> str:
    return f"wss://{host}:{server.port}/"


class SideBySide(RawServer):
    """Serves each connection on a thread of its own."""

    def _talk(self, connection: socket.socket) -> None:
        def talk(alone: socket.socket) -> None:
            with alone, suppress(OSError):
                super(SideBySide, self)._talk(alone)

        threading.Thread(target=talk, args=(connection.dup(),), daemon=True).start()


def test_a_crowd_goes_on_with_the_tls_of_its_first(ca: trustme.CA, ca_cert: str, tmp_path: Path) -> None:
    certificate = ca.issue_cert("127.0.0.1")
    chain = tmp_path / "client.pem"
    certificate.private_key_and_cert_chain_pem.write_to_path(str(chain))
    with SideBySide(switching, hold=True, tls=server_context(certificate)) as server, Sessions() as sessions:
        for prefix, options, goes_on in (("a", {}, True), ("b", {"client_cert": str(chain)}, False)):
            crowd = sessions.open_many(wss(server), AT_ONCE + 5, prefix=prefix, ca_cert=ca_cert, **options)
            reused = [session.connection._sock.session_reused for session in crowd]  # type: ignore[attr-defined]
            assert reused[0] is False
            assert any(reused) is goes_on
            for session in crowd:
                session.abort()
        # Another call begins anew.
        assert not sessions.open(wss(server), ca_cert=ca_cert).connection._sock.session_reused  # type: ignore[attr-defined]
        sessions.get().abort()


def test_a_trusted_server(server: RawServer, ca_cert: str) -> None:
    for host in ("127.0.0.1", "localhost"):
        connection = opened(wss(server, host), ca_cert=ca_cert)
        assert isinstance(connection.sock, ssl.SSLSocket)
        assert connection.sock.gettimeout() == 0.0
        connection.sock.close()
    assert f"\r\nOrigin: https://127.0.0.1:{server.port}\r\n".encode() in server.requests[0]


def test_a_trusted_server_by_a_verify_path(server: RawServer, ca_cert: str) -> None:
    opened(wss(server), verify=ca_cert).sock.close()


def test_nothing_is_checked_with_verify_false(server: RawServer) -> None:
    opened(wss(server), verify=False).sock.close()


def test_an_unknown_ca(server: RawServer, ca: trustme.CA) -> None:
    rejection, text = rejected(wss(server))
    assert text == WEBSOCKET + (
        f'the CA that issued the server\'s certificate ("{issuer(ca)}") is not trusted here. '
        "Give the file of that CA as ca_cert; verify=False connects without any check."
    )
    assert (rejection.kind, rejection.status) == ("TLS", None)


def test_a_self_signed_certificate(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "self.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with RawServer(switching, tls=context) as server:
        _, text = rejected(wss(server))
    assert text == WEBSOCKET + (
        'the server\'s certificate is self-signed and not trusted here: it is for "localhost", valid '
        f"{dates(-1, 1)}. "
        "Give the file of that certificate as ca_cert; verify=False connects without any check."
    )


def test_an_expired_certificate(ca: trustme.CA, ca_cert: str) -> None:
    certificate = ca.issue_cert("127.0.0.1", not_before=NOW - timedelta(days=3), not_after=NOW - timedelta(days=2))
    with RawServer(switching, hold=True, tls=server_context(certificate)) as server:
        _, text = rejected(wss(server), ca_cert=ca_cert)
        opened(wss(server), verify=False).sock.close()
    assert text == WEBSOCKET + (
        f"the server's certificate has expired: it is valid {dates(-3, -2)}. "
        "Renew it; verify=False connects all the same."
    )


def test_a_certificate_of_the_future(ca: trustme.CA, ca_cert: str) -> None:
    certificate = ca.issue_cert("127.0.0.1", not_before=NOW + timedelta(days=2), not_after=NOW + timedelta(days=3))
    with RawServer(switching, tls=server_context(certificate)) as server:
        _, text = rejected(wss(server), ca_cert=ca_cert)
    assert text == WEBSOCKET + (
        f"the server's certificate is not valid yet: it is valid {dates(2, 3)}. "
        "Check the clock of this machine; verify=False connects all the same."
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_wrong_host_name(host: str, ca: trustme.CA, ca_cert: str) -> None:
    with RawServer(switching, tls=server_context(ca.issue_cert("other.example", "10.1.2.3"))) as server:
        _, text = rejected(wss(server, host), ca_cert=ca_cert)
    assert text == WEBSOCKET.replace("127.0.0.1", host) + (
        f'the server\'s certificate is not for the host name "{host}", but for "other.example", "10.1.2.3". '
        "Connect by a name that the certificate holds; verify=False connects without any check."
    )


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.6\r\n", b"ab\r\ncdefgh"])
def test_a_server_without_tls(answer: bytes) -> None:
    with RawServer(answer) as server:
        rejection, text = rejected(wss(server))
    assert (
        text
        == WEBSOCKET + "what the server answered is not TLS. For a server without TLS write ws:// instead of wss://."
    )
    assert rejection.kind == "TLS"


def test_a_server_that_ends_the_tls_handshake() -> None:
    with RawServer() as server:
        rejection, text = rejected(wss(server))
    assert text == WEBSOCKET + (
        "the server ended the connection during the TLS handshake. "
        "Does this port speak TLS? If not, write ws:// instead of wss://."
    )
    assert rejection.kind == "TLS"


def test_a_server_that_does_not_answer_the_tls_handshake() -> None:
    with RawServer(hold=True) as server:
        rejection, text = rejected(wss(server), timeout=0.2)
    assert text == (
        'Expected the WebSocket "wss://127.0.0.1:PORT/" to open, but it timed out after N s: the connection stood, '
        "but the server did not answer the handshake of wss://. If it is a server for ws://, write that."
    )
    assert rejection.kind == "timed out"


def test_a_tls_server_without_the_s_in_wss(server: RawServer) -> None:
    rejection, text = rejected(server.url)
    # This one ends the connection without the alert that says why.
    assert rejection.kind == "closed without an answer"
    assert text.endswith("The server's log may say why. If it is a server for wss://, write that.")


def test_a_tls_alert_as_an_answer() -> None:
    with RawServer(b"\x15\x03\x01\x00\x02\x02\x46") as server:
        rejection, text = rejected(server.url)
    assert text == (
        'Expected the WebSocket "ws://127.0.0.1:PORT/" to open, but the server speaks TLS after N s: '
        "it answered with a TLS alert. Write wss:// instead of ws://."
    )
    assert rejection.kind == "TLS"


def test_a_ca_file_that_is_not_there() -> None:
    with pytest.raises(InvalidArgument) as failure:
        opened("wss://127.0.0.1:1/", ca_cert="/nowhere/ca.pem")
    assert str(failure.value) == (
        'Expected ca_cert to be a file of CA certificates, but there is no "/nowhere/ca.pem".'
    )


def test_a_verify_file_that_holds_no_certificate(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no certificate")
    with pytest.raises(InvalidArgument) as failure:
        opened("wss://127.0.0.1:1/", verify=str(path))
    assert str(failure.value) == (
        f'Expected verify to be a file of CA certificates (PEM), but "{path}" cannot be used: '
        "no certificate or crl found."
    )


def test_a_ca_file_without_any_check(ca_cert: str) -> None:
    with pytest.raises(InvalidArgument) as failure:
        opened("wss://127.0.0.1:1/", ca_cert=ca_cert, verify=False)
    assert str(failure.value) == (
        "verify=False checks no certificate, so that ca_cert has no effect: "
        f'give one of them, but ca_cert is "{ca_cert}".'
    )
