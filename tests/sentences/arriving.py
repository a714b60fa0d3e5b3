"""What arrives: every sentence that receives, takes and ignores."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from WsKeywords.steps.types import Awaited, Messages, Order, TextIn

from .parts import (
    COLON,
    HOW,
    QUOTED,
    RECEIVED,
    RECEIVED_BLOCKS,
    RECEIVERS,
    UNLESS,
    WHO,
    WITHIN,
    Part,
    Sentence,
    acts,
    cover,
)


def receiving() -> Iterator[Sentence]:
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


def taking() -> Iterator[Sentence]:
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
    for who, within in product(receives, WITHIN):
        yield Sentence(
            f"{who.text} all messages{within.text}", "receives_all", {"who": who.value, "within": within.value}
        )
    for who, name, within in cover(receives, QUOTED, WITHIN):
        yield Sentence(
            f"{who.text} all messages up to the completion message {name.text}{within.text}",
            "receives_all_named",
            {"who": who.value, "name": TextIn(name.value, within.value)},
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
