"""FastAPI and Starlette: routes, routers, mounts, converters, and what FastAPI knows of parameters."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from . import code, values

Inner = Callable[[Any, str], None]


def walk(routes: Sequence[Any], prefix: str, found: dict[str, Any], inner: Inner) -> None:
    """Add the WebSocket routes of these; ``inner`` walks what is mounted."""
    for route in _flat(routes):
        path = getattr(route, "path_format", None) or getattr(route, "path", None) or ""
        if _is(route, "WebSocketRoute"):
            found["routes"].append(_route(route, f"{prefix}{path}"))
        elif _is(route, "Mount", "Host"):
            mounted = getattr(route, "app", None)
            # A mount keeps middleware around what it mounts, and the routes of that at hand.
            if getattr(route, "routes", None):
                below = f"{prefix}{route.path}" if _is(route, "Mount") else prefix
                before = len(found["routes"])
                walk(route.routes, below, found, inner)
                for each in found["routes"][before:]:
                    each["parameters"] = [*_path_parameters(route), *each["parameters"]]
            elif mounted is not None:
                inner(mounted, f"{prefix}{getattr(route, 'path', '')}")
            if _is(route, "Host"):
                found["notes"].append(f"Routes of the host {route.host} are reached with a header Host of that name.")


def _flat(routes: Sequence[Any]) -> Iterator[Any]:
    """Routes, those of included routers too, which newer versions of FastAPI put together only when they are asked."""
    contexts = getattr(sys.modules.get("fastapi.routing"), "iter_route_contexts", None)
    yield from routes if contexts is None else contexts(routes)


def _is(route: Any, *names: str) -> bool:
    """Whether a route is of one of these classes of Starlette, or stands for one that is."""
    route = getattr(route, "original_route", route)
    return any(each.__module__ == "starlette.routing" and each.__name__ in names for each in type(route).__mro__)


def _route(route: Any, path: str) -> dict[str, Any]:
    endpoint = route.endpoint
    encoding = getattr(endpoint, "encoding", None)
    found = values.sends(endpoint)
    if encoding in ("json", "text", "bytes") and not any(each.get("schema") for each in found):
        found = [{"name": encoding, "kind": encoding}]
    known = {each["name"]: each for each in _path_parameters(route)}
    security: list[str] = []
    dependant = getattr(route, "dependant", None)
    for each in _dependant_parameters(dependant, security) if dependant is not None else ():
        before = known.get(each["name"], {}).get("schema")
        schema = {**before, **each["schema"]} if before else each["schema"]
        known[each["name"]] = {**each, "schema": schema}
    return {
        "path": path or "/",
        "parameters": list(known.values()),
        "sends": found,
        "security": security,
        "words": code.words(endpoint),
        "source": code.name(endpoint),
    }


def _path_parameters(route: Any) -> list[dict[str, Any]]:
    converters = getattr(route, "param_convertors", None) or {}
    return [
        {"name": name, "schema": _of_converter(converter), "place": "path"}
        for name, converter in converters.items()
        # A mount has one of its own, for what is below it.
        if not (name == "path" and _is(route, "Mount"))
    ]


_CONVERTERS = {"Integer": "int", "String": "str", "Float": "float", "UUID": "uuid", "Path": "path"}


def _of_converter(converter: Any) -> dict[str, Any]:
    name = type(converter).__name__.removesuffix("Convertor")
    if name in _CONVERTERS:
        return values.of_name(_CONVERTERS[name])
    return {"type": "string", "pattern": f"^(?:{converter.regex})$"}


# --- FastAPI ----------------------------------------------------------------------------------------------------------


def _dependant_parameters(dependant: Any, security: list[str]) -> Iterator[dict[str, Any]]:
    """Parameters of an endpoint and of all that it depends on; adds the credentials that these ask for."""
    scheme = getattr(dependant, "call", None)
    credential = _credential(scheme)
    if credential is not None:
        kind, name, place = credential
        security.append(f"{kind} {place} {name}".strip() if name else kind)
        if place in ("query", "header", "cookie"):
            yield {"name": name, "schema": None, "place": place, "required": False}
    for place in ("path", "query", "header", "cookie"):
        for field in getattr(dependant, f"{place}_params", ()):
            yield _parameter(field, place)
    for each in getattr(dependant, "dependencies", ()):
        yield from _dependant_parameters(each, security)


def _parameter(field: Any, place: str) -> dict[str, Any]:
    info: Any = getattr(field, "field_info", None)
    adapter = getattr(field, "_type_adapter", None)
    try:
        schema = adapter.json_schema() if adapter is not None else values.of_type(info.annotation)
    except Exception:
        schema = None
    required = info.is_required() if hasattr(info, "is_required") else bool(getattr(field, "required", True))
    return {
        "name": getattr(field, "alias", None) or field.name,
        "schema": schema if schema else {"type": "string"},
        "place": place,
        "required": required,
    }


def _credential(scheme: Any) -> tuple[str, str, str] | None:
    """Kind, name and place of what one of FastAPI's security schemes asks for."""
    if not any(each.__module__.startswith("fastapi.security") for each in type(scheme).__mro__):
        return None
    model = getattr(scheme, "model", None)
    kind = str(getattr(getattr(model, "type_", getattr(model, "type", "")), "value", ""))
    if kind == "apiKey":
        place = getattr(model, "in_", "")
        return kind, str(getattr(model, "name", "")), str(getattr(place, "value", place))
    return f"{kind} {getattr(model, 'scheme', None) or ''}".strip(), "", ""
