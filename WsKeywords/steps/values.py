"""``${name}`` in a step: where the value comes from, and how it is written where it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from ..core.errors import InvalidArgument
from ..core.suggest import nearest

#: A reference, or the escape of one.
_REFERENCE = re.compile(r"\\\$\{|\$\{([^{}]*)\}")
#: JSON (or a Python literal) cut into strings, references outside them, and escapes of those.
_JSON_PART = re.compile(r"""("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|\\\$\{|\$\{([^{}]*)\}""", re.DOTALL)
#: Inside such a string: an escape is passed over as a whole, so that ``\\${x}`` is a backslash and a value.
_IN_STRING = re.compile(r"\\\$\{|\$\{([^{}]*)\}|\\.", re.DOTALL)


def as_text(value: Any) -> str:
    """A value as it stands in a text: a string as it is, bytes as hex, anything else as JSON."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (bytes, bytearray)):
        return value.hex(" ")
    return as_json(value)


def as_json(value: Any) -> str:
    """A value as it stands in JSON outside quotes."""
    if isinstance(value, (bytes, bytearray)):
        value = value.hex(" ")
    return json.dumps(value, ensure_ascii=False, default=str)


class FromUserdata(str):
    """A text of userdata, where every value is one: it may stand for a number, true, false or null."""

    __slots__ = ()


class Values:
    """The values that ``${name}`` can name: those saved, innermost first, then behave's userdata."""

    def __init__(self, *layers: Mapping[str, Any]) -> None:
        self._layers = layers

    def __getitem__(self, name: str) -> Any:
        for layer in self._layers:
            if name in layer:
                return layer[name]
        raise self._unknown(name)

    def in_userdata(self, name: str) -> bool:
        """Whether ``${name}`` is a text of userdata, and not of something that was saved."""
        *saved, userdata = self._layers
        return isinstance(userdata.get(name), str) and not any(name in layer for layer in saved)

    def _unknown(self, name: str) -> InvalidArgument:
        known = sorted({key for layer in self._layers for key in layer})
        text = f'No value is saved as "{name}"'
        close = nearest(name, known)
        if close:
            text += f', did you mean "${{{close}}}"?'
        elif known:
            text += f"; there are {', '.join(f'${{{key}}}' for key in known)}."
        else:
            text += "; nothing is saved, and behave was given no userdata (-D name=value)."
        return InvalidArgument(f"{text} A ${{ that means itself is written \\${{.")

    def fill(self, text: str) -> str:
        """A text with every ``${name}`` replaced by the text of its value."""
        if "${" not in text:
            return text
        return _REFERENCE.sub(self._replacer(as_text), text)

    def fill_json(self, text: str) -> str:
        """JSON with every ``${name}`` replaced: inside quotes by its text, escaped; outside by its JSON value."""
        if "${" not in text:
            return text

        def part(found: re.Match[str]) -> str:
            string = found[1]
            if string is None:
                name: str | None = found[2]
                return "${" if name is None else as_json(self[name])
            quote = string[0]
            return _IN_STRING.sub(self._replacer(lambda value: _escaped(as_text(value), quote)), string)

        return _JSON_PART.sub(part, text)

    def _replacer(self, write: Callable[[Any], str]) -> Callable[[re.Match[str]], str]:
        def replace(found: re.Match[str]) -> str:
            name: str | None = found[1]
            if name is not None:
                return write(self[name])
            return "${" if found[0] == "\\${" else found[0]

        return replace


def _escaped(text: str, quote: str) -> str:
    inner = json.dumps(text, ensure_ascii=False)[1:-1]
    return inner if quote == '"' else inner.replace('\\"', '"').replace("'", "\\'")
