"""What goes on with a request that is redirected: to another origin nothing that says who one is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.hostile import RawServer
from WsKeywords.core.errors import Mismatch
from WsKeywords.core.http.sessions import HttpSessions
from WsKeywords.core.settings import Settings

#: Each way to say who one is, and what of it a server would see.
CREDENTIALS: dict[str, tuple[dict[str, Any], str]] = {
    "basic": ({"auth": "ada:secret-1"}, "authorization: basic ywrhonnly3jldc0x"),
    "bearer": ({"bearer": "secret-2"}, "authorization: bearer secret-2"),
    "header": ({"headers": {"authorization": "Own secret-3"}}, "authorization: own secret-3"),
    "API key": ({"headers": {"X-Api-Key": "secret-4"}}, "x-api-key: secret-4"),
    "cookie": ({"cookies": {"sid": "secret-5"}}, "cookie: sid=secret-5"),
    "cookie header": ({"headers": {"Cookie": "sid=secret-6"}}, "cookie: sid=secret-6"),
    "known value": ({"headers": {"X-Who": "known-secret-7"}}, "x-who: known-secret-7"),
}


def answer(request: bytes) -> bytes:
    """A redirect to where ``to`` leads, or what was asked."""
    target = request.split(b" ", 2)[1].decode()
    to = parse_qs(urlsplit(target).query).get("to")
    if to:
        status = urlsplit(target).path.strip("/")
        head = f"HTTP/1.1 {status} Elsewhere\r\nLocation: {to[0]}\r\n"
        return f"{head}Connection: close\r\nContent-Length: 0\r\n\r\n".encode()
    status = "401 Unauthorized" if target == "/private" else "200 OK"
    body = request.lower()
    return f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


@pytest.fixture
def server() -> Iterator[RawServer]:
    with RawServer(answer) as running:
        yield running


@pytest.fixture
def another() -> Iterator[RawServer]:
    with RawServer(answer) as running:
        yield running


@pytest.fixture
def http(server: RawServer) -> Iterator[HttpSessions]:
    settings = Settings(base_url=f"http://127.0.0.1:{server.port}")
    settings.secrets.add("known-secret-7")
    sessions = HttpSessions(settings)
    yield sessions
    sessions.close()


def redirect(*to: str, status: int = 302) -> str:
    """A path that is redirected to the first of these, which is redirected to the next."""
    first, *rest = to
    return f"/{status}?to=" + quote(f"{first}{redirect(*rest, status=status)}" if rest else first, safe="")


@pytest.mark.parametrize("status", [302, 307])
@pytest.mark.parametrize("way", CREDENTIALS)
def test_to_another_origin_no_credentials_go(
    http: HttpSessions, server: RawServer, another: RawServer, way: str, status: int
) -> None:
    given, seen = CREDENTIALS[way]
    elsewhere = f"http://localhost:{server.port}", f"http://127.0.0.1:{another.port}"
    for origin in elsewhere:
        answered = http.request("GET", redirect(f"{origin}/x", status=status), **given)
        assert answered.url == f"{origin}/x"
        assert "secret" not in answered.text
        assert seen.partition(" ")[2] not in answered.text
    assert seen in http.request("GET", "/x", **given).text
    # nor when it comes back
    back = redirect(elsewhere[1], f"http://127.0.0.1:{server.port}/x", status=status)
    assert seen.partition(" ")[2] not in http.request("GET", back, **given).text


@pytest.mark.parametrize("way", CREDENTIALS)
def test_on_the_same_origin_they_stay(http: HttpSessions, way: str) -> None:
    given, seen = CREDENTIALS[way]
    assert seen in http.request("GET", redirect("/x"), **given).text


def test_what_tells_nothing_goes_on(http: HttpSessions, another: RawServer) -> None:
    seen = http.request(
        "GET", redirect(f"http://127.0.0.1:{another.port}/x"), headers={"X-Trace": "7", "Accept-Language": "de"}
    ).text
    assert "x-trace: 7" in seen
    assert "accept-language: de" in seen


def test_headers_of_the_environment_stay_too(http: HttpSessions, another: RawServer) -> None:
    http._settings.headers = {"X-Auth-Token": "secret-8"}
    assert "secret" not in http.request("GET", redirect(f"http://127.0.0.1:{another.port}/x")).text


def test_cookies_of_the_session_go_where_they_are_for(http: HttpSessions, another: RawServer) -> None:
    http.request("GET", "/x")
    http.store_cookies("default", f"ws://127.0.0.1:{another.port}/", ["sid=1"])
    url = redirect(f"http://127.0.0.1:{another.port}/x")
    assert "\r\ncookie: sid=1\r\n" in http.request("GET", url, cookies={"own": "2"}).text
    url = redirect(f"http://localhost:{another.port}/x")
    assert "\r\ncookie:" not in http.request("GET", url, cookies={"own": "2"}).text


def test_a_refusal_there_says_what_was_not_sent(http: HttpSessions, another: RawServer) -> None:
    url = f"http://127.0.0.1:{another.port}/private"
    given = {"bearer": "secret-9", "headers": {"X-Api-Key": "secret-9"}, "cookies": {"sid": "secret-9", "lang": "de"}}
    with pytest.raises(Mismatch) as caught:
        http.request("GET", redirect(url), expected_status=200, **given)
    origin = re.escape(f"http://127.0.0.1:{another.port}")
    assert re.fullmatch(
        r'Expected GET "http://127\.0\.0\.1:\d+/302\?to=.*" to be answered with status 200, but it was 401 '
        rf'Unauthorized\. On its way to "{origin}" it was redirected to another origin, where nothing goes that says '
        r"who one is: not sent on were Authorization, Cookie, X-Api-Key\. A request of its own can send them there\.\n"
        r"Its body.*",
        str(caught.value),
        re.DOTALL,
    ), str(caught.value)


def test_a_proxy_and_who_is_asked_behind_it_are_two(http: HttpSessions, server: RawServer) -> None:
    given = {"headers": {"Proxy-Authorization": "Basic c2VjcmV0"}}
    assert "c2vjcmv0" not in http.request("GET", redirect(f"http://localhost:{server.port}/x"), **given).text
