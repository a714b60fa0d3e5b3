"""A value in a document: what it holds, what it refers to, and where it stands, for errors."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from WsKeywords.core import ConfigError
from WsKeywords.core.jsonvalues import kind_of
from WsKeywords.core.matching.jsondiff import show
from WsKeywords.core.output import quote
from WsKeywords.core.suggest import nearest, one_of

from .sources import Keys, Source, Sources

#: References that lead to references.
_LONGEST = 50


@dataclass(frozen=True)
class Node:
    """A value, with references followed: what ``value`` holds is never a mapping with ``$ref`` at its top.

    Attributes:
        value: as JSON could hold it.
        source: the document that it stands in.
        keys: that lead to it there.
        sources: where other documents come from.
        name: the last key by which it was reached, before references were followed, or "".
    """

    value: Any
    source: Source
    keys: Keys
    sources: Sources
    name: str = ""

    @property
    def place(self) -> str:
        """Where it stands: document, line, JSON Pointer."""
        return self.source.place(self.keys)

    @property
    def identity(self) -> tuple[str, Keys]:
        """What tells it from other values."""
        return self.source.uri, self.keys

    def error(self, text: str) -> ConfigError:
        """An error about it; ``text`` begins as within a sentence and has its stop."""
        return ConfigError(f"{self.place}: {text}")

    def get(self, *keys: str | int) -> Node | None:
        """What these keys lead to from here, references followed; None where one is missing.

        Raises:
            ConfigError: a key stands on something that has none, or a reference leads nowhere.
        """
        node = self
        for key in keys:
            found = node._child(key)
            if found is None:
                return None
            node = found
        return node

    def _child(self, key: str | int) -> Node | None:
        if self.value is None:
            return None
        if isinstance(key, str):
            self.mapping()
            if key not in self.value:
                return None
        return self._at(key).followed()

    def _at(self, key: str | int) -> Node:
        return Node(self.value[key], self.source, (*self.keys, key), self.sources, str(key))

    def items(self) -> Iterator[tuple[str, Node]]:
        """The members of a mapping, references followed.

        Raises:
            ConfigError: it is none.
        """
        for key in self.mapping():
            yield key, self._at(key).followed()

    def each(self) -> Iterator[Node]:
        """The items of a list, references followed.

        Raises:
            ConfigError: it is none.
        """
        if not isinstance(self.value, list):
            raise self.error(f"expected a list, but it is {show(self.value)}.")
        for index in range(len(self.value)):
            yield self._at(index).followed()

    def mapping(self) -> dict[str, Any]:
        """Its value, a mapping.

        Raises:
            ConfigError: it is none.
        """
        if not isinstance(self.value, dict):
            raise self.error(f"expected a mapping, but it is {show(self.value)}.")
        return self.value

    def text(self, key: str) -> str | None:
        """The text under a key; None where it is missing or null.

        Raises:
            ConfigError: it is no text.
        """
        found = self.get(key)
        if found is None or found.value is None:
            return None
        if not isinstance(found.value, str):
            raise found.error(f"expected a text, but it is {show(found.value)} ({kind_of(found.value)}).")
        return found.value

    def choice(self, key: str, choices: Collection[str]) -> str:
        """One of several words under a key.

        Raises:
            ConfigError: it is missing, or another word.
        """
        found = self.get(key)
        if found is None:
            raise self.error(f"{quote(key)} is missing; it is {one_of(map(quote, choices))}.")
        if found.value not in choices:
            near = nearest(str(found.value), choices)
            hint = f" Did you mean {quote(near)}?" if near else ""
            raise found.error(f"expected {one_of(map(quote, choices))}, but it is {show(found.value)}.{hint}")
        return str(found.value)

    def check(self, allowed: Collection[str]) -> None:
        """Raise for a key that is a misspelt one of these; others are left to newer versions and extensions.

        Raises:
            ConfigError: a key is nearly one of the allowed ones; names it.
        """
        for key in self.mapping():
            near = None if key in allowed or key.startswith("x-") else nearest(key, allowed)
            if near and near not in self.value:
                raise self._at(key).error(f"there is no {quote(key)} here; did you mean {quote(near)}?")

    def followed(self) -> Node:
        """What it refers to, or itself; it keeps the name by which it was reached.

        Raises:
            ConfigError: a reference leads nowhere, or round in circles.
        """
        node, seen = self, {self.identity}
        while isinstance(node.value, dict) and isinstance(node.value.get("$ref"), str):
            node = node._target(node.value["$ref"])
            if node.identity in seen or len(seen) > _LONGEST:
                raise self.error(f"the reference {quote(self.value['$ref'])} leads round in circles.")
            seen.add(node.identity)
        # A reference to a part of the document has a better name than the number of an item.
        name = node.name if node is not self and (self.name.isdigit() or not self.name) else self.name
        return Node(node.value, node.source, node.keys, node.sources, name)

    def _target(self, reference: str) -> Node:
        document, _, fragment = reference.partition("#")
        source = self.source
        if document:
            try:
                source = self.sources.beside(self.source, document)
            except ConfigError as error:
                raise self.error(f"the reference {quote(reference)} cannot be followed: {error}") from None
        value, keys = source.value, ()  # type: tuple[Any, Keys]
        for part in unquote(fragment).split("/")[1:] if fragment.startswith("/") else [fragment] if fragment else []:
            key = part.replace("~1", "/").replace("~0", "~")
            # An index as RFC 6901 writes it; more digits than these no list has.
            step = int(key) if isinstance(value, list) and key.isascii() and key.isdigit() and len(key) < 10 else key
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                near = nearest(key, value) if isinstance(value, dict) else None
                hint = f" Did you mean {quote(near)}?" if near else ""
                where = source.place(keys) if keys or source is not self.source else source.name
                raise self.error(
                    f"the reference {quote(reference)} leads nowhere: there is no {quote(key)} in {where}.{hint}"
                ) from None
            keys = (*keys, step)
        return Node(value, source, keys, self.sources, str(keys[-1]) if keys else "")
