"""Misspelt arguments: cells that look like ``name=value`` but became a text of the test's own.

Robot takes ``sesion=bob`` for a positional text when no argument is called so, and an assertion on that text passes or
fails for the wrong reason. Only the cell itself shows it: a text with ``=`` from a variable is meant, so is ``\\=``.
"""

import inspect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

#: A word before an equals sign that nothing escapes, and that could be the name of an argument.
_NAMED = re.compile(r"([A-Za-z][A-Za-z0-9_ -]*)=")


@dataclass(frozen=True)
class Cell:
    """A cell that was probably meant as a named argument."""

    index: int
    word: str
    near: str
    text: str

    def error(self, keyword: str, names: Sequence[str]) -> str:
        """What to say about it."""
        value = self.text.partition("=")[2]
        if self.near in names:
            meant = f'Did you mean "{self.near}={value}"?'
        else:
            own = f": its arguments are {', '.join(names)}" if names else ""
            meant = f'"{keyword}" has no argument "{self.near}" that could be named{own}.'
        return (
            f'Expected no cell "{self.text}": "{keyword}" takes no named argument "{self.word}", so it became a text. '
            f'{meant} If the text is meant as it stands, write "{self.word}\\={value}".'
        )


def argument_names(owner: type) -> frozenset[str]:
    """The names of all arguments of all keywords of a class."""
    names: set[str] = set()
    for _, method in inspect.getmembers(owner, lambda member: hasattr(member, "robot_name")):
        names.update(inspect.signature(method).parameters)
    return frozenset(names - {"self"})


def suspicious(cells: Sequence[Any], own: Iterable[str], known: Iterable[str]) -> Cell | None:
    """The first positional cell whose word is, or is close to, an argument of the library.

    Args:
        cells: As they are written in the suite, before variables are replaced.
        own: The arguments of the keyword that may be named.
        known: The arguments of all keywords.
    """
    own, known = set(own), sorted(known)
    for index, cell in enumerate(cells):
        found = _NAMED.match(cell) if isinstance(cell, str) else None
        if found is None or found[1] in own:
            continue
        near = _nearest(_fold(found[1]), known, own)
        if near is not None:
            return Cell(index, found[1], near, cell)
    return None


def _fold(name: str) -> str:
    return re.sub(r"[ _-]", "", name).lower()


def _nearest(word: str, known: Iterable[str], own: set[str]) -> str | None:
    close = [name for name in known if _close(word, _fold(name))]
    return min(close, key=lambda name: (_fold(name) != word, name not in own, len(name)), default=None)


def _close(word: str, name: str) -> bool:
    """Whether one is a slip of the other. Short words are close to too many: there only a lost or doubled letter or two
    swapped ones count, and below four letters nothing but the word itself.
    """
    if word == name:
        return True
    shorter = min(len(word), len(name))
    if shorter < 4 or abs(len(word) - len(name)) > 2:
        return False
    distance = _distance(word, name)
    if shorter < 5:
        return distance == 1 and (len(word) != len(name) or sorted(word) == sorted(name))
    return distance <= (2 if shorter >= 7 else 1)


def _distance(one: str, other: str) -> int:
    """Letters to insert, delete, replace or swap with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before = before, row
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
