"""The parser of event streams: the examples of the HTML Living Standard (9.2.6), and every way to cut bytes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from WsKeywords.core.eventstream.event import ServerEvent
from WsKeywords.core.eventstream.parser import Comment, EventParser, Told
from WsKeywords.core.wire.frames import Violation

LARGE = 1 << 20


def told(item: object) -> object:
    """Something that can be compared whole: two events with the same data are equal as texts."""
    if isinstance(item, ServerEvent):
        return (str(item), item.event, item.id, item.retry)
    return item


def parsed(*chunks: bytes, limit: int = LARGE, last_event_id: str = "") -> list[object]:
    parser = EventParser(limit, last_event_id)
    return [told(item) for chunk in chunks for item in parser.feed(chunk)]


def events(*chunks: bytes) -> list[object]:
    return [item for item in parsed(*chunks) if isinstance(item, tuple) and not isinstance(item, (Comment, Told))]


#: Streams as the standard shows them, and what it says of each.
STANDARD = {
    "multi-line data": (
        b"data: YHOO\ndata: +2\ndata: 10\n\n",
        [("YHOO\n+2\n10", "message", "", None)],
    ),
    "four blocks": (
        b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n",
        [Comment("test stream"), ("first event", "message", "1", None), ("second event", "message", "", None)],
    ),
    "the four blocks, the last one ended": (
        b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
        [
            Comment("test stream"),
            ("first event", "message", "1", None),
            ("second event", "message", "", None),
            (" third event", "message", "", None),
        ],
    ),
    "empty data": (
        b"data\n\ndata\ndata\n\ndata:",
        [("", "message", "", None), ("\n", "message", "", None)],
    ),
    "a space after the colon": (
        b"data:test\n\ndata: test\n\n",
        [("test", "message", "", None), ("test", "message", "", None)],
    ),
    "typed events": (
        b"event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\nevent: add\ndata: 113411\n\n",
        [("73857293", "add", "", None), ("2153", "remove", "", None), ("113411", "add", "", None)],
    ),
}


@pytest.mark.parametrize("name", STANDARD)
def test_examples_of_the_standard(name: str) -> None:
    stream, expected = STANDARD[name]
    assert parsed(stream) == expected


@pytest.mark.parametrize("name", STANDARD)
@pytest.mark.parametrize("ending", [b"\r", b"\r\n"])
def test_every_line_ending_means_the_same(name: str, ending: bytes) -> None:
    stream, expected = STANDARD[name]
    assert parsed(stream.replace(b"\n", ending)) == expected


#: One of everything, with every line ending, characters of two to four bytes, broken ones, a mark at the start.
MIXED = (
    b"\xef\xbb\xbf: \xc3\xbc\xe2\x82\xac\xf0\x9f\x8e\x89\r\n\r\n"
    b"retry: 3000\nid: \xc3\xa4\r\revent: t\xc3\xbcck\r\ndata: \xe2\x82\xac"
    b"\r\ndata\rdata:  \xf0\x9f\x8e\x89\n\nid: 7\ndata: \xff\xe2\x82 \xf0\x9f\r\n\r\n\n\n\r\rid: no\x00\ndata: x\n"
    b"unknown: y\nretry: 1x\nretry\nretry: \xd9\xa1\n\nid\nretry: 0\ndata: \xef\xbb\xbf\n\ndata: lost"
)
MIXED_ITEMS = [
    Comment("ü€🎉"),
    Told('the server set, without an event: id "ä" and reconnection time 3000 ms'),
    ("€\n\n 🎉", "tück", "ä", None),
    ("\ufffd\ufffd \ufffd", "message", "7", None),
    ("x", "message", "7", None),
    ("\ufeff", "message", "", 0),
]


def test_one_of_everything() -> None:
    assert parsed(MIXED) == MIXED_ITEMS


def test_cut_at_every_byte() -> None:
    for at in range(len(MIXED) + 1):
        assert parsed(MIXED[:at], MIXED[at:]) == MIXED_ITEMS, at


def test_byte_by_byte() -> None:
    assert parsed(*(bytes([byte]) for byte in MIXED)) == MIXED_ITEMS


@pytest.mark.parametrize("size", [2, 3, 5, 7, 64])
def test_in_pieces(size: int) -> None:
    assert parsed(*(MIXED[at : at + size] for at in range(0, len(MIXED), size))) == MIXED_ITEMS


_LINES = st.sampled_from(
    [b"data: a", b"data:", b"data", b"id: 1", b"id", b"event: e", b"retry: 5", b": c", b"x: y", b"", b"", b"\xe2\x82"]
)
_ENDINGS = st.sampled_from([b"\n", b"\r", b"\r\n"])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(_LINES, _ENDINGS), max_size=20), st.lists(st.integers(0, 200), max_size=6), st.booleans())
def test_however_it_is_cut(lines: list[tuple[bytes, bytes]], cuts: list[int], mark: bool) -> None:
    stream = b"\xef\xbb\xbf" * mark + b"".join(line + ending for line, ending in lines)
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    chunks = [stream[start:end] for start, end in pairwise(places)]
    assert parsed(*chunks) == parsed(stream)


@settings(deadline=None)
@given(
    st.binary(max_size=40) | st.lists(st.tuples(_LINES, _ENDINGS)).map(lambda lines: b"".join(map(b"".join, lines))),
    st.lists(st.integers(0, 40), max_size=4),
    st.integers(1, 12),
)
def test_any_bytes_cut_anywhere_are_items_or_one_violation(stream: bytes, cuts: list[int], limit: int) -> None:
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    found = parsed(*(stream[start:end] for start, end in pairwise(places)), limit=limit)
    broken = [number for number, item in enumerate(found) if isinstance(item, Violation)]
    assert broken in ([], [len(found) - 1])
    assert all(len(item[0].encode()) <= limit for item in found if type(item) is tuple)
    assert [item for item in found if not isinstance(item, Violation)] == [
        item for item in parsed(stream, limit=limit) if not isinstance(item, Violation)
    ]


#: What a field of one line can hold.
_FIELDS = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=5)
_EVENTS = st.tuples(
    st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"]), max_size=8),
    _FIELDS,
    _FIELDS | st.none(),
    st.integers(0, 10**9) | st.none(),
)


def _written(event: tuple[str, str, str | None, int | None], ending: str) -> str:
    data, name, identity, retry = event
    lines = [f"data: {line}" for line in data.split("\n")]
    lines += [f"event: {name}"] if name else []
    lines += [f"id: {identity}"] if identity is not None else []
    lines += [f"retry: {retry}"] if retry is not None else []
    return ending.join([*lines, "", ""])


@settings(deadline=None)
@given(st.lists(_EVENTS, max_size=4), _ENDINGS)
def test_what_a_server_writes_is_read_back(
    written: list[tuple[str, str, str | None, int | None]], ending: bytes
) -> None:
    expected, last = [], ""
    for data, name, identity, retry in written:
        last = last if identity is None else identity
        expected.append((data, name or "message", last, retry))
    assert parsed("".join(_written(event, ending.decode()) for event in written).encode()) == expected


def test_an_event_comes_with_the_carriage_return_that_ends_it() -> None:
    parser = EventParser(LARGE)
    assert parser.feed(b"data: now\r\r") == ["now"]
    assert parser.feed(b"\n") == []
    assert parser.feed(b"data: next\n\n") == ["next"]


@pytest.mark.parametrize("stream", [b"\xef\xbb\xbfdata: x\n\n", b"data: x\n\n"])
def test_one_mark_at_the_start_is_none_of_it(stream: bytes) -> None:
    assert events(stream) == [("x", "message", "", None)]


def test_a_second_mark_is_part_of_a_name() -> None:
    assert events(b"\xef\xbb\xbf\xef\xbb\xbfdata: x\n\n") == []


def test_the_last_event_id_holds_until_another_comes() -> None:
    stream = b"id: 1\ndata: a\n\ndata: b\n\nid: 2\n\ndata: c\n\nid\ndata: d\n\n"
    assert [item[2] for item in events(stream)] == ["1", "1", "2", ""]


def test_an_id_counts_from_the_end_of_its_block_on() -> None:
    parser = EventParser(LARGE, "before")
    parser.feed(b"id: 1\ndata: a\n")
    assert parser.last_event_id == "before"
    parser.feed(b"\n")
    assert parser.last_event_id == "1"


def test_the_id_from_before_a_reconnect_is_that_of_events_without_one() -> None:
    assert parsed(b"data: a\n\n", last_event_id="41") == [("a", "message", "41", None)]


@pytest.mark.parametrize(
    ("value", "retry"),
    [(b"10", 10), (b"007", 7), (b"0", 0), (b"", None), (b"1.5", None), (b"-1", None), (b"1 ", None), (b"+1", None)],
)
def test_a_reconnection_time_is_digits(value: bytes, retry: int | None) -> None:
    assert events(b"data: a\nretry: " + value + b"\n\n") == [("a", "message", "", retry)]


def test_a_reconnection_time_without_end_is_a_long_one() -> None:
    assert events(b"data: a\nretry: " + b"9" * 5000 + b"\n\n") == [("a", "message", "", 10**15)]


def test_fields_are_told_apart_by_case() -> None:
    assert parsed(b"Data: a\nDATA: b\n data: c\n\n") == []


@pytest.mark.parametrize("limit", [1, 10, 1000])
def test_data_up_to_the_limit(limit: int) -> None:
    data = b"x" * limit
    assert parsed(b"data: " + data + b"\n\n", limit=limit) == [(data.decode(), "message", "", None)]
    shown = "x" * min(limit + 1, 34) + ("…" if limit > 33 else "")
    violation = Violation(1009, f'event larger than {limit} bytes (max_size): "data: {shown}"')
    assert parsed(b"data: x" + data + b"\n\n", limit=limit) == [violation]


def test_data_of_many_lines_counts_as_one() -> None:
    assert parsed(b"data: aa\ndata: bb\n\n", limit=5) == [("aa\nbb", "message", "", None)]
    assert parsed(b"data: aa\ndata: bbb\n\n", limit=5) == [
        Violation(1009, 'event larger than 5 bytes (max_size): "data: bbb"')
    ]


@pytest.mark.parametrize("start", [b"data: ", b": ", b"id: ", b"", b"\xef\xbb\xbfevent: "])
def test_a_line_without_an_end_is_not_kept(start: bytes) -> None:
    parser = EventParser(1000)
    items = parser.feed(start)
    for _ in range(20):
        items += parser.feed(b"x" * 100)
    assert [item.code for item in items if isinstance(item, Violation)] == [1009]
    assert len(items) == 1


def test_nothing_comes_after_a_violation() -> None:
    parser = EventParser(3)
    assert [told(item) for item in parser.feed(b"data: ok\n\ndata: long\n\ndata: a\n\n")] == [
        ("ok", "message", "", None),
        Violation(1009, 'event larger than 3 bytes (max_size): "data: long"'),
    ]
    assert parser.feed(b"data: b\n\n") == []


def test_an_event_is_a_text_with_attributes() -> None:
    import copy
    import pickle

    event = ServerEvent('{"a": 1}', "tick", "7", 3000)
    assert event == '{"a": 1}'
    assert isinstance(event, str)
    for twin in (copy.copy(event), pickle.loads(pickle.dumps(event))):
        assert told(twin) == told(event)
