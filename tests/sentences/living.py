"""What sessions do by themselves: every sentence about replies, messages kept up, pings and a socket not read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from .parts import COLON, OF, QUOTED, RECEIVED, RECEIVED_BLOCKS, RECEIVERS, WHO, WITHIN, Part, Sentence, acts, cover


def liveness() -> Iterator[Sentence]:
    answers = acts("answer", "answers")
    for words, name, field in [
        ("messages containing ", "containing", "text"),
        ("messages matching ", "matching", "glob"),
        ("messages matching the regexp ", "matching_regexp", "regexp"),
        ("messages where ", "where", "path"),
        ("the bytes ", "bytes", "pattern"),
    ]:
        for who, text, answer in cover(answers, QUOTED, QUOTED):
            yield Sentence(
                f"{who.text} {words}{text.text} with {answer.text}",
                f"answers_{name}",
                {"who": who.value, field: text.value, "answer": answer.value},
            )
    for who, text, colon in product(answers, QUOTED, COLON):
        yield Sentence(
            f"{who.text} messages containing {text.text} with the JSON{colon.text}",
            "answers_containing_json",
            {"who": who.value, "text": text.value, "end": None},
        )
    for who, colon in product(answers, COLON):
        yield Sentence(f"{who.text} these messages{colon.text}", "answers_these", {"who": who.value, "end": None})
    for who, text, every in cover(acts("send", "sends"), QUOTED, WITHIN[1:]):
        yield Sentence(
            f"{who.text} {text.text} every {every.text.removeprefix(' within ')}",
            "keeps_sending",
            {"who": who.value, "text": text.value, "every": every.value},
        )
    for who, every, colon in product(acts("send", "sends"), WITHIN[1:], COLON):
        yield Sentence(
            f"{who.text} the JSON every {every.text.removeprefix(' within ')}{colon.text}",
            "keeps_sending_json",
            {"who": who.value, "every": every.value},
        )
    for subjects, words, name in [
        (acts("stop", "stops"), "answering messages", "stops_answering"),
        (acts("stop", "stops"), "sending", "stops_sending"),
        (acts("stop", "stops"), "answering pings", "stops_answering_pings"),
        (acts("answer", "answers"), "pings again", "answers_pings"),
        (acts("stop", "stops"), "reading", "stops_reading"),
        (acts("read", "reads"), "again", "reads_again"),
    ]:
        for who in subjects:
            yield Sentence(f"{who.text} {words}", name, {"who": who.value})


def guards() -> Iterator[Sentence]:
    receivers = [who for who in RECEIVERS if not who.value.none]
    for words, name, field in RECEIVED:
        if "not" in words:
            continue
        for who, text in cover(receivers, QUOTED):
            yield Sentence(
                f"{who.text} must never receive {words}{text.text}",
                f"never_{name}",
                {"who": who.value, field: text.value},
            )
    for (words, name), who, colon in product(RECEIVED_BLOCKS, receivers, COLON):
        yield Sentence(
            f"{who.text} must never receive {words}{colon.text}", f"never_{name}", {"who": who.value, "end": None}
        )
    every = [Part(f"every message {who.text} {'receive' if who.text == 'I' else 'receives'}", who.value) for who in WHO]
    for words, name, field in [
        ("contain", "containing", "text"),
        ("not contain", "not_containing", "text"),
        ("match", "matching", "glob"),
        ("match the regexp", "matching_regexp", "regexp"),
        ("match the schema", "matching_schema", "path"),
        ("be", "text", "text"),
    ]:
        for who, text in product(every, QUOTED):
            yield Sentence(
                f"{who.text} must {words} {text.text}", f"always_{name}", {"who": who.value, field: text.value}
            )
    for (words, name), who, colon in product(
        [("be the JSON", "json"), ("contain JSON", "json_containing")], every, COLON
    ):
        yield Sentence(f"{who.text} must {words}{colon.text}", f"always_{name}", {"who": who.value, "end": None})
    for of in OF:
        yield Sentence(f"every guard{of.text} should have held", "should_have_held", {"of": of.value})
        yield Sentence(f"every guard{of.text} is removed", "removed", {"of": of.value})
