"""Misspelt arguments: cells that look like ``name=value`` but became a text of the test's own.

Robot takes ``sesion=bob`` for a positional text when no argument is called so, and an assertion on that text passes or
fails for the wrong reason. Only the cell itself shows it: a text with ``=`` from a variable is meant, so is ``\\=``.
"""

import inspect
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

#: Arguments that name sessions: no name looks like an option, and an option that becomes a name is lost.
NAMES = frozenset({"session", "prefix"})
#: Words that texts of apps begin with, such as ``user=ada``: a slip only where the keyword has the argument itself.
ORDINARY = frozenset({"user"})
#: A word before an equals sign that nothing escapes, and that could be the name of an argument.
_NAMED = re.compile(r"([A-Za-z][A-Za-z0-9_ -]*)=")


@dataclass(frozen=True)
class Cell:
    """A cell that was probably meant as a named argument."""

    index: int
    word: str
    near: str | None
    text: str

    @property
    def value(self) -> str:
        """What stands after the equals sign."""
        return self.text.partition("=")[2]

    def is_like(self, names: Iterable[str]) -> bool:
        """Whether its word is, or is close to, one of these names."""
        return any(_close(_fold(self.word), _fold(name)) for name in names)

    def error(self, keyword: str, names: Sequence[str]) -> str:
        """What to say about it."""
        value = self.value
        unknown = f'"{self.text}" was taken as a text: "{keyword}" has no argument "{self.word}"'
        if self.near in names:
            meant = f'. Did you mean "{self.near}={value}"?'
        else:
            other = f' or "{self.near}"' if self.near and _fold(self.near) != _fold(self.word) else ""
            meant = f"{other}." + (f" Its arguments are {', '.join(names)}." if names else "")
        return f'{unknown}{meant} If the text is meant as it stands, write "{self.word}\\={value}".'


def argument_names(owner: type) -> frozenset[str]:
    """The names of all arguments of all keywords of a class."""
    names: set[str] = set()
    for _, method in inspect.getmembers(owner, lambda member: hasattr(member, "robot_name")):
        names.update(inspect.signature(method).parameters)
    return frozenset(names - {"self"})


def suspicious(
    cells: Sequence[Any],
    own: Iterable[str],
    known: Iterable[str],
    positions: Sequence[str] = (),
    open_ended: bool = True,
) -> Cell | None:
    """The first positional cell that was probably meant as a named argument.

    Its word is, or is close to, an argument of the library; or it would be a name of sessions; or it is one cell more
    than the keyword takes.

    Args:
        cells: As they are written in the suite, before variables are replaced.
        own: The arguments of the keyword that may be named.
        known: The arguments of all keywords.
        positions: The arguments that positional cells are for, in order.
        open_ended: Whether it takes any number of positional cells.
    """
    own, known = set(own), sorted(known)
    words = [_NAMED.match(cell) if isinstance(cell, str) else None for cell in cells]
    named = {word[1] for word in words if word and word[1] in own}
    positions = [name for name in positions if name not in named]
    positional = [(index, cell) for index, cell in enumerate(cells) if not ((w := words[index]) and w[1] in named)]
    lists = [place for place, (_, cell) in enumerate(positional) if isinstance(cell, str) and cell.startswith("@{")]
    too_many = not open_ended and not lists and len(positional) > len(positions)
    for place, (index, cell) in enumerate(positional):
        found = words[index]
        if found is None:
            continue
        word = found[1]
        near = _nearest(_fold(word), known, own)
        # After a list of unknown length any place is possible.
        places = positions[lists[0] :] if lists and lists[0] < place else positions[place : place + 1]
        if near is not None:
            return Cell(index, word, near, cell)
        if word.isidentifier() and (too_many or not NAMES.isdisjoint(places)):
            return Cell(index, word, next(iter(get_close_matches(word, sorted(own), 1, 0.75)), None), cell)
    return None


def _fold(name: str) -> str:
    return re.sub(r"[ _-]", "", name).lower()


def _nearest(word: str, known: Iterable[str], own: set[str]) -> str | None:
    close = [name for name in known if _close(word, _fold(name)) and (word not in ORDINARY or name in {*own, word})]
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
