"""Messages laid out for reading: JSON indented without changing it, bytes as a hex dump."""

from __future__ import annotations

import json
import re

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def pretty(text: str) -> str | None:
    """JSON with one item a line, or None when the text is not a JSON object or array.

    Only white space changes: numbers, escapes and repeated keys stay as they came, because they may be the fault that
    somebody looks for.
    """
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    pieces: list[str] = []
    depth = 0
    tokens = _TOKEN.findall(text)
    for number, token in enumerate(tokens):
        following = tokens[number + 1] if number + 1 < len(tokens) else ""
        if token in "{[":
            depth += 1
            pieces.append(token if following in "}]" else token + _newline(depth))
        elif token in "}]":
            depth -= 1
            empty = number > 0 and tokens[number - 1] in "{["
            pieces.append(token if empty else _newline(depth) + token)
        elif token == ",":
            pieces.append("," + _newline(depth))
        else:
            pieces.append(": " if token == ":" else token)
    return "".join(pieces)


def _newline(depth: int) -> str:
    # Deep nesting is indented no further: the white space would outgrow the message.
    return "\n" + "  " * min(depth, 40)


def hex_dump(data: bytes) -> str:
    """Sixteen bytes a line: offset, hexadecimal, ASCII."""
    lines = []
    for offset in range(0, len(data), 16):
        row = data[offset : offset + 16]
        shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)
        lines.append(f"{offset:06x}  {row[:8].hex(' '):<23}  {row[8:].hex(' '):<23}  {shown}")
    return "\n".join(lines)
