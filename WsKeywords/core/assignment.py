"""Pairing expectations with what fits them, as many as there can be."""

from __future__ import annotations

from collections.abc import Sequence


def assign(fits: Sequence[Sequence[int]]) -> dict[int, int]:
    """As many pairs as there can be (a maximum bipartite matching, by augmenting paths).

    Args:
        fits: for each expectation the numbers of the things that satisfy it.

    Returns:
        The expectation of each thing that got one.
    """
    owner: dict[int, int] = {}
    for start in range(len(fits)):
        _place(start, fits, owner)
    return owner


def _place(start: int, fits: Sequence[Sequence[int]], owner: dict[int, int]) -> None:
    # Breadth first and without recursion: thousands of messages are as good as three.
    reached: dict[int, int] = {}
    held: dict[int, int] = {}
    waiting = [start]
    for expectation in waiting:
        for thing in fits[expectation]:
            if thing in reached:
                continue
            reached[thing] = expectation
            if thing in owner:
                held[owner[thing]] = thing
                waiting.append(owner[thing])
                continue
            # A free one: everybody on the way to it moves up by one.
            while True:
                expectation = reached[thing]
                owner[thing] = expectation
                if expectation == start:
                    return
                thing = held[expectation]
