"""The nearest valid choice, and lists of choices, for error messages."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that is most like ``word``, whatever its case; ``None`` when none is."""
    by_key = {choice.lower(): choice for choice in choices}
    found = get_close_matches(word.lower(), list(by_key), n=1, cutoff=0.6)
    return by_key[found[0]] if found else None


def one_of(choices: Iterable[str]) -> str:
    """``a, b or c``."""
    names = list(choices)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
