"""HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/) as a JSON Schema, with what Chromium adds to it."""

from __future__ import annotations

from typing import Any

_ISO = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"
_PAIR = {
    "type": "object",
    "required": ["name", "value"],
    "properties": {"name": {"type": "string"}, "value": {"type": "string"}, "comment": {"type": "string"}},
    "additionalProperties": False,
}
_PAIRS = {"type": "array", "items": _PAIR}
_COOKIES = {
    "type": "array",
    "items": {"type": "object", "required": ["name", "value"], "properties": {"name": {"type": "string"}}},
}
_TIME = {"type": "number", "minimum": -1}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a specification names; custom fields begin with an underscore."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {}), "comment": {"type": "string"}},
        "patternProperties": {"^_": {}},
        "additionalProperties": False,
    }


_REQUEST = _object(
    {
        "method": {"type": "string"},
        "url": {"type": "string", "pattern": "^wss?://"},
        "httpVersion": {"type": "string"},
        "cookies": _COOKIES,
        "headers": _PAIRS,
        "queryString": _PAIRS,
        "headersSize": {"type": "integer", "minimum": -1},
        "bodySize": {"type": "integer", "minimum": -1},
    }
)
_RESPONSE = _object(
    {
        "status": {"type": "integer"},
        "statusText": {"type": "string"},
        "httpVersion": {"type": "string"},
        "cookies": _COOKIES,
        "headers": _PAIRS,
        "content": _object({"size": {"type": "integer"}, "mimeType": {"type": "string"}}),
        "redirectURL": {"type": "string"},
        "headersSize": {"type": "integer", "minimum": -1},
        "bodySize": {"type": "integer", "minimum": -1},
    }
)
_TIMINGS = _object(
    {"send": _TIME, "wait": _TIME, "receive": _TIME}, {"blocked": _TIME, "dns": _TIME, "connect": _TIME, "ssl": _TIME}
)
_MESSAGE = {
    "type": "object",
    "required": ["type", "time", "opcode", "data"],
    "properties": {
        "type": {"enum": ["send", "receive"]},
        "time": {"type": "number", "minimum": 1_500_000_000, "maximum": 5_000_000_000},
        "opcode": {"enum": [0, 1, 2]},
        "data": {"type": "string"},
    },
    "additionalProperties": False,
}
_ENTRY = _object(
    {
        "startedDateTime": {"type": "string", "pattern": _ISO},
        "time": {"type": "number", "minimum": 0},
        "request": _REQUEST,
        "response": _RESPONSE,
        "cache": _object({}),
        "timings": _TIMINGS,
        "_resourceType": {"const": "websocket"},
        "_webSocketMessages": {"type": "array", "items": _MESSAGE},
    },
    {"pageref": {"type": "string"}, "serverIPAddress": {"type": "string"}, "connection": {"type": "string"}},
)
SCHEMA = _object(
    {
        "log": _object(
            {
                "version": {"const": "1.2"},
                "creator": _object({"name": {"type": "string"}, "version": {"type": "string"}}),
                "entries": {"type": "array", "items": _ENTRY},
            },
            {"pages": {"type": "array"}, "browser": {"type": "object"}},
        )
    }
)
