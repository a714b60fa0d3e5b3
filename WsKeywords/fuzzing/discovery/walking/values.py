"""JSON Schemas of types, and of the parts of a path."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

from . import code

#: One part of a path, not empty.
SEGMENT = {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}
#: Of texts of a path, by what frameworks call them.
_OF_NAMES: dict[str, dict[str, Any]] = {
    "int": {"type": "integer", "minimum": 0},
    "float": {"type": "number", "minimum": 0},
    "decimal": {"type": "number", "minimum": 0},
    "uuid": {"type": "string", "format": "uuid"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "time": {"type": "string", "format": "time"},
    "timedelta": {"type": "integer", "minimum": 0},
    "path": {"type": "string", "minLength": 1},
    "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
    "str": SEGMENT,
}


def of_name(name: str) -> dict[str, Any]:
    """Of a converter, such as ``int``; of an unknown one that of any part of a path."""
    return dict(_OF_NAMES.get(name.lower(), SEGMENT))


def of_type(annotation: Any) -> Any:
    """The JSON Schema of a type as the libraries that the app uses have it, or None."""
    if annotation is None or annotation is type(None):
        return {"type": "null"}
    for schema in (_by_msgspec, _by_pydantic):
        try:
            found = schema(annotation)
        except Exception:
            continue
        if found is not None:
            return found
    return None


def _by_msgspec(annotation: Any) -> Any:
    msgspec = sys.modules.get("msgspec")
    if msgspec is None or hasattr(annotation, "model_json_schema"):
        return None
    import importlib

    return importlib.import_module("msgspec.json").schema(annotation)


def _by_pydantic(annotation: Any) -> Any:
    pydantic = sys.modules.get("pydantic")
    return None if pydantic is None else pydantic.TypeAdapter(annotation).json_schema()


def of_model(model: Any) -> dict[str, Any]:
    """The fields of a ``MessageShape`` of what a model, a ``TypeAdapter`` or a decoder of msgspec reads."""
    if not hasattr(model, "model_json_schema") and hasattr(model, "json_schema"):
        schema = model.json_schema()
        return {"name": str(schema.get("title") or "message"), "kind": "json", "schema": schema}
    model = getattr(model, "type", model) if not isinstance(model, type) else model
    return {"name": getattr(model, "__name__", "message"), "kind": "json", "schema": of_type(model)}


def sends(handler: Any) -> list[dict[str, Any]]:
    """What a client may say, as far as the code of a handler tells it: models that it reads, or kinds of messages."""
    found = []
    for model in code.models(handler):
        with contextlib.suppress(Exception):
            found.append(of_model(model))
    return found or [{"name": kind, "kind": kind} for kind in code.kinds(handler)]


def shape(name: str, annotation: Any, binary: bool = False) -> dict[str, Any] | None:
    """The fields of a ``MessageShape`` of what a handler takes or gives; None where its type says nothing."""
    if annotation is str and not binary:
        return {"name": name, "kind": "text"}
    if annotation in (bytes, str) or binary:
        return {"name": name, "kind": "bytes"}
    if annotation is None or annotation is type(None):
        return None
    return {"name": name, "kind": "json", "schema": of_type(annotation)}
