"""What was masked is remembered until something more becomes a secret."""

from __future__ import annotations

from WsKeywords.core.output import Secrets, html_again, masked
from WsKeywords.core.redaction.remembering import Remembered


def test_a_text_is_made_once() -> None:
    seen: list[str] = []
    remembered = Remembered(lambda text: seen.append(text) or text.upper())
    assert [remembered(text) for text in ("a", "b", "a")] == ["A", "B", "A"]
    assert seen == ["a", "b"]


def test_a_new_secret_is_masked_in_what_was_seen_before() -> None:
    secrets = Secrets()
    remembered = Remembered(masked)
    assert remembered("say correct-horse") == "say correct-horse"
    secrets.add("correct-horse")
    assert remembered("say correct-horse") == "say •••"
    assert html_again("correct-horse") == "•••"


def test_new_names_hold_for_what_was_seen_before() -> None:
    remembered = Remembered(masked)
    assert remembered('{"seat": "12"}') == '{"seat": "12"}'
    secrets = Secrets(["seat"])
    assert remembered('{"seat": "12"}') == '{"seat": "•••"}'
    assert secrets.names


def test_memory_is_bounded() -> None:
    seen: list[str] = []
    remembered = Remembered(lambda text: seen.append(text) or text, most=2, longest=3)
    for text in ("a", "b", "c", "a", "long", "long"):
        remembered(text)
    assert seen == ["a", "b", "c", "a", "long", "long"]
