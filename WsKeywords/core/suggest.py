"""What an error about a wrong word offers: the nearest valid one, and the list of all."""

from __future__ import annotations

from collections.abc import Iterable

#: More choices are counted, not listed.
_LISTED = 40


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that was probably meant, whatever its case and separators; ``None`` when no choice is close."""
    from difflib import get_close_matches

    by_key: dict[str, str] = {}
    for choice in choices:
        by_key.setdefault(_key(choice), choice)
    found = get_close_matches(_key(word), by_key, n=1, cutoff=0.6)
    return by_key[found[0]] if found else None


def _key(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def one_of(choices: Iterable[str]) -> str:
    """``a, b or c``; of many choices the first ones and how many more there are."""
    return _listed(list(choices), "or", "or one of")


def all_of(words: Iterable[str]) -> str:
    """``a, b and c``; of many the first ones and how many more there are."""
    return _listed(list(words), "and", "and")


def _listed(words: list[str], before_last: str, before_more: str) -> str:
    if len(words) > _LISTED:
        return f"{', '.join(words[:_LISTED])} {before_more} {len(words) - _LISTED} more"
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {before_last} {words[-1]}"
