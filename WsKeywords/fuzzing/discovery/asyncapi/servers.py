"""Where the app is, and what it wants to be shown by those who come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from WsKeywords.core.output import quote

from ...routes import Parameter
from .model import Server
from .nodes import Node

_KEYS = (
    *("url", "host", "pathname", "protocol", "protocolVersion", "description", "title", "summary", "variables"),
    *("security", "tags", "externalDocs", "bindings", "$ref"),
)
#: Protocols that a WebSocket is reached with.
PROTOCOLS = ("ws", "wss")
_VARIABLE = re.compile(r"\{([^{}]+)\}")


def read(root: Node, given: Mapping[str, tuple[str, ...]]) -> Iterator[Server]:
    """The servers; ``given``: values of variables, over their defaults.

    Raises:
        ConfigError: one cannot be used.
    """
    servers = root.get("servers")
    for name, node in servers.items() if servers is not None else ():
        node.check(_KEYS)
        protocol = (node.text("protocol") or "").lower()
        if not protocol:
            raise node.error('"protocol" is missing, such as wss.')
        if protocol not in PROTOCOLS:
            yield Server(name, protocol)
            continue
        kinds, parameters = security(root, node)
        yield Server(name, protocol, _url(node, protocol, given), kinds, parameters, _variables(node))


def _url(node: Node, protocol: str, given: Mapping[str, tuple[str, ...]]) -> str:
    text = node.text("url") or node.text("host")
    if text is None:
        raise node.error('it has neither "host" (3.0) nor "url" (2.x).')
    text = text.partition("://")[2] if "://" in text else text
    path = node.text("pathname") or ""
    whole = f"{protocol}://{text.rstrip('/') if path else text}{'/' if path and path[0] != '/' else ''}{path}"
    return _VARIABLE.sub(lambda found: _value(node, found[1], given), whole)


def _variables(node: Node) -> tuple[str, ...]:
    variables = node.get("variables")
    return tuple(variables.mapping()) if variables is not None else ()


def _value(node: Node, name: str, given: Mapping[str, tuple[str, ...]]) -> str:
    if given.get(name):
        return given[name][0]
    variable = node.get("variables", name)
    if variable is None:
        raise node.error(f"the variable {quote(name)} of its URL is not described in its variables.")
    default = variable.get("default")
    choices = variable.get("enum")
    values = [default] if default is not None else list(choices.each()) if choices is not None else []
    if not values:
        raise variable.error(f"the variable has no default: give a value with the option parameters: {name}=….")
    return str(values[0].value)


def security(root: Node, *holders: Node) -> tuple[tuple[str, ...], tuple[Parameter, ...]]:
    """Kinds of credentials that servers or operations ask for, and what they are sent as.

    Raises:
        ConfigError: a scheme is named that is not there.
    """
    kinds: dict[str, None] = {}
    parameters: dict[str, Parameter] = {}
    for holder in holders:
        asked = holder.get("security")
        for requirement in asked.each() if asked is not None else ():
            for scheme in _schemes(root, requirement):
                kind, parameter = _scheme(scheme)
                kinds[kind] = None
                if parameter is not None:
                    parameters[parameter.name] = parameter
    return tuple(kinds), tuple(parameters.values())


def _schemes(root: Node, requirement: Node) -> Iterator[Node]:
    """3.0 has the scheme itself there, 2.x its name."""
    if "type" in requirement.mapping():
        yield requirement
        return
    for name in requirement.mapping():
        scheme = root.get("components", "securitySchemes", name)
        if scheme is None:
            raise requirement.error(f"there is no security scheme {quote(name)} in components.securitySchemes.")
        yield scheme


def _scheme(node: Node) -> tuple[str, Parameter | None]:
    kind = node.text("type") or ""
    if kind == "http":
        return f"http {node.text('scheme') or ''}".strip(), None
    place, name = node.text("in") or "", node.text("name") or ""
    if kind == "httpApiKey" and place in ("query", "header") and name:
        where: Literal["query", "header"] = "query" if place == "query" else "header"
        return f"apiKey {place} {name}", Parameter(name, place=where, required=False)
    return " ".join(filter(None, ("apiKey" if kind == "httpApiKey" else kind, place, name))), None
