"""How an expected text and the one that came differ, in the words that point to the cause."""

from __future__ import annotations

import unicodedata

from ..output import MASK, masked, piece, printable, quote
from .jsondiff import counted, first_difference

#: How much of both texts is shown from the first difference on, and of what stands before it.
_SHOWN = 60
_BEFORE = 15
#: Of longer texts no line diff is made: its time grows with the square of the lines.
_MOST_LINES = 2000
_DIFF_LINES = 40
_LINE = 300
#: Of longer texts it is not looked whether they are composed in another way: of a long run of combining characters that
#: takes the square of its length, and nobody else can do anything meanwhile.
_COMPOSED = 20_000
#: Larger texts are not masked as a whole before they are compared, only what is shown of them.
_LARGE = 1_000_000
#: What is said of texts that are the same once their secrets are masked.
IN_A_SECRET = "It differs inside a secret, which is not shown."


def text_difference(expected: str, actual: str, ignore_case: bool = False) -> str:
    """One sentence on where two texts that are not equal differ, and the differing lines when they have several."""
    if not actual:
        return "It is empty."
    if not expected:
        return "It should be empty."
    if len(expected) + len(actual) <= _LARGE:
        # Of a secret that is cut in two no part would be found again.
        expected, actual = masked(expected), masked(actual)
        if expected == actual or (ignore_case and expected.casefold() == actual.casefold()):
            return IN_A_SECRET
    if sentence := _white_space(expected, actual):
        return sentence
    sentence = _cause(expected, actual) or _place(expected, actual, ignore_case)
    return f"{sentence}\n{_lines(expected, actual)}" if "\n" in expected or "\n" in actual else sentence


def _cause(expected: str, actual: str) -> str:
    """What alone makes the difference, when it is something else than other words."""
    if expected.casefold() == actual.casefold():
        return "It differs in upper and lower case only (ignore_case=True accepts that)."
    short = len(expected) + len(actual) <= _COMPOSED
    if short and unicodedata.normalize("NFC", expected) == unicodedata.normalize("NFC", actual):
        return "It looks the same, but its characters are composed in another way." + _characters(expected, actual)
    if actual.startswith(expected):
        return f"It goes on after the expected text: {_part(actual, len(expected))}."
    if expected in actual:
        return "It contains the expected text, but is more than that."
    return ""


def _white_space(expected: str, actual: str) -> str:
    """What the eye misses; no diff would show it."""
    if expected.replace("\r\n", "\n") == actual.replace("\r\n", "\n"):
        return "It differs in its line ends only: \\r\\n and \\n."
    if expected.strip() == actual.strip():
        edges = f"{_edges(expected)} was expected, but {_edges(actual)} came"
        return f"It differs in white space at the start or the end only: {edges}."
    at = first_difference(expected, actual)
    # Where they differ first, one has white space or ends; otherwise a word differs. To split them takes longer.
    in_a_word = bool(expected[at : at + 1].strip() and actual[at : at + 1].strip())
    if not in_a_word and expected.split() == actual.split():
        return f"It differs in white space only, from character {at + 1} on." + _characters(expected, actual, at)
    return ""


def _edges(text: str) -> str:
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    parts = [f"{quote(edge, 20)} at the {name}" for edge, name in ((before, "start"), (after, "end")) if edge]
    return " and ".join(parts) or "none"


def _place(expected: str, actual: str, ignore_case: bool) -> str:
    if ignore_case:
        same, other = expected.casefold(), actual.casefold()
        # Casefolding may change lengths; then the place is that of the folded texts.
        at = first_difference(same, other)
    else:
        at = first_difference(expected, actual)
    if at == len(actual):
        return f"It ends before the expected text does: {_part(expected, at)} is missing."
    if at == 0:
        return "It differs from the first character on." + _characters(expected, actual, at)
    before = max(at - _BEFORE, 0)
    same = ("…" if before else "") + piece(actual, before, at)
    return (
        f"It differs from character {at + 1} on, after {quote(same)}: "
        f"expected {_part(expected, at, False)}, but it is {_part(actual, at, False)}."
        + _characters(expected, actual, at)
    )


