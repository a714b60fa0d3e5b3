"""Messages as cells of a suite and as texts of a feature, exactly as they are sent; large ones stand in files."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from ..conversation import Say

_ROBOT_MARKS = re.compile(r"[$@&%](?=\{)|[\\]")
#: Longer ones are computed or stand in a file.
INLINE = 3000
_UNITS = (1, 2, 3, 4, 6, 8)
_Data = TypeVar("_Data", str, bytes)


def escape(character: str) -> str:
    r"""``\x00``, ``\u2028`` or ``\U0001f600``, as Robot Framework and our escaped texts read it."""
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _visible(text: str) -> str:
    """Every character that is not visible escaped; a single space within the text stays."""
    found = []
    for at, character in enumerate(text):
        if character == " ":
            plain = 0 < at < len(text) - 1 and text[at - 1] != " " and text[at + 1] != " "
        else:
            plain = character.isprintable()
        found.append(character if plain else escape(character))
    return "".join(found)


def cell(text: str) -> str:
    """A text as a cell of a suite."""
    if not text:
        return "${EMPTY}"
    marked = _visible(_ROBOT_MARKS.sub(lambda found: "\\" + found[0], text))
    return "\\" + marked if marked.startswith("#") else marked


def named(text: str) -> str:
    """A text as a cell that may also be a named argument: its ``=`` is escaped."""
    return cell(text).replace("=", "\\=")


def escaped_text(text: str) -> str:
    """A text as *the escaped text* of a feature holds it, with its quotes."""
    marked = re.sub(r"[\\\"]|\$(?=\{)", lambda found: escape(found[0]), text)
    return f'"{_visible(marked)}"'


def quoted(text: str) -> str | None:
    """A text in the quotes of a step, where it can stand there; else None."""
    if _visible(text) != text or "\\" in text or "${" in text:
        return None
    if '"' not in text:
        return f'"{text}"'
    return None if "'" in text else f"'{text}'"


def repeated(data: _Data) -> tuple[_Data, _Data, int, _Data] | None:
    """Of a message that is mostly one short piece again and again: what is before, the piece, its number, the rest."""
    size = len(data)
    middle = size // 2
    for unit in _UNITS:
        piece = data[middle : middle + unit]
        start = end = middle
        while start >= unit and data[start - unit : start] == piece:
            start -= unit
        while end + unit <= size and data[end : end + unit] == piece:
            end += unit
        if end - start > size - INLINE // 2:
            return data[:start], piece, (end - start) // unit, data[end:]
    return None


def expression(data: str | bytes) -> str | None:
    """A large message as Python computes it, in a cell of a suite; None: it has no such form."""
    if isinstance(data, str):
        text = repeated(data)
        if text is None:
            return None
        parts = [_python(text[0]), f"{_python(text[1])} * {text[2]}", _python(text[3])]
        return "${{ " + " + ".join(part for part in parts if part != "''") + " }}"
    found = repeated(data)
    if found is None:
        return None
    parts = [_bytes(found[0]), f"{_bytes(found[1])} * {found[2]}", _bytes(found[3])]
    return "${{ " + " + ".join(part for part in parts if part) + " }}"


def _python(text: str) -> str:
    """A literal in which Robot Framework finds no variable and no escape of its own."""
    if not text:
        return "''"
    if text.isascii() and text.isprintable() and not re.search(r"[\\'${}@&%]|  ", text) and text == text.strip():
        return f"'{text}'"
    return f"bytes.fromhex('{text.encode('utf-8', 'surrogatepass').hex()}').decode()"


def _bytes(data: bytes) -> str:
    return f"bytes.fromhex('{data.hex()}')" if data else ""


def pieces(say: Say) -> list[bytes]:
    """The fragments of a message."""
    data = say.data.encode() if isinstance(say.data, str) else say.data
    cuts = sorted({min(max(cut, 0), len(data)) for cut in say.cuts})
    return [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


class Files:
    """Messages that are too large for a line: each is written beside the suite once.

    Args:
        stem: with which their names begin.
        write: what writes one: its name and content.
    """

    def __init__(self, stem: str, write: Callable[[str, bytes], None]) -> None:
        self._stem = stem
        self._write = write
        self._known: dict[tuple[type, str | bytes], str] = {}

    def name_of(self, data: str | bytes, ending: str = "") -> str:
        """The name of the file that holds a message."""
        key = type(data), data
        if key not in self._known:
            ending = ending or (".txt" if isinstance(data, str) else ".bin")
            name = f"{self._stem}-{len(self._known) + 1}{ending}"
            self._write(name, data.encode() if isinstance(data, str) else data)
            self._known[key] = name
        return self._known[key]
