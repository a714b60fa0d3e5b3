"""Secrets in every place that can hold one, against a server that repeats all it is told: none is in any report.

Each canary is a value of its own, so that what leaks says where from. Looked for are the values as they are,
percent-encoded, in base64 at each of its three offsets, in hexadecimal, as JSON, HTML and Python write them, and in
what log.html packs.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import logging
import os
import re
import sys
import traceback
import zlib
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests import processes
from tests.behave_runs import run_behave
from tests.hostile.conftest import Misbehaving
from tests.processes import ROBOT
from WsKeywords.core import Sessions, WsKeywordsError

PLACES = [
    *("userinfo", "query", "param", "header", "apikey", "cookie", "auth", "bearer", "subprotocol", "secret", "close"),
    *("profile", "environment", "yaml", "users", "csvtoken", "proxy", "app", "stream", "sent", "keyed", "listed"),
    *("httpauth", "httpquery", "httpcookie", "httpheader", "form", "body", "base", "command", "misspelt"),
]
#: With characters that each encoding spells in its own way; long enough to be masked wherever they turn up.
CANARIES = {place: f'{place}-c4nary+/ü?&"x' for place in PLACES}
#: Where only letters, digits and a few signs can stand.
PLAIN = {
    *("userinfo", "header", "apikey", "cookie", "bearer", "subprotocol", "profile", "environment", "httpcookie"),
    *("httpheader", "csvtoken", "close", "proxy", "query", "httpquery", "stream", "base", "command", "misspelt"),
}
CANARIES |= {place: f"{place}-c4nary.x_y~z" for place in PLAIN}
#: What the server makes up itself.
ISSUED = {"issued access": "issued-access-canary", "issued cookie": "issued-cookie-canary"}
VARIABLES = {f"CANARY_{place.upper()}": value for place, value in CANARIES.items()}

YAML = """\
close_timeout: 200ms
timeout: 10s
environments:
  canary:
    base_url: "http://ada:${{CANARY_BASE}}@{host}"
    headers: {{X-Env-Header: "${{CANARY_ENVIRONMENT}}"}}
profiles:
  admin: {{headers: {{Authorization: "Bearer ${{CANARY_PROFILE}}"}}, params: {{signature: "${{CANARY_YAML}}"}}}}
"""


def spellings(value: str) -> set[str]:
    """The value in every encoding in which it must not be found."""
    found = {value, quote(value, safe=""), quote(value), quote_plus(value), html.escape(value), repr(value)[1:-1]}
    found |= {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], value.encode().hex()}
    found |= {value.encode().hex(" "), repr(value.encode())[2:-1], value.encode().decode("latin-1")}
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + value.encode()).decode().rstrip("=")
        # Without the characters at its ends, which hold bits of what stands beside it.
        middle = encoded[(0, 2, 3)[offset] : -1]
        found |= {middle, middle.replace("+", "-").replace("/", "_")}
    return found


def leaks(texts: dict[str, str]) -> list[str]:
    """Which canary is in which text."""
    found = []
    for place, value in {**CANARIES, **ISSUED}.items():
        for spelling in spellings(value):
            for name, text in texts.items():
                at = text.find(spelling)
                if at >= 0:
                    found.append(f"{place} in {name}: …{text[max(at - 150, 0) : at + 60]}…")
    return found


def unpacked(page: str) -> str:
    """A log.html with the texts that it keeps compressed."""
    texts = [page]
    for packed in re.findall(r'"(eN[\w+/]+=*)"', page):
        try:
            texts.append(zlib.decompress(base64.b64decode(packed)).decode())
        except (binascii.Error, zlib.error, UnicodeDecodeError):
            continue
    return "\n".join(texts)


def written(folder: Path, *sources: str) -> dict[str, str]:
    """Every file that a run has left behind, as text."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in sources and "__pycache__" not in path.parts:
            text = path.read_bytes().decode("utf-8", "replace")
            found[str(path.relative_to(folder))] = unpacked(text) if path.suffix == ".html" else text
    return found


def test_the_search_finds_what_is_there() -> None:
    value = CANARIES["auth"]
    for text in (value, quote(value), base64.b64encode(f"ada:{value}!".encode()).decode(), json.dumps(value)):
        assert [leak.partition(" in ")[0] for leak in leaks({"a text": f"x{text}y"})][:1] == ["auth"], text
    packed = base64.b64encode(zlib.compress(value.encode(), 9)).decode()
    assert leaks({"a page": unpacked(f'"{packed}"')})


