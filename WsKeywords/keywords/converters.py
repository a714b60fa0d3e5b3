"""From what a user writes in a cell to what a keyword works with; behave steps use the same functions.

Each ``to_…`` takes the value and the argument's name and returns the converted value. A string that cannot be
converted is an ``InvalidArgument`` that names the argument and what is allowed; it is never kept as it is.
"""

import json
import math
import os
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from robot.api.types import Secret
from robot.utils import timestr_to_secs

from ..core.errors import InvalidArgument
from ..core.jsonarguments import read_argument
from ..core.matching.binarymatchers import hex_bytes
from ..core.suggest import nearest, one_of

Reader = Callable[[Any, str], Any]

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmg]?)(i?)b?", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|[nrt0])")
_ESCAPED = {r"\n": "\n", r"\r": "\r", r"\t": "\t", r"\0": "\0"}
_TRUE = {"true", "yes", "on", "1"}
_FALSE = {"false", "no", "off", "0"}


def shown(value: object) -> str:
    """A wrong value as an error quotes it: a string in double quotes, anything else with its type."""
    if isinstance(value, str):
        return f'"{value}"'
    return f"{value!r} ({type(value).__name__})"


def wrong(name: str, allowed: str, value: object) -> InvalidArgument:
    """The one form of an error about an argument."""
    return InvalidArgument(f'Expected argument "{name}" to be {allowed}, but it was {shown(value)}.')


def to_duration(value: Any, name: str = "timeout") -> timedelta:
    """A time in one of Robot's formats (``500ms``, ``2 minutes``, ``1.5``, ``01:30``), seconds or a timedelta.

    Raises:
        InvalidArgument: It is none of these, it is negative, or it is not finite.
    """
    allowed = "a time such as 500ms, 2 seconds, 1.5 or 01:30"
    if isinstance(value, timedelta):
        found = value
    elif isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise wrong(name, allowed, value)
    else:
        try:
            found = timedelta(seconds=timestr_to_secs(value, round_to=None))
        except (ValueError, OverflowError):
            raise wrong(name, allowed, value) from None
    if found < timedelta(0):
        raise wrong(name, "a time that is not negative", value if isinstance(value, str) else str(value))
    return found


def to_flag(value: Any, name: str) -> bool:
    """``True`` or ``False``, also as text (``yes``, ``no``, ``on``, ``off``, ``1``, ``0`` too)."""
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower() if isinstance(value, (str, int)) else ""
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise wrong(name, "True or False", value)


def to_int(value: Any, name: str) -> int:
    """An integer, also as text; a float only when it is whole."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        try:
            return int(value.strip().replace(" ", ""), 0 if value.strip()[:2].lower() in ("0x", "0b", "0o") else 10)
        except ValueError:
            pass
    raise wrong(name, "an integer", value)


def to_size(value: Any, name: str) -> int:
    """Bytes: a number, or text such as ``64 KiB``, ``16 MiB``, ``1 MB``."""
    if isinstance(value, str):
        found, amount = _SIZE.fullmatch(value.strip()), math.inf
        if found:
            unit = (1024 if found[3] else 1000) ** (" kmg".index(found[2].lower()) if found[2] else 0)
            amount = float(found[1]) * unit
        if amount < math.inf:
            return int(amount)
        raise wrong(name, "a number of bytes such as 65536, 64 KiB or 16 MiB", value)
    return to_int(value, name)


def to_text(value: Any, name: str) -> str:
    """A text. Numbers become text; bytes, lists, dicts, booleans and ``None`` are an error that says what to use."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Secret):
        raise InvalidArgument(
            f'Argument "{name}" got a Secret, but a Secret is accepted only in headers, cookies, params, json, auth '
            "and bearer. Give its .value where it may be shown."
        )
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Path):
        return str(value)
    hint = ""
    if isinstance(value, (bytes, bytearray)):
        hint = " For bytes use the keywords and arguments for binary messages (Send Binary, encoding=hex, hex=)."
    elif isinstance(value, (dict, list)):
        hint = " For JSON use the keywords and arguments for JSON (Send JSON, … Be JSON, json=, json_contains=)."
    raise InvalidArgument(f'Expected argument "{name}" to be text, but it was {shown(value)}.{hint}')


