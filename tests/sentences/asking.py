"""Values, HTTP and apps: every sentence that asserts, asks, runs and saves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from WsKeywords.steps.subjects import Subject
from WsKeywords.steps.tails import Target
from WsKeywords.steps.types import Collected, LimitSince, Messages, Of, TextIn

from .parts import CHECKS, COLON, HTTP_TAILS, LIMITS, OF, QUOTED, WHO, WITHIN, Part, Sentence, acts, cover, seconds


def values() -> Iterator[Sentence]:
    that = [
        Part("that message", Subject(None, None)),
        Part("every collected message", Subject(None, None, "every")),
        Part("some collected message of '${who}'", Subject("carol", None, "some")),
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
    counts = [
        Part("no messages", ("==", 0)),
        Part("1 message", ("==", 1)),
        Part("at least ${n} messages", (">=", 3)),
        Part("at most 2 messages", ("<=", 2)),
    ]
    for who, number in product(WHO, counts):
        yield Sentence(
            f"{who.text} should have collected {number.text}",
            "collected_count",
            {"who": who.value, "messages": Messages(*number.value, None)},
        )
    at = [Part("", None), *(Part(f" at {path.text}", path.value) for path in QUOTED)]
    for path, of, check in cover(at, OF, CHECKS):
        yield Sentence(
            f"the collected text{path.text}{of.text} should {check.text}",
            "collected_text",
            {"of": Collected(path.value, of.value), "check": check.value},
        )
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


def http() -> Iterator[Sentence]:
    sends = acts("send", "sends")
    methods = [
        Part("a GET", "GET"),
        Part("a POST", "POST"),
        Part("an OPTIONS", "OPTIONS"),
        Part("an M-SEARCH", "M-SEARCH"),
        Part("a post", "POST"),
        Part("an Options", "OPTIONS"),
    ]
    body = [Part("", None), Part(" without a body", None)]
    for who, method, url, tails, no_body, within in cover(sends, methods, QUOTED, HTTP_TAILS, body, WITHIN):
        yield Sentence(
            f"{who.text} {method.text} request to {url.text}{tails.text}{no_body.text}{within.text}",
            "request",
            {"who": who.value, "method": method.value, "target": Target(url.value, tails.value, within.value)},
        )
    joined = [Part(tail.text + " and" if tail.text else " with", tail.value) for tail in HTTP_TAILS]
    for words, name in [
        ("the JSON", "json"),
        ("the text", "text_block"),
        ("the form", "form"),
        ("the options", "options"),
    ]:
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
    for name, of, check in cover(QUOTED, OF, CHECKS):
        yield Sentence(
            f"the HTTP cookie {name.text}{of.text} should {check.text}",
            "http_cookie",
            {"name": Of(name.value, of.value), "check": check.value},
        )


def app() -> Iterator[Sentence]:
    for words, name in [("app", "app"), ("command", "command")]:
        for text, within, colon in product(QUOTED, WITHIN, COLON):
            for unless, ending in [("", ""), (" unless a base URL is given", "_unless")]:
                yield Sentence(
                    f"the {words} {text.text} is running{unless}{within.text}{colon.text}",
                    f"{name}_is_running{ending}",
                    {name: text.value, "within": within.value},
                )
    apps = [Part("the app", None), Part('the app "api"', "api"), Part("the app '${name}'", "Ada")]
    for app, within in product(apps, WITHIN):
        yield Sentence(f"{app.text} stops{within.text}", "app_stops", {"app": app.value, "within": within.value})
    for app in apps:
        yield Sentence(f"{app.text} starts", "app_starts", {"app": app.value})
        yield Sentence(f"{app.text} restarts", "app_restarts", {"app": app.value})
        yield Sentence(f"{app.text} crashes and restarts", "app_crashes", {"app": app.value})
        for text, within, (word, lacks) in product(QUOTED, WITHIN, [("", ""), ("not ", "_lacks")]):
            yield Sentence(
                f"the log of {app.text} should {word}contain {text.text}{within.text}",
                f"named_app_log{lacks}",
                {"app": app.value, "text": TextIn(text.value, within.value)},
            )
    for text, within in product(QUOTED, WITHIN):
        for word, lacks in [("", ""), ("not ", "_lacks")]:
            yield Sentence(
                f"the app's log should {word}contain {text.text}{within.text}",
                f"app_log{lacks}",
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


def saving() -> Iterator[Sentence]:
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
                    f"I save the HTTP cookie {text.text}{of.text} as {name.text}",
                    "save_cookie",
                    {"cookie": Of(text.value, of.value), "name": name.value},
                )
                yield Sentence(
                    f"I save the value at {text.text}{of.text} as {name.text}",
                    "save_value",
                    {"path": Of(text.value, of.value), "name": name.value},
                )
    for text, of in product(QUOTED, OF):
        yield Sentence(
            f"I save the transcript to {text.text}{of.text}", "save_transcript", {"path": Of(text.value, of.value)}
        )
