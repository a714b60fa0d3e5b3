"""Servers that say so many secrets, or so long ones, that looking for all of them would take all time and memory."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from time import thread_time

import pytest

from tests.hostile import RawServer
from WsKeywords.core import OpeningFailed, Sessions
from WsKeywords.core.http.answers import MOST_VALUES as OF_AN_ANSWER
from WsKeywords.core.output import MASK
from WsKeywords.core.redaction import secrets as secret_values
from WsKeywords.core.redaction.secrets import MOST_OF_SERVERS, Secrets
from WsKeywords.keywords.learning import MOST_VALUES, learn_message

MANY = [f"{number:08}" for number in range(20_000)]


@pytest.fixture
def sessions() -> Iterator[Sessions]:
    with Sessions() as made:
        yield made


@pytest.mark.parametrize("many", [MANY, [MANY], {value: value for value in MANY}, [{"a": [value]} for value in MANY]])
def test_of_a_message_the_first_values_are_learnt(many: object) -> None:
    secrets = Secrets()
    learn_message(secrets, json.dumps({"token": many}))
    assert [secrets.value(value) for value in MANY[: MOST_VALUES + 2]] == [MASK] * MOST_VALUES + MANY[
        MOST_VALUES : MOST_VALUES + 2
    ]


def test_a_value_of_megabytes_is_masked_under_its_name_only() -> None:
    secrets = Secrets()
    message = json.dumps({"token": "abc/def+<" * 300_000, "password": "correct-horse"})
    learn_message(secrets, message)
    assert secrets.longest == 0
    assert json.loads(secrets.text(message)) == {"token": MASK, "password": MASK}


def test_of_an_answer_the_first_values_are_learnt(sessions: Sessions) -> None:
    body = json.dumps({"token": MANY}).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    with RawServer(head + body) as server:
        sessions.http.request("GET", server.url.replace("ws:", "http:"))
    found = [sessions.secrets.value(value) for value in (MANY[0], MANY[OF_AN_ANSWER - 1], MANY[OF_AN_ANSWER])]
    assert found == [MASK, MASK, MANY[OF_AN_ANSWER]]


def test_cookies_of_megabytes(sessions: Sessions) -> None:
    values = [f"{number:02}{'x' * 60_000}" for number in range(90)]
    lines = "".join(f"Set-Cookie: c{number}={value}\r\n" for number, value in enumerate(values))
    with RawServer(f"HTTP/1.1 200 OK\r\n{lines}Content-Length: 0\r\n\r\n".encode()) as server:
        sessions.http.request("GET", server.url.replace("ws:", "http:"))
    room = MOST_OF_SERVERS // 60_010
    assert [sessions.secrets.value(value) for value in values[: room + 1]] == [MASK] * room + [values[room]]


def test_each_cookie_is_learnt_with_and_without_its_quotes_also_one_that_is_refused(sessions: Sessions) -> None:
    lines = 'Set-Cookie: a=first-one\r\nSet-Cookie: b="second-one"; Domain=elsewhere.example\r\n'
    with RawServer(f"HTTP/1.1 200 OK\r\n{lines}Content-Length: 0\r\n\r\n".encode()) as server:
        sessions.http.request("GET", server.url.replace("ws:", "http:"))
    assert sessions.secrets.value("first-one, then second-one") == f"{MASK}, then {MASK}"


def test_urllib3_logs_no_head_that_it_cannot_read(sessions: Sessions, caplog: pytest.LogCaptureFixture) -> None:
    answer = b"HTTP/1.1 200 OK\r\nno header\r\nX-Echo: Bearer correct-horse\r\n\r\n"
    with RawServer(answer) as server, caplog.at_level(logging.DEBUG, "urllib3"):
        sessions.http.request("GET", server.url.replace("ws:", "http:"), bearer="correct-horse")
    assert "Failed to parse headers" in caplog.text
    assert "correct-horse" not in caplog.text


def test_cookies_of_a_refusal(sessions: Sessions) -> None:
    values = [f"{number:02}{'x' * 8_000}" for number in range(90)]
    lines = "".join(f"Set-Cookie: c{number}={value}\r\n" for number, value in enumerate(values))
    answer = f"HTTP/1.1 403 Forbidden\r\n{lines}Content-Length: 0\r\n\r\n".encode()
    with RawServer(answer) as server, pytest.raises(OpeningFailed):
        sessions.open(server.url)
    room = MOST_OF_SERVERS // 8_006
    assert [sessions.secrets.value(value) for value in values[: room + 1]] == [MASK] * room + [values[room]]


def test_of_all_messages_together_so_much_is_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    assert secret_values.MOST_OF_ALL_SERVERS == 8 << 20
    monkeypatch.setattr(secret_values, "MOST_OF_ALL_SERVERS", 100_000)
    secrets = Secrets()
    values = [f"{number:02}{'x' * 20_000}" for number in range(5)]
    for value in values:
        for _ in range(2):  # what is known takes no room
            learn_message(secrets, json.dumps({"token": value}))
    assert [secrets.value(value) for value in values] == [MASK] * (len(values) - 1) + values[-1:]
    assert secrets.text(json.dumps({"token": values[-1]})) == json.dumps({"token": MASK}, ensure_ascii=False)
    secrets.add("correct-horse")  # what a test gives always is
    assert secrets.value("correct-horse") == MASK


def test_tokens_that_end_alike_take_no_time() -> None:
    secrets = Secrets()
    tokens = [f"{number:04}-of-a-user-zzzzzzzz" for number in range(1000)]
    for at in range(0, len(tokens), MOST_VALUES):
        learn_message(secrets, json.dumps({"token": tokens[at : at + MOST_VALUES]}))
    started = thread_time()
    assert secrets.text("z" * 100_000) == "z" * 100_000
    # To look for each token at each place takes 13 s.
    assert thread_time() - started < 2
    assert {secrets.value(f"x{token}y") for token in tokens[::50]} == {f"x{MASK}y"}


def test_tokens_that_are_alike_everywhere_take_no_time() -> None:
    secrets = Secrets()
    tokens = ["z" * (8 + number) for number in range(300)]
    for at in range(0, len(tokens), MOST_VALUES):
        learn_message(secrets, json.dumps({"token": tokens[at : at + MOST_VALUES]}))
    started = thread_time()
    assert secrets.text("z" * 100_000) == MASK
    assert thread_time() - started < 2
    # So many are told apart no more: of what may be one nothing is shown.
    texts = ["a zzzzzzzz b", '"zzzzzzzzzzzz"', "xzzzzzzzzy zzzz", "zzzz abc zzzzzzzz", " zzzzzzzzz  zzzzzzzz"]
    shown = [f"a {MASK} b", f'"{MASK}"', f"{MASK} zzzz", f"zzzz abc {MASK}", f" {MASK}  {MASK}"]
    assert [secrets.text(text) for text in texts] == shown
