"""JSON is indented without being changed; bytes are dumped."""

from __future__ import annotations

import json
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import unhurried

from WsKeywords.core.report.layout import hex_dump, pretty

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


class TestPretty:
    def test_one_item_a_line(self) -> None:
        assert pretty('{"a":[1,{"b":"x, {y}"}],"c":{},"d":[ ]}') == (
            '{\n  "a": [\n    1,\n    {\n      "b": "x, {y}"\n    }\n  ],\n  "c": {},\n  "d": []\n}'
        )

    def test_what_came_stays(self) -> None:
        assert pretty('{"a": 1.50e+3, "a": "\\u00e9\\/", "n": 12345678901234567890.0}') == (
            '{\n  "a": 1.50e+3,\n  "a": "\\u00e9\\/",\n  "n": 12345678901234567890.0\n}'
        )

    @pytest.mark.parametrize("text", ["", "hello", "42", '"text"', "{", "[1,]", "{'a': 1}", "[" * 100_000])
    def test_no_json_object_or_array(self, text: str) -> None:
        assert pretty(text) is None

    @unhurried
    @given(JSON)
    def test_the_same_value(self, value: object) -> None:
        assert json.loads(pretty(json.dumps([value])) or "") == [value]

    @unhurried
    @given(JSON, st.sampled_from([None, 0, 3]))
    def test_as_the_json_module_lays_it_out(self, value: object, indent: int | None) -> None:
        assert pretty(json.dumps({"a": value}, indent=indent)) == json.dumps({"a": value}, indent=2)

    def test_a_large_one_is_quick_and_deep_ones_do_not_explode(self) -> None:
        started = process_time()
        pretty(json.dumps([{"id": number, "text": "x"} for number in range(4000)]))
        assert process_time() - started < 2
        deep = pretty("[" * 900 + "1" + "]" * 900)
        assert deep is not None
        assert len(deep) < 200_000


def test_hex_dump() -> None:
    assert hex_dump(b"\x89PNG\r\n\x1a\n0123456789") == (
        "000000  89 50 4e 47 0d 0a 1a 0a  30 31 32 33 34 35 36 37  .PNG....01234567\n"
        "000010  38 39" + " " * 45 + "89"
    )  # fmt: skip
    assert hex_dump(b"") == ""
