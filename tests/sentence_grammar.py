"""Every sentence of the step grammar, expanded: what is written, the definition it means, and its arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations, product
from typing import Any, NamedTuple

from WsKeywords.steps.checks import Check
from WsKeywords.steps.subjects import Receivers, Subject
from WsKeywords.steps.tails import CloseWords, Refusal, Target
from WsKeywords.steps.types import Awaited, LimitSince, Messages, Of, Order, TextIn, Times

#: What ``${name}`` stands for.
SAVED = {"who": "carol", "name": "Ada", "n": 3, "n.5": 2.5, "id": 42, "app.url": "http://127.0.0.1:8000", "code": 4001}


class Sentence(NamedTuple):
    """One expansion."""

    text: str
    function: str
    arguments: dict[str, Any]


class Part(NamedTuple):
    """A way to write a part of a sentence, and what is read of it."""

    text: str
    value: Any


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


QUOTED = [
    Part('"hello"', "hello"),
    Part("'hello'", "hello"),
    Part('""', ""),
    Part("''", ""),
    Part(r'"say \"hi\""', 'say "hi"'),
    Part(r"'it\'s'", "it's"),
    Part('"it\'s"', "it's"),
    Part("'say \"hi\"'", 'say "hi"'),
    Part(r'"^\d+\.$"', r"^\d+\.$"),
    Part('"${name}"', "Ada"),
    Part("'<${name}> and ${id}'", "<Ada> and 42"),
    Part(r'"\${name}"', "${name}"),
    Part('"ends with a colon:"', "ends with a colon:"),
    Part('"x within 2 seconds"', "x within 2 seconds"),
    Part("'x\" within 2 seconds'", 'x" within 2 seconds'),
    Part("\"a message containing 'x'\"", "a message containing 'x'"),
    Part('"the JSON"', "the JSON"),
    Part('" of "', " of "),
    Part('"ü 🎉 {n} \\n"', "ü 🎉 {n} \\n"),
]
WITHIN = [
    Part("", None),
    Part(" within 1 second", seconds(1)),
    Part(" within 2 seconds", seconds(2)),
    Part(" within 0.5 seconds", seconds(0.5)),
    Part(" within 1 millisecond", seconds(0.001)),
    Part(" within 500 milliseconds", seconds(0.5)),
    Part(" within 1 minute", seconds(60)),
    Part(" within 2.5 minutes", seconds(150)),
    Part(" within ${n} seconds", seconds(3)),
    Part(" within ${n.5} minutes", seconds(150)),
]
COLON = [Part("", None), Part(":", None)]
WHO = [
    Part("I", "default"),
    Part('"alice"', "alice"),
    Part("'bob'", "bob"),
    Part('"${who}"', "carol"),
    Part('"I"', "I"),
    Part('"every session"', "every session"),
    Part('"alice and bob"', "alice and bob"),
]
RECEIVERS = [
    *(Part(text, Receivers((name,))) for text, name in WHO),
    Part('"alice" and "bob"', Receivers(("alice", "bob"))),
    Part('"alice", \'bob\' and "${who}"', Receivers(("alice", "bob", "carol"))),
    Part('I and "bob"', Receivers(("default", "bob"))),
    Part("every session", Receivers()),
    Part('every session named "user-*"', Receivers(pattern="user-*")),
    Part("every session named '${who}-?'", Receivers(pattern="carol-?")),
    Part('every session except "ada"', Receivers(excluding=("ada",))),
    Part('every session except "ada" and "bob"', Receivers(excluding=("ada", "bob"))),
    Part('every session named "u*" except "u1", "u2" and "u3"', Receivers(pattern="u*", excluding=("u1", "u2", "u3"))),
    Part("every other session", Receivers(other=True)),
    Part('every other session named "u*"', Receivers(pattern="u*", other=True)),
    Part("no session", Receivers(none=True)),
    Part("no other session", Receivers(other=True, none=True)),
    Part('no session named "u*" except "u1"', Receivers(pattern="u*", excluding=("u1",), none=True)),
]
HOW = [
    Part(how, how)
    for how in ("receive", "eventually receive", "receive, out of order,", "not receive", "not have received")
]
UNLESS = [Part("", None), Part(' unless "error" comes first', "error"), Part(" unless '${name}' comes first", "Ada")]
#: What is received: words before a quoted text, the name of its definition and of its field.
RECEIVED = [
    ("a message containing ", "containing", "text"),
    ("a message not containing ", "not_containing", "text"),
    ("a message matching ", "matching", "glob"),
    ("a message matching the regexp ", "matching_regexp", "regexp"),
    ("a message matching the schema ", "matching_schema", "path"),
    ("a message where ", "where", "path"),
    ("the bytes ", "bytes", "pattern"),
    ("", "text", "text"),
]
#: The same, with a doc string.
RECEIVED_BLOCKS = [("the JSON", "json"), ("JSON containing", "json_containing")]
TIMES = [
    Part("", 1),
    Part(" 1 time", 1),
    Part(" once", 1),
    Part(" twice", 2),
    Part(" 6 times", 6),
    Part(" ${n} times", 3),
]
TAILS = [
    Part("", {}),
    Part(' with the header "Authorization" set to "Bearer ${name}"', {"headers": {"Authorization": "Bearer Ada"}}),
    Part(" with the cookie 'sid' set to \"1\"", {"cookies": {"sid": "1"}}),
    Part(' with the query parameter "token" set to ""', {"params": {"token": ""}}),
    Part(' with the subprotocol "chat.v2"', {"subprotocols": ["chat.v2"]}),
    Part(' with the bearer token "${name}"', {"bearer": "Ada"}),
    Part(
        ' with the header "A" set to "1" and the header "B" set to " and the cookie " and the cookie "c" set to "2" and '
        'the subprotocol "p" and the subprotocol "q" and the bearer token "t" and the query parameter "r" set to ""',
        {
            "headers": {"A": "1", "B": " and the cookie "},
            "cookies": {"c": "2"},
            "subprotocols": ["p", "q"],
            "bearer": "t",
            "params": {"r": ""},
        },
    ),
]
HTTP_TAILS = [tail for tail in TAILS if "subprotocol" not in tail.text]
CODES = [
    Part("", (None, None)),
    Part(" with code 1008", (1008, None)),
    Part(" with code ${code}", (4001, None)),
    Part(' with code 4000 and reason "policy*"', (4000, "policy*")),
    Part(" with code 1000 and reason ''", (1000, "")),
]
OF = [Part("", None), Part(' of "alice"', "alice"), Part(" of '${who}'", "carol")]
VALUES = [
    *(Part(text, value) for text, value in QUOTED[:4]),
    Part('"42"', "42"),
    Part("42", 42),
    Part("-1.5", -1.5),
    Part("1e3", 1000.0),
    Part("true", True),
    Part("false", False),
    Part("null", None),
    Part("${id}", 42),
    Part("${name}", "Ada"),
]
CHECKS = [
    *(
        Part(f"{words} {value.text}", Check(words, value.value, True))
        for words in (
            "be",
            "not be",
            "contain",
            "not contain",
            "be less than",
            "be at most",
            "be more than",
            "be at least",
        )
        for value in VALUES
    ),
    *(Part(f"match {text}", Check("match", value, True)) for text, value in QUOTED),
    *(Part(f"match the regexp {text}", Check("match the regexp", value, True)) for text, value in QUOTED),
    Part("exist", Check("exist", None, False)),
    Part("not exist", Check("not exist", None, False)),
    *(
        Part(words + colon, Check(words, None, False))
        for words in ("be", "not be", "contain", "not contain")
        for colon in ("", ":")
    ),
]
LIMITS = [
    Part(f"{words} {amount.text.removeprefix(' within ')}", (operator, amount.value))
    for (words, operator), amount in product(
        {"less than": "<", "at most": "<=", "more than": ">", "at least": ">="}.items(), WITHIN[1:]
    )
]


def cover(*parts: Sequence[Part], limit: int = 4000) -> Iterator[tuple[Part, ...]]:
    """Every combination; where there are more than the limit, every pair of choices beside the first of all others."""
    size = 1
    for each in parts:
        size *= len(each)
    if size <= limit:
        yield from product(*parts)
        return
    seen = set()
    for one, other in combinations(range(len(parts)), 2):
        for first, second in product(range(len(parts[one])), range(len(parts[other]))):
            choice = [0] * len(parts)
            choice[one], choice[other] = first, second
            if tuple(choice) not in seen:
                seen.add(tuple(choice))
                yield tuple(each[number] for each, number in zip(parts, choice, strict=True))


def acts(mine: str, theirs: str, subjects: Iterable[Part] = WHO) -> list[Part]:
    """A subject with its verb bent."""
    return [Part(f"{who.text} {mine if who.text == 'I' else theirs}", who.value) for who in subjects]


def every_sentence() -> Iterator[Sentence]:
    """All of the grammar."""
    for family in (_receiving, _taking, _sending, _connecting, _closing, _values, _http, _app, _saving):
        yield from family()


def _receiving() -> Iterator[Sentence]:
    for words, name, field in RECEIVED:
        for who, how, text, unless, within in cover(RECEIVERS, HOW, QUOTED, UNLESS, WITHIN):
            yield Sentence(
                f"{who.text} should {how.text} {words}{text.text}{unless.text}{within.text}",
                f"receive_{name}",
                {"who": who.value, "receive": how.value, field: Awaited(text.value, unless.value, within.value)},
            )
    for words, name in RECEIVED_BLOCKS:
        for who, how, unless, within, colon in cover(RECEIVERS, HOW, UNLESS, WITHIN, COLON):
            yield Sentence(
                f"{who.text} should {how.text} {words}{unless.text}{within.text}{colon.text}",
                f"receive_{name}",
                {"who": who.value, "receive": how.value, "wait": Awaited("", unless.value, within.value)},
            )
    block = [*HOW, Part("receive, out of order", "receive, out of order,")]
    for who, how, unless, within, colon in cover(RECEIVERS, block, UNLESS, WITHIN, COLON):
        yield Sentence(
            f"{who.text} should {how.text}{unless.text}{within.text}{colon.text}",
            "receive_block",
            {"who": who.value, "receive": (how.value, Awaited("", unless.value, within.value))},
        )
    for who, within in product(RECEIVERS, WITHIN):
        yield Sentence(
            f"{who.text} should receive nothing{within.text}",
            "receive_nothing",
            {"who": who.value, "within": within.value},
        )
    counts = [
        Part("1 message", ("==", 1)),
        Part("3 messages", ("==", 3)),
        Part("${n} messages", ("==", 3)),
        Part("at least 3 messages", (">=", 3)),
        Part("at least 1 message", (">=", 1)),
    ]
    for who, number, within in product(RECEIVERS, counts, WITHIN):
        yield Sentence(
            f"{who.text} should receive {number.text}{within.text}",
            "receive_count",
            {"who": who.value, "messages": Messages(*number.value, within.value)},
        )
    orders = [
        Part("", (False, None)),
        Part(" in any order", (True, None)),
        Part(' in order per "$.room"', (False, "$.room")),
    ]
    for who, order, within, colon in product(RECEIVERS, orders, WITHIN, COLON):
        yield Sentence(
            f"{who.text} should receive these messages{order.text}{within.text}{colon.text}",
            "receive_these",
            {"who": who.value, "order": Order(*order.value, within.value)},
        )
    unread = [
        Part("no unread messages", ("==", 0)),
        Part("1 unread message", ("==", 1)),
        Part("at least ${n} unread messages", (">=", 3)),
        Part("at most 2 unread messages", ("<=", 2)),
    ]
    for who, number, within in product(WHO, unread, WITHIN):
        yield Sentence(
            f"{who.text} should have {number.text}{within.text}",
            "unread_count",
            {"who": who.value, "messages": Messages(*number.value, within.value)},
        )


def _taking() -> Iterator[Sentence]:
    receives = acts("receive", "receives")
    for (words, name, field), who, text, within in (
        (kind, *parts) for kind in RECEIVED if "not" not in kind[0] for parts in cover(receives, QUOTED, WITHIN)
    ):
        yield Sentence(
            f"{who.text} messages until {words}{text.text}{within.text}",
            f"until_{name}",
            {"who": who.value, field: TextIn(text.value, within.value)},
        )
    for words, name in [(" the JSON", "json"), (" JSON containing", "json_containing"), ("", "block")]:
        for who, within, colon in product(receives, WITHIN, COLON):
            yield Sentence(
                f"{who.text} messages until{words}{within.text}{colon.text}",
                f"until_{name}",
                {"who": who.value, "within": within.value},
            )
    for who, quiet, within in product(receives, WITHIN[1:], WITHIN):
        yield Sentence(
            f"{who.text} messages until nothing arrives for {quiet.text.removeprefix(' within ')}{within.text}",
            "receives_until_quiet",
            {"who": who.value, "quiet": (quiet.value, within.value)},
        )
    for kind, name in [("", "message"), ("text ", "text"), ("binary ", "binary"), ("JSON ", "json")]:
        for who, within in product(receives, WITHIN):
            yield Sentence(
                f"{who.text} a {kind}message{within.text}",
                f"receives_{name}",
                {"who": who.value, "within": within.value},
            )
    ignores = acts("ignore", "ignores")
    for words, name, field in RECEIVED:
        if "not" in words:
            continue
        words = words.replace("a message", "messages") or "the message "
        for who, text in product(ignores, QUOTED):
            yield Sentence(f"{who.text} {words}{text.text}", f"ignores_{name}", {"who": who.value, field: text.value})
    for who, (words, name), colon in product(ignores, RECEIVED_BLOCKS, COLON):
        yield Sentence(f"{who.text} {words}{colon.text}", f"ignores_{name}", {"who": who.value, "end": None})
    for who in acts("stop", "stops"):
        yield Sentence(f"{who.text} ignoring messages", "stops_ignoring", {"who": who.value})
    for who in acts("clear", "clears"):
        yield Sentence(f"{who.text} the inbox", "clears", {"who": who.value})


def _sending() -> Iterator[Sentence]:
    sends = acts("send", "sends")
    for words, name, field in [
        ("", "sends", "text"),
        ("the text ", "sends_text", "text"),
        ("the bytes ", "sends_bytes", "payload"),
    ]:
        for who, text, times in product(sends, QUOTED, TIMES):
            yield Sentence(
                f"{who.text} {words}{text.text}{times.text}",
                name,
                {"who": who.value, field: Times(text.value, times.value)},
            )
    for words, name in [("", "sends_block"), (" the JSON", "sends_json")]:
        for who, times, colon in product(sends, TIMES, COLON):
            yield Sentence(
                f"{who.text}{words}{times.text}{colon.text}",
                name,
                {"who": who.value, "how": Times("", times.value)},
            )
    for words, name in [
        ("these messages", "sends_messages"),
        ("the fragments", "sends_fragments"),
        ("the binary fragments", "sends_binary_fragments"),
        ("the frame", "sends_frame"),
    ]:
        for who, colon in product(sends, COLON):
            yield Sentence(f"{who.text} {words}{colon.text}", name, {"who": who.value, "end": None})
    for who, text, colon in product(sends, QUOTED, COLON):
        yield Sentence(
            f"{who.text} the file {text.text}{colon.text}", "sends_file", {"who": who.value, "path": text.value}
        )
    for who, text in product(sends, QUOTED):
        yield Sentence(
            f"{who.text} the binary file {text.text}", "sends_binary_file", {"who": who.value, "path": text.value}
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
    for who, text in product(every, QUOTED):
        yield Sentence(f"{who.text} {text.text}", "every_sends", {"sessions": who.value, "text": text.value})
    for who, colon in product(every, COLON):
        yield Sentence(f"{who.text} the JSON{colon.text}", "every_sends_json", {"sessions": who.value, "end": None})


def _connecting() -> Iterator[Sentence]:
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
    for count, prefix, url, tails, within, colon in cover(
        [Part("50", 50), Part("1", 1), Part("${n}", 3)],
        [Part('"user-{n}"', "user-{n}"), *QUOTED[2:]],
        QUOTED,
        TAILS,
        WITHIN,
        COLON,
    ):
        yield Sentence(
            f"{count.text} sessions {prefix.text} are connected to {url.text}{tails.text}{within.text}{colon.text}",
            "many_connected",
            {"count": count.value, "prefix": prefix.value, "target": Target(url.value, tails.value, within.value)},
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


def _closing() -> Iterator[Sentence]:
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


def _values() -> Iterator[Sentence]:
    that = [
        Part("that message", Subject(None, None)),
        Part('the last message of "alice"', Subject("alice", None)),
        Part('for 5 seconds every message "alice" receives', Subject("alice", seconds(5))),
        Part("for 1 minute every message I receive", Subject("default", seconds(60))),
        Part("for ${n} seconds every message '${who}' receives", Subject("carol", seconds(3))),
    ]
    for words, name, field in [
        ("be ", "is", "text"),
        ("contain ", "contains", "text"),
        ("not contain ", "contains_not", "text"),
        ("match ", "matches", "glob"),
        ("match the regexp ", "matches_regexp", "regexp"),
        ("match the schema ", "matches_schema", "path"),
        ("be the bytes ", "is_bytes", "pattern"),
    ]:
        for who, text in product(that, QUOTED):
            yield Sentence(
                f"{who.text} should {words}{text.text}", f"that_{name}", {"that": who.value, field: text.value}
            )
    for words, name in [("be the JSON", "is_json"), ("contain JSON", "contains_json"), ("be", "is_block")]:
        for who, colon in product(that, COLON):
            yield Sentence(f"{who.text} should {words}{colon.text}", f"that_{name}", {"that": who.value, "end": None})
    for path, of, check in cover([Part('"$.user.id"', "$.user.id"), *QUOTED], OF, CHECKS):
        yield Sentence(
            f"the value at {path.text}{of.text} should {check.text}",
            "value_at",
            {"path": Of(path.value, of.value), "check": check.value},
        )
    since = [Part("", None), Part(' since "alice" sent', "alice")]
    for of, limit, sender in product(OF, LIMITS, since):
        yield Sentence(
            f"the response{of.text} should have taken {limit.text}{sender.text}",
            "response_time",
            {"response": of.value, "limit": LimitSince(*limit.value, sender.value)},
        )


def _http() -> Iterator[Sentence]:
    sends = acts("send", "sends")
    methods = [
        Part("a GET", "GET"),
        Part("a POST", "POST"),
        Part("an OPTIONS", "OPTIONS"),
        Part("an M-SEARCH", "M-SEARCH"),
    ]
    body = [Part("", None), Part(" without a body", None)]
    for who, method, url, tails, no_body, within in cover(sends, methods, QUOTED, HTTP_TAILS, body, WITHIN):
        yield Sentence(
            f"{who.text} {method.text} request to {url.text}{tails.text}{no_body.text}{within.text}",
            "request",
            {"who": who.value, "method": method.value, "target": Target(url.value, tails.value, within.value)},
        )
    joined = [Part(tail.text + " and" if tail.text else " with", tail.value) for tail in HTTP_TAILS]
    for words, name in [("the JSON", "json"), ("the form", "form"), ("the options", "options")]:
        for who, method, url, tails, within, colon in cover(sends, methods, QUOTED, joined, WITHIN, COLON):
            yield Sentence(
                f"{who.text} {method.text} request to {url.text}{tails.text} {words}{within.text}{colon.text}",
                f"request_{name}",
                {
                    "who": who.value,
                    "method": method.value,
                    "target": Target(url.value, tails.value, None),
                    "within": within.value,
                },
            )
    for who, method, url, tails, text, within in cover(sends, methods, QUOTED, joined, QUOTED, WITHIN):
        yield Sentence(
            f"{who.text} {method.text} request to {url.text}{tails.text} the text {text.text}{within.text}",
            "request_text",
            {
                "who": who.value,
                "method": method.value,
                "target": Target(url.value, tails.value, None),
                "text": TextIn(text.value, within.value),
            },
        )
    for text, value in [("200", "200"), ("2xx", "2xx"), ('"2xx, 404"', "2xx, 404"), ("${id}", "42")]:
        yield Sentence(f"the HTTP status should be {text}", "http_status", {"status": value})
    for check in CHECKS:
        yield Sentence(f"the HTTP body should {check.text}", "http_body", {"check": check.value})
    for header, check in cover(QUOTED, CHECKS):
        yield Sentence(
            f"the HTTP header {header.text} should {check.text}",
            "http_header",
            {"name": header.value, "check": check.value},
        )


def _app() -> Iterator[Sentence]:
    for words, name in [("app", "app"), ("command", "command")]:
        for text, within, colon in product(QUOTED, WITHIN, COLON):
            yield Sentence(
                f"the {words} {text.text} is running{within.text}{colon.text}",
                f"{name}_is_running",
                {name: text.value, "within": within.value},
            )
    apps = [Part("the app", None), Part('the app "api"', "api"), Part("the app '${name}'", "Ada")]
    for app, within in product(apps, WITHIN):
        yield Sentence(f"{app.text} stops{within.text}", "app_stops", {"app": app.value, "within": within.value})
    for app in apps:
        yield Sentence(f"{app.text} starts", "app_starts", {"app": app.value})
        yield Sentence(f"{app.text} restarts", "app_restarts", {"app": app.value})
        yield Sentence(f"{app.text} crashes and restarts", "app_crashes", {"app": app.value})
        for text, within in product(QUOTED, WITHIN):
            yield Sentence(
                f"the log of {app.text} should contain {text.text}{within.text}",
                "named_app_log",
                {"app": app.value, "text": TextIn(text.value, within.value)},
            )
    for text, within in product(QUOTED, WITHIN):
        yield Sentence(
            f"the app's log should contain {text.text}{within.text}",
            "app_log",
            {"text": TextIn(text.value, within.value)},
        )
        for colon in ("", ":"):
            yield Sentence(
                f"I run the command {text.text}{within.text}{colon}",
                "runs_command",
                {"command": TextIn(text.value, within.value)},
            )
    for check in CHECKS:
        yield Sentence(f"the command's output should {check.text}", "command_output", {"check": check.value})


def _saving() -> Iterator[Sentence]:
    for name in QUOTED:
        for words, function in [
            ("that message", "save_message"),
            ("a new UUID", "save_uuid"),
            ("the current time", "save_time"),
            ("the HTTP body", "save_body"),
            ("the command's output", "save_output"),
        ]:
            yield Sentence(f"I save {words} as {name.text}", function, {"name": name.value})
        for text in QUOTED:
            yield Sentence(f"I save {text.text} as {name.text}", "save_text", {"text": text.value, "name": name.value})
            yield Sentence(
                f"I save the environment variable {text.text} as {name.text}",
                "save_variable",
                {"variable": text.value, "name": name.value},
            )
            yield Sentence(
                f"I save the HTTP header {text.text} as {name.text}",
                "save_header",
                {"header": text.value, "name": name.value},
            )
            for of in OF:
                yield Sentence(
                    f"I save the value at {text.text}{of.text} as {name.text}",
                    "save_value",
                    {"path": Of(text.value, of.value), "name": name.value},
                )
    for text, of in product(QUOTED, OF):
        yield Sentence(
            f"I save the transcript to {text.text}{of.text}", "save_transcript", {"path": Of(text.value, of.value)}
        )
