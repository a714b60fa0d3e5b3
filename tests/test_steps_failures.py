"""What a failing step says in behave's output, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from WsKeywords.core.app.apps import Apps
from WsKeywords.core.settings import Settings

from .behave_runs import ROOT, Run, run_behave

FEATURE = '''
Feature: Failures

  Scenario: another text
    Given I am connected to "/ws/echo"
    When I send "hello"
    Then I should receive "Echo: helo"

  Scenario: another value
    Given "alice" is connected to "/ws/echo"
    When "alice" sends the JSON:
      """
      {"user": {"id": 42}}
      """
    Then "alice" should receive JSON containing:
      """
      {"echo": {"user": {"id": 7}}}
      """

  Scenario: a text is no number
    Given I am connected to "/ws/echo"
    When I send the JSON:
      """
      {"a": 1}
      """
    And I receive a message
    Then the value at "$.echo.a" should be "1"

  Scenario: a value that is there
    Given I am connected to "/ws/echo"
    When I send the JSON:
      """
      {"a": 1}
      """
    And I receive a message
    Then the value at "$.echo.a" should not exist

  Scenario: a glob
    Given I am connected to "/ws/echo"
    Then the handshake header "X-Node" should match "b*"

  Scenario: no such cookie
    When "ada" sends a GET request to "/health"
    And I save the HTTP cookie "csrftoken" of "ada" as "token"

  Scenario: one of two
    Given "alice" is connected to "/ws/echo"
    And "bob" is connected to "/ws/echo" with the query parameter "greet" set to "Bob"
    Then no session should receive a message containing "Welcome" within 300 milliseconds

  Scenario: nothing comes
    Given "alice" is connected to "/ws/echo"
    Then "alice" should receive "hello" within 100 milliseconds

  Scenario: not refused
    When I try to connect to "/ws/echo"
    Then the connection should be refused with status 403

  Scenario: refused otherwise
    When I try to connect to "/ws/nowhere"
    Then the connection should be refused with status 401

  Scenario: refused
    Given "alice" is connected to "/ws/nowhere"

  Scenario: unknown option
    Given I am connected to "/ws/echo":
      | option | value |
      | heders | {}    |

  Scenario: unknown item
    Given I am connected to "/ws/echo":
      | option    | value |
      | heder X-A | b     |

  Scenario: option of another type
    Given I am connected to "/ws/echo":
      | option       | value |
      | open timeout | soon  |

  Scenario: another table
    Given I am connected to "/ws/echo":
      | header | value |
      | X-Team | blue  |

  Scenario: header twice
    Given I am connected to "/ws/echo" with the header "X-Team" set to "blue":
      | option        | value |
      | header x-team | red   |

  Scenario: tail twice
    Given I am connected to "/ws/echo" with the cookie "sid" set to "1" and the cookie "sid" set to "2"

  Scenario: option twice
    Given I am connected to "/ws/echo":
      | option | value           |
      | origin | http://a.invalid |
      | Origin | http://b.invalid |

  Scenario: time twice
    Given I am connected to "/ws/echo" within 1 second:
      | option       | value |
      | open_timeout | 2s    |

  Scenario: empty cell
    Given I am connected to "/ws/echo"
    When I send these messages:
      | a | b |
      | 1 |   |

  Scenario: table of messages
    Given I am connected to "/ws/echo"
    When I send these messages:
      | Messages |
      | one      |

  Scenario: no base URL
    Given the base URL is "ftp://x"

  Scenario: unknown value
    Given I am connected to "/ws/echo"
    And I save "Ada" as "name"
    When I send "hello ${nam}"

  Scenario: no number
    Given I am connected to "/ws/echo"
    And I save "few" as "n"
    When I send "hello" ${n} times

  Scenario: not connected
    Given "alice" is connected to "/ws/echo"
    When I send "hello"

  Scenario: whose connection
    Given "alice" is connected to "/ws/echo"
    And "bob" is connected to "/ws/echo"
    Then the connection should be open

  Scenario: whose message
    Given "alice" is connected to "/ws/echo"
    And "bob" is connected to "/ws/echo"
    When every session sends "hello"
    Then every session should receive "Echo: hello"
    And that message should be "Echo: hello"

  Scenario: no message yet
    Given I am connected to "/ws/echo"
    Then that message should be "hello"

  Scenario: invalid JSON
    Given I am connected to "/ws/echo"
    When I send the JSON:
      """
      {"a": 1,
       "b": }
      """

  Scenario: no doc string
    Given I am connected to "/ws/echo"
    When I send the JSON:

  Scenario: a doc string too many
    When I send a POST request to "/login"
      """
      {"user": "ada"}
      """

  Scenario: nothing to check
    Given I am connected to "/ws/echo"
    Then I should receive a message containing ""

  Scenario: closed already
    Given I am connected to "/ws/echo"
    When I disconnect
    And I send "hello"

  Scenario: never tried
    Then the connection should be refused

  Scenario: out of order of several
    Given "alice" is connected to "/ws/echo"
    And "bob" is connected to "/ws/echo"
    Then "alice" and "bob" should receive, out of order, "hello" within 50 milliseconds

  Scenario: so many of no session
    Given "alice" is connected to "/ws/echo"
    Then no session should receive 3 messages

  Scenario: every other of none
    Given "alice" is connected to "/ws/echo"
    Then every other session should receive "hello"
'''
TRACEBACK = """Traceback (most recent call last):
  File "behave/model.py", line N, in run
    match.run(runner.context)
  File "behave/matchers.py", line N, in run
    self.func(context, *args, **kwargs)
  File "WsKeywords/steps/sentence.py", line N, in run
    raise error.with_traceback(None) from None