SUITE = r"""*** Settings ***
Library           Collections
Library           WsKeywords    environment=canary    config=${CURDIR}/wskeywords.yaml    transcripts=ALWAYS

*** Variables ***
${SECRET: Secret}    %{CANARY_SECRET}
&{KEYS}              X-Api-Key=%{CANARY_APIKEY}    Authorization=Bearer %{CANARY_HEADER}

*** Test Cases ***
All Of A WebSocket
    Open WebSocket    ws://ada:userinfo-c4nary.x_y~z@@HOST@/repeat/ws    one    headers=${KEYS}
    ...    cookies={"sid": "%{CANARY_COOKIE}"}    subprotocols=chat.v2, token.subprotocol-c4nary.x_y~z
    Look
    &{params} =    Create Dictionary    access_token=%{CANARY_PARAM}
    Open WebSocket    /repeat/ws?token=query-c4nary.x_y~z    two    params=${params}
    ...    auth=ada:%{CANARY_AUTH}
    Look
    Open WebSocket    /repeat/ws    three    bearer=%{CANARY_BEARER}    params={"page": "1"}
    Look
    &{headers} =    Create Dictionary    X-Whatever=${SECRET}
    Open WebSocket    /repeat/ws    four    headers=${headers}
    Look
    Open WebSocket    /repeat/ws    five    profile=admin
    Look
    Open WebSocket    /repeat/ws?token=%{CANARY_CLOSE}    six
    Look
    Send Text    bye
    Connection Should Be Closed With Code    4001    reason=it was *
    Get Close Reason

Messages
    Open WebSocket    /echo
    VAR    &{payload}    password=%{CANARY_SENT}    user=ada
    Send JSON    ${payload}
    ${answer} =    Receive JSON
    ${password} =    Get JSON Value    $.password
    Send Text    %{CANARY_SENT}
    ${said} =    Receive Text
    Send Text    {"api_key": "keyed-c4nary+/ü?&\\"x"}
    Message Should Contain JSON    {"api_key": "#capture key"}
    Log    ${key}
    Send JSON    {"tokens": 1, "token": ["listed-c4nary+/ü?&\\"x"]}
    Receive Message

Many Users
    ${names} =    Open WebSockets    /repeat/ws    users=${CURDIR}/users.csv    params={"token": "{token}"}
    ...    auth={name}:{password}
    FOR    ${name}    IN    @{names}
        Look    ${name}
    END

Over HTTP
    HTTP Request    POST    /repeat/log-in?token=httpquery-c4nary.x_y~z    auth=ada:%{CANARY_HTTPAUTH}
    ...    json={"password": "body-c4nary+/ü?&\\"x"}    headers={"X-Api-Key": "%{CANARY_HTTPHEADER}"}
    ...    cookies={"sid": "%{CANARY_HTTPCOOKIE}"}
    ${token} =    Get HTTP JSON Value    $.access_token
    ${cookie} =    Get HTTP Cookie    sid
    ${body} =    Get HTTP Body
    HTTP Request    POST    /repeat/log-in    data={"password": "form-c4nary+/ü?&\\"x"}
    Open WebSocket    /repeat/ws    later    bearer=${token}    http_session=default
    Look

An Event Stream
    Open Event Stream    /repeat/events?access_token=stream-c4nary.x_y~z    events    bearer=${SECRET}
    Look

An App
    VAR    &{env}    API_TOKEN=%{CANARY_APP}
    ${said} =    Run Command    python -c "import os;print(os.environ['API_TOKEN'])"    env=${env}
    Start App Process    python -u ${CURDIR}/app.py {port}    env=${env}
    App Log Should Contain    c4nary
    App Log Should Contain    never    timeout=100ms

A Command
    Run Command    python -c "import sys; print(sys.argv)" --password command-c4nary.x_y~z
    Run Command    python -c "import sys; sys.exit(1)" -H "Authorization: Bearer command-c4nary.x_y~z"

Keywords Of Others
    Open WebSocket    /repeat/ws    bearer=%{CANARY_BEARER}
    VAR    @{bearers}    %{CANARY_BEARER}
    FOR    ${number}    ${bearer}    IN ENUMERATE    @{bearers}
        Set Tags    ${bearer}
        Set Test Documentation    ${bearer}
        Set Suite Metadata    bearer    ${bearer}
        Should Be Equal    ${bearer}    something else
    END

A Misspelt Argument
    Open WebSocket    /repeat/ws    bearerr=misspelt-c4nary.x_y~z

A Proxy
    Open WebSocket    /repeat/ws    proxied    proxy=http://bob:%{CANARY_PROXY}@127.0.0.1:9

*** Keywords ***
Look
    [Arguments]    ${session}=${None}
    IF    $session    Switch Session    ${session}
    ${message} =    Receive Message
    ${header} =    Get Transcript    format=json
    Save Transcript    ${OUTPUT DIR}/saved.har
    Log Conversation
    Run Keyword And Continue On Failure    Last Message Should Be    something else
    Run Keyword And Continue On Failure    Message Should Contain    nothing    timeout=50ms
    RETURN    ${message}
"""
APP = """\
import http.server, os, sys

print(os.environ["API_TOKEN"], flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""
USERS = 'name,password,token\nada,"{users}",{csvtoken}\n'


def prepared(folder: Path, misbehaving: Misbehaving) -> Path:
    (folder / "wskeywords.yaml").write_text(YAML.format(host=misbehaving.url.removeprefix("ws://")))
    (folder / "app.py").write_text(APP)
    users = CANARIES["users"].replace('"', '""')
    (folder / "users.csv").write_text(USERS.format(users=users, csvtoken=CANARIES["csvtoken"]), encoding="utf-8")
    return folder


@pytest.mark.parametrize("level", ["TRACE", "DEBUG", "INFO"])
def test_no_suite_shows_one(misbehaving: Misbehaving, tmp_path: Path, level: str) -> None:
    prepared(tmp_path, misbehaving)
    host = misbehaving.url.removeprefix("ws://")
    (tmp_path / "suite.robot").write_text(SUITE.replace("@HOST@", host), encoding="utf-8")
    command = [*ROBOT, "--loglevel", level, "--xunit", "xunit.xml", "--debugfile", "debug.txt"]
    done = processes.run(
        [*command, "suite.robot"],
        cwd=tmp_path,
        env={**os.environ, **VARIABLES, "PYTHONIOENCODING": "utf-8"},
    )
    assert "10 tests, 1 passed, 9 failed" in done.stdout, done.stdout
    debug = tmp_path / "debug.txt"
    # Robot Framework writes a cell as it stands in the suite there, before anybody can say what is a secret.
    debug.write_text(re.sub(r".* - \+-+ START KEYWORD: .*", "", debug.read_text(encoding="utf-8")), encoding="utf-8")
    texts = {**written(tmp_path, "suite.robot", "users.csv"), "the console": done.stdout + done.stderr}
    assert {"output.xml", "log.html", "report.html", "xunit.xml", "debug.txt", "saved.har"} <= texts.keys()
    assert leaks(texts) == []


FEATURE = """\
Feature: canaries
  Background:
    Given "one" is connected to "/repeat/ws" with the header "Authorization" set to "Bearer ${header}" and the header \
