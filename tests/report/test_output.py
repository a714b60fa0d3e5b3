"""The gate: redacted, printable, bounded, and never markup."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stories import unhurried

from WsKeywords.core.errors import WsKeywordsError
from WsKeywords.core.output import MASK, Secrets, block, cap, clean, html, printable, quote, size


class TestPrintable:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("plain\n\ttext", "plain\n\ttext"),
            ("Ada Łovelace 🦉 日本", "Ada Łovelace 🦉 日本"),
            ("a\x00b\x07", r"a\x00b\x07"),
            ("\x1b[31mred\x9b0m", r"\x1b[31mred\x9b0m"),
            ("\ud800 \udfff", r"\ud800 \udfff"),
            ("a\r\nb", "a\\r\nb"),
            ("\u202eevil\u2066", r"\u202eevil\u2066"),
            ("\ufffe\uffff\ufeff", r"\ufffe\uffff\ufeff"),
            ("", ""),
        ],
    )
    def test_shown(self, text: str, shown: str) -> None:
        assert printable(text) == shown

    @unhurried
    @given(st.text(st.characters()))
    def test_any_text_fits_into_xml_and_utf8(self, text: str) -> None:
        shown = printable(text)
        ElementTree.fromstring(f"<a>{html(text)}</a>".encode())
        assert shown.encode().decode() == shown


class TestHtml:
    def test_nothing_is_markup(self) -> None:
        assert html("<b a='1'>\"&amp;") == "&lt;b a=&#x27;1&#x27;&gt;&quot;&amp;amp;"

    def test_redacted_before_it_is_escaped(self) -> None:
        secrets = Secrets()
        secrets.add('a<b>&"secret')
        assert html('x a<b>&"secret {"token": "<i>"}') == "x ••• {&quot;token&quot;: &quot;•••&quot;}"


class TestClean:
    def test_short_texts_stay(self) -> None:
        assert clean("Expected this.") == "Expected this."

    def test_head_and_tail_of_a_long_text(self) -> None:
        shown = clean("head " + "x" * 50_000 + " tail")
        assert len(shown) == 20_000
        assert shown.startswith("head xxx")
        assert shown.endswith("xxx tail")
        assert "\n… 50,010 characters in total, the middle is left out …\n" in shown

    def test_a_huge_text_is_quick_and_says_its_size(self) -> None:
        _secrets = Secrets()
        text = "head " + '{"token": 1},' * 2_000_000 + " tail"
        started = process_time()
        shown = clean(text)
        assert process_time() - started < 2
        assert len(shown) == 20_000
        assert "26,000,010 characters in total" in shown
        assert shown.startswith('head {"token": "•••"},')
        assert shown.endswith(" tail")

    @pytest.mark.parametrize("length", [20_000, 20_001, 100_000, 400_000, 1_000_000])
    def test_no_secret_survives_a_cut(self, length: int) -> None:
        secrets = Secrets()
        secrets.add("0123456789abcdef" * 20)
        shown = clean(("0123456789abcdef" * 20 + " ") * (length // 300))
        assert "0123" not in shown
        assert MASK in shown

    def test_an_error_is_bounded_and_redacted(self) -> None:
        secrets = Secrets()
        secrets.add("correct-horse")
        error = WsKeywordsError("correct-horse \ud800 " + "x" * 30_000)
        assert str(error).startswith("••• \\ud800 xxx")
        assert len(str(error)) == 20_000

    def test_cap_with_a_limit_smaller_than_its_notice(self) -> None:
        assert len(cap("x" * 1000, 10)) == 10


class TestQuote:
    @pytest.mark.parametrize(
        ("data", "shown"),
        [
            ("hello", '"hello"'),
            ("", '""'),
            ('{"a": "b\\n"}', '"{"a": "b\\n"}"'),
            ("two\nlines\tand\rmore", r'"two\nlines\tand\rmore"'),
            ("a literal \\n", r'"a literal \\n"'),
            (r"^\d+ C:\dir", r'"^\d+ C:\dir"'),
            ("\x1b[0m\ud800", r'"\x1b[0m\ud800"'),
            (b"abc", 'b"abc"'),
            ("grüß".encode(), 'b"grüß"'),
            (b"", 'b""'),
            (b"\x00\xff\x10", "bytes 00 ff 10"),
        ],
    )
    def test_shown(self, data: str | bytes, shown: str) -> None:
        assert quote(data) == shown

    def test_shortened_with_its_size(self) -> None:
        assert quote("é" * 1000, 5) == '"ééééé…" (1,000 characters)'
        assert quote(b"a" * 1000, 5) == 'b"aaaaa…" (1,000 bytes)'
        assert quote(b"\xff" * 1000, 9) == "bytes ff ff ff … (1,000 bytes)"
        assert quote("é" * 1000, 5, total=False) == '"ééééé…"'

    def test_redaction_does_not_hide_that_it_was_shortened(self) -> None:
        secrets = Secrets()
        secrets.add("s" * 5000)
        assert quote("s" * 5000 + "x" * 9, 5) == '"•••xx…" (5,009 characters)'
        assert quote("s" * 5000 * 9, 7) == '"••••••…" (45,000 characters)'
        assert quote(b"s" * 5000 * 9, 30) == 'b"••••••…" (45,000 bytes)'

    def test_a_secret_across_the_cut(self) -> None:
        secrets = Secrets()
        secrets.add("correct-horse-battery")
        assert quote("abc correct-horse-battery", 10) == '"abc •••"'
        assert quote('{"token": "abcdefghijklmn', 14) == '"{"token": "•••…" (25 characters)'
        assert quote(b"\xff\xff correct-horse-battery", 15) == "bytes ff ff 20 e2 80 … (24 bytes)"

    def test_a_huge_text_costs_what_is_shown(self) -> None:
        text = "x" * 50_000_000
        started = process_time()
        for _ in range(100):
            quote(text)
        assert process_time() - started < 2


def test_block() -> None:
    assert block("a\nb") == "    a\n    b"


def test_size() -> None:
    assert [size(n) for n in (0, 999, 1000, 12_345, 5_000_000)] == ["0 B", "999 B", "1.0 kB", "12.3 kB", "5.0 MB"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('say "hi" now', '"say "hi" now"'),
        ('{"a": "b"}', '"{"a": "b"}"'),
        ('["b"]', '"["b"]"'),
        ('"', '"\\""'),
        ('"quoted"', '"\\"quoted\\""'),
        ('say "hi"', '"say \\"hi\\""'),
        ('"a \\"b\\""', '"\\"a \\\\\\"b\\\\\\"\\""'),
        ("C:\\", '"C:\\\\"'),
        ('"token": "abc"', '"\\"token\\": \\"•••\\""'),
    ],
)
def test_a_quote_at_an_end_is_none_of_those_around_the_text(text: str, shown: str) -> None:
    known = Secrets()
    assert (quote(text), clean(quote(text))) == (shown, shown)
    assert known.names