WsKeywords.core.errors."""


@pytest.fixture(scope="module")
def failures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    apps = Apps(Settings())
    url = apps.start("features.apps.chat:app", cwd=ROOT).base_url
    folder: Path = tmp_path_factory.mktemp("failures")
    yield run_behave(folder, {"failures": FEATURE}, "-D", f"base_url={url}")
    apps.close()


def said(run: Run, name: str) -> str:
    """The last step of a scenario and what it said, without the line about the transcript's file."""
    text = run.scenario(name).split("\n----\n")[0].rstrip()
    for status in ("... failed\n", "... error\n"):
        _, found, tail = text.rpartition(status)
        if found:
            tail = re.sub(r"^ +[~^]+\n", "", tail, flags=re.MULTILINE)  # marks of Python 3.13 under a line of code
            return found.removeprefix("... ") + tail.replace(TRACEBACK, "{TRACEBACK}")
    raise AssertionError(text)


EXPECTED = {
    "another text": (
        "failed\n"
        'ASSERT FAILED: Expected the next message of session "default" to be "Echo: helo", but it was:\n'
        '    "Echo: hello"\n'
        'It differs from character 10 on, after "Echo: hel": expected "o", but it is "lo".\n'
        "It came.\n"
        'Session "default", open, at ws://127.0.0.1:PORT/ws/echo\n'
        "End of its transcript:\n"
        "    TIME  ·  handshake  101 Switching Protocols, N ms\n"
        '    TIME  →  text  5 B  "hello"\n'
        '    TIME  ←  text  11 B  "Echo: hello"'
    ),
    "another value": (
        "failed\n"
        '      """\n'
        '      {"echo": {"user": {"id": 7}}}\n'
        '      """\n'
        'ASSERT FAILED: Expected the next message of session "alice" to be JSON containing {"echo": '
        '{"user": {"id": 7}}}, but it was:\n'
        '    "{"echo":{"user":{"id":42}}}"\n'
        "The difference:\n"
        "    $.echo.user.id: expected 7, but it is 42\n"
        "It came.\n"
        'Session "alice", open, at ws://127.0.0.1:PORT/ws/echo\n'
        "End of its transcript:\n"
        "    TIME  ·  handshake  101 Switching Protocols, N ms\n"
        '    TIME  →  text  18 B  "{"user":{"id":42}}"\n'
        '    TIME  ←  text  27 B  "{"echo":{"user":{"id":42}}}"'
    ),
    "a text is no number": (
        "failed\n"
        'ASSERT FAILED: Expected the value at $.echo.a of the message read last of session "default" to '
        'be "1" (a text), but it was 1 (a number): values of different kinds are never compared.\n'
        'Session "default", open, at ws://127.0.0.1:PORT/ws/echo\n'
        "End of its transcript:\n"
        "    TIME  ·  handshake  101 Switching Protocols, N ms\n"
        '    TIME  →  text  7 B  "{"a":1}"\n'
        '    TIME  ←  text  16 B  "{"echo":{"a":1}}"'
    ),
    "a value that is there": (
        "failed\n"
        'ASSERT FAILED: Expected the value at $.echo.a of the message read last of session "default" '
        "not to exist, but it is 1.\n"
        'Session "default", open, at ws://127.0.0.1:PORT/ws/echo\n'
        "End of its transcript:\n"
        "    TIME  ·  handshake  101 Switching Protocols, N ms\n"
        '    TIME  →  text  7 B  "{"a":1}"\n'
        '    TIME  ←  text  16 B  "{"echo":{"a":1}}"'
    ),
    "a glob": (
        "failed\n"
        'ASSERT FAILED: Expected the handshake header "X-Node" of session "default" to match the glob '
        '"b*", but it was "a".\n'
        'Session "default", open, at ws://127.0.0.1:PORT/ws/echo\n'
        "End of its transcript:\n"
        "    TIME  ·  handshake  101 Switching Protocols, N ms"
    ),
    "no such cookie": (
        "failed\n"
        'ASSERT FAILED: Expected the cookie "csrftoken" of HTTP session "ada" to exist, but it does not. '
        "The cookies that it holds: none."
    ),
    "one of two": (
        "failed\n"
        'ASSERT FAILED: Expected that no message containing "Welcome" arrives at session "bob" within 0.3 s, but '
        "this one arrived:\n"
        '    "Welcome, Bob"\n'
        'Session "bob", open, at ws://127.0.0.1:PORT/ws/echo?greet=Bob\n'
        "End of its transcript:\n"
        "    TIME  ·  handshake  101 Switching Protocols, N ms\n"
        '    TIME  ←  text  12 B  "Welcome, Bob"'
    ),
    "nothing comes": (
        "failed\n"
        'ASSERT FAILED: Expected the next message of session "alice" to be "hello", but no message '
        "arrived within 0.1 s.\n"
        'Session "alice", open, at ws://127.0.0.1:PORT/ws/echo\n'
        "End of its transcript:\n"
        "    TIME  ·  handshake  101 Switching Protocols, N ms"
    ),
    "not refused": (
        "failed\n"
        'ASSERT FAILED: Expected opening "ws://127.0.0.1:PORT/ws/echo" to fail with status 403, but the '
        "server accepted it with status 101.\n"
        "When the app accepts first and closes then, say: the connection should be closed with code …\n"
        'Session "default", open, at ws://127.0.0.1:PORT/ws/echo\n'
        "End of its transcript:\n"
        "    TIME  ·  handshake  101 Switching Protocols, N ms"
    ),
    "refused otherwise": (
        "failed\n"
        'ASSERT FAILED: Expected opening the WebSocket "ws://127.0.0.1:PORT/ws/nowhere" of session "default" to '
        "fail with status 401, but the server answered with status 403 Forbidden after N s: it has no body. "
        "Check the token, the cookies and the origin. An ASGI server also says 403 when it has no such route, or "
        "when the app closes before it accepts."
    ),
    "refused": (
        "error\n"
        '{TRACEBACK}OpeningFailed: Expected the WebSocket "ws://127.0.0.1:PORT/ws/nowhere" of session '
        '"alice" to open, but the server answered with status 403 Forbidden after N s: it has no body. '
        "Check the token, the cookies and the origin. An ASGI server also says 403 when it has no such "
        "route, or when the app closes before it accepts."
    ),
    "unknown option": (
        "error\n"
        "      | option | value |\n"
        "      | heders | {}    |\n"
        '{TRACEBACK}InvalidArgument: There is no option "heders" in this step. Did you mean "headers"? '
        "There are header NAME, cookie NAME, param NAME, headers, subprotocols, cookies, params, "
        "origin, auth, bearer, http_session, open_timeout, max_size, max_unread, ping_interval, "
        "ping_timeout, compression, proxy, ca_cert, client_cert, client_key, verify, unix_socket, ignore, replies, "
        "answer_pings, separator and profile."
    ),
    "unknown item": (
        "error\n"
        "      | option    | value |\n"
        "      | heder X-A | b     |\n"
        '{TRACEBACK}InvalidArgument: There is no option "heder X-A" in this step. Did you mean "header X-A"? '
        "There are header NAME, cookie NAME, param NAME, headers, subprotocols, cookies, params, "
        "origin, auth, bearer, http_session, open_timeout, max_size, max_unread, ping_interval, "
        "ping_timeout, compression, proxy, ca_cert, client_cert, client_key, verify, unix_socket, ignore, replies, "
        "answer_pings, separator and profile."
    ),
    "option of another type": (
        "error\n"
        "      | option       | value |\n"
        "      | open timeout | soon  |\n"
        '{TRACEBACK}InvalidArgument: Expected argument "open_timeout" to be a time such as 500ms, 2 '
        'seconds, 1.5 or 01:30, but it was "soon".'
    ),
    "another table": (
        "error\n"
        "      | header | value |\n"
        "      | X-Team | blue  |\n"
        "{TRACEBACK}InvalidArgument: Expected a table | option | value |, but its first row is | header "
        "| value |."
    ),
    "header twice": (
        "error\n"
        "      | option        | value |\n"
        "      | header x-team | red   |\n"
        '{TRACEBACK}InvalidArgument: The header "X-Team" is given twice.'
    ),
    "tail twice": ('error\n{TRACEBACK}InvalidArgument: The cookie "sid" is given twice.'),
    "option twice": (
        "error\n"
        "      | option | value            |\n"
        "      | origin | http://a.invalid |\n"
        "      | Origin | http://b.invalid |\n"
        '{TRACEBACK}InvalidArgument: The option "origin" is given twice.'
    ),
    "time twice": (
        "error\n"
        "      | option       | value |\n"
        "      | open_timeout | 2s    |\n"
        '{TRACEBACK}InvalidArgument: The option "open_timeout" is given twice.'
    ),
    "empty cell": (
        "error\n"
        "      | a | b |\n"
        "      | 1 |   |\n"
        '{TRACEBACK}InvalidArgument: The cell of "b" in row 1 of the table is empty: an empty text is written "", and '
        "where any value will do #ignore. A message without that key is written as JSON below | message |."
    ),
    "table of messages": (
        "error\n"
        "      | Messages |\n"
        "      | one      |\n"
        "{TRACEBACK}InvalidArgument: Expected a table | message |, or one with two or more JSON keys as headings, but "
        "its first row is | Messages |. Texts stand below | message |, and so do objects with one key, as JSON: "
        '| {"Messages":"…"} |.'
    ),
    "no base URL": (
        "error\n"
        "{TRACEBACK}InvalidArgument: Expected the base URL to be a URL that begins with http://, https://, ws:// or "
        'wss://, but it was "ftp://x".'
    ),
    "unknown value": (
        "error\n"
        '{TRACEBACK}InvalidArgument: No value is saved as "nam", did you mean "${name}"? A ${ that '
        "means itself is written \\${."
    ),
    "no number": ('error\n{TRACEBACK}InvalidArgument: Expected ${n} to be a number, but it is "few".'),
    "not connected": (
        "error\n"
        '{TRACEBACK}UnknownSession: There is no session "default". The only session is "alice". In a step '
        '"I" is the session "default", which "Given I am connected to …" opens.'
    ),
    "whose connection": (
        "error\n"
        '{TRACEBACK}UnknownSession: "The connection" is that of session "default", or of the only '
        'session, but there are "alice" and "bob": say which one, such as the connection of "alice".'
    ),
    "whose message": (
        "error\n"
        '{TRACEBACK}WsError: "alice" and "bob" received a message in the last step that received any: '
        'say which one is meant, such as the last message of "alice", or the value at … of "alice".'
    ),
    "no message yet": (
        "error\n"
        '{TRACEBACK}WsError: No step has received a message yet: "that message", "the value at" and '
        '"the response" are of the last thing that a step received.'
    ),
    "invalid JSON": (
        "error\n"
        '      """\n'
        '      {"a": 1,\n'
        '       "b": }\n'
        '      """\n'
        '{TRACEBACK}InvalidArgument: Expected the doc string to be JSON, but "{"a": 1,\\n "b": }" '
        'is not: expected a value at line 2, column 7, but there is "}".'
    ),
    "no doc string": ('error\n{TRACEBACK}InvalidArgument: This step needs a doc string ("""…""") below it.'),
    "a doc string too many": (
        "error\n"
        '      """\n'
        '      {"user": "ada"}\n'
        '      """\n'
        "{TRACEBACK}InvalidArgument: There is a doc string below this step, but it takes none. A step "
        "that takes one ends in a colon, such as: I send a POST request to … with the JSON:"
    ),
    "nothing to check": ("error\n{TRACEBACK}InvalidArgument: Nothing to check: every text contains the empty text."),
    "closed already": (
        "error\n"
        '{TRACEBACK}SessionClosed: Nothing can be sent on session "default": it was closed by us with '
        "code 1000 N s before. It is opened again by: When I reconnect\n"
        'Session "default", closed by us with code 1000 N s ago, at ws://127.0.0.1:PORT/ws/echo\n'
        "End of its transcript:\n"
        "    TIME  ·  handshake  101 Switching Protocols, N ms\n"
        "    TIME  →  close  1000\n"
        "    TIME  ←  close  1000"
    ),
    "never tried": (
        "error\n{TRACEBACK}WsError: No step has tried to connect: When I try to connect to … comes before this one."
    ),
    "out of order of several": (
        "failed\n"
        'ASSERT FAILED: Expected "alice" and "bob" to receive a message equal to "hello" within 0.05 s, but 2 of 2 did '
        "not:\n"
        '    "alice" is open, nothing unread.\n'
        '    "bob" is open, nothing unread.\n'
        'Session "alice", open, at ws://127.0.0.1:PORT/ws/echo\n'
        "End of its transcript:\n"
        "    TIME  ·  handshake  101 Switching Protocols, N ms"
    ),
    "so many of no session": (
        "error\n"
        '{TRACEBACK}InvalidArgument: "No session" means nothing clear in this step. It stands before: should receive '
        '"x" (also a message containing … and the other forms of one message), and before: should be disconnected.'
    ),
    "every other of none": (
        "error\n"
        '{TRACEBACK}WsError: "Every other session" is all but the one that sent last, but there is no such one here.'
    ),
}


@pytest.mark.parametrize("name", list(EXPECTED))
def test_says(failures: Run, name: str) -> None:
    assert said(failures, name) == EXPECTED[name]


def test_counts(failures: Run) -> None:
    assert failures.summary()[1:2] == ["0 scenarios passed, 11 failed, 26 error, 0 skipped"]
