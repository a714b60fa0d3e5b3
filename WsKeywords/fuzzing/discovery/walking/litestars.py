"""Litestar: handlers, listeners, streams, those of the channels plug-in, and their data types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from . import code, values

#: Names of arguments that are no parameters of the request.
_RESERVED = {"self", "socket", "state", "headers", "cookies", "query", "scope", "request", "data", "body"}


def walk(app: Any, prefix: str, found: dict[str, Any], inner: Callable[[Any, str], None]) -> None:
    """Add the WebSocket routes; ``inner`` walks what is mounted."""
    for route in app.routes:
        handler = getattr(route, "route_handler", None)
        if type(route).__name__ == "WebSocketRoute":
            found["routes"].append(_route(route, handler, prefix))
        elif type(route).__name__ == "ASGIRoute" and getattr(handler, "is_mount", False):
            mounted = getattr(handler, "fn", None)
            if hasattr(mounted, "routes"):
                inner(mounted, f"{prefix}{route.path_format}".rstrip("/"))


def _route(route: Any, handler: Any, prefix: str) -> dict[str, Any]:
    function = getattr(handler, "fn", handler)
    answered = _answers(handler)
    return {
        "path": f"{prefix}{route.path_format}",
        "parameters": [*_path_parameters(route), *_others(route, handler)],
        "sends": list(_sends(handler, function, answered)),
        "answers": answered,
        "words": code.words(function),
        "source": code.name(function),
    }


def _path_parameters(route: Any) -> Iterator[dict[str, Any]]:
    for name, definition in route.path_parameters.items():
        yield {"name": name, "schema": values.of_name(definition.type.__name__), "place": "path"}


def _others(route: Any, handler: Any) -> Iterator[dict[str, Any]]:
    """Parameters of the query and of headers, in the signature of the handler."""
    dependencies = set(handler.resolve_dependencies())
    for name, field in handler.parsed_fn_signature.parameters.items():
        given = field.kwarg_definition
        if name in _RESERVED or name in dependencies or name in route.path_parameters:
            continue
        if (
            name.endswith("_dependencies")
            or type(given).__name__ == "DependencyKwarg"
            or getattr(given, "cookie", None)
        ):
            continue
        header = getattr(given, "header", None)
        yield {
            "name": header or getattr(given, "query", None) or name,
            "schema": values.of_type(field.annotation) or {"type": "string"},
            "place": "header" if header else "query",
            "required": bool(field.is_required),
        }


def _sends(handler: Any, function: Any, answers: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What a client may say: the data of a listener, or what the code of a handler reads."""
    data = getattr(handler, "_parsed_data_field", None)
    if data is None:
        yield from values.sends(function)
        return
    shape = values.shape(_named(data.annotation, "data"), data.annotation, handler._receive_mode == "binary")
    if shape is not None:
        yield {**shape, "answers": [each["name"] for each in answers]}


def _answers(handler: Any) -> list[dict[str, Any]]:
    """What the server says: what a listener returns, or a stream yields."""
    returned = getattr(handler, "_parsed_return_field", None)
    if returned is None or not hasattr(returned, "annotation"):
        return []
    stream = getattr(handler, "_ws_stream_options", None)
    binary = getattr(stream or handler, "send_mode" if stream else "_send_mode", "text") == "binary"
    shape = values.shape(_named(returned.annotation, "answer"), returned.annotation, binary)
    return [] if shape is None else [shape]


def _named(annotation: Any, otherwise: str) -> str:
    """The name of a type of the app's own."""
    own = isinstance(annotation, type) and annotation.__module__ != "builtins"
    return annotation.__name__ if own else otherwise
