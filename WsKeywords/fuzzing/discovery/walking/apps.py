"""Which framework an app is of, through the middleware around it and the apps mounted in it."""

from __future__ import annotations

from typing import Any

from . import djangos, litestars, starlettes

Found = dict[str, Any]

#: Where middleware of these frameworks, and of most others, keeps what it wraps.
_WITHIN = ("app", "application", "inner", "asgi_app", "asgi", "_app", "wrapped", "__wrapped__")
#: Apps and middleware within one another.
_DEEPEST = 50


def routes(app: Any, target: str) -> Found:
    """What is told of an app.

    Returns:
        ``routes``, each as the fields of a ``Route`` by name; ``notes``; and ``unknown``, the type of an app of which
        nobody here knows how to tell its routes, or "".
    """
    found: Found = {"routes": [], "notes": [], "unknown": ""}
    walk(app, "", found, 0)
    for route in found["routes"]:
        route["source"] = ", ".join(filter(None, (target, route.get("source", ""))))
    if found["routes"]:
        found["unknown"] = ""
    return found


def walk(app: Any, prefix: str, found: Found, depth: int) -> None:
    """Add the routes of an app that stands below a path."""
    if depth > _DEEPEST:
        return

    def inner(mounted: Any, path: str) -> None:
        before = len(found["routes"])
        walk(mounted, path, found, depth + 1)
        origin = djangos.origin_for(app)
        if origin:
            for route in found["routes"][before:]:
                route["parameters"].append({"name": "Origin", "values": [origin], "place": "header"})

    if is_a(app, "litestar", "Litestar"):
        litestars.walk(app, prefix, found, inner)
    elif hasattr(app, "application_mapping"):
        mapping = app.application_mapping
        if "websocket" in mapping:
            inner(mapping["websocket"], prefix)
        else:
            found["notes"].append("Its ProtocolTypeRouter has no application for websocket.")
    elif is_a(app, "channels", "URLRouter"):
        djangos.walk(app, prefix, found, inner)
    elif isinstance(getattr(app, "routes", None), (list, tuple)):
        starlettes.walk(app.routes, prefix, found, inner)
    else:
        wrapped = next((each for name in _WITHIN if callable(each := getattr(app, name, None))), None)
        if wrapped is not None and wrapped is not app:
            inner(wrapped, prefix)
        elif not found["unknown"]:
            found["unknown"] = f"{type(app).__module__}.{type(app).__qualname__}".removeprefix("builtins.")


def is_a(value: Any, package: str, name: str) -> bool:
    """Whether a value is of that class, or of one derived from it, without importing it."""
    return any(each.__name__ == name and each.__module__.partition(".")[0] == package for each in type(value).__mro__)