def _part(text: str, at: int, total: bool = True) -> str:
    """What stands from a place on, shortened."""
    rest = piece(text, at, at + _SHOWN)
    left = len(text) - at
    return f'{quote(rest)[:-1]}…" ({left:,} characters)' if total and left > _SHOWN else quote(rest)


def _characters(expected: str, actual: str, at: int | None = None) -> str:
    """The names of the first characters that differ, where they are not plain to see."""
    at = first_difference(expected, actual) if at is None else at
    wanted, there = expected[at : at + 1], actual[at : at + 1]
    if any(_veiled(text, at) for text in (expected, actual)):
        return ""
    if not wanted or not there or all(" " <= char < "\x7f" for char in (wanted, there)):
        return ""
    return f" Expected {_named(wanted)}, but it is {_named(there)}."


def _veiled(text: str, at: int) -> bool:
    """Whether a character is one of a mask or of a secret."""
    return piece(text, at, at + 1) != text[at : at + 1] or (
        text.startswith(MASK[0], at) and MASK in text[max(at - len(MASK) + 1, 0) : at + len(MASK)]
    )


def _named(char: str) -> str:
    name = unicodedata.name(char, "")
    return f"U+{ord(char):04X} {name}".rstrip() if name or ord(char) > 0x20 else f"U+{ord(char):04X} {quote(char)}"


def _lines(expected: str, actual: str) -> str:
    import difflib

    many, came = expected.count("\n") + 1, actual.count("\n") + 1
    if many + came > _MOST_LINES:
        at = first_difference(expected, actual)
        if expected[at : at + 1] in ("", "\n") and actual[at : at + 1] in ("", "\n"):
            at += 1  # One ends with this line, which is the same, and the other goes on.
        start = expected.rfind("\n", 0, at) + 1 if at <= len(expected) else len(expected) + 1
        number = expected.count("\n", 0, at) if at <= len(expected) else many
        return (
            f"It has {counted(came, 'line')}, and {many} were expected. "
            f"The first that differs is line {number + 1} (- expected, + came):\n"
            f"    - {_line(expected, start)}\n    + {_line(actual, start)}"
        )
    wanted, there = expected.split("\n"), actual.split("\n")
    diff = list(difflib.unified_diff(wanted, there, lineterm="", n=2))[2:]
    lines = [f"    {line[:1]} {_visible(line[1:])}".rstrip() for line in diff if not line.startswith("@@")]
    if len(lines) > _DIFF_LINES:
        lines = [*lines[:_DIFF_LINES], f"    … {len(lines) - _DIFF_LINES} more lines"]
    return "\n".join(["Line by line (- expected, + came):", *lines])


def _line(text: str, start: int) -> str:
    """The line that begins at a character of a text."""
    if start > len(text):
        return "(no line)"
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    return _visible(piece(text, start, min(end, start + _LINE)) + "…" * (end > start + _LINE))


def _visible(line: str) -> str:
    """A line with its tabs and the white space at its end made visible."""
    shown = printable(line if len(line) <= _LINE + 1 else line[:_LINE] + "…")
    body = shown.rstrip(" ")
    return (body + "·" * (len(shown) - len(body))).replace("\t", "\\t")


def bytes_difference(expected: bytes, actual: bytes) -> str:
    """One sentence on where two byte strings that are not equal differ."""
    if not actual:
        return "It is empty."
    sizes = len(expected), len(actual)
    expected, actual = masked(expected), masked(actual)
    if expected == actual:
        return IN_A_SECRET
    at = first_difference(expected, actual)
    if at == len(expected):
        return f"It goes on after the expected {counted(sizes[0], 'byte')}: {_hex(actual, at)}."
    if at == len(actual):
        return f"It ends after {counted(sizes[1], 'byte')}; {_hex(expected, at)} is missing."
    return f"It differs from byte {at + 1} on: expected {_hex(expected, at)}, but it is {_hex(actual, at)}."


def _hex(data: bytes, at: int) -> str:
    part = data[at : at + 16].hex(" ").replace(MASK.encode().hex(" "), MASK)
    return part + (" …" if len(data) > at + 16 else "")
