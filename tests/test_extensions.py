"""What is offered in Sec-WebSocket-Extensions, and which answers are answers to it."""

from __future__ import annotations

import re

import pytest

from tests.hostile import RawServer, switching
from tests.hostile.clients import opened, rejected
from WsKeywords.core.errors import InvalidArgument
from WsKeywords.core.handshake.extensions import agreed, offer
from WsKeywords.core.wire.deflate import Agreement

DEFAULT = "permessage-deflate; client_max_window_bits"
EVERYTHING = (
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
    "server_max_window_bits=10; client_max_window_bits=11"
)
PARAMETERS = "server_no_context_takeover, client_no_context_takeover, server_max_window_bits or client_max_window_bits"


@pytest.mark.parametrize(
    ("compression", "expected"),
    [
        (True, DEFAULT),
        (False, None),
        (" server_no_context_takeover ", "permessage-deflate; server_no_context_takeover"),
        ("server_max_window_bits=10", "permessage-deflate; server_max_window_bits=10"),
        ('client_max_window_bits = "15"', 'permessage-deflate; client_max_window_bits = "15"'),
        (EVERYTHING.partition("; ")[2], EVERYTHING),
    ],
)
def test_an_offer(compression: bool | str, expected: str | None) -> None:
    assert offer(compression) == expected


@pytest.mark.parametrize(
    ("compression", "why"),
    [
        ("", '"" is no parameter'),
        ("server_max_window_bits=10;", '"" is no parameter'),
        (
            "server_max_window_bits=10, client_max_window_bits",
            '"server_max_window_bits=10, client_max_window_bits" is no parameter',
        ),
        ("server_max_window", f'"server_max_window" is none of {PARAMETERS} (did you mean "server_max_window_bits"?)'),
        ("zstd", f'"zstd" is none of {PARAMETERS}'),
        ("server_max_window_bits", '"server_max_window_bits" has no value from 8 to 15'),
        ("server_max_window_bits=16", '"server_max_window_bits" is "16", not a number from 8 to 15'),
        ("client_max_window_bits=09", '"client_max_window_bits" is "09", not a number from 8 to 15'),
        ("client_no_context_takeover=1", '"client_no_context_takeover" has the value "1", and takes none'),
        (
            "client_max_window_bits; client_max_window_bits=10",
            '"client_max_window_bits" is there more than once',
        ),
    ],
)
def test_a_wrong_offer(compression: str, why: str) -> None:
    with pytest.raises(InvalidArgument) as failure:
        offer(compression)
    assert str(failure.value) == (
        "Expected compression to be True, False or parameters of permessage-deflate with semicolons between them, such "
        f'as "server_no_context_takeover; client_max_window_bits=10" (RFC 7692, section 7.1), but {why}.'
    )


@pytest.mark.parametrize(
    ("answer", "offered", "expected"),
    [
        ("", DEFAULT, None),
        ("permessage-deflate", DEFAULT, Agreement()),
        ("permessage-deflate; server_no_context_takeover", DEFAULT, Agreement(server_no_context_takeover=True)),
        ("permessage-deflate;client_no_context_takeover", DEFAULT, Agreement(client_no_context_takeover=True)),
        ("permessage-deflate; server_max_window_bits=9", DEFAULT, Agreement(server_max_window_bits=9)),
        ('permessage-deflate; client_max_window_bits="12"', DEFAULT, Agreement(client_max_window_bits=12)),
        (EVERYTHING, EVERYTHING, Agreement(True, True, 10, 11)),
        ("permessage-deflate", "permessage-deflate; client_max_window_bits=11", Agreement(client_max_window_bits=11)),
        ("permessage-deflate", "permessage-deflate; client_no_context_takeover", Agreement(False, True)),
        ("permessage-deflate", "permessage-deflate; server_max_window_bits=10, permessage-deflate", Agreement()),
    ],
)
def test_an_answer_that_agrees(answer: str, offered: str, expected: Agreement | None) -> None:
    assert agreed(answer, offered) == expected


