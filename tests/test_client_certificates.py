"""Client certificates: servers that require one, and files that cannot be used."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives import serialization

from tests.hostile import RawServer, switching
from tests.hostile.clients import opened, rejected
from WsKeywords.core.errors import InvalidArgument
from WsKeywords.core.handshake.tls import TlsOptions

WEBSOCKET = 'Expected the WebSocket "wss://127.0.0.1:PORT/" to open, but '
GIVE = "give client_cert, and client_key where the key is in a file of its own."
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


class Files:
    """What a tester gets from the people who run the server."""

    def __init__(self, folder: Path, ca: trustme.CA) -> None:
        mine, other = ca.issue_cert("ada@example.com"), trustme.CA().issue_cert("eve@example.com")
        self.folder = folder
        self.ca = self.write("ca.pem", ca.cert_pem.bytes())
        self.both = self.write("both.pem", mine.private_key_and_cert_chain_pem.bytes())
        self.cert = self.write("cert.pem", b"".join(blob.bytes() for blob in mine.cert_chain_pems))
        self.key = self.write("key.pem", mine.private_key_pem.bytes())
        self.other_key = self.write("other-key.pem", other.private_key_pem.bytes())
        self.foreign = self.write("foreign.pem", other.private_key_and_cert_chain_pem.bytes())
        locked = serialization.load_pem_private_key(mine.private_key_pem.bytes(), None).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"geheim"),
        )
        self.locked = self.write("locked.pem", locked)
        self.text = self.write("notes.txt", b"no certificate")

    def write(self, name: str, content: bytes) -> str:
        path = self.folder / name
        path.write_bytes(content)
        return str(path)


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def files(ca: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("certificates"), ca)


@pytest.fixture(params=VERSIONS, ids=["TLS 1.2", "TLS 1.3"])
def version(request: pytest.FixtureRequest) -> ssl.TLSVersion:
    found: ssl.TLSVersion = request.param
    return found


@pytest.fixture
def server(version: ssl.TLSVersion, ca: trustme.CA) -> Iterator[RawServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    context.verify_mode = ssl.CERT_REQUIRED
    context.maximum_version = version
    ca.configure_trust(context)
    with RawServer(switching, hold=True, tls=context) as running:
        yield running


def wss(server: RawServer) -> str:
    return f"wss://127.0.0.1:{server.port}/"


def test_the_server_gets_the_certificate(server: RawServer, files: Files) -> None:
    opened(wss(server), ca_cert=files.ca, client_cert=files.cert, client_key=files.key).sock.close()


def test_one_context_for_all_connections_with_the_same_options(files: Files) -> None:
    context = TlsOptions(True, files.ca, files.cert, files.key).context()
    assert TlsOptions(True, files.ca, files.cert, files.key).context() is context
    assert TlsOptions(True, files.ca, files.both).context() is not context


def test_certificate_and_key_in_one_file(server: RawServer, files: Files) -> None:
    opened(wss(server), ca_cert=files.ca, client_cert=files.both).sock.close()


def test_a_server_that_misses_it(server: RawServer, version: ssl.TLSVersion, files: Files) -> None:
    rejection, text = rejected(wss(server), ca_cert=files.ca)
    alert = {
        ssl.TLSVersion.TLSv1_2: "sslv3 alert handshake failure",
        ssl.TLSVersion.TLSv1_3: "tlsv13 alert certificate required",
    }
    assert text == WEBSOCKET + (
        f'TLS failed after N s: the server asks for a client certificate ("{alert[version]}"). None was given: {GIVE}'
    )
    assert rejection.kind == "TLS"


def test_a_certificate_that_the_server_does_not_trust(server: RawServer, files: Files) -> None:
    _, text = rejected(wss(server), ca_cert=files.ca, client_cert=files.foreign)
    assert text == WEBSOCKET + (
        f'TLS failed after N s: the server did not accept the client certificate "{files.foreign}" '
        '("tlsv1 alert unknown ca"). Is it one for this server, issued by a CA that it knows, and not expired?'
    )


def test_files_that_cannot_be_used(files: Files) -> None:
    def error(client_cert: str | None, client_key: str | None = None, url: str = "wss://127.0.0.1:1/") -> str:
        with pytest.raises(InvalidArgument) as failure:
            opened(url, client_cert=client_cert, client_key=client_key)
        return str(failure.value)

    missing = 'Expected client_cert to be the file of a client certificate, but there is no "/nowhere/cert.pem".'
    assert error("/nowhere/cert.pem") == missing
    assert error("/nowhere/cert.pem", url="ws://127.0.0.1:1/") == missing
    assert error(files.cert, "/nowhere/key.pem") == (
        'Expected client_key to be the file of a private key, but there is no "/nowhere/key.pem".'
    )
    assert error(str(files.folder)) == (
        f'Expected client_cert to be the file of a client certificate (PEM), but "{files.folder}" cannot be read: '
        "Is a directory."
    )
    assert error(files.cert, files.other_key) == (
        f'The private key in "{files.other_key}" is not that of the client certificate in "{files.cert}".'
    )
    encrypted = (
        f'Expected the private key of the client certificate without a password, but "{files.locked}" is encrypted. '
        f"Write one without: openssl pkey -in {files.locked} -out key.pem"
    )
    assert error(files.cert, files.locked) == encrypted
    assert error(files.cert) == (
        f'Expected client_cert to be the file of a client certificate (PEM), but "{files.cert}" cannot be used: '
        "it holds no private key (BEGIN PRIVATE KEY); give its file as client_key."
    )
    assert error(files.text) == (
        f'Expected client_cert to be the file of a client certificate (PEM), but "{files.text}" cannot be used: '
        "it holds no certificate (BEGIN CERTIFICATE)."
    )
    assert error(files.cert, files.text) == (
        f'Expected client_key to be the file of a private key (PEM), but "{files.text}" cannot be used: '
        "it holds no private key (BEGIN PRIVATE KEY)."
    )
    assert error(None, files.key) == "client_key is the key of a client certificate: give client_cert too."
