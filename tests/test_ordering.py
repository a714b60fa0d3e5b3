from __future__ import annotations

import json
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.matching import refused
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.matching.assignment import Pairing
from WsKeywords.core.matching.ordering import judge_order

Messages = list[str | bytes]


def verdict(expected: list[object], came: Messages, **order: object) -> tuple[int, str | None]:
    """How many messages were looked at, and what was wrong with the last of them."""
    judge = judge_order(expected, **order)  # type: ignore[arg-type]
    deadline = Deadline.after(5)
    for number in range(1, len(came) + 1):
        fault = judge.fault(came[:number], deadline)
        if fault is not None:
            return number, fault
    return len(came), None


@pytest.mark.parametrize(
    ("expected", "order", "wants"),
    [
        (["a"], {}, 'the next message ("a")'),
        (["a", {"b": 1}], {}, 'the next 2 messages in this order (1. "a"; 2. JSON containing {"b": 1})'),
        (["a", "b"], {"in_any_order": True}, 'the next 2 messages in any order (1. "a"; 2. "b")'),
        (
            [{"a": 1}, {"a": 2}],
            {"in_order_per": "$.a"},
            'the next 2 messages in order per $.a (1. JSON containing {"a": 1}; 2. JSON containing {"a": 2})',
        ),
        (
            ["x"] * 12,
            {},
            "the next 12 messages in this order ("
            + "; ".join(f'{number}. "x"' for number in range(1, 11))
            + "; … 2 more)",
        ),
    ],
)
def test_it_says_what_it_wants(expected, order, wants):
    assert judge_order(expected, **order).wants() == wants


@pytest.mark.parametrize(
    ("expected", "came", "order"),
    [
        (["a", {"b": 1}, b"\x00"], ["a", '{"b": 1, "c": 2}', b"\x00"], {}),
        (["a", '{"b": 1}'], ["a", '{"b": 1, "c": 2}'], {}),
        (["A"], ["a"], {"ignore_case": True}),
        (["a", "b", "a"], ["b", "a", "a"], {"in_any_order": True}),
        ([{"x": "#number"}, {"x": 1}], ['{"x": 1}', '{"x": 2}'], {"in_any_order": True}),
        (
            [{"id": 1, "n": 1}, {"id": 2, "n": 1}, {"id": 1, "n": 2}],
            ['{"id": 2, "n": 1}', '{"id": 1, "n": 1}', '{"id": 1, "n": 2}'],
            {"in_order_per": "$.id"},
        ),
        # An expectation need not say the value.
        ([{"n": 1}, {"n": 2}, "x"], ["x", '{"id": 1, "n": 1}', '{"id": 1, "n": 2}'], {"in_order_per": "$.id"}),
        ([{"n": 1}, {"n": 2}], ['{"id": 1, "n": 2}', '{"id": 2, "n": 1}'], {"in_order_per": "$.id"}),
        # What comes first must not take what a later one needs.
        (
            [{"n": "#number"}, {"id": 1, "n": 1}, {"id": 1, "n": 2}],
            ['{"id": 1, "n": 1}', '{"id": 1, "n": 2}', '{"id": 2, "n": 9}'],
            {"in_order_per": "$.id"},
        ),
        # Messages without the value have no order among them.
        (["a", "b", {"id": 1}], ["b", "a", '{"id": 1}'], {"in_order_per": "$.id"}),
        (["a"], ["a"], {"in_order_per": "$.id"}),
    ],
)
def test_what_is_right(expected, came, order):
    assert verdict(expected, came, **order) == (len(came), None)