"X-Api-Key" set to "${apikey}" and the cookie "sid" set to "${cookie}" and the subprotocol "token.${subprotocol}"
    And "two" is connected to "/repeat/ws" with the query parameter "access_token" set to "${param}" and the bearer \
token "${bearer}"
    And "three" is connected to "/repeat/ws?token=${close}":
      | option | value       |
      | auth   | ada:${auth} |
    And "four" is connected to "/repeat/ws" with the profile "admin"

  Scenario: passing
    Then "one" should receive a message containing "GET"
    And "two" should receive a message containing "GET"
    And "three" should receive a message containing "GET"
    And "four" should receive a message containing "GET"
    When "three" sends "bye"
    Then "three" should be disconnected with code 4001

  Scenario: header
    Then "one" should receive "something else"

  Scenario: bearer
    Then "two" should receive "something else"

  Scenario: auth
    Then "three" should receive "something else"

  Scenario: close
    When "three" sends "bye"
    Then the connection of "three" should be closed with code 4002

  Scenario: profile
    Then "four" should receive the JSON:
      '''
      {}
      '''

  Scenario: messages
    Given I am connected to "/echo"
    When I send the JSON:
      '''
      {"password": "${sent}"}
      '''
    Then I should receive JSON containing:
      '''
      {"password": "#capture password"}
      '''
    When I send "${password}"
    Then I should receive "something else"

  Scenario: users
    Given the users of "users.csv" are connected to "/repeat/ws" with the bearer token "{password}" and the query \
