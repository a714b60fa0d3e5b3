"""Gives each of one list its own of another, where several may fit: a perfect matching by augmenting paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator


class Pairing:
    """Grows by one thing at a time. What is paired stays paired, perhaps with another partner than before.

    Args:
        fits: the partners that a thing would take, by their numbers; asked for as far as needed, once for each thing.
    """

    def __init__(self, fits: Callable[[int], Iterable[int]]) -> None:
        self._fits = fits
        self._known: dict[int, _Remembered] = {}
        #: The thing of each partner that is taken.
        self.owner: dict[int, int] = {}

    def add(self, thing: int) -> bool:
        """Find a partner for one more thing, moving others where that helps.

        Returns:
            Whether there is one; if not, nothing has changed.
        """
        # Breadth first and without recursion: thousands of messages are as good as three.
        reached: dict[int, int] = {}
        held: dict[int, int] = {}
        waiting = [thing]
        for current in waiting:
            for partner in self._partners(current):
                if partner in reached:
                    continue
                reached[partner] = current
                if partner in self.owner:
                    held[self.owner[partner]] = partner
                    waiting.append(self.owner[partner])
                    continue
                self._move_up(partner, reached, held, thing)
                return True
        return False

    def _partners(self, thing: int) -> Iterable[int]:
        if thing not in self._known:
            self._known[thing] = _Remembered(self._fits(thing))
        return self._known[thing]

    def _move_up(self, free: int, reached: dict[int, int], held: dict[int, int], start: int) -> None:
        """Everybody on the way to the free partner takes the next one."""
        partner = free
        while True:
            thing = reached[partner]
            self.owner[partner] = thing
            if thing == start:
                return
            partner = held[thing]

    @property
    def pairs(self) -> dict[int, int]:
        """The partner of each thing."""
        return {thing: partner for partner, thing in self.owner.items()}


class _Remembered:
    """An iterable that is computed once, and only as far as somebody looks."""

    def __init__(self, source: Iterable[int]) -> None:
        self._source = iter(source)
        self._seen: list[int] = []

    def __iter__(self) -> Iterator[int]:
        yield from self._seen
        for item in self._source:
            self._seen.append(item)
            yield item
