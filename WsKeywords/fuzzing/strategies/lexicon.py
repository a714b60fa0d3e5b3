"""Words to make messages of: those that apps use, and those that this one was heard to use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..habits import TELLING
from ..routes import MessageShape

#: Names of fields, those of most apps first.
KEYS = (
    *("type", "action", "event", "id", "room", "text", "message", "user", "name", "data", "channel", "payload"),
    *("content", "to", "topic", "token", "op", "method", "params", "value", "username", "query", "count", "amount"),
    *("request_id", "seq", "body", "command", "cmd", "key", "x", "y", "items", "code", "limit", "password", "ref"),
)
#: What the telling fields say in most apps.
VERBS = (
    *("join", "message", "say", "subscribe", "ping", "leave", "send", "echo", "connect", "auth", "login", "get"),
    *("set", "publish", "unsubscribe", "chat", "hello", "register", "start", "stop", "history", "list", "create"),
    *("update", "delete", "move", "typing", "broadcast", "private", "direct", "whisper", "add", "sum", "init"),
)
#: Other values.
VALUES = ("a", "b", "lobby", "general", "alice", "bob", "hello", "1", "0", "me", "all", "news", "test")
_WORD = re.compile(r"[A-Za-z_][A-Za-z_.:-]{0,30}")
_QUOTED = re.compile(r"""['"`«“]([A-Za-z_][A-Za-z_.:-]{0,30})['"`»”]""")
#: A field that is missing, as validators and careless handlers put it.
_MISSING = re.compile(
    r"""(?:KeyError:?\s*['"]?|missing\s+(?:\w+\s+)??(?:field|key|property|parameter|argument)?:?\s*['"`]?"""
    r"""|['"`]?(?=\w+['"`]?\s+is\s+(?:a\s+)?(?:required|missing|needed)))([A-Za-z_]\w{0,30})""",
    re.IGNORECASE,
)
_MOST = 60


class Lexicon:
    """The words of one route. Words with digits are not learnt: they would differ from run to run."""

    def __init__(self, shapes: Iterable[MessageShape] = (), words: Iterable[str] = ()) -> None:
        self._keys: dict[str, None] = {}
        self._verbs: dict[str, None] = {}
        self._values: dict[str, None] = {}
        for shape in shapes:
            for example in shape.examples:
                self._learn_value(example)
            if isinstance(shape.schema, dict):
                self._learn_schema(shape.schema)
        for word in words:
            # Of the app's own code: nobody knows whether it is a field or what one says.
            _put(self._verbs, word)
            _put(self._keys, word)
        #: What is known before anything was heard.
        self.given = len(self._keys) + len(self._verbs) + len(self._values)

    def hear(self, data: str | bytes) -> None:
        """Learn from what the server says."""
        if isinstance(data, bytes) or len(data) > 20_000:
            return
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            self._learn_text(data)
        else:
            self._learn_value(value)

    def keys(self) -> tuple[str, ...]:
        """Names of fields, those of this app first."""
        return tuple({**self._keys, **dict.fromkeys(KEYS)})

    def verbs(self) -> tuple[str, ...]:
        """What the telling fields may say, those of this app first."""
        return tuple({**self._verbs, **dict.fromkeys(VERBS)})

    def values(self) -> tuple[str, ...]:
        """Other short texts."""
        return tuple({**self._values, **dict.fromkeys(VALUES)})

    def own_keys(self) -> tuple[str, ...]:
        """Names of fields that this app used."""
        return tuple(self._keys)

    def own_verbs(self) -> tuple[str, ...]:
        """What this app used to say in telling fields, or named otherwise."""
        return tuple(self._verbs)

    def _learn_value(self, value: Any) -> None:
        for key, inner in _pairs(value):
            _put(self._keys, key)
            if isinstance(inner, str):
                if key in TELLING:
                    _put(self._verbs, inner)
                elif len(inner) <= 20:
                    _put(self._values, inner)
                self._learn_text(inner)
        if isinstance(value, str):
            self._learn_text(value)

    def _learn_text(self, text: str) -> None:
        for word in _MISSING.findall(text[:2000]):
            _put(self._keys, word)
        for word in _QUOTED.findall(text[:2000]):
            _put(self._verbs, word)
            _put(self._keys, word)

    def _learn_schema(self, schema: dict[str, Any]) -> None:
        for key, inner in _pairs(schema.get("properties", {})):
            if isinstance(inner, dict):
                _put(self._keys, key)
                known = [inner.get("const"), *(inner.get("enum") or ())]
                for each in known:
                    if isinstance(each, str):
                        _put(self._verbs if key in TELLING else self._values, each)


def _put(words: dict[str, None], word: str) -> None:
    if len(words) < _MOST and _WORD.fullmatch(word):
        words[word] = None


def _pairs(value: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(key, str):
                yield key, inner
            yield from _pairs(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value[:20]:
            yield from _pairs(inner, depth + 1)
