"""Masking values in JSON text by the names they have, without changing anything else of it.

The text need not be JSON as a whole: it may be cut short, hold JSON among other things, or JSON within strings of JSON.
Whatever a server sends, no pattern here looks at a character more than a few times.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from .masking import MASK

#: Expected values that tell nothing: the markers of expected JSON.
_MARKER = re.compile(
    r"##?(string|number|integer|boolean|array|object|null|notnull|present|notpresent|ignore|uuid|datetime|url)"
)
_MARK = re.compile(r'(?<!\\)\\*"|[{}\[\]]')
_STRUCTURED = re.compile(r'\\*"|[{\[]')
_SCALAR = re.compile(r'[^\s,}\]"\\]*')
#: No name holds a quote.
_QUOTED_KEY = re.compile(r'"([^"]+)"(\s*:)')


def says_nothing(value: str) -> bool:
    """Whether a text under a redacted name is none that anybody chose: empty, or a marker of expected JSON."""
    return not value or _MARKER.fullmatch(value) is not None


def mask_values(text: str, key: re.Pattern[str]) -> str:
    """The text with the values after these keys masked; null, true, false and empty texts stay, they tell nothing.

    Args:
        key: finds a key, its colon and the white space after it; its first group is the backslashes before its quotes.
    """
    pieces: list[str] = []
    done = 0
    for found in key.finditer(text):
        if found.start() < done:
            continue
        end = _value_end(text, found.end(), len(found[1]))
        value = text[found.end() : end].strip('"\\')
        if value in ("null", "true", "false") or says_nothing(value):
            continue
        pieces += (text[done : found.end()], f'{found[1]}"{MASK}{found[1]}"')
        done = end
    return "".join((*pieces, text[done:])) if pieces else text


def _value_end(text: str, start: int, escapes: int) -> int:
    """Where the JSON value that begins at ``start`` ends, or what there is of it.

    Args:
        escapes: backslashes before each of its quotes: none in plain JSON, one in JSON within a string of JSON, …
    """
    if not _STRUCTURED.match(text, start):
        found = _SCALAR.match(text, start)
        return found.end() if found else start
    depth, in_string = 0, False
    for found in _MARK.finditer(text, start):
        mark, before = found[0][-1], len(found[0]) - 1
        if mark == '"':
            if before < escapes:
                # A quote of the string around it: the value was cut short.
                return found.start()
            # Seen without the escapes, so many backslashes stand before the quote; an odd one escapes it.
            inner, rest = divmod(before + 1, escapes + 1)
            if not in_string or (rest == 0 and inner % 2 == 1):
                in_string = not in_string
        elif not in_string:
            depth += 1 if mark in "{[" else -1
        if depth == 0 and not in_string:
            return found.end()
    return len(text)


def plain_keys(text: str, wanted: Callable[[str], bool]) -> str:
    """A key may be spelt ``"tok\\u0065n"``: the text with those of them that are wanted written plainly."""

    def plain(found: re.Match[str]) -> str:
        if "\\u00" not in found[1]:
            return found[0]
        try:
            name = json.loads(f'"{found[1]}"')
        except ValueError:
            return found[0]
        return f'"{name}"{found[2]}' if wanted(name) else found[0]

    return _QUOTED_KEY.sub(plain, text)
