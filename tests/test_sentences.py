"""No sentence is ambiguous: each expansion of the grammar matches one definition, the right one, with its arguments."""

from __future__ import annotations

import re

import behave.step_registry
import pytest

import WsKeywords.steps  # noqa: F401
from WsKeywords.steps.catalogue import sentences
from WsKeywords.steps.sentence import DEFINITIONS, SentenceMatcher
from WsKeywords.steps.values import Values

from .sentences import SAVED, every_sentence

MATCHERS = [each for each in behave.step_registry.registry.steps["step"] if isinstance(each, SentenceMatcher)]
VALUES = Values(SAVED, {})


def matching(text):
    """Every definition that takes a step, with the arguments that it reads."""
    found = []
    for matcher in MATCHERS:
        match = SentenceMatcher.match(matcher, text)  # the last one says what a step that none takes may mean
        if match:
            arguments = {argument.name: argument.value.read(VALUES) for argument in match.arguments}
            found.append((matcher.func.__name__, arguments))
    return found


@pytest.mark.takes(12)
def test_every_expansion_matches_one_definition_the_right_one():
    wrong, count, seen = [], 0, set()
    for text, function, arguments in every_sentence():
        count += 1
        seen.add(function)
        found = matching(text)
        if found != [(function, arguments)]:
            wrong.append((text, (function, arguments), found))
    assert wrong[:5] == []
    assert count > 20_000
    assert {function.__name__ for _, function in DEFINITIONS} - seen == set()


def test_no_definition_is_lost():
    assert len(MATCHERS) == len(DEFINITIONS) == len({sentence for sentence, _ in DEFINITIONS})
    assert len({function.__name__ for _, function in DEFINITIONS}) == len(DEFINITIONS)


@pytest.mark.parametrize(
    "text",
    [
        "alice sends hello",
        "I send hello",
        '"alice" send "x"',
        'I sends "x"',
        '"alice" are connected to "/ws"',
        'I should receive "x" within 2 hours',
        'I should receive "x" within two seconds',
        'I should receive "x',
        'I should receive x"',
        "I should receive JSON",
        'I should receive "x" "y"',
        'I should receive "x": ',
        'every sessions should receive "x"',
        'I should eventually not receive "x"',
        'I am connected to "/ws" and the cookie "a" set to "b"',
        'I am connected to "/ws" with the cookie "a"',
        '1 session "x" are connected to "/x"',
        'I send a GET request to "/x" with the subprotocol "a"',
        "the value at $.x should be 1",
        'the value at "$.x" should be hello',
        'the value at "$.x" should be True',
        # later wings: absent until then
    ],
)
def test_what_is_no_sentence_matches_nothing(text):
    assert matching(text) == []


