"""Cookies that HTTP and WebSockets share, both ways, as those of a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from WsKeywords.core import Sessions
from WsKeywords.core.app.apps import Apps
from WsKeywords.core.errors import OpeningFailed
from WsKeywords.core.http.cookies import keep, to_send
from WsKeywords.core.http.transport import new_session
from WsKeywords.core.settings import Settings

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    apps = Apps(Settings())
    yield apps.start("served.cookies:app", cwd=HERE).base_url
    apps.close()


@pytest.fixture
def sessions(url: str) -> Iterator[Sessions]:
    with Sessions(base_url=url) as opened:
        yield opened


def browse(sessions: Sessions, *cookies: str, url: str = "/set") -> dict[str, str]:
    """The cookies that an HTTP request brought, before these are set."""
    answer: dict[str, str] = sessions.http.request("GET", url, params={"cookie": list(cookies)}).json()
    return answer


def arrived(sessions: Sessions, url: str = "/ws/cookies", **options: Any) -> Any:
    """The cookies that a handshake brought."""
    session = sessions.open(url, f"s{len(sessions.names())}", http_session="default", **options)
    return session.receive_json()


def refusal(sessions: Sessions, url: str = "/ws/refused", **options: Any) -> str:
    with pytest.raises(OpeningFailed) as caught:
        sessions.open(url, http_session="default", **options)
    return re.sub(r"after [\d.]+ m?s", "after N s", str(caught.value))


def test_cookies_of_http_go_with_the_handshake_whatever_scripts_may_read(sessions: Sessions) -> None:
    browse(sessions, "sid=1; HttpOnly; SameSite=Strict", "theme=dark; SameSite=Lax", "old=1; Max-Age=0")
    assert arrived(sessions) == {"sid": "1", "theme": "dark"}


def test_a_cookie_goes_where_its_path_is(sessions: Sessions) -> None:
    browse(sessions, "sid=1; Path=/", "desk=2; Path=/admin", "other=3; Path=/adm")
    assert arrived(sessions) == {"sid": "1"}
    assert arrived(sessions, "/admin/ws") == {"sid": "1", "desk": "2"}


def test_a_secure_cookie_goes_over_tls_only(sessions: Sessions, url: str) -> None:
    browse(sessions, "sid=1; Secure", "theme=dark")
    assert arrived(sessions) == {"theme": "dark"}
    tls = url.replace("http://", "wss://")
    assert dict(sessions.http.cookies_for("default", tls)) == {"sid": "1", "theme": "dark"}


@pytest.mark.parametrize(
    ("set_by", "cookie", "sent_to", "kept_from"),
    [
        ("app.example.com", "sid=1", ["app.example.com"], ["x.app.example.com", "example.com", "other.com"]),
        (
            *("app.example.com", "sid=1; Domain=example.com"),
            ["app.example.com", "example.com", "x.y.example.com"],
            ["evilexample.com", "com", "example.com.evil.com"],
        ),
        ("app.example.com", "sid=1; Domain=other.com", [], ["app.example.com", "other.com"]),
        ("app.example.com", "sid=1; Domain=x.app.example.com", [], ["app.example.com", "x.app.example.com"]),
        ("app.example.com", "sid=1; Domain=com", [], ["app.example.com", "other.com", "com"]),
        ("shop.co.uk", "sid=1; Domain=co.uk", [], ["shop.co.uk", "bank.co.uk", "co.uk"]),
        ("a.github.io", "sid=1; Domain=.GitHub.IO", [], ["a.github.io", "b.github.io", "github.io"]),
        ("x.shop.co.uk", "sid=1; Domain=shop.co.uk", ["x.shop.co.uk", "shop.co.uk"], ["bank.co.uk"]),
        ("github.io", "sid=1; Domain=github.io", ["github.io"], ["a.github.io"]),
        ("localhost", "sid=1; Domain=localhost", ["localhost"], ["x.localhost"]),
        ("x.localhost", "sid=1; Domain=localhost", [], ["x.localhost", "localhost"]),
        ("www.city.kawasaki.jp", "sid=1; Domain=city.kawasaki.jp", ["city.kawasaki.jp"], ["b.kawasaki.jp"]),
        ("a.b.kawasaki.jp", "sid=1; Domain=b.kawasaki.jp", [], ["a.b.kawasaki.jp", "b.kawasaki.jp"]),
        ("x.xn--55qx5d.cn", "sid=1; Domain=xn--55qx5d.cn", [], ["x.xn--55qx5d.cn", "y.xn--55qx5d.cn"]),
        ("app.shop.internal", "sid=1; Domain=shop.internal", ["app.shop.internal", "shop.internal"], ["a.internal"]),
        ("app.example.com", "sid=1; Domain=", ["app.example.com"], ["x.app.example.com", "example.com"]),
        ("10.0.0.1", "sid=1; Domain=.", ["10.0.0.1"], ["20.0.0.1"]),
        ("10.0.0.1", "sid=1; Domain=0.0.1", [], ["10.0.0.1", "20.0.0.1"]),
        ("10.0.0.1", "sid=1; Domain=10.0.0.1", ["10.0.0.1"], ["110.0.0.1"]),
        ("localhost", "sid=1", ["localhost"], ["x.localhost", "127.0.0.1"]),
        ("app.example.com", "sid=1; Max-Age=0", [], ["app.example.com"]),
        ("app.example.com", "sid=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", [], ["app.example.com"]),
    ],
)
def test_a_cookie_goes_to_the_hosts_that_it_is_for(
    set_by: str, cookie: str, sent_to: list[str], kept_from: list[str]
) -> None:
    """To a handshake, and to an HTTP request (RFC 6265, 5.1.3, 5.3 and 5.4)."""
    session = new_session()
    keep(session.cookies, f"ws://{set_by}/", [cookie])
    for host in (*sent_to, *kept_from):
        brought = dict(to_send(session.cookies, f"ws://{host}/", None))
        assert brought == ({"sid": "1"} if host in sent_to else {}), host
        request = session.prepare_request(requests.Request("GET", f"http://{host}/", cookies={"own": "2"}))
        assert ("sid=1" in request.headers["Cookie"]) is (host in sent_to), host
        assert "own=2" in request.headers["Cookie"]
    session.close()


def test_a_cookie_that_has_expired_since_is_not_sent() -> None:
    session = new_session()
    keep(session.cookies, "ws://localhost/", ["sid=1; Max-Age=100"])
    assert to_send(session.cookies, "ws://localhost/", None) == (("sid", "1"),)
    next(iter(session.cookies)).expires = 1
    assert to_send(session.cookies, "ws://localhost/", None) == ()
    session.close()


@pytest.mark.parametrize(
    ("origin", "sent"),
    [
        (None, ["strict", "lax", "none", "unsaid"]),
        ("{url}", ["strict", "lax", "none", "unsaid"]),
        ("http://127.0.0.1:1", ["strict", "lax", "none", "unsaid"]),  # a port makes no other site
        ("https://127.0.0.1", ["none", "unsaid"]),  # but a scheme does
        ("http://evil.example", ["none", "unsaid"]),
        ("null", ["none", "unsaid"]),
    ],
)
def test_a_page_of_another_site_brings_no_cookie_that_is_for_its_own_site_only(
    sessions: Sessions, url: str, origin: str | None, sent: list[str]
) -> None:
    browse(sessions, "strict=1; SameSite=Strict", "lax=1; samesite=lax", "none=1; SameSite=None", "unsaid=1")
    given = {} if origin is None else {"origin": origin.replace("{url}", url)}
    assert sorted(arrived(sessions, **given)) == sorted(sent)
    if origin is not None:
        assert sorted(arrived(sessions, headers={"ORIGIN": given["origin"]})) == sorted(sent)


@pytest.mark.parametrize(
    ("origin", "target", "same"),
    [
        ("https://app.example.com", "wss://ws.example.com/x", True),
        ("https://example.com", "wss://ws.example.com:8443/x", True),
        ("https://a.shop.co.uk", "wss://b.shop.co.uk/", True),
        ("https://shop.co.uk", "wss://bank.co.uk/", False),
        ("https://a.github.io", "wss://b.github.io/", False),
        ("https://github.io", "wss://a.github.io/", False),
        ("https://app.localhost", "wss://localhost/", False),
        ("http://app.example.com", "wss://ws.example.com/x", False),
        ("https://example.org", "wss://example.com/", False),
        ("http://localhost:3000", "ws://localhost:8000/", True),
        ("http://localhost:3000", "ws://127.0.0.1:8000/", False),
        ("http://10.0.0.1", "ws://10.1.0.1/", False),
        ("http://[::1]:1", "ws://[::1]:2/", True),
        ("https://[oops", "wss://example.com/", False),
    ],
)
def test_sites(origin: str, target: str, same: bool) -> None:
    from WsKeywords.core.http.cookies import same_site

    assert same_site(origin, target) is same


def test_what_was_given_by_hand_is_sent_whatever_its_attributes(sessions: Sessions) -> None:
    browse(sessions, "sid=1; SameSite=Strict")
    given = {"origin": "http://evil.example", "cookies": {"sid": "stolen"}}
    assert arrived(sessions, **given) == {"sid": "stolen"}


def test_cookies_of_the_handshake_are_kept(sessions: Sessions) -> None:
    browse(sessions, "sid=1", "gone=1")
    new = ["sid=2; Path=/; HttpOnly", "desk=3; Path=/admin", "gone=; Path=/; Max-Age=0", "here=4"]
    arrived(sessions, params={"cookie": new})
    assert browse(sessions) == {"sid": "2"}
    assert arrived(sessions, "/admin/ws") == {"sid": "2", "desk": "3"}
    assert arrived(sessions) == {"sid": "2", "here": "4"}  # without a Path it is that of the handshake
    assert sessions.http.cookie("desk") == "3"


def test_cookies_of_a_refusal_are_kept_too(sessions: Sessions) -> None:
    browse(sessions, "sid=1")
    refusal(sessions, params={"cookie": ["sid=; Path=/; Max-Age=0", "why=expired; Path=/"]})
    assert browse(sessions) == {"why": "expired"}


def test_a_refusal_says_which_cookies_were_not_sent(sessions: Sessions, url: str) -> None:
    browse(sessions, "sid=secret-1; SameSite=Strict", "safe=secret-2; Secure", "desk=secret-3; Path=/admin", "open=4")
    socket = url.replace("http://", "ws://")
    assert refusal(sessions, origin="http://evil.example") == (
        f'Expected the WebSocket "{socket}/ws/refused" of session "default" to open, but the server answered with '
        'status 403 Forbidden after N s: its body is "{"detail":"no"}". Check the token, the cookies and the origin. '
        "An ASGI server also says 403 when it has no such route, or when the app closes before it accepts.\n"
        'Not sent, of the cookies of HTTP session "default": "desk" (Path=/admin), "safe" (Secure, and this is ws://), '
        '"sid" (SameSite=Strict, and the origin is of another site).'
    )


def test_a_cookie_of_another_host_is_named(sessions: Sessions, url: str) -> None:
    browse(sessions, "sid=1")
    elsewhere = url.replace("http://127.0.0.1", "ws://localhost")
    assert refusal(sessions, f"{elsewhere}/ws/refused").endswith(
        '\nNot sent, of the cookies of HTTP session "default": "sid" (of 127.0.0.1).'
    )


def test_a_refusal_says_nothing_of_cookies_where_all_were_sent(sessions: Sessions) -> None:
    browse(sessions, "sid=1")
    assert refusal(sessions).endswith("or when the app closes before it accepts.")


def test_a_refusal_says_whose_cookies_were_forgotten(sessions: Sessions) -> None:
    def ending(**options: Any) -> str:
        with pytest.raises(OpeningFailed) as caught:
            sessions.open("/ws/refused", **options)
        return str(caught.value).partition("before it accepts.")[2]

    assert ending() == ""
    sessions.http.request("GET", "/set", http_session="ada", params={"cookie": "sid=1"})
    assert ending() == (
        '\nNo cookie was sent, but an HTTP session has some for this URL: "ada". To send them, name it as http_session.'
    )
    assert ending(cookies={"a": "b"}) == ending(bearer="a-token") == ending(headers={"COOKIE": "a=b"}) == ""
    for n in range(1, 5):
        sessions.http.request("GET", "/set", http_session=f"user-{n}", params={"cookie": "sid=1; Path=/ws"})
    assert ending() == (
        '\nNo cookie was sent, but HTTP sessions have some for this URL: "ada", "user-1", "user-2" and others. '
        "To send them, name it as http_session."
    )


def test_an_event_stream_shares_cookies_as_a_websocket_does(sessions: Sessions) -> None:
    browse(sessions, "sid=1; SameSite=Lax", "theme=dark", "safe=2; Secure")

    def streamed(**options: Any) -> Any:
        name = f"events {len(sessions.names())}"
        return sessions.open_event_stream("/events", name, http_session="default", **options).receive_json()

    assert streamed(params={"cookie": ["seen=3; Path=/"]}) == {"sid": "1", "theme": "dark"}
    assert streamed(origin="http://evil.example") == {"theme": "dark", "seen": "3"}
    with pytest.raises(OpeningFailed) as caught:
        sessions.open_event_stream("/nowhere", "refused", http_session="default")
    assert str(caught.value).endswith(
        '\nNot sent, of the cookies of HTTP session "default": "safe" (Secure, and this is http://).'
    )


def test_cookies_of_redirects_are_secrets_too(sessions: Sessions) -> None:
    assert browse(sessions, url="/login") == {"desk": "a-session-of-a-redirect"}
    assert sessions.secrets.text("It is a-session-of-a-redirect") == "It is •••"


@pytest.mark.parametrize(
    "lasts",
    [
        f"Max-Age={'9' * 400}",
        f"max-age = {'9' * 5_000}",
        f"Expires=Wed, 01 Jan {'9' * 20} 00:00:00 GMT",
        f"expires=Wed, 01 Jan {'9' * 5_000} 00:00:00 GMT",
        f"Max-Age=60; Expires={'9' * 5_000}",
    ],
)
def test_a_cookie_that_lasts_longer_than_can_be_counted(sessions: Sessions, lasts: str) -> None:
    browse(sessions, f"sid=1; {lasts}; Path=/")
    assert browse(sessions) == {"sid": "1"}
    jar = new_session().cookies
    keep(jar, "ws://chat.example/", [f"sid=1; {lasts}; Path=/", "other=2"])
    assert jar.get_dict() == {"sid": "1", "other": "2"}


def test_a_cookie_without_time_is_over_all_the_same(sessions: Sessions) -> None:
    browse(sessions, "sid=1; Max-Age=0", "old=1; Expires=Wed, 01 Jan 2020 00:00:00 GMT", "new=1; Max-Age=60")
    assert browse(sessions) == {"new": "1"}
