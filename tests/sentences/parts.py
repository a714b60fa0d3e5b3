"""The parts of sentences: how each may be written, and what is read of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import combinations, product
from typing import Any, NamedTuple

from WsKeywords.steps.checks import Check
from WsKeywords.steps.subjects import Receivers

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
    ("the event ", "event", "event"),
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
    Part(' with the profile "${name}" and the subprotocol "p"', {"profile": "Ada", "subprotocols": ["p"]}),
    Part(
        ' with the header "A" set to "1" and the header "B" set to " and the cookie " and the cookie "c" set to "2"'
        " and "
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
STREAM_TAILS = [
    *(tail for tail in TAILS if "subprotocol" not in tail.text),
    Part(' with the last event id "${id}"', {"last_event_id": "42"}),
    Part(
        ' with the last event id \'7\' and the header "A" set to "1" and the bearer token "t"',
        {"last_event_id": "7", "headers": {"A": "1"}, "bearer": "t"},
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
