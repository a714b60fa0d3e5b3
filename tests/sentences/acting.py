"""What sessions do: every sentence that connects, sends and closes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from WsKeywords.steps.tails import CloseWords, LogIn, Many, Refusal, Target
from WsKeywords.steps.types import Answered, Exchange, LimitSince, Of, TextIn, Times

from .parts import (
    CHECKS,
    CODES,
    COLON,
    LIMITS,
    OF,
    QUOTED,
    RECEIVERS,
    STREAM_TAILS,
    TAILS,
    TIMES,
    WITHIN,
    Part,
    Sentence,
    acts,
    cover,
)


def connecting() -> Iterator[Sentence]:
    for url in QUOTED:
        yield Sentence(f"the base URL is {url.text}", "base_url", {"url": url.value})
    for subjects, words, name in [
        (acts("am", "is"), "connected to", "connected"),
        (acts("try", "tries"), "to connect to", "tries"),
    ]:
        for who, url, tails, within, colon in cover(subjects, QUOTED, TAILS, WITHIN, COLON):
            yield Sentence(
                f"{who.text} {words} {url.text}{tails.text}{within.text}{colon.text}",
                name,
                {"who": who.value, "target": Target(url.value, tails.value, within.value)},
            )
    for subjects, words, name in [
        (acts("am", "is"), "listening to the event stream", "listening"),
        (acts("try", "tries"), "to listen to the event stream", "tries_to_listen"),
    ]:
        for who, url, tails, within, colon in cover(subjects, QUOTED, STREAM_TAILS, WITHIN, COLON):
            yield Sentence(
                f"{who.text} {words} {url.text}{tails.text}{within.text}{colon.text}",
                name,
                {"who": who.value, "target": Target(url.value, tails.value, within.value)},
            )
    for count, prefix, url, tails, within, colon in cover(
        [
            Part("50 sessions {} are", 50),
            Part("1 sessions {} are", 1),
            Part("1 session {} is", 1),
            Part("${{n}} sessions {} are", 3),
        ],
        [Part('"user-{n}"', "user-{n}"), *QUOTED[2:]],
        QUOTED,
        TAILS,
        WITHIN,
        COLON,
    ):
        yield Sentence(
            f"{count.text.format(prefix.text)} connected to {url.text}{tails.text}{within.text}{colon.text}",
            "many_connected",
            {"many": Many(count.value, prefix.value), "target": Target(url.value, tails.value, within.value)},
        )
    for url, tails, within, colon in cover(QUOTED, TAILS, WITHIN, COLON):
        arguments = {"target": Target(url.value, tails.value, within.value)}
        connected = f"connected to {url.text}{tails.text}{within.text}{colon.text}"
        yield Sentence(f"these users are {connected}", "these_users_connected", arguments)
        yield Sentence(f"every user is {connected}", "every_user_connected", arguments)
        for path in QUOTED[:3]:
            yield Sentence(
                f"the users of {path.text} are {connected}", "users_of_connected", {"path": path.value, **arguments}
            )
    for who, tails, within, colon in cover(acts("reconnect", "reconnects"), TAILS, WITHIN, COLON):
        yield Sentence(
            f"{who.text}{tails.text}{within.text}{colon.text}",
            "reconnects",
            {"who": who.value, "how": Target("", tails.value, within.value)},
        )
    for text, value in [
        ("", Refusal(None, None)),
        (" with status 403", Refusal(403, None)),
        (" with status ${id}", Refusal(42, None)),
        (' with the error "*name not found*"', Refusal(None, "*name not found*")),
        (" with status 403 and the error '*policy*'", Refusal(403, "*policy*")),
    ]:
        yield Sentence(f"the connection should be refused{text}", "refused", {"refusal": value})
    for within in WITHIN:
        yield Sentence(
            f"the connection should be refused or closed{within.text}", "turned_away", {"within": within.value}
        )


def users() -> Iterator[Sentence]:
    for colon in COLON:
        yield Sentence(f"these users{colon.text}", "these_users", {"end": None})
    for path in QUOTED:
        yield Sentence(f"the users of {path.text}", "users_of", {"path": path.value})
    saved = [
        Part("", None),
        Part(', saving the value at "$.token" as "token",', {"token": "$.token"}),
        Part(", saving the value at '$.a' as '${name}' and the value at \"$.b\" as \"b\",", {"Ada": "$.a", "b": "$.b"}),
    ]
    for url, save, within, colon in cover(QUOTED, saved, WITHIN, COLON):
        for what in ("JSON", "form"):
            yield Sentence(
                f"every user logs in at {url.text}{save.text} with the {what}{within.text}{colon.text}",
                f"logs_in_{what.lower()}",
                {"login": LogIn(url.value, save.value), "within": within.value},
            )


def sending() -> Iterator[Sentence]:
    sends = acts("send", "sends")
    for words, name, field in [
        ("", "sends", "text"),
        ("the text ", "sends_text", "text"),
        ("the bytes ", "sends_bytes", "payload"),
    ]:
        for who, text, times, within in cover(sends, QUOTED, TIMES, WITHIN):
            yield Sentence(
                f"{who.text} {words}{text.text}{times.text}{within.text}",
                name,
                {"who": who.value, field: Times(text.value, times.value, within.value)},
            )
    for who, text, within in cover(sends, QUOTED, WITHIN):
        arguments = {"who": who.value, "text": TextIn(text.value, within.value)}
        yield Sentence(f"{who.text} the escaped text {text.text}{within.text}", "sends_escaped", arguments)
    for who, text, answer, within in cover(sends, QUOTED, QUOTED, WITHIN):
        verb = "receive" if who.text.startswith("I ") else "receives"
        yield Sentence(
            f"{who.text} {text.text} and {verb} {answer.text}{within.text}",
            "exchanges",
            {"who": who.value, "exchange": Exchange(text.value, answer.value, within.value)},
        )
    for who, (words, match), within, colon in cover(
        sends, [("an answer", None), ('the answer with the same "$.id"', "$.id")], WITHIN, COLON
    ):
        verb = "receive" if who.text.startswith("I ") else "receives"
        yield Sentence(
            f"{who.text} the JSON and {verb} {words}{within.text}{colon.text}",
            "exchanges_json",
            {"who": who.value, "how": Answered(match, within.value)},
        )
    for words, name in [("", "sends_block"), (" the JSON", "sends_json")]:
        for who, times, within, colon in cover(sends, TIMES, WITHIN, COLON):
            yield Sentence(
                f"{who.text}{words}{times.text}{within.text}{colon.text}",
                name,
                {"who": who.value, "how": Times("", times.value, within.value)},
            )
    for words, name in [
        ("these messages", "sends_messages"),
        ("the fragments", "sends_fragments"),
        ("the binary fragments", "sends_binary_fragments"),
        ("the frame", "sends_frame"),
    ]:
        for who, within, colon in cover(sends, WITHIN, COLON):
            text = f"{who.text} {words}{within.text}{colon.text}"
            yield Sentence(text, name, {"who": who.value, "within": within.value})
    for who, path, within, colon in cover(sends, QUOTED, WITHIN, COLON):
        yield Sentence(
            f"{who.text} the file {path.text}{within.text}{colon.text}",
            "sends_file",
            {"who": who.value, "path": TextIn(path.value, within.value)},
        )
    for who, path, within in cover(sends, QUOTED, WITHIN):
        yield Sentence(
            f"{who.text} the binary file {path.text}{within.text}",
            "sends_binary_file",
            {"who": who.value, "path": TextIn(path.value, within.value)},
        )
    for who, within in product(sends, WITHIN):
        yield Sentence(f"{who.text} a ping{within.text}", "sends_ping", {"who": who.value, "within": within.value})
    for who, text, within in cover(sends, QUOTED, WITHIN):
        yield Sentence(
            f"{who.text} a ping with the payload {text.text}{within.text}",
            "sends_ping_payload",
            {"who": who.value, "payload": TextIn(text.value, within.value)},
        )
    every = [Part("every session sends", "*"), Part('every session named "user-*" sends', "user-*")]
    for who, said, within in cover(every, QUOTED, WITHIN):
        arguments = {"sessions": who.value, "text": TextIn(said.value, within.value)}
        yield Sentence(f"{who.text} {said.text}{within.text}", "every_sends", arguments)
    for who, within, colon in cover(every, WITHIN, COLON):
        arguments = {"sessions": who.value, "within": within.value}
        yield Sentence(f"{who.text} the JSON{within.text}{colon.text}", "every_sends_json", arguments)


def closing() -> Iterator[Sentence]:
    for of in OF:
        yield Sentence(f"the close{of.text} should have been answered", "close_answered", {"of": of.value})
    for who, code, within in product(acts("close", "closes"), CODES, WITHIN):
        yield Sentence(
            f"{who.text} the connection{code.text}{within.text}",
            "closes",
            {"who": who.value, "how": CloseWords(*code.value, None, within.value)},
        )
    for who, code, within in product(acts("disconnect", "disconnects"), CODES, WITHIN):
        yield Sentence(
            f"{who.text}{code.text}{within.text}",
            "disconnects",
            {"who": who.value, "how": CloseWords(*code.value, None, within.value)},
        )
    yield Sentence("all connections are closed", "close_all", {})
    for who in acts("lose", "loses"):
        yield Sentence(f"{who.text} the connection", "loses", {"who": who.value})
    by = [Part("", None), Part(" by the server", "peer"), Part(" by us", "us"), Part(" by the network", "network")]
    for of, closer, code, within in product(OF, by, CODES, WITHIN):
        yield Sentence(
            f"the connection{of.text} should be closed{closer.text}{code.text}{within.text}",
            "should_be_closed",
            {"connection": of.value, "how": CloseWords(*code.value, closer.value, within.value)},
        )
    for of, code, within in product(OF, CODES, WITHIN):
        yield Sentence(
            f"the server should close the connection{of.text}{code.text}{within.text}",
            "server_should_close",
            {"how": (of.value, CloseWords(*code.value, None, within.value))},
        )
    for who, code, within in cover(RECEIVERS, CODES, WITHIN):
        yield Sentence(
            f"{who.text} should be disconnected{code.text}{within.text}",
            "should_be_disconnected",
            {"who": who.value, "how": CloseWords(*code.value, None, within.value)},
        )
    for of in OF:
        yield Sentence(f"the connection{of.text} should be open", "should_be_open", {"connection": of.value})
        for limit in LIMITS:
            yield Sentence(
                f"the connection{of.text} should have opened in {limit.text}",
                "opened_in",
                {"connection": of.value, "limit": LimitSince(*limit.value, None)},
            )
    for words, name in [
        ("the subprotocol", "subprotocol"),
        ("the handshake status", "handshake_status"),
        ("the close code", "close_code"),
        ("the close reason", "close_reason"),
    ]:
        for of, check in product(OF, CHECKS):
            yield Sentence(f"{words}{of.text} should {check.text}", name, {"of": of.value, "check": check.value})
    for of, check in product(OF, CHECKS):
        yield Sentence(
            f"the side that closed the connection{of.text} should {check.text}",
            "closed_by",
            {"connection": of.value, "check": check.value},
        )
    for header, of, check in cover(QUOTED, OF, CHECKS):
        yield Sentence(
            f"the handshake header {header.text}{of.text} should {check.text}",
            "handshake_header",
            {"header": Of(header.value, of.value), "check": check.value},
        )