@pytest.mark.parametrize(
    ("expected", "came", "order", "number", "fault"),
    [
        (["a"], ["b"], {}, 1, "it is another one. It differs from the first character on."),
        (
            ["a", {"b": 1}],
            ["a", '{"b": 2}'],
            {},
            2,
            "message 2 is not number 2 of them. The difference:\n    $.b: expected 1, but it is 2",
        ),
        (
            ["a", "b", "c"],
            ["a", "c", "b"],
            {},
            2,
            "message 2 is not number 2 of them. It differs from the first character on. (It would do as number 3: if "
            "the order is free, say in_any_order=True.)",
        ),
        (
            ["a", "b"],
            ["b", "c"],
            {"in_any_order": True},
            2,
            "message 2 is none of them. It differs from the first character on.",
        ),
        (
            ["a", "b", {"x": 1, "y": 1}],
            ['{"x": 1, "y": 2}'],
            {"in_any_order": True},
            1,
            "message 1 is none of them. The nearest is expectation 1. It differs from the first character on.",
        ),
        (
            ["a", "b", "c"],
            ["b", "b"],
            {"in_any_order": True},
            2,
            "message 2 is one too many: it satisfies expectation 2 only, which message 1 satisfies already.",
        ),
        (
            ["a", "b", "a"],
            ["a", "a", "a"],
            {"in_any_order": True},
            3,
            "message 3 is one too many: it satisfies expectations 1 and 3 only, which messages 1 and 2 satisfy "
            "already.",
        ),
        (
            [{"id": 1, "n": 1}, {"id": 2, "n": 1}, {"id": 1, "n": 2}],
            ['{"id": 2, "n": 1}', '{"id": 1, "n": 2}', '{"id": 1, "n": 1}'],
            {"in_order_per": "$.id"},
            3,
            "message 3 is out of order: it satisfies expectation 1, but message 2, which has 1 at $.id too, came "
            "before it and satisfied a later one.",
        ),
        (
            [{"id": 1}, {"id": 1}],
            ['{"id": 1}', '{"id": 3}'],
            {"in_order_per": "$.id"},
            2,
            "message 2 is none of them. The difference:\n    $.id: expected 1, but it is 3",
        ),
        (
            [{"n": 1}, {"n": 2}],
            ['{"id": 1, "n": 2}', '{"id": 2, "n": 1}'],
            {"in_order_per": "$.ident"},
            2,
            "$.ident selects nothing in any of them, so that no order was checked.",
        ),
    ],
)
def test_what_is_wrong_is_said_as_soon_as_it_can_be(expected, came, order, number, fault):
    assert verdict(expected, came, **order) == (number, fault)


def test_each_expectation_is_handed_back_with_its_message():
    came: Messages = ["b", '{"x": 2}', '{"x": 1}']
    judge = judge_order([{"x": "#capture x"}, {"x": 1}, "b"], in_any_order=True)
    deadline = Deadline.after(5)
    for number in range(1, 4):
        assert judge.fault(came[:number], deadline) is None
    assert [(matcher.wants(), data) for matcher, data in judge.pairs(came, deadline)] == [
        ('be JSON containing {"x": "#capture x"}', '{"x": 2}'),
        ('be JSON containing {"x": 1}', '{"x": 1}'),
        ('be "b"', "b"),
    ]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            {"expected": []},
            "Nothing to check: no expected message was given. In Robot Framework a cell that begins with # is a "
            "comment: a marker is written \\#array there.",
        ),
        (
            {"expected": ["a"], "in_any_order": True, "in_order_per": "$.a"},
            "in_any_order and in_order_per exclude each other: give one of them.",
        ),
        (
            {"expected": ["a"], "in_order_per": "id"},
            'Expected argument "in_order_per" to be a JSONPath (RFC 9535), but "id" does not begin with $: write '
            '"$.id".',
        ),
    ],
)
def test_what_cannot_be_used(arguments, error):
    assert refused(judge_order, **arguments) == error


def test_many_messages_in_any_order_are_quick_and_need_no_recursion():
    count = 300
    expected = [{"id": number} for number in range(count)]
    came: Messages = [json.dumps({"id": number}) for number in reversed(range(count))]
    for order in ({"in_any_order": True}, {"in_order_per": "$.id"}):
        assert verdict(expected, came, **order) == (count, None)


items = st.integers(0, 2)


@given(st.lists(st.tuples(items, items), min_size=1, max_size=4), st.data())
def test_the_orders_agree_with_trying_every_pairing(came, data):
    """An item is (group, value); an expectation leaves each of both open or not."""
    wanted = data.draw(st.permutations(came))
    expected = [
        {
            key: value
            for key, value, given_ in zip("gv", item, data.draw(st.tuples(st.booleans(), st.booleans())), strict=True)
            if given_
        }
        or {"v": "#number"}
        for item in wanted
    ]
    messages: Messages = [json.dumps({"g": group, "v": value}) for group, value in came]

    def fits(number: int, place: int) -> bool:
        message = {"g": came[number][0], "v": came[number][1]}
        return all(value in (message[key], "#number") for key, value in expected[place].items())

    pairings = [order for order in permutations(range(len(came))) if all(map(fits, range(len(came)), order))]
    per = [
        order
        for order in pairings
        if all(order[a] < order[b] for b in range(len(came)) for a in range(b) if came[a][0] == came[b][0])
    ]
    assert (verdict(expected, messages)[1] is None) is (tuple(range(len(came))) in pairings)
    assert (verdict(expected, messages, in_any_order=True)[1] is None) is bool(pairings)
    assert (verdict(expected, messages, in_order_per="$.g")[1] is None) is bool(per)


@given(st.lists(st.sets(st.integers(0, 5)), max_size=6))
def test_a_pairing_is_perfect_when_one_exists(fits):
    pairing = Pairing(lambda number: sorted(fits[number]))
    found = all(pairing.add(number) for number in range(len(fits)))
    possible = any(
        all(partner in fits[number] for number, partner in enumerate(order))
        for order in permutations(range(6), len(fits))
    )
    assert found is possible
    assert all(partner in fits[thing] for thing, partner in pairing.pairs.items())
