"""The shape of an answer: what remains of it when all that differs from run to run is left out."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from .habits import TELLING

_WORDS = re.compile(r"[A-Za-z]{2,}")
_ERRORS = ("error", "message", "detail", "reason", "text")


def shape_of(data: str | bytes) -> str:
    """The keys and types of JSON, with the words of telling fields; of other texts the first words."""
    if isinstance(data, bytes):
        return "bytes"
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return "text " + " ".join(_WORDS.findall(data[:200])[:5])
    return _shape(value, 0)


def _shape(value: Any, depth: int) -> str:
    if isinstance(value, dict):
        if depth > 3:
            return "{}"
        inner = [f"{key}:{_field(key, value[key], depth)}" for key in sorted(value)[:20]]
        return "{" + ",".join(inner) + "}"
    if isinstance(value, list):
        kinds = sorted({_shape(each, depth + 1) for each in value[:10]}) if depth < 3 else []
        return "[" + "|".join(kinds) + "]"
    if isinstance(value, bool) or value is None:
        return "null" if value is None else "bool"
    return "text" if isinstance(value, str) else "number"


def _field(key: str, value: Any, depth: int) -> str:
    if isinstance(value, str):
        if key in TELLING and len(value) <= 40:
            return value
        if key in _ERRORS and depth == 0:
            return "text"
    return _shape(value, depth + 1)


def is_deep(value: Any, most: int = 40) -> bool:
    """Whether a JSON value is nested deeper than that."""
    level = [value]
    for _ in range(most):
        level = [
            inner
            for each in level
            if isinstance(each, (dict, list))
            for inner in (each.values() if isinstance(each, dict) else each)
        ][:1000]
        if not level:
            return False
    return True


def words_of(data: str | bytes) -> tuple[str, ...]:
    """The words of an answer, for telling one error from another."""
    return tuple(_WORDS.findall(data[:400])) if isinstance(data, str) else ()


def signature(answers: Sequence[str | bytes]) -> str:
    """The shapes of the first answers to a message, with the words of what seems to be an error."""
    parts = []
    for data in answers[:3]:
        part = shape_of(data)
        if "error" in part.lower():
            part += " " + " ".join(dict.fromkeys(word.lower() for word in words_of(data)))[:120]
        parts.append(part)
    return " + ".join(parts) or "silence"