CONTRACT = """
"alice" should receive "Echo: hello"
"alice" should receive:
"alice" should receive a message containing "hello"
"alice" should receive a message not containing "hello"
"alice" should receive a message matching "Echo: *"
"alice" should receive a message matching the regexp "^Echo"
"alice" should receive the JSON:
I should receive the JSON within 2 seconds:
"alice" should receive JSON containing:
"alice" should receive a message matching the schema "schemas/welcome.yaml"
"alice" should receive a message where "$.items[?@.id == 7]"
"alice" should receive the bytes "00 ff 10"
"alice" should receive the event "tick"
"alice" is listening to the event stream "/events"
"alice" tries to listen to the event stream "/events"
"alice" should receive 3 messages
"alice" should receive 1 message
"alice" should receive at least 3 messages
"alice" should receive these messages:
"alice" should receive these messages in any order:
"alice" should receive nothing
"alice" receives messages until JSON containing:
"alice" receives messages until a message containing "done"
that message should contain "hello"
that message should be "hello"
that message should not contain "hello"
that message should match "hello*"
that message should match the regexp "hello"
that message should be the JSON:
that message should contain JSON:
the value at "$.user.id" should be 42
the value at "$.user.id" should not be 42
the value at "$.user.id" should be less than 42
the value at "$.user.id" should be at most 42
the value at "$.user.id" should be more than 42
the value at "$.user.id" should be at least 42
the value at "$.user.id" should contain "a"
the value at "$.user.id" should not contain "a"
the value at "$.user.id" should match "a*"
the value at "$.user.id" should match the regexp "^a"
the value at "$.user.id" should exist
the value at "$.user.id" should not exist
the value at "$.user" should be:
the value at "$.x" of "alice" should be null
the app "examples.chat:app" is running
the command "node server.js {port}" is running
the base URL is "wss://staging.example.com"
I am connected to "/ws/chat"
"alice" is connected to "/ws/chat" with the header "Authorization" set to "Bearer ${name}"
"alice" is connected to "/ws/chat" with the cookie "sid" set to "1"
"alice" is connected to "/ws/chat" with the query parameter "token" set to "…"
"alice" is connected to "/ws/chat" with the subprotocol "chat.v2"
"alice" is connected to "/ws/chat" with the bearer token "${name}"
50 sessions "user-{n}" are connected to "/ws/chat"
1 session "user-{n}" is connected to "/ws/chat"
I try to connect to "/ws/private"
the connection should be refused
the connection should be refused with status 403
the subprotocol should be "chat.v2"
the subprotocol of "alice" should be "chat.v2"
the handshake header "X-Node" should be "a"
the handshake header "X-Node" of "alice" should be "a"
"alice" is connected to "/ws/chat" with the profile "admin"
I receive all messages
"alice" receives all messages within 5 seconds
"alice" sends "hello"
"alice" sends the text "hello"
"alice" sends the text "hello" 6 times
"alice" sends "hello" 6 times
"alice" sends:
"alice" sends the JSON:
"alice" sends these messages:
"alice" sends the bytes "00 ff 10"
"alice" sends the file "payloads/join.yaml"
"alice" sends a ping
"alice" closes the connection
"alice" disconnects
"alice" closes the connection with code 4000
"alice" closes the connection with code 4000 and reason "bye"
"alice" disconnects with code 4000
"alice" disconnects with code 4000 and reason "bye"
"alice" loses the connection
"alice" reconnects
"alice" reconnects with the query parameter "resume" set to "${id}"
"alice" clears the inbox
"alice" ignores messages containing "heartbeat"
"alice" ignores JSON containing:
"alice" answers messages containing "ping" with "pong"
"alice" answers these messages:
"alice" must never receive JSON containing:
"alice" must never receive a message containing "x"
every guard should have held
"alice" sends "ping" every 25 seconds
"alice" stops answering pings
"alice" stops reading
"alice" reads again
for 5 seconds every message "alice" receives should contain "tick"
the response should have taken less than 200 milliseconds
I save the value at "$.token" as "token"
I save that message as "welcome"
I save a new UUID as "id"
I save the current time as "now"
I save the environment variable "TOKEN" as "token"
the connection should be open
the connection of "alice" should be closed
the connection of "alice" should be closed with code 1008
the connection of "alice" should be closed with code 1008 and reason "policy*"
the server should close the connection with code 1008
"alice" should be disconnected
"alice" should be disconnected with code 4401
I send a POST request to "/login" with the JSON:
I send a DELETE request to "/login"
I send a DELETE request to "/login" without a body
I send a PUT request to "/login" with the text "x"
I send a PUT request to "/login" with the text:
I send a POST request to "/login" with the form:
I send a POST request to "/login" with the options:
the HTTP status should be 200
the HTTP header "X" should be "a"
the HTTP header "X" should contain "a"
the HTTP body should contain "a"
the app restarts
the app stops
the app starts
the app "api" restarts
I run the command "python manage.py notify"
the app's log should contain "shutdown complete"
I should receive "x"
"alice" and "bob" should receive "x"
every session should receive "x"
every session named "user-*" should receive "x"
every session except "ada" should receive "x"
every other session should receive "x"
no session should receive "x"
I should eventually receive "x"
I should receive, out of order, "x"
I should not receive "x"
I should receive ${n} messages within ${n} seconds
""".strip().splitlines()


@pytest.mark.parametrize("text", CONTRACT)
def test_what_is_promised_is_one_sentence(text):
    assert len(matching(text)) == 1
    if text.endswith(":"):  # behave can be told to strip it
        assert [name for name, _ in matching(text[:-1])] == [name for name, _ in matching(text)]


def test_the_first_line_of_every_example_is_the_sentence_it_stands_for():
    for sentence, example, _, _ in sentences():
        first = example.splitlines()[0]
        text = re.sub(r"^(Given|When|Then|And) ", "", first)
        assert text != first, example
        function = next(function for known, function in DEFINITIONS if known == sentence)
        found = [matcher.func.__name__ for matcher in MATCHERS if SentenceMatcher.match(matcher, text)]
        assert found == [function.__name__], example


def test_editors_read_every_sentence():
    """The Cucumber plug-in takes a sentence with one of these characters for a regular expression."""
    for sentence, _ in DEFINITIONS:
        plain = re.sub(r"\{\w+:\w+\}", "", sentence)
        assert not set(plain) & set("().*\\|/{}?+^$"), sentence
        assert "}{" not in sentence, sentence