@pytest.mark.parametrize(
    ("answer", "offered", "why"),
    [
        ("permessage-deflate", "", "permessage-deflate was not offered"),
        ("x-webkit-deflate-frame", DEFAULT, '"x-webkit-deflate-frame" was not offered'),
        ("permessage-deflate, permessage-deflate", DEFAULT, "permessage-deflate is there more than once"),
        (",", DEFAULT, '"" is no extension'),
        ("permessage-deflate;", DEFAULT, '"" is no parameter'),
        ("permessage-deflate; level=9", DEFAULT, f'"level" is none of {PARAMETERS}'),
        (
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            DEFAULT,
            '"server_no_context_takeover" is there more than once',
        ),
        (
            "permessage-deflate; server_no_context_takeover=1",
            DEFAULT,
            '"server_no_context_takeover" has the value "1", and takes none',
        ),
        (
            "permessage-deflate; server_max_window_bits=7",
            DEFAULT,
            '"server_max_window_bits" is "7", not a number from 8 to 15',
        ),
        (
            "permessage-deflate; client_max_window_bits",
            DEFAULT,
            '"client_max_window_bits" has no value from 8 to 15',
        ),
        (
            "permessage-deflate; client_max_window_bits=10",
            "permessage-deflate",
            '"client_max_window_bits" was not offered',
        ),
        (
            "permessage-deflate; server_max_window_bits=12",
            "permessage-deflate; server_max_window_bits=10",
            '"server_max_window_bits" is 12, where at most 10 was offered',
        ),
        (
            "permessage-deflate",
            "permessage-deflate; server_max_window_bits=10",
            '"server_max_window_bits" was offered, and must be in the answer',
        ),
        (
            "permessage-deflate",
            "permessage-deflate; server_no_context_takeover",
            '"server_no_context_takeover" was offered, and must be in the answer',
        ),
        (
            "permessage-deflate; client_max_window_bits=12",
            "permessage-deflate; client_max_window_bits=10",
            '"client_max_window_bits" is 12, where at most 10 was offered',
        ),
    ],
)
def test_an_answer_to_something_else(answer: str, offered: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)) as failure:
        agreed(answer, offered)
    assert str(failure.value) == why


def test_the_error_of_an_answer_to_something_else() -> None:
    given = "permessage-deflate; server_max_window_bits=12"
    with RawServer(lambda request: switching(request, f"Sec-WebSocket-Extensions: {given}")) as server:
        rejection, text = rejected(server.url, extensions="permessage-deflate; server_max_window_bits=10")
    assert text == (
        'Expected the WebSocket "ws://127.0.0.1:PORT/" to open, but the server agreed to an unasked extension '
        f'after N s: "{given}", where "permessage-deflate; server_max_window_bits=10" was offered '
        '("server_max_window_bits" is 12, where at most 10 was offered). '
        "The server does not follow RFC 6455, section 4.2.2."
    )
    assert rejection.kind == "unasked extension"


@pytest.mark.parametrize(
    ("headers", "sent", "expected"),
    [
        ((), DEFAULT, Agreement()),
        ((("sec-websocket-extensions", "permessage-deflate"),), "permessage-deflate", Agreement()),
    ],
)
def test_the_offer_on_the_wire(headers: tuple[tuple[str, str], ...], sent: str, expected: Agreement) -> None:
    """A header that a test gives by itself is sent instead, and is what the answer is held against."""
    with RawServer(lambda request: switching(request, "Sec-WebSocket-Extensions: permessage-deflate")) as server:
        found = opened(server.url, extensions=DEFAULT, headers=headers)
        found.sock.close()
    assert found.handshake.request_headers.get_list("Sec-WebSocket-Extensions") == [sent]
    assert found.handshake.agreement == expected


def test_an_offer_that_a_test_leaves_out() -> None:
    with RawServer(switching) as server:
        found = opened(server.url, extensions=DEFAULT, headers=(("Sec-WebSocket-Extensions", None),))
        found.sock.close()
    assert "Sec-WebSocket-Extensions" not in found.handshake.request_headers
    assert found.handshake.agreement is None
