"""HTTP headers as they came: in order, repeats kept, found in any spelling of their case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar, overload

T = TypeVar("T")


class Headers:
    """A case-insensitive view of HTTP header fields (RFC 9110, 5) that keeps their order, repeats and spelling."""

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._items = tuple(items)

    @overload
    def get(self, name: str) -> str | None: ...
    @overload
    def get(self, name: str, default: T) -> str | T: ...
    def get(self, name: str, default: T | None = None) -> str | T | None:
        """The value of a header; the values of a repeated one joined with ``", "`` (RFC 9110, 5.3)."""
        values = self.get_list(name)
        return ", ".join(values) if values else default

    def get_list(self, name: str) -> list[str]:
        """All values of a header in the order they came, as ``Set-Cookie`` needs it; empty when it is absent."""
        # Looked through each time: they are few, and a dict of them would be a tenth of what an idle session holds.
        wanted = name.lower()
        return [value for key, value in self._items if key.lower() == wanted]

    def items(self) -> list[tuple[str, str]]:
        """Every field as (name, value), repeats included."""
        return list(self._items)

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.get_list(name))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self._items == other._items

    def __hash__(self) -> int:
        return hash(self._items)

    def __repr__(self) -> str:
        # Names only: values may be secrets, and a repr ends up in tracebacks and logs.
        return f"Headers({', '.join(name for name, _ in self._items)})"
