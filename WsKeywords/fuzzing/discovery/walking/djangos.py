"""Channels: routers of Django's paths and regular expressions, nested, and the consumers at their ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from . import code, values

_ROUTE = re.compile(r"<(?:(?P<converter>[^>:]+):)?(?P<name>[^>]+)>")
_CONVERTERS = {"IntConverter": "int", "UUIDConverter": "uuid", "SlugConverter": "slug", "PathConverter": "path"}


def walk(router: Any, prefix: str, found: dict[str, Any], inner: Callable[[Any, str], None]) -> None:
    """Add the routes; ``inner`` walks routers within this one."""
    for route in router.routes:
        pattern = route.pattern
        try:
            text, parameters = _path(pattern) if hasattr(pattern, "_route") else from_regex(pattern._regex)
        except ValueError as error:
            found["notes"].append(f"A route was left out: in the regular expression {pattern._regex}, {error}.")
            continue
        path = f"/{(prefix + text).lstrip('/')}" if not prefix.endswith("/") else prefix + text.lstrip("/")
        consumer = getattr(route.callback, "consumer_class", None)
        before = len(found["routes"])
        if consumer is None and (_routes_on(route.callback) or not _is_function(route.callback)):
            inner(route.callback, path)
        else:
            found["routes"].append(_route(route.callback, consumer, path))
        for each in found["routes"][before:]:
            each["parameters"] = [*parameters, *each["parameters"]]


def origin_for(app: Any) -> str:
    """The Origin of a page that a validator lets in, where it does not let in those of this machine; else ""."""
    allowed, lets_in = getattr(app, "allowed_origins", None), getattr(app, "valid_origin", None)
    if not allowed or not callable(lets_in) or lets_in(urlsplit("http://127.0.0.1")):
        return ""
    first = str(next(iter(allowed)))
    scheme, _, host = first.rpartition("://")
    return f"{scheme or 'http'}://{host.lstrip('.')}"


def _routes_on(callback: Any) -> bool:
    return hasattr(callback, "routes") or hasattr(callback, "inner")


def _is_function(value: Any) -> bool:
    return hasattr(value, "__code__")


def _route(callback: Any, consumer: Any, path: str) -> dict[str, Any]:
    handler = consumer or callback
    names = {each.__name__ for each in getattr(consumer, "__mro__", ())}
    found = values.sends(handler)
    if names & {"JsonWebsocketConsumer", "AsyncJsonWebsocketConsumer"} and not any(
        each.get("schema") for each in found
    ):
        found = [{"name": "json", "kind": "json"}]
    return {
        "path": path,
        "parameters": [],
        "sends": found,
        "words": code.words(handler),
        "source": code.name(handler),
    }


def _path(pattern: Any) -> tuple[str, list[dict[str, Any]]]:
    """``rooms/<slug:room>/`` as ``rooms/{room}/``."""
    parameters = [
        {"name": name, "schema": _of_converter(converter), "place": "path"}
        for name, converter in pattern.converters.items()
    ]
    return _ROUTE.sub(lambda part: f"{{{part['name']}}}", str(pattern._route)), parameters


def _of_converter(converter: Any) -> dict[str, Any]:
    name = type(converter).__name__
    if name in _CONVERTERS:
        return values.of_name(_CONVERTERS[name])
    return {"type": "string", "minLength": 1, "pattern": f"^(?:{converter.regex})$"}


def from_regex(regex: str) -> tuple[str, list[dict[str, Any]]]:
    r"""``^rooms/(?P<room>\w+)/$`` as ``rooms/{room}/``.

    Raises:
        ValueError: it cannot be told which texts it matches; why, as the end of a sentence.
    """
    text, at = "", 0
    parameters: list[dict[str, Any]] = []
    while at < len(regex):
        char = regex[at]
        if char in "^$":
            at += 1
        elif char == "\\":
            letter = regex[at + 1 : at + 2]
            if letter.isalnum() and letter not in "AZb":
                raise ValueError(f"a part outside of a group is not one text (\\{letter})")
            text += "" if letter.isalnum() else letter
            at += 2
        elif char == "(":
            end = _closing(regex, at)
            name, body = _group(regex[at + 1 : end], len(parameters) + 1)
            at = end + 1
            optional = regex[at : at + 1] in ("?", "*")
            if name is None:
                inner = ("", []) if optional else from_regex(body)
                text, parameters = text + inner[0], parameters + inner[1]
            elif not optional:
                text += f"{{{name}}}"
                schema = {"type": "string", "minLength": 1, "pattern": f"^(?:{body})$"}
                parameters.append({"name": name, "schema": schema, "place": "path"})
            at += optional
        elif char in "[|*+{":
            raise ValueError(f'a part outside of a group is not one text ("{char}")')
        elif char == "?":
            at += 1  # what stands before it may be there
        else:
            text += char
            at += 1
    return text, parameters


def _group(inside: str, number: int) -> tuple[str | None, str]:
    """The name and the pattern of a group; an unnamed one is called after its number, of (?:…) there is none."""
    if inside.startswith("?P<"):
        name, _, body = inside[3:].partition(">")
        return name, body
    if inside.startswith("?:"):
        return None, inside[2:]
    if inside.startswith("?"):
        raise ValueError(f"a group cannot be told (({inside[:3]}…)")
    return f"arg{number}", inside


def _closing(regex: str, start: int) -> int:
    """Where the parenthesis that opens at ``start`` closes."""
    depth, at, in_class = 0, start, False
    while at < len(regex):
        char = regex[at]
        if char == "\\":
            at += 1
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
            at += regex[at + 1 : at + 2] in ("]", "^")
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if not depth:
                return at
        at += 1
    raise ValueError("a group does not end")