parameter "token" set to "{token}"
    Then "ada" should receive "something else"

  Scenario: over HTTP
    When I send a POST request to "/repeat/log-in?token=${httpquery}" with the JSON:
      '''
      {"password": "${body}"}
      '''
    And I save the value at "$.access_token" as "issued"
    And I am connected to "/repeat/ws" with the bearer token "${issued}"
    And I send a POST request to "/repeat/log-in" with the form:
      | password |
      | ${form}  |
    Then the HTTP status should be 404

  Scenario: refused
    When I try to connect to "/repeat/refused?token=${query}" with the bearer token "${secret}"
    Then the connection should be refused with status 404

  Scenario: an event stream
    Given I am listening to the event stream "/repeat/events?access_token=${stream}"
    Then I should receive "something else"

  Scenario: an app
    Given the command "python -u app.py {port}" is running:
      | option        | value  |
      | env API_TOKEN | ${app} |
    Then the app's log should contain "never" within 100 milliseconds

  Scenario: a proxy
    Given I am connected to "/repeat/ws":
      | option | value                            |
      | proxy  | http://bob:${proxy}@127.0.0.1:9 |
"""


def test_no_feature_shows_one(misbehaving: Misbehaving, tmp_path: Path) -> None:
    prepared(tmp_path, misbehaving)
    used = [place for place in PLACES if f"${{{place}}}" in FEATURE]
    given = [f'    Given I save the environment variable "CANARY_{place.upper()}" as "{place}"' for place in used]
    text = FEATURE.replace("  Background:\n", "\n".join(["  Background:", *given, ""])).replace("'''", '"""')
    arguments = ("--junit", "-D", "environment=canary", "-D", "transcripts=ALWAYS", "--logging-level", "DEBUG")
    run = run_behave(tmp_path, {"canaries": text}, *arguments, env=VARIABLES)
    assert run.summary()[1] == "1 scenario passed, 11 failed, 1 error, 0 skipped", run.output
    texts = {**written(tmp_path, "users.csv"), "the console": run.output}
    assert len([name for name in texts if name.startswith("wskeywords-output")]) == 26
    assert leaks(texts) == []


def test_no_error_repr_or_log_record_shows_one(misbehaving: Misbehaving) -> None:
    said = StringIO()
    handler = logging.StreamHandler(said)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    shown: dict[str, str] = {}

    def failing(name: str, act: Callable[[], object]) -> None:
        with pytest.raises(WsKeywordsError) as failed:
            act()
        error = failed.value
        shown[f"error of {name}"] = "".join([str(error), repr(error), *traceback.format_exception(error)])
        shown[f"rejection of {name}"] = repr(getattr(error, "rejection", None))

    try:
        with Sessions(misbehaving.url, timeout=10, close_timeout=0.2) as sessions:
            all_at_once = {
                "headers": {"X-Api-Key": CANARIES["apikey"]},
                "cookies": {"sid": CANARIES["cookie"]},
                "subprotocols": [f"token.{CANARIES['subprotocol']}"],
                "params": {"token": CANARIES["close"], "access_token": CANARIES["param"]},
            }
            session = sessions.open("/repeat/ws", "s", auth=f"ada:{CANARIES['auth']}", **all_at_once)
            session.receive()
            failing("a mismatch", lambda: session.expect_last(text="else"))
            failing("nothing", lambda: session.receive(0.1))
            session.send_text("bye")
            close = session.wait_closed(10)
            failing("the close", lambda: session.expect_closed(1000))
            failing("sending", lambda: session.send_text(CANARIES["close"]))
            failing("refusing", lambda: sessions.open("/repeat/refused", "r", bearer=CANARIES["bearer"], **all_at_once))
            url = misbehaving.url.replace("//", f"//ada:{CANARIES['userinfo']}@")
            failing("user info", lambda: sessions.open(f"{url}/repeat/refused"))
            proxy = f"http://bob:{CANARIES['proxy']}@127.0.0.1:9"
            failing("a proxy", lambda: sessions.open("/echo", "p", proxy=proxy))
            failing("a stream", lambda: sessions.open_event_stream("/repeat/refused", "e", bearer=CANARIES["stream"]))
            http = sessions.http
            data = {"password": CANARIES["body"]}
            answer = http.request("POST", f"/repeat/log-in?token={CANARIES['httpquery']}", json=data)
            assert answer.json()["access_token"] == ISSUED["issued access"]
            failing("HTTP", lambda: http.expect_status(404))
            for value in (session, close, session.options, session.handshake, sessions, sessions.settings, http):
                shown[f"repr of {type(value).__name__}"] = repr(value)
            shown["the request"] = repr(session.handshake.request_headers) + repr(session.handshake.headers)
            shown["an entry"] = repr(session.transcript.entries())
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert leaks({**shown, "the log": said.getvalue()}) == []
    assert "repeat/log-in?token=•••" in said.getvalue()


