"""Who closes with what: members are added to the innermost scope, and end with it."""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class _Scope(Generic[T]):
    def __init__(self, label: str, before: T | None) -> None:
        self.label = label
        self.before = before
        self.members: list[T] = []


class Scopes(Generic[T]):
    """Nested scopes; what is added outside of any belongs to nobody and is not kept."""

    def __init__(self) -> None:
        self._stack: list[_Scope[T]] = []

    def add(self, *members: T) -> None:
        """Add members to the innermost scope."""
        if self._stack:
            self._stack[-1].members.extend(members)

    def discard(self, member: T) -> list[T]:
        """Take a member out of its scope.

        Returns:
            Those that were added to the scope after it.
        """
        for scope in self._stack:
            if member in scope.members:
                place = scope.members.index(member)
                scope.members = [*scope.members[:place], *scope.members[place + 1 :]]
                return scope.members[place:]
        return []

    def enter(self, label: str, before: T | None) -> None:
        """Begin a scope; ``before`` is what was current."""
        self._stack.append(_Scope(label, before))

    def members(self, label: str) -> list[T]:
        """The members of a scope and of those within it; none when it is not entered."""
        start = self._find(label)
        return [] if start is None else [member for scope in self._stack[start:] for member in scope.members]

    def leave(self, label: str) -> tuple[list[T], T | None]:
        """End a scope and those within it; returns their members and what was current before."""
        start = self._find(label)
        if start is None:
            return [], None
        members = self.members(label)
        before = self._stack[start].before
        del self._stack[start:]
        return members, before

    def _find(self, label: str) -> int | None:
        for number in range(len(self._stack) - 1, -1, -1):
            if self._stack[number].label == label:
                return number
        return None
