"""Unix sockets and IPv6."""

from __future__ import annotations

import socket
import ssl
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.hostile import RawServer, switching
from tests.hostile.clients import opened, rejected
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.errors import InvalidArgument
from WsKeywords.core.sessions import Sessions
from WsKeywords.core.settings import Settings

ROOT = Path(__file__).parent.parent
unix = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there are no Unix sockets on this platform")


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose path is short enough: that of a Unix socket has at most 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="ws", dir="/tmp") as folder:
        yield Path(folder)


@unix
def test_an_app_behind_a_unix_socket(short: Path) -> None:
    path = short / "app.sock"
    apps = Apps(Settings())
    command = [sys.executable, "-m", "uvicorn", "examples.chat:app", "--uds", str(path)]
    try:
        apps.start_process(command, cwd=ROOT, port=1, ready="running on unix socket")
        with Sessions("ws://app.example:81/api") as sessions:
            session = sessions.open("ws://app.example:81/ws/echo", unix_socket=path)
            session.send_text("hi")
            session.expect(text="Echo: hi")
            assert session.handshake is not None
            assert session.handshake.request_headers["Host"] == "app.example:81"
            assert session.handshake.peer == str(path)
    finally:
        apps.close()


@unix
def test_tls_over_a_unix_socket(short: Path) -> None:
    ca = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("app.example").configure_cert(context)
    ca.cert_pem.write_to_path(str(short / "ca.pem"))
    with RawServer(switching, hold=True, tls=context, unix=short / "s") as server:
        opened("wss://app.example/", ca_cert=str(short / "ca.pem"), unix_socket=str(server.unix)).sock.close()
        _, text = rejected("wss://other.example/", ca_cert=str(short / "ca.pem"), unix_socket=str(server.unix))
    assert text == (
        'Expected the WebSocket "wss://other.example/" to open, but TLS failed after N s: the server\'s certificate is '
        'not for the host name "other.example", but for "app.example". '
        "Connect by a name that the certificate holds; verify=False connects without any check."
    )


@unix
def test_paths_that_lead_nowhere(short: Path) -> None:
    def error(path: Path, **options: str) -> str:
        with pytest.raises(InvalidArgument) as failure:
            opened("ws://app.example/", unix_socket=str(path), **options)
        return str(failure.value)

    path = short / "s"
    assert error(path) == (
        f'Expected unix_socket to be the path of a Unix socket, but there is none: "{path}". '
        "Is the server running, and does it listen there?"
    )
    assert error(short) == f'Expected unix_socket to be the path of a Unix socket, but "{short}" is a folder.'
    path.write_text("")
    assert error(path) == f'Expected unix_socket to be the path of a Unix socket, but "{path}" is a file.'
    path.unlink()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        assert error(path, proxy="http://proxy:1") == (
            "A Unix socket is on this machine, where no proxy leads: give proxy or unix_socket."
        )
    rejection, text = rejected("ws://app.example/", unix_socket=str(path))
    assert text == (
        'Expected the WebSocket "ws://app.example/" to open, but the connection was refused after N s: the Unix socket '
        f'"{path}" says "Connection refused". '
        "Is the server running? A socket's file stays behind when its server is gone."
    )
    assert rejection.kind == "refused"


@unix
def test_a_full_queue(short: Path) -> None:
    path = str(short / "s")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(0)
        filler = socket.socket(socket.AF_UNIX)
        filler.connect(path)
        rejection, text = rejected("ws://app.example/", timeout=0.2, unix_socket=path)
        filler.close()
    assert text == (
        'Expected the WebSocket "ws://app.example/" to open, but it timed out after N s: the server does not take '
        f'connections at the Unix socket "{path}". Is the server busy?'
    )
    assert rejection.kind == "timed out"


@unix
def test_a_proxy_of_the_environment_is_for_hosts(short: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with RawServer(switching, hold=True, unix=short / "s") as server:
        opened("ws://app.example/", unix_socket=str(server.unix)).sock.close()


def test_a_platform_without_unix_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "AF_UNIX", raising=False)
    with pytest.raises(InvalidArgument) as failure:
        opened("ws://app.example/", unix_socket="/s")
    assert str(failure.value) == ("unix_socket cannot be used here: Python has no Unix sockets on this platform.")


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 address ::1")
def test_an_ipv6_address() -> None:
    with RawServer(switching, hold=True, host="::1") as server:
        connection = opened(f"ws://[::1]:{server.port}/")
        assert connection.handshake.peer == f"[::1]:{server.port}"
        connection.sock.close()
    assert f"\r\nHost: [::1]:{server.port}\r\n".encode() in server.requests[0]
