"""Remembering what was masked: names and cells come again and again, while secrets are few and seldom new."""

from __future__ import annotations

from collections.abc import Callable

#: Another object whenever something more is a secret.
_state = object()


def changed() -> None:
    """Something more is a secret: what was masked before may need more of it."""
    global _state
    _state = object()


class Remembered:
    """What was made of texts that come again and again, for as long as nothing more becomes a secret.

    Args:
        make: masks a text, and whatever else is to be done with it.
        most: of so many texts it is kept.
        longest: longer texts are not kept.
    """

    def __init__(self, make: Callable[[str], str], most: int = 2000, longest: int = 1000) -> None:
        self._make = make
        self._most = most
        self._longest = longest
        # Replaced as a whole: a thread that was slow adds to what nobody looks at any more.
        self._kept: tuple[object, dict[str, str]] = (None, {})

    def __call__(self, text: str) -> str:
        state, made = self._kept
        if state is not _state:
            made = {}
            self._kept = (_state, made)
        found = made.get(text)
        if found is None:
            found = self._make(text)
            if len(text) <= self._longest:
                if len(made) >= self._most:
                    made.clear()
                made[text] = found
        return found
