"""HTTP requests through real proxies, chosen as for WebSockets."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from tests.hostile import RawServer
from tests.networks import Running, proxy
from WsKeywords.core.errors import HttpFailed, InvalidArgument, Mismatch
from WsKeywords.core.http.sessions import HttpSessions
from WsKeywords.core.settings import Settings

CREDENTIALS = "ada:correct-horse"
SCHEMES = ["http", "socks5h", "socks4a"]
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture
def http() -> Iterator[HttpSessions]:
    sessions = HttpSessions(Settings())
    yield sessions
    sessions.close()


@pytest.fixture(scope="module")
def free() -> Iterator[Running]:
    with proxy() as running:
        yield running


@pytest.fixture(scope="module")
def guarded() -> Iterator[Running]:
    with proxy("--credentials", CREDENTIALS) as running:
        yield running


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def tls(ca: trustme.CA) -> Iterator[RawServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("app.test").configure_cert(context)
    with RawServer(ANSWER, tls=context) as server:
        yield server


def port_of(url: str) -> str:
    return url.rpartition(":")[2]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_http_through_a_proxy(scheme: str, http: HttpSessions, chat: str, guarded: Running) -> None:
    given = f"{scheme}://{CREDENTIALS}@127.0.0.1:{guarded.port}"
    answer = http.request("GET", f"http://app.test:{port_of(chat)}/health?a=1", proxy=given)
    assert answer.status_code == 200
    # A proxy for HTTP is asked for the URL itself, as browsers do: many let CONNECT through to port 443 only.
    how = {"http": "GET", "socks5h": "SOCKS5 name", "socks4a": "SOCKS4a"}[scheme]
    guarded.expect_log(f"{how} app.test:{port_of(chat)}")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_https_through_a_proxy(
    scheme: str, http: HttpSessions, ca: trustme.CA, tls: RawServer, tmp_path: Path, guarded: Running
) -> None:
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    given = f"{scheme}://{CREDENTIALS}@127.0.0.1:{guarded.port}"
    url = f"https://app.test:{tls.port}/"
    answer = http.request("GET", url, proxy=given, ca_cert=tmp_path / "ca.pem")
    assert answer.text == "ok"
    assert b"Proxy-Authorization" not in tls.requests[-1]
    how = {"http": "CONNECT", "socks5h": "SOCKS5 name", "socks4a": "SOCKS4a"}[scheme]
    guarded.expect_log(f"{how} app.test:{tls.port}")
    with pytest.raises(HttpFailed) as failure:
        http.request("GET", url, proxy=given)
    assert "TLS failed: the CA that issued the server's certificate (\"" in str(failure.value)


def test_the_server_does_not_see_the_credentials(http: HttpSessions, guarded: Running) -> None:
    with RawServer(ANSWER) as server:
        given = f"http://{CREDENTIALS}@127.0.0.1:{guarded.port}"
        http.request("GET", f"http://app.test:{server.port}/a", proxy=given)
    assert server.requests[0].startswith(b"GET /a HTTP/1.1\r\n")
    assert b"Proxy-Authorization" not in server.requests[0]


def test_a_redirect_chooses_anew(http: HttpSessions, free: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free.port}")
    with RawServer(ANSWER) as last:
        head = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{last.port}/\r\nContent-Length: 0\r\n\r\n"
        with RawServer(head.encode()) as first:
            assert http.request("GET", f"http://app.test:{first.port}/").text == "ok"
    free.expect_log(f"GET app.test:{first.port}")
    assert b"Via" not in last.requests[0]  # this machine itself is reached directly


def failure(http: HttpSessions, url: str, given: str, **named: object) -> str:
    with pytest.raises(HttpFailed) as caught:
        http.request("GET", url, proxy=given, **named)  # type: ignore[arg-type]
    return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", str(caught.value))


@pytest.mark.parametrize("url", ["http://app.test/", "https://app.test/"])
def test_credentials_that_are_not_accepted(url: str, http: HttpSessions, guarded: Running) -> None:
    assert failure(http, url, f"http://ada:wrong-battery@127.0.0.1:{guarded.port}") == (
        f'Expected an answer to GET "{url}", but the proxy "http://127.0.0.1:PORT" answered 407 Proxy Authentication '
        'Required: its body is "who are you?". Are the user name and the password of its URL right?'
    )


def test_proxies_that_do_not_let_one_through(http: HttpSessions, guarded: Running) -> None:
    assert failure(http, "https://app.test/", f"socks5://127.0.0.1:{guarded.port}") == (
        'Expected an answer to GET "https://app.test/", but the proxy "socks5://127.0.0.1:PORT" wants to know who '
        "connects. Write user:password@ before its host in its URL."
    )
    with RawServer(b"SSH-2.0-x\r\n") as server:
        assert failure(http, "https://app.test/", f"http://127.0.0.1:{server.port}") == (
            'Expected an answer to GET "https://app.test/", but the proxy "http://127.0.0.1:PORT" gave no HTTP answer: '
            'it begins with "SSH-2.0-x\\r\\n". '
            "Is it a proxy of another kind? http:// and socks5:// proxies have different ports."
        )
    assert failure(http, "http://app.test/", "http://127.0.0.1:9") == (
        'Expected an answer to GET "http://app.test/", but the proxy "http://127.0.0.1:PORT" could not be reached: '
        '127.0.0.1:PORT says "Connection refused". Is the proxy running, and on this port?'
    )
    with RawServer(hold=True) as server:
        assert failure(http, "https://app.test/", f"http://127.0.0.1:{server.port}", timeout=0.2) == (
            'Expected an answer to GET "https://app.test/" within 0.2 s, but it timed out while connecting through the '
            'proxy "http://127.0.0.1:PORT".'
        )


def test_what_is_no_proxy(http: HttpSessions) -> None:
    with pytest.raises(InvalidArgument) as caught:
        http.request("GET", "http://app.test/", proxy="ftp://proxy")
    assert str(caught.value) == (
        "Expected proxy= to begin with http://, socks5://, socks5h://, socks4:// or socks4a://, "
        'but it is "ftp://proxy".'
    )


def test_a_proxy_of_the_environment_that_is_none(http: HttpSessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "ftp://proxy")
    with pytest.raises(HttpFailed) as caught:
        http.request("GET", "http://app.test/")
    assert str(caught.value) == (
        'Expected an answer to GET "http://app.test/", but no proxy could be chosen. Expected the environment variable '
        "HTTP_PROXY to begin with http://, socks5://, socks5h://, socks4:// or socks4a://, "
        'but it is "ftp://proxy".'
    )


def test_an_error_that_may_be_the_proxys(http: HttpSessions) -> None:
    with proxy("--refuse", "403") as running, pytest.raises(Mismatch) as caught:
        http.request("GET", "http://app.test/", proxy=f"http://127.0.0.1:{running.port}", expected_status=200)
    assert str(caught.value) == (
        'Expected GET "http://app.test/" to be answered with status 200, but it was 403 Refused. It came through the '
        f'proxy "http://127.0.0.1:{running.port}", which may have said it itself.\n'
        f"Its body, 432 bytes, begins:\n    <h1>not to http://app.test/</h1>{'.' * 268}"
    )
