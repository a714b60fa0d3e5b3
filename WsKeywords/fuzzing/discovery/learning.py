"""Kinds of messages from examples of them: by the key that tells them apart, with what their fields look like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from WsKeywords.core.jsonvalues import parse_if_json
from WsKeywords.core.output import MASK

from ..routes import MessageShape
from .said import Spoken

#: Names under which messages mostly say of which kind they are, likeliest first.
_TELLING = ("type", "action", "event", "op", "kind", "command", "cmd", "method", "message_type", "t", "name", "topic")
#: Examples of one kind; messages that are looked at; kinds; values of a key that tells kinds apart.
_EXAMPLES = 20
_MOST = 5_000
_KINDS = 50
_LONGEST_NAME = 40
#: Deeper fields are of any kind.
_DEEPEST = 8
_WORD = re.compile(r"[A-Za-z_][A-Za-z_.:-]{1,30}")
_WORDS = 100

Named = dict[str, list[Any]]


def learnt(messages: Iterable[Spoken]) -> tuple[tuple[MessageShape, ...], tuple[str, ...]]:
    """What a client said in conversations, and the words of what it was answered.

    The answers themselves are no promise: what else may come, and whether anything does, nobody has said.
    """
    spoken = list(islice(messages, _MOST))
    sent = _Kinds(each.data for each in spoken if each.sent)
    words: dict[str, None] = {}
    for each in spoken:
        if not each.sent and isinstance(each.data, str) and not _masked(each.data):
            words.update(dict.fromkeys(_words(parse_if_json(each.data)[1])))
    return tuple(sent.shapes()), tuple(words)[:_WORDS]


def _words(value: Any, depth: int = 0) -> Iterator[str]:
    """The keys and the short texts of a value, as a program may compare with them."""
    if isinstance(value, str):
        if _WORD.fullmatch(value):
            yield value
    elif isinstance(value, dict) and depth < _DEEPEST:
        for key, inner in value.items():
            yield from _words(key)
            yield from _words(inner, depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        for inner in value[:_EXAMPLES]:
            yield from _words(inner, depth + 1)


class _Kinds:
    """Messages of one direction, sorted by kind."""

    def __init__(self, messages: Iterable[str | bytes]) -> None:
        self._messages = list(messages)
        values = [value for data in self._messages if (value := _object(data)) is not None]
        self._key = _telling(values)
        self._named: Named = {}
        for data in self._messages:
            self._named.setdefault(self.name_of(data), []).append(data)

    def name_of(self, data: str | bytes) -> str:
        """What a message is called: the word that says of which kind it is, else by its keys."""
        if isinstance(data, bytes):
            return "bytes"
        value = _object(data)
        if value is None:
            return "json" if _is_array(data) else "text"
        word = value.get(self._key) if self._key else None
        if isinstance(word, str) and 0 < len(word) <= _LONGEST_NAME:
            return word
        return ", ".join(sorted(value))[:_LONGEST_NAME] or "empty"

    def shapes(self) -> list[MessageShape]:
        """One for each kind, the most frequent first."""
        kinds = sorted(self._named.items(), key=lambda pair: -len(pair[1]))[:_KINDS]
        average = sum(len(found) for _, found in kinds) / len(kinds) if kinds else 1.0
        return [self._shape(name, found, len(found) / average) for name, found in kinds]

    def _shape(self, name: str, found: list[str | bytes], weight: float) -> MessageShape:
        # What was masked was never said like that.
        plain = [data for data in found if not _masked(data)]
        weight = round(weight, 3)
        if isinstance(found[0], bytes):
            return MessageShape(name, "bytes", examples=tuple(dict.fromkeys(plain))[:_EXAMPLES], weight=weight)
        values = [parse_if_json(str(data))[1] for data in found]
        if not isinstance(values[0], (dict, list)):
            return MessageShape(name, "text", examples=tuple(dict.fromkeys(plain))[:_EXAMPLES], weight=weight)
        schema = inferred(values)
        if self._key and all(isinstance(value, dict) and value.get(self._key) == name for value in values):
            schema["properties"] = {**schema["properties"], self._key: {"const": name}}
        examples = [parse_if_json(str(data))[1] for data in dict.fromkeys(plain)]
        return MessageShape(name, "json", schema, tuple(examples[:_EXAMPLES]), weight)


def _object(data: str | bytes) -> dict[str, Any] | None:
    if not isinstance(data, str) or not data.lstrip().startswith("{"):
        return None
    value = parse_if_json(data)[1]
    return value if isinstance(value, dict) else None


def _masked(data: str | bytes) -> bool:
    return MASK in data if isinstance(data, str) else MASK.encode() in data


def _is_array(data: str) -> bool:
    return data.lstrip().startswith("[") and isinstance(parse_if_json(data)[1], list)


def _telling(values: Sequence[dict[str, Any]]) -> str:
    """The key whose values say of which kind a message is, or ""."""
    if not values:
        return ""
    words = {key: [value.get(key) for value in values] for key in values[0]}
    texts = {key: found for key, found in words.items() if all(isinstance(word, str) for word in found)}
    for key in _TELLING:
        if key in texts:
            return key
    for key, found in texts.items():
        # Words that come again, and are few: of names and texts each is another.
        kinds = Counter(found)
        if 1 < len(kinds) <= min(_KINDS, len(found) // 2) and all(len(str(word)) <= _LONGEST_NAME for word in kinds):
            return key
    return ""


def inferred(values: Sequence[Any], depth: int = 0) -> dict[str, Any]:
    """A JSON Schema that these values satisfy: their types, the keys that all of them have, and what these hold."""
    kinds = list(dict.fromkeys(map(_type, values)))
    if depth > _DEEPEST or not values:
        return {}
    schema: dict[str, Any] = {"type": kinds[0] if len(kinds) == 1 else kinds}
    objects = [value for value in values if isinstance(value, dict)]
    if objects:
        names = list(dict.fromkeys(name for value in objects for name in value))
        schema["properties"] = {
            name: inferred([value[name] for value in objects if name in value], depth + 1) for name in names
        }
        required = [name for name in names if all(name in value for value in objects)]
        if required:
            schema["required"] = required
    items = [item for value in values if isinstance(value, list) for item in value[:_EXAMPLES]]
    if items:
        schema["items"] = inferred(items, depth + 1)
    return schema


def _type(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"
