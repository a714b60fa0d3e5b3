"""HTTP requests to a real server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import monotonic, monotonic_ns
from typing import Any

import pytest

from WsKeywords.core.app.apps import Apps
from WsKeywords.core.errors import InvalidArgument, Mismatch
from WsKeywords.core.http.sessions import HttpSessions
from WsKeywords.core.settings import Settings

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    apps = Apps(Settings())
    yield apps.start("served.web:app", cwd=HERE).base_url
    apps.close()


@pytest.fixture
def settings(url: str) -> Settings:
    return Settings(base_url=url)


@pytest.fixture
def http(settings: Settings) -> Iterator[HttpSessions]:
    sessions = HttpSessions(settings)
    yield sessions
    sessions.close()


def refused(http: HttpSessions, *args: Any, **named: Any) -> str:
    with pytest.raises(InvalidArgument) as caught:
        http.request(*args, **named)
    assert http.last is None
    return str(caught.value)


def test_what_is_sent(http: HttpSessions) -> None:
    answer = http.request(
        "post",
        "/echo?a=1",
        json={"name": "grün"},
        params={"b": ["2", "3"], "none": None},
        headers={"X-Number": 5, "User-Agent": None, "Accept-Encoding": None},
        cookies={"theme": "dark"},
        expected_status=200,
    )
    echo = answer.json()
    assert (echo["method"], echo["body"]) == ("POST", '{"name":"grün"}')
    assert echo["query"] == [["a", "1"], ["b", "2"], ["b", "3"]]
    assert echo["cookies"] == {"theme": "dark"}
    assert {name: echo["headers"].get(name) for name in ("x-number", "content-type", "user-agent")} == {
        "x-number": "5",
        "content-type": "application/json",
        "user-agent": None,
    }
    assert http.last is answer
    assert http.request("GET", "/echo").json()["cookies"] == {}


@pytest.mark.parametrize(
    ("given", "body", "content_type"),
    [
        ({"json": None}, "null", "application/json"),
        ({"json": "text"}, '"text"', "application/json"),
        ({"json": [1], "headers": {"Content-Type": "application/vnd.x+json"}}, "[1]", "application/vnd.x+json"),
        ({"data": "grün"}, "grün", None),
        ({"data": b"\x00bytes"}, "\x00bytes", None),
        ({"data": {"user": "ada", "pass": "a b"}}, "user=ada&pass=a+b", "application/x-www-form-urlencoded"),
        ({}, "", None),
    ],
)
def test_bodies(http: HttpSessions, given: dict[str, Any], body: str, content_type: str | None) -> None:
    echo = http.request("PUT", "/echo", **given).json()
    assert (echo["body"], echo["headers"].get("content-type")) == (body, content_type)


@pytest.mark.parametrize(
    ("given", "header"),
    [
        ({"auth": "ada:grün:x"}, "Basic YWRhOmdyw7xuOng="),
        ({"bearer": "abc"}, "Bearer abc"),
        ({"headers": {"authorization": "Own"}}, "Own"),
    ],
)
def test_credentials(http: HttpSessions, given: dict[str, Any], header: str) -> None:
    assert http.request("GET", "/echo", **given).json()["headers"]["authorization"] == header


def test_headers_of_the_environment(http: HttpSessions, settings: Settings) -> None:
    settings.headers = {"X-Env": "staging", "X-Team": "blue"}
    headers = http.request("GET", "/echo", headers={"x-env": "mine", "X-Team": None}).json()["headers"]
    assert (headers["x-env"], headers.get("x-team")) == ("mine", None)


def test_files(http: HttpSessions, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("from a file")

    def uploaded(file: Any) -> dict[str, str]:
        return dict(http.request("POST", "/upload", files={"file": file}, data={"note": "n"}).json())

    assert uploaded(str(tmp_path / "a.txt")) == {"name": "a.txt", "content": "from a file", "type": None, "note": "n"}
    assert uploaded(b"bytes") == {"name": "file", "content": "bytes", "type": None, "note": "n"}
    assert uploaded(("b.csv", "1,2", "text/csv")) == {
        "name": "b.csv",
        "content": "1,2",
        "type": "text/csv",
        "note": "n",
    }
    with (tmp_path / "a.txt").open("rb") as stream:
        assert uploaded(stream) == {"name": "a.txt", "content": "from a file", "type": None, "note": "n"}


def test_fields_beside_files_are_a_dict_or_json_text(http: HttpSessions) -> None:
    answer = http.request("POST", "/upload", files={"file": b"x"}, data='{"note": "n"}')
    assert answer.json()["note"] == "n"
    with pytest.raises(InvalidArgument) as error:
        http.request("POST", "/upload", files={"file": b"x"}, data="note=n")
    assert str(error.value) == (
        'Expected data to be a dict of form fields, such as {"title": "Notes"}, because files are sent in a form, but '
        'it is "note=n".'
    )


@pytest.mark.parametrize("timeout", [timedelta.max, 1e300, float("inf")])
def test_a_time_out_longer_than_any_system_can_wait(http: HttpSessions, timeout: timedelta | float) -> None:
    assert http.request("GET", "/echo", timeout=timeout).status_code == 200


def test_redirects(http: HttpSessions) -> None:
    answer = http.request("GET", "/redirect", params={"to": "/echo"})
    assert (answer.status_code, len(answer.history)) == (200, 1)
    assert http.request("GET", "/redirect", params={"to": "/echo"}, allow_redirects=False).status_code == 307


@pytest.mark.parametrize("wanted", [404, "404", "4xx", "4XX", [200, "404"], "200, 404", "[200, 4xx]", "any", ["any"]])
def test_statuses_that_match(http: HttpSessions, wanted: object) -> None:
    assert http.request("GET", "/status/404", expected_status=wanted).status_code == 404


def test_statuses_that_do_not(http: HttpSessions, url: str) -> None:
    def told(path: str, wanted: object, **given: Any) -> str:
        with pytest.raises(Mismatch) as caught:
            http.request("GET", path, expected_status=wanted, **given)
        return str(caught.value)

    assert told("/status/401", "2xx") == (
        f'Expected GET "{url}/status/401" to be answered with status 2xx, but it was 401 Unauthorized.\n'
        "Its body:\n    status <401>"
    )
    assert told("/long", [200, "3xx"], msg="log-in") == (
        f'log-in: Expected GET "{url}/long" to be answered with status 200 or 3xx, but it was 500 Internal Server Error'
        f".\nIts body, 1000 bytes, begins:\n    {'x' * 300}"
    )
    assert told("/bytes", 404) == (
        f'Expected GET "{url}/bytes" to be answered with status 404, but it was 200 OK.\n'
        "Its body: 256 bytes of image/png."
    )
    assert told("/redirect?to=/echo", 200, allow_redirects=False) == (
        f'Expected GET "{url}/redirect?to=/echo" to be answered with status 200, but it was 307 Temporary Redirect. '
        'It redirects to "/echo".\nIts body is empty.'
    )
    assert http.last is not None
    assert http.last.status_code == 307
    with pytest.raises(Mismatch) as caught:
        http.expect_status(200, msg="hm")
    assert str(caught.value).startswith('hm: Expected GET "')
    http.expect_status(307)


def test_many_at_once(http: HttpSessions, url: str) -> None:
    answers = http.request("GET", "/together/12", count=12)
    assert sorted(answer.status_code for answer in answers) == [200] * 8 + [429] * 4
    assert http.last is answers[-1]
    assert [answer.status_code for answer in http.request("GET", "/status/201", count=1)] == [201]
    with pytest.raises(Mismatch) as caught:
        http.request("GET", "/status/429", count=3, expected_status=200)
    assert str(caught.value) == (
        f'Expected all 3 answers to GET "{url}/status/429" to have status 200, but 3 had not: 429 Too Many Requests '
        "(3 times). The first of them is number 1.\nIts body:\n    status <429>"
    )


def test_starts_are_kept_for_response_times(http: HttpSessions) -> None:
    before = monotonic_ns()
    http.request("GET", "/echo")
    http.request("GET", "/echo", count=3)
    assert len(http.request_starts) == 4
    assert before <= min(http.request_starts) <= max(http.request_starts) <= monotonic_ns()


def test_of_a_page_what_a_person_would_read_is_shown(http: HttpSessions, url: str) -> None:
    with pytest.raises(Mismatch) as caught:
        http.request("GET", "/page", expected_status=200)
    assert str(caught.value) == (
        f'Expected GET "{url}/page" to be answered with status 200, but it was 403 Forbidden.\n'
        "Its body, without styles and scripts:\n"
        "    <!doctype html>\n"
        "    <html>\n"
        "    <head>\n"
        "    <title>Forbidden</title>\n"
        "    </head>\n"
        "    <body>\n"
        "      <h1>Forbidden</h1>\n"
        "      <p>The token is missing.</p>\n"
        "    </body>"
    )


def test_several_at_once_each_in_its_own_session(http: HttpSessions) -> None:
    options = {"json": {"user": ["user-{n}"]}, "headers": {"X-User": "{n}"}, "params": {"page": "{n}"}}
    answers = http.request("POST", "/echo?n={n}", http_session="user-{n}", count=3, bearer="token-{n}", **options)
    assert [answer.json()["body"] for answer in answers] == [f'{{"user":["user-{n}"]}}' for n in (1, 2, 3)]
    assert [answer.json()["query"] for answer in answers] == [[["n", n], ["page", n]] for n in "123"]
    sent = [answer.json()["headers"] for answer in answers]
    assert [headers["x-user"] for headers in sent] == ["1", "2", "3"]
    assert [headers["authorization"] for headers in sent] == ["Bearer token-1", "Bearer token-2", "Bearer token-3"]
    assert http.names() == ["user-1", "user-2", "user-3"]
    http.request("POST", "/login", http_session="user-{n}", count=2, json={"user": "{n}"}, expected_status=200)
    assert [bool(http.cookie("sid", f"user-{n}")) for n in (1, 2, 3)] == [True, True, False]


def test_a_number_where_there_is_one_request_only(http: HttpSessions) -> None:
    assert refused(http, "GET", "/echo", http_session="user-{n}") == (
        'The HTTP session "user-{n}" holds {n}, the number of each of several requests: give count.'
    )
    assert http.request("POST", "/echo", json="{n}", count=1)[0].json()["body"] == '"{n}"'


def test_cookies_stay_in_their_session(http: HttpSessions, url: str) -> None:
    http.request("POST", "/login", http_session="ada", json={"user": "ada"})
    assert http.request("GET", "/echo", http_session="ada").json()["cookies"] == {"sid": "cookie-1234567890"}
    assert http.request("GET", "/echo", http_session="bob").json()["cookies"] == {}
    socket = url.replace("http://", "ws://")
    assert dict(http.cookies_for("ada", f"{socket}/ws/chat/1?x=1")) == {
        "sid": "cookie-1234567890",
        "chat": "for-chat-only",
    }
    assert http.cookies_for("ada", f"{socket}/ws/other") == (("sid", "cookie-1234567890"),)
    assert dict(http.cookies_for("ada", socket.replace("ws:", "wss:"))) == {
        "sid": "cookie-1234567890",
        "safe": "for-tls-only",
    }
    assert http.cookies_for("ada", "ws://other.example/ws/chat") == ()
    assert http.cookies_for("bob", socket) == ()


def test_cookies_of_a_handshake_are_kept(http: HttpSessions, url: str) -> None:
    http.request("GET", "/echo", http_session="ada")
    socket = url.replace("http://", "ws://") + "/ws/chat"
    http.store_cookies(
        "ada", socket, ["node=a; Path=/ws; HttpOnly", "gone=1; Max-Age=0", "evil=1; Domain=example.com", "bad\r\nx: y"]
    )
    assert http.cookies_for("ada", socket) == (("node", "a"),)
    assert http.request("GET", "/echo", http_session="ada").json()["cookies"] == {}
    http.store_cookies("ada", socket, [])


def test_a_session_that_nobody_used(http: HttpSessions) -> None:
    with pytest.raises(InvalidArgument) as caught:
        http.cookies_for("default", "ws://127.0.0.1/")
    assert str(caught.value) == 'There is no HTTP session "default". No HTTP request was made yet.'
    http.request("GET", "/echo", http_session="alice")
    with pytest.raises(InvalidArgument) as caught:
        http.cookies_for("alise", "ws://127.0.0.1/")
    assert str(caught.value) == (
        'There is no HTTP session "alise"; did you mean "alice"? HTTP sessions that there are: "alice".'
    )


def test_scopes(http: HttpSessions) -> None:
    http.enter_scope("suite")
    outer = http.request("POST", "/login", json={"user": "ada"})
    http.enter_scope("test")
    http.request("POST", "/login", http_session="bob", json={"user": "bob"})
    http.request("GET", "/echo")
    assert http.names() == ["default", "bob"]
    http.leave_scope("test")
    assert http.names() == ["default"]
    assert http.last is outer
    http.leave_scope("suite")
    assert http.names() == []
    assert http.last is None


def test_nothing_to_check(http: HttpSessions) -> None:
    with pytest.raises(InvalidArgument) as caught:
        http.expect_status(200)
    assert str(caught.value) == "Nothing to check: no HTTP request was made before."
    http.request("GET", "/echo")
    refused(http, "GET", "/echo", count=0)
    with pytest.raises(InvalidArgument) as caught:
        http.expect_status(200)
    assert str(caught.value) == "Nothing to check: the newest HTTP request was not answered."
    http.request("GET", "/echo")
    with pytest.raises(InvalidArgument) as caught:
        http.expect_status("any")
    assert str(caught.value) == "Nothing to check: every answer has any status."


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"method": "G T"}, 'Expected an HTTP method such as GET or POST, but got "G T".'),
        ({"method": 5}, 'Expected an HTTP method such as GET or POST, but got "5".'),
        (
            {"expected_status": "20x"},
            "Expected expected_status to be a status from 100 to 999, a class such as 2xx, a list of these, or any, "
            'but got "20x".',
        ),
        (
            {"expected_status": True},
            "Expected expected_status to be a status from 100 to 999, a class such as 2xx, a list of these, or any, "
            'but got "True".',
        ),
        (
            {"expected_status": []},
            "Nothing to check: expected_status is empty. Give a status, a class such as 2xx, or a list.",
        ),
        ({"count": 0}, 'Expected count to be 1 to 1000 requests, but got "0".'),
        ({"count": 1001}, 'Expected count to be 1 to 1000 requests, but got "1001".'),
        ({"timeout": 0}, "Expected timeout to be more than 0 seconds, but got 0 s."),
        ({"json": 1, "data": "x"}, "A request has one body: give json, or data and files."),
        ({"json": float("nan")}, "Expected json to be JSON, but it holds nan at $."),
        ({"json": "\ud800"}, "json cannot be encoded as UTF-8: surrogates not allowed (character 1)."),
        ({"data": "a\ud800"}, "data cannot be encoded as UTF-8: surrogates not allowed (character 1)."),
        (
            {"data": 5},
            "Expected data to be text, bytes or a dict (a form), but got a int. Is it meant for json=?",
        ),
        ({"files": {}}, "Expected files to be a dict of form fields, each a path, bytes or a tuple."),
        (
            {"files": {"file": "/nowhere/a.txt"}},
            'The file "/nowhere/a.txt" (files, file) cannot be read: No such file or directory.',
        ),
        (
            {"files": {"file": 5}},
            'Expected the file of the form field "file" (files) to be a path, bytes, an open file or (file name, '
            "content, content type), but got a int.",
        ),
        ({"headers": {"a b": "c"}}, '"a b" cannot be the name of a header.'),
        (
            {"headers": {"X-A": "b\r\nX-C: d"}},
            'The value of the header "X-A" holds a line break or NUL, which no header can.',
        ),
        ({"headers": {"X-A": ["b"]}}, 'Expected the header "X-A" to be text, but got a list.'),
        ({"cookies": {"a;b": "c"}}, '"a;b" cannot be the name of a cookie.'),
        (
            {"cookies": {"a": "b; c"}},
            'The value of the cookie "a" holds a semicolon, a control character or a character outside ASCII.',
        ),
        ({"auth": "ada"}, "auth must be user:password, but it has no colon."),
        (
            {"auth": "a:b", "bearer": "c"},
            "auth and bearer both set the Authorization header: give one of them.",
        ),
        (
            {"verify": "/nowhere.pem"},
            'Expected verify to be a file of CA certificates, but there is no "/nowhere.pem".',
        ),
        (
            {"ca_cert": "/nowhere.pem"},
            'Expected ca_cert to be a file of CA certificates, but there is no "/nowhere.pem".',
        ),
        (
            {"ca_cert": "/nowhere.pem", "verify": False},
            "verify=False checks no certificate, so that ca_cert has no effect: give one of them, but ca_cert is "
            '"/nowhere.pem".',
        ),
        (
            {"http_session": ""},
            'The name of an HTTP session is a text that is not empty, but http_session is the str "".',
        ),
    ],
)
def test_bad_arguments(http: HttpSessions, given: dict[str, Any], text: str) -> None:
    assert refused(http, given.pop("method", "GET"), "/echo", **given) == text


def test_no_base_url() -> None:
    with pytest.raises(InvalidArgument) as caught:
        HttpSessions(Settings()).request("GET", "/echo")
    assert str(caught.value).startswith(
        'Expected an absolute URL such as "http://127.0.0.1:8000/path", because no base_url'
    )


def test_secrets_never_show(http: HttpSessions, url: str) -> None:
    with pytest.raises(Mismatch) as caught:
        http.request(
            "GET",
            "/echo?token=query-secret-1",
            auth="ada:basic-secret-1",
            cookies={"c": "cookie-secret-1"},
            headers={"X-Api-Key": "header-secret-1"},
            expected_status=500,
        )
    shown = str(caught.value)
    assert "token=•••" in shown
    assert [word for word in ("query", "basic", "cookie", "header") if f"{word}-secret-1" in shown] == []
    http.request("POST", "/login", json={"user": "ada"})
    with pytest.raises(Mismatch) as caught:
        http.request("POST", "/echo", data="tok-1234567890 cookie-1234567890 visible", expected_status=500)
    assert "visible" in str(caught.value)
    assert "1234567890" not in str(caught.value)
    assert http.last is not None
    assert http.describe(http.last).startswith(f'POST "{url}/echo" was answered with 200 OK in ')


def test_an_app_that_restarts_is_reached_again(settings: Settings, http: HttpSessions) -> None:
    apps = Apps(settings)
    apps.start("served.apps:app", cwd=HERE)
    first = http.request("GET", "/pid").json()["pid"]
    apps.restart(graceful=False)
    assert http.request("GET", "/pid").json()["pid"] != first
    apps.close()


def test_time_counts_from_the_call(http: HttpSessions) -> None:
    started = monotonic()
    http.request("GET", "/echo", timeout=20)
    assert monotonic() - started < 15


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("headers", ["X: 1"], "a dict of names and values, but it is of the type list"),
        ("params", "a=1", "a dict of names and values, but it is of the type str"),
        ("cookies", 5, "a dict of names and values, but it is of the type int"),
        ("auth", b"ada:secret", "a text, but it is of the type bytes"),
        ("bearer", {"token": "secret"}, "a text, but it is of the type dict"),
        ("proxy", 8080, "a text, but it is of the type int"),
    ],
)
def test_arguments_of_a_wrong_type(http: HttpSessions, name: str, value: Any, allowed: str) -> None:
    assert refused(http, "GET", "/echo", **{name: value}) == f"{name} must be {allowed}."


def test_a_query_that_utf8_does_not_have(http: HttpSessions) -> None:
    assert refused(http, "GET", "/echo", params={"a": "1", "b\x1b": "\ud800"}) == (
        'The query parameter "b\\x1b" cannot be sent: it holds half of a surrogate pair.'
    )