@pytest.mark.parametrize("auth", ["basic:ada:{auth}", "query:access_token={param}"])
def test_no_run_of_generated_conversations_shows_one(misbehaving: Misbehaving, tmp_path: Path, auth: str) -> None:
    """Neither its reports nor its reproductions, its database of failures, or what it says of each conversation."""
    prepared(tmp_path, misbehaving)
    command = [sys.executable, "-m", "WsKeywords.cli", "fuzz", f"{misbehaving.url}/repeat/ws"]
    command += ["--auth", auth.format(**CANARIES), "--header", f"X-Api-Key:{CANARIES['apikey']}", "--verbose"]
    command += ["--config", "wskeywords.yaml", "--environment", "canary", "--examples", "5", "--budget", "8s"]
    command += ["--message-timeout", "300ms", "--output", "out", "--junit", "junit.xml", "--seed", "1"]
    done = processes.run(command, cwd=tmp_path, env={**os.environ, **VARIABLES, "PYTHONIOENCODING": "utf-8"})
    assert done.returncode == 1, done.stdout + done.stderr
    texts = {**written(tmp_path, "users.csv"), "the console": done.stdout + done.stderr}
    names = {Path(name).name for name in texts}
    assert {"fuzz.txt", "fuzz.json", "fuzz.html", "junit.xml"} <= names
    assert {Path(name).suffix for name in names if name.startswith("repro-")} >= {".robot", ".feature"}
    assert any(".wskeywords" in name for name in texts), sorted(texts)
    assert leaks(texts) == []


#: Each cannot be used as it is given; what is wrong is said without what it holds.
WRONG = [
    "Open WebSocket    /    auth=c4nary-without-colon",
    r"Open WebSocket    /    bearer=c4nary\r\nline",
    'Open WebSocket    /    headers={"Authorization": "Bearer c4nary"',
    "Open WebSocket    /    headers=Authorization: Bearer c4nary",
    "Open WebSocket    /    cookies=sid=c4nary",
    'Open WebSocket    /    cookies={"sid": "c4nary", "b": ["x"]}',
    "Open WebSocket    /    params=token=c4nary",
    "Open WebSocket    /?token=c4nary#fragment",
    "Open WebSocket    ws://ada:c4nary/x@127.0.0.1/",
    "Open WebSocket    /    subprotocols=token.C4nary/+=",
    "Open WebSocket    /    proxy=http://ada:c4nary/x@127.0.0.1:1",
    'Open WebSockets    /    users=[{"name": "a", "password": "c4nary"}, {"name": "a", "password": "c4nary2"}]',
    "Open Event Stream    http://127.0.0.1:9/    auth=c4nary-without-colon",
    'HTTP Request    POST    http://127.0.0.1:9/    json={"password": "c4nary"',
    "HTTP Request    GET    http://ada:c4nary@127.0.0.1:99999/",
    'Log In Users    [{"name": "a", "password": "c4nary"}]    http://127.0.0.1:9/    json={"password": "{password}"}',
    'Send JSON    {"token": "c4nary"',
    'Start App Process    nothing {port}    env={"API_TOKEN": "c4nary"',
]


def test_what_cannot_be_used_is_not_shown(tmp_path: Path) -> None:
    suite = "*** Settings ***\nLibrary    WsKeywords    ws://127.0.0.1:9\n\n*** Test Cases ***\n"
    suite += "".join(f"Wrong {number}\n    {line}\n" for number, line in enumerate(WRONG))
    (tmp_path / "suite.robot").write_text(suite, encoding="utf-8")
    command = [*ROBOT, "--loglevel", "TRACE", "--outputdir", str(tmp_path), "suite.robot"]
    done = processes.run(command, cwd=tmp_path)
    assert done.returncode == len(WRONG), done.stdout
    texts = {**written(tmp_path, "suite.robot"), "the console": done.stdout + done.stderr}
    assert [found for text in texts.values() for found in re.findall("(?i).{,80}c4nary.{,20}", text)] == []