def to_data(value: Any, name: str) -> "str | bytes":
    """Text, or bytes as bytes."""
    return bytes(value) if isinstance(value, (bytes, bytearray)) else to_text(value, name)


def to_json(value: Any, name: str) -> Any:
    """A JSON value: as it is, or from text that is read as JSON first and as a Python literal second.

    A string stays JSON text (``"x"`` with its quotes), so that it may be read again: ``json_value`` gives its value.
    """
    found = json_value(value, name)
    return json.dumps(found) if isinstance(found, str) else found


def json_value(value: Any, name: str) -> Any:
    """The value that ``to_json`` stands for."""
    if isinstance(value, (bytes, bytearray)):
        raise wrong(name, "JSON", value)
    if isinstance(value, str):
        return read_argument(value, name)
    return value


def to_names(value: Any, name: str) -> list[str]:
    """Names of sessions: ``a,b``, a glob, or a list of names and globs.

    Raises:
        InvalidArgument: There is no name in it.
    """
    if isinstance(value, str):
        text = value.strip()
        if text[:1] == "[":
            value = json_value(text, name)
        else:
            names = [part.strip() for part in text.split(",")]
            if not all(names):
                raise wrong(name, "names of sessions (a,b), a glob or a list", value)
            return names
    if isinstance(value, (list, tuple, set, frozenset)) and value and all(isinstance(n, str) and n for n in value):
        return list(value)
    raise wrong(name, "names of sessions (a,b), a glob or a list", value)


def to_words(value: Any, name: str = "subprotocols") -> list[str]:
    """A list of names, or text with commas."""
    if isinstance(value, str) and value.strip()[:1] != "[":
        names = [part.strip() for part in value.split(",")]
    else:
        names = json_value(value, name)
    if isinstance(names, (list, tuple)) and names and all(isinstance(n, str) and n for n in names):
        return list(names)
    if isinstance(names, (list, tuple)) and "" in names:
        raise wrong(name, "a list of names, none of them empty, or left out where there are none", value)
    raise wrong(name, "a list of names or text with commas", value)


def to_verify(value: Any, name: str = "verify") -> "bool | str":
    """Whether TLS certificates are checked: True, False, or the path of a file with CA certificates to trust."""
    if isinstance(value, (bool, int)):
        return to_flag(value, name)
    if isinstance(value, str) and value.strip().lower() in _TRUE | _FALSE:
        return to_flag(value, name)
    path = to_path(value, name)
    if not os.path.exists(path):
        allowed = "True, False or the path of a CA file that exists"
        if value != os.path.basename(path):  # a path, and no misspelt word
            allowed += f' (seen from "{os.getcwd()}")' if not os.path.isabs(path) else ""
        raise wrong(name, allowed, value)
    return path


def to_compression(value: Any, name: str = "compression") -> "bool | str":
    """Whether permessage-deflate is offered: True, False, or the parameters of the offer as text (RFC 7692, 7.1)."""
    if isinstance(value, str) and value.strip().lower() not in _TRUE | _FALSE:
        return to_text(value, name)
    return to_flag(value, name)


def to_separator(value: Any, name: str = "separator") -> str:
    r"""Text that is not empty; ``\x1e``, ``\n``, ``\r``, ``\t`` and ``\0`` in it stand for their characters.

    Robot Framework has read such escapes before; in a cell of a feature they are still there.
    """
    if not isinstance(value, str) or not value:
        raise wrong(name, "a text that is not empty, such as \\x1e", value)
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[0]) or chr(int(found[0][2:], 16)), value)


