"""Calls whose cells reach the keyword as they are written.

Robot Framework converts the arguments of each call by type hints, and sets up anew, at every call, what converts them:
that takes longer than many a keyword does. But keywords convert their arguments themselves. So where Robot's conversion
would change nothing, or do the same as theirs, the listener gives the call a specification of arguments without types.
Where it would do something else (``count=two`` has Robot's error), Robot converts as ever; and at TRACE level, where
the log shows what keywords are given, for secrets among that are hidden by their types.
"""

import re
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any

from robot.errors import DataError
from robot.running.arguments.argumentspec import ArgumentSpec
from robot.utils import split_from_equals

from .choices import Argument

#: Cells that hold one of these may stand for anything.
_VARIABLES = ("${", "@{", "&{", "%{")
#: A cell that is one variable, whose value may be of any type; one that begins with text becomes text.
_VARIABLE = re.compile(r"\$\{[\w -]+\}")


def untyped(spec: ArgumentSpec) -> ArgumentSpec:
    """The same arguments, which Robot does not convert."""
    copy = spec.copy()
    copy.types = None
    return copy


def direct(spec: ArgumentSpec, cells: Sequence[Any]) -> tuple[str, ...] | None:
    """The variables that must hold text for Robot not to be needed to convert the arguments that these cells are.

    Args:
        spec: What the keyword takes.
        cells: As they are written in the suite, before variables are replaced.

    Returns:
        ``None`` when Robot has to, whatever they hold.
    """
    names = [*spec.positional_only, *spec.positional_or_named]
    by_name = {*spec.positional_or_named, *spec.named_only}
    first = len(spec.positional_only)
    named = False
    texts: list[str] = []
    for place, cell in enumerate(cells):
        if not isinstance(cell, str) or cell.startswith(("@{", "&{")):
            return None
        name, value = (None, cell) if place < first else split_from_equals(cell)
        if value is not None and name in by_name:
            named = True
        elif named or (value is not None and name is not None and any(mark in name for mark in _VARIABLES)):
            return None
        else:
            name, value = names[place] if place < len(names) else spec.var_positional, cell
        info = (spec.types or {}).get(name)
        if name is None or (info is not None and not _is_kept(info, value, texts)):
            return None
    return tuple(texts)


def hold_text(names: Iterable[str], variables: Any) -> bool:
    """Whether these variables hold text at the moment."""
    try:
        return all(type(variables[name]) is str for name in names)
    except DataError:  # there is none of that name, or it cannot be looked up: Robot will say so
        return False


def _is_kept(info: Any, cell: str, texts: list[str]) -> bool:
    """Whether Robot hands the cell on as it is for an argument of this type, or as the keyword itself would read it.

    Args:
        texts: gets the variable that this is true of only as long as it holds text.
    """
    kind = info.type
    if kind is Any or (isinstance(kind, type) and issubclass(kind, Argument)):
        return True
    kinds = [nested.type for nested in info.nested] if info.is_union else [kind]
    optional = all(each is type(None) for each in kinds[1:])
    if any(mark in cell for mark in _VARIABLES):
        if kinds[0] is not str or not optional:
            return False
        if cell[0] not in "$@&%":
            return True
        texts.append(cell)
        return _VARIABLE.fullmatch(cell) is not None
    if kind is bool:
        return cell.lower() in ("true", "false")
    if isinstance(kind, type) and issubclass(kind, Enum):
        return cell in kind.__members__
    return optional and (kinds[0] is str or (kinds[0] is int and cell.isascii() and cell.isdigit()))
