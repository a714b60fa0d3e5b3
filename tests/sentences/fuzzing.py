"""What is said to an app at random: every sentence about generated conversations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from WsKeywords.steps.fuzzed import Fuzzed
from WsKeywords.steps.types import TextIn

from .parts import COLON, QUOTED, WITHIN, Part, Sentence, cover


def fuzzing() -> Iterator[Sentence]:
    examples = [
        Part("", None),
        Part(" with 200 conversations", 200),
        Part(" with 1 conversation", 1),
        Part(" with ${n} conversations", 3),
    ]
    for target, number, within, colon in cover(QUOTED, examples, WITHIN, COLON):
        for words, name in [("", "fuzzes"), ("the routes of ", "fuzzes_routes")]:
            yield Sentence(
                f"I fuzz {words}{target.text}{number.text}{within.text}{colon.text}",
                name,
                {"what": Fuzzed(target.value, number.value, within.value)},
            )
    for first, second in product(QUOTED, QUOTED[:4]):
        yield Sentence(
            f"messages to {first.text} follow the schema {second.text}",
            "messages_follow",
            {"route": first.value, "path": second.value},
        )
        yield Sentence(
            f"conversations are judged by {first.text} as {second.text}",
            "judged_by",
            {"judge": first.value, "name": second.value},
        )
        for colon in COLON:
            yield Sentence(
                f"I play the conversation {first.text} judging {second.text}{colon.text}",
                "plays",
                {"path": first.value, "name": second.value},
            )
            yield Sentence(
                f"the message strategy {second.text} for {first.text} is made of{colon.text}",
                "message_strategy",
                {"name": second.value, "route": first.value, "end": None},
            )
    for route, colon in product(QUOTED, COLON):
        yield Sentence(
            f"messages to {route.text} are like these{colon.text}",
            "messages_like",
            {"route": route.value, "end": None},
        )
    for path, within in product(QUOTED, WITHIN):
        yield Sentence(
            f"the conversations should follow the AsyncAPI document {path.text}{within.text}",
            "follow_asyncapi",
            {"path": TextIn(path.value, within.value)},
        )
    yield Sentence("no conversation should have failed", "none_failed", {})