def to_path(value: Any, name: str = "path") -> str:
    """A path of the file system."""
    if isinstance(value, (str, os.PathLike)) and str(value):
        return os.fspath(value) if isinstance(os.fspath(value), str) else str(value)
    raise wrong(name, "a path", value)


def to_mapping(value: Any, name: str) -> dict[str, Any]:
    """A dict with text keys: as it is, or from JSON or Python literal text. Values of ``None`` are kept."""
    found = json_value(value, name)
    if isinstance(found, Mapping):
        return {to_text(key, name): item for key, item in found.items()}
    raise wrong(name, 'a dict such as {"name": "value"}', value)


def to_headers(value: Any, name: str = "headers") -> dict[str, Any]:
    """As ``to_mapping``, with text values: numbers and booleans become text; ``None`` and Secrets stay."""
    return {key: _text_item(item, f"{name}.{key}") for key, item in to_mapping(value, name).items()}


def to_params(value: Any, name: str = "params") -> dict[str, Any]:
    """As ``to_headers``, but a value may be a list: the parameter is given several times."""
    return {
        key: [_text_item(part, f"{name}.{key}") for part in item]
        if isinstance(item, (list, tuple))
        else _text_item(item, f"{name}.{key}")
        for key, item in to_mapping(value, name).items()
    }


def _text_item(item: Any, name: str) -> Any:
    if item is None or isinstance(item, Secret):
        return item
    if isinstance(item, bool):
        return "true" if item else "false"
    return to_text(item, name)


def to_choice(choices: Iterable[str]) -> Reader:
    """A reader for one of a few words, whatever their case."""
    words = tuple(choices)

    def read(value: Any, name: str) -> str:
        if isinstance(value, str):
            for word in words:
                if word.lower() == value.strip().lower():
                    return word
            near = nearest(value, words)
            hint = f' Did you mean "{near}"?' if near else ""
            raise InvalidArgument(f'Expected argument "{name}" to be {one_of(words)}, but it was {shown(value)}.{hint}')
        raise wrong(name, one_of(words), value)

    return read


def to_member(enum: type[Enum]) -> Reader:
    """A reader for the member of an enumeration, by its name."""
    members = {" ".join(name.lower().split()): member for name, member in enum.__members__.items()}

    def read(value: Any, name: str) -> Enum:
        if isinstance(value, enum):
            return value
        found = members.get(" ".join(value.lower().split())) if isinstance(value, str) else None
        if found is None:
            raise wrong(name, "one of " + ", ".join(enum.__members__), value)
        return found

    return read


def to_bytes(payload: Any, encoding: "str | None", name: str = "payload") -> bytes:
    """Bytes, from bytes or from text in the encoding ``hex``, ``base64`` or ``utf-8``.

    Raises:
        InvalidArgument: Text without an encoding, or text that is not in that encoding.
    """
    import base64
    import binascii

    if isinstance(payload, (bytes, bytearray, memoryview)):
        return bytes(payload)
    if isinstance(payload, (list, tuple)) and all(isinstance(n, int) and 0 <= n < 256 for n in payload):
        return bytes(payload)
    text = to_text(payload, name)
    if encoding is None:
        raise InvalidArgument(
            f'Expected argument "{name}" to be bytes, but it was the text {shown(text)}. '
            "Say how to read it: encoding=hex, encoding=base64 or encoding=utf-8."
        )
    if encoding == "hex":
        return hex_bytes(text, name)
    try:
        if encoding == "base64":
            return base64.b64decode("".join(text.split()), validate=True)
        return text.encode("utf-8")
    except (ValueError, binascii.Error) as error:
        raise InvalidArgument(
            f'Expected argument "{name}" to be {encoding}, but it was {shown(text)}: {error}.'
        ) from None


def describe_json(value: Any) -> str:
    """JSON text of a value, for messages; a value that JSON cannot hold as Python shows it."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        return repr(value)
