"""Values of a path's, a query's or a header's parameter of which a schema is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from WsKeywords.core import InvalidArgument

from .strategies.schemas import valid, validator

#: What is tried first: the plainest values there are, which most apps have something for.
_PLAIN: tuple[Any, ...] = (1, 2, 42, 0.5, "1", "a", "lobby", "ab", True, False)
#: A format says nothing to a validator.
_OF_FORMATS = {
    "uuid": ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"),
    "date": ("2024-02-29", "2025-12-31"),
    "date-time": ("2024-02-29T12:00:00Z", "2025-12-31T23:59:59Z"),
    "time": ("12:00:00Z", "23:59:59Z"),
}
_FEW = 5
#: Made values; longer ones are left out.
_MADE = 30
_LONGEST = 40


def values_of_schema(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """A few values, always the same ones, the plainest first; none where the schema allows none that can be made."""
    return _values(json.dumps(schema, sort_keys=True, default=str))


@lru_cache(maxsize=256)
def _values(text: str) -> tuple[str, ...]:
    schema = json.loads(text)
    named = schema.get("enum") or schema.get("examples") or ()
    if named:
        return tuple(dict.fromkeys(map(_text, named)))
    try:
        fits = validator(schema)
        form = schema.get("format")
        plain = [value for value in (_OF_FORMATS.get(form, ()) if form else _PLAIN) if fits(value)]
        if len(plain) >= 3 or (form and plain) or schema.get("type") == "boolean":
            return tuple(dict.fromkeys(map(_text, plain)))[:_FEW]
        from .generating import generated

        made = map(_text, generated(valid("parameter", schema), _MADE, 0, "a parameter"))
    except InvalidArgument:
        return ()
    readable = [value for value in dict.fromkeys(made) if 0 < len(value) <= _LONGEST and value.isprintable()]
    return tuple(dict.fromkeys([*map(_text, plain), *sorted(readable, key=lambda value: not value.isascii())]))[:_FEW]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
