"""HTTP headers as they came: in order, repeats kept, found in any spelling of their case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar, overload

T = TypeVar("T")


class Headers:
    """A case-insensitive view of HTTP header fields (RFC 9110, 5) that keeps their order, repeats and spelling."""

    __slots__ = ("_items", "_lists")

    def __init__(self, items: Iterable[tuple[str, str]] = ()) -> None:
        self._items = tuple(items)
        self._lists: dict[str, list[str]] | None = None

    def _by_name(self) -> dict[str, list[str]]:
        # Made when it is first asked for: of what many sessions sent nobody asks.
        lists = self._lists
        if lists is None:
            lists = {}
            for name, value in self._items:
                lists.setdefault(name.lower(), []).append(value)
            self._lists = lists
        return lists

    @overload
    def get(self, name: str) -> str | None: ...
    @overload
    def get(self, name: str, default: T) -> str | T: ...
    def get(self, name: str, default: T | None = None) -> str | T | None:
        """The value of a header; the values of a repeated one joined with ``", "`` (RFC 9110, 5.3)."""
        values = self._by_name().get(name.lower())
        return default if values is None else ", ".join(values)

    def get_list(self, name: str) -> list[str]:
        """All values of a header in the order they came, as ``Set-Cookie`` needs it; empty when it is absent."""
        return list(self._by_name().get(name.lower(), ()))

    def items(self) -> list[tuple[str, str]]:
        """Every field as (name, value), repeats included."""
        return list(self._items)

    def __getitem__(self, name: str) -> str:
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._by_name()

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
