"""Whatever a test gives: it is taken, or it is one error of ours, which names what cannot be used."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile import RawServer, switching
from WsKeywords.core import Sessions, WsKeywordsError
from WsKeywords.core.deadline import Deadline
from WsKeywords.core.handshake.urls import join_url, target_of
from WsKeywords.core.jsonpaths import Query
from WsKeywords.core.matching.matchers import MATCHER_ARGUMENTS, matcher_from, unless_matcher
from WsKeywords.core.options import OPTION_NAMES
from WsKeywords.keywords import converters

TEXTS = st.text(max_size=8) | st.sampled_from(
    [
        *("", " ", "nan", "-inf", "1e999", "9" * 400, "٣", "-1", "1 day", "01:30", "true", "[", "[]", "{}", '{"a": 1}'),
        *(
            "(",
            "a{99999}",
            "(?P<x>",
            "[!",
            "$",
            "$..*",
            "$[?@.a == 1]",
            "$.a[",
            "00 ff",
            "0",
            "#uuid",
            "#uid",
            "#",
            "##",
        ),
        *(
            "#[",
            "#regex (",
            "#between 1",
            "#= x",
            "text",
            "x\ud800",
            "\x00",
            "..",
            "~",
            "ws://",
            "://",
            "ws://[::1",
            "/a",
        ),
        *('{"type": "object"}', '{"type": 5}', '{"$ref": "http://x/"}', "a,b", ",", "=", "schema.yaml"),
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
VALUES = st.recursive(
    SCALARS | st.binary(max_size=4) | st.timedeltas() | st.builds(object) | st.just({1: 2}) | st.just(("a",)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
MESSAGES = st.binary(max_size=8) | TEXTS | VALUES.filter(lambda value: _is_json(value)).map(json.dumps)


def _is_json(value: object) -> bool:
    with suppress(TypeError, ValueError):
        json.dumps(value)
        return True
    return False


@pytest.fixture(scope="module")
def silent() -> Iterator[RawServer]:
    """A server that says nothing, once a WebSocket is open."""
    with RawServer(switching, hold=True) as server:
        yield server


READERS = {name: getattr(converters, name) for name in vars(converters) if name.startswith("to_")}
READERS["to_choice"] = converters.to_choice(["peer", "us", "network"])
READERS["to_bytes"] = lambda value, name: converters.to_bytes(value, "hex", name)
del READERS["to_member"]


def refusal(function: Callable[[], object]) -> str | None:
    """What is said of input that cannot be used; ``None``: it can. Any other exception fails the test."""
    try:
        function()
    except WsKeywordsError as error:
        return str(error)
    return None


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=100)
@given(value=VALUES)
def test_an_argument_is_converted_or_named(reader: str, value: object) -> None:
    told = refusal(lambda: READERS[reader](value, "the_argument"))
    assert told is None or ("the_argument" in told and told.endswith((".", ")")))


@settings(max_examples=400)
@given(st.dictionaries(st.sampled_from(MATCHER_ARGUMENTS), VALUES, max_size=2), st.booleans(), MESSAGES)
def test_a_matcher_is_made_or_refused_and_then_never_fails(
    arguments: dict[str, Any], ignore_case: bool, data: Any
) -> None:
    if refusal(lambda: matcher_from(**arguments, ignore_case=ignore_case)) is not None:
        return
    matcher = matcher_from(**arguments, ignore_case=ignore_case)
    assert matcher.wants()
    assert matcher.noun()
    assert repr(matcher)
    if matcher.matches(data, Deadline.after(5)):
        matcher.value(data)
        matcher.captures(data)
    else:
        assert matcher.explain(data)


@given(VALUES)
def test_what_must_not_come_first(value: object) -> None:
    told = refusal(lambda: unless_matcher(value).noun())
    assert told is None or told.endswith((".", ")"))


@given(TEXTS | st.text(alphabet="$.[]*?@'\"()=<>&|!,: 01ab", max_size=20))
def test_a_path_is_read_or_quoted(path: str) -> None:
    told = refusal(lambda: Query(path).values({"a": [1, {"b": "x"}]}))
    assert told is None or "JSONPath" in told


@given(TEXTS | st.text(alphabet="ws:/@[]?#.%1a \r\n\x00", max_size=20).map("ws://".__add__))
def test_a_url_is_taken_apart_or_refused(url: str) -> None:
    for base in (None, "ws://127.0.0.1:80/a"):
        for family in ("ws", "http"):
            told = refusal(lambda base=base, family=family: target_of(join_url(base, url, family)).host)
            assert told is None or "URL" in told or "url" in told, told


OPTIONS = st.sampled_from([name for name in OPTION_NAMES if name != "ignore"] + ["nonsense"])


@settings(max_examples=80)
@given(options=st.dictionaries(OPTIONS, VALUES, min_size=1, max_size=3))
def test_an_option_is_used_or_named(silent: RawServer, options: dict[str, Any]) -> None:
    with Sessions(open_timeout=0.5, close_timeout=0.05) as sessions:
        told = refusal(lambda: sessions.open(silent.url, **options))
    words = {
        "replies": "reply|payload|Nothing to check",
        "headers": "header",
        "cookies": "cookie",
        "params": "parameter",
    }
    assert told is None or any(re.search(f"{name}|{words.get(name, name)}", told) for name in options), told
