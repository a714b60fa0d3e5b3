"""A document: whether it is one, of which version, and what it says of WebSockets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from WsKeywords.core import ConfigError
from WsKeywords.core.matching.jsondiff import show
from WsKeywords.core.output import quote
from WsKeywords.core.suggest import nearest, one_of

from . import servers, version2, version3
from .messages import Messages
from .model import AsyncApi, Channel, Server
from .nodes import Node
from .sources import Source, Sources

if TYPE_CHECKING:
    from WsKeywords.core.settings import Settings

_VERSION = re.compile(r"([23])\.(\d+)(\.\d+)?(-.*)?")


def read(
    what: str,
    settings: Settings,
    cwd: Path,
    variables: Mapping[str, tuple[str, ...]] | None = None,
    timeout: float = 10.0,
) -> AsyncApi:
    """Read a document.

    Args:
        what: its path or ``http(s)://`` URL.
        settings: of TLS, proxies and headers for what is fetched.
        cwd: what a relative path stands in.
        variables: values of the variables of servers, over their defaults.
        timeout: seconds for each document that is fetched.

    Raises:
        ConfigError: it cannot be read, or is none; says where and why.
        HttpFailed: it cannot be fetched.
    """
    sources = Sources(settings, timeout)
    return understood(sources.root(what, cwd), sources, variables or {})


def understood(source: Source, sources: Sources, variables: Mapping[str, tuple[str, ...]]) -> AsyncApi:
    """What a document says; see ``read``."""
    root = Node(source.value, source, (), sources)
    version = _version(root)
    notes: list[str] = []
    messages = Messages(root, notes)
    root.check(version2.ROOT if version.startswith("2") else version3.ROOT)
    if root.get("channels") is None:
        raise root.error('"channels" is missing: nothing says where anybody is heard.')
    found = list(servers.read(root, variables))
    if version.startswith("2"):
        channels = list(version2.channels(root, messages))
    else:
        channels = list(version3.Version3(root, messages, notes).channels())
    spoken = list(_spoken(root, channels, found, notes))
    return AsyncApi(source.name, version, tuple(_merged(spoken)), tuple(found), tuple(notes))


def _version(root: Node) -> str:
    value = root.value
    if not isinstance(value, dict):
        raise _none(root, f"expected a mapping, but it is {show(value)}.")
    if "asyncapi" not in value:
        if "openapi" in value or "swagger" in value:
            raise _none(root, "it is one of OpenAPI, which describes HTTP, and no WebSocket.")
        near = nearest("asyncapi", value)
        if near:
            raise _none(root, f'it has no key "asyncapi", but {quote(near)}.')
        keys = f"; its keys are {', '.join(map(quote, list(value)[:10]))}" if value else ""
        raise _none(root, f'it has no key "asyncapi"{keys}.')
    version = str(value["asyncapi"])
    if not _VERSION.fullmatch(version):
        node = root.get("asyncapi")
        assert node is not None
        raise node.error(f"expected a version of AsyncAPI from 2.0 on, such as 3.0.0, but it is {quote(version)}.")
    return version


def _none(root: Node, why: str) -> ConfigError:
    return ConfigError(f"{root.source.name} is no AsyncAPI document: {why}")


def _spoken(root: Node, channels: list[Channel], found: list[Server], notes: list[str]) -> Iterator[Channel]:
    """The channels that are on a server of WebSockets, or of which nobody says which server they are on."""
    known = {server.name: server for server in found}
    for channel in channels:
        for name in channel.servers:
            if name not in known:
                near = nearest(name, known)
                hint = f" Did you mean {quote(near)}?" if near else ""
                raise ConfigError(f"{channel.place}: there is no server {quote(name)}.{hint}")
        on = [known[name] for name in channel.servers] or found
        if on and not any(server.protocol in servers.PROTOCOLS for server in on):
            protocols = one_of(dict.fromkeys(server.protocol for server in on))
            notes.append(f"The channel {quote(channel.name)} was left out: it is on {protocols}.")
        elif _other_binding(root, channel):
            notes.append(f"The channel {quote(channel.name)} was left out: its bindings are not those of WebSockets.")
        else:
            yield channel


def _other_binding(root: Node, channel: Channel) -> bool:
    """Whether a channel is bound to other protocols only, where nothing else says on which server it is."""
    node = root.get("channels", channel.name)
    bindings = node.get("bindings") if node is not None and not channel.servers else None
    return bindings is not None and bool(bindings.value) and "ws" not in bindings.mapping()


def _merged(channels: list[Channel]) -> Iterator[Channel]:
    """Channels of one address are one: a client that connects there hears and says what stands in any of them."""
    by_address: dict[str, Channel] = {}
    for channel in channels:
        before = by_address.get(channel.address)
        if before is not None:
            channel = replace(
                before,
                receives=(*before.receives, *(each for each in channel.receives if each not in before.receives)),
                sends=(*before.sends, *(each for each in channel.sends if each not in before.sends)),
                parameters=tuple({each.name: each for each in (*channel.parameters, *before.parameters)}.values()),
                subprotocols=tuple(dict.fromkeys((*before.subprotocols, *channel.subprotocols))),
                security=tuple(dict.fromkeys((*before.security, *channel.security))),
            )
        by_address[channel.address] = channel
    yield from by_address.values()
