"""Every sentence with an example, its group and its keyword, as the definitions say themselves."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

import WsKeywords.steps  # noqa: F401 (registers the sentences)

from .front import StepKeywords
from .sentence import DEFINITIONS, Step
from .types import TYPES

#: A line of a docstring that names the keyword which its example stands for, where the code does not say so: the step
#: calls none, or its example is one of several forms.
_NAMED = "Keywords:"


def sentences() -> list[tuple[str, str, str, str]]:
    """Every sentence: as it is defined, an example, the group (its file), and the keyword that it calls."""
    found = []
    for sentence, function in DEFINITIONS:
        group = function.__module__.rpartition(".")[2]
        found.append((sentence, example(function), group, ", ".join(keywords(function, deep=False))))
    return found


def example(function: Step) -> str:
    """The docstring without what it says of keywords; tables and doc strings are indented under their step."""
    text = inspect.cleandoc(function.__doc__ or "")
    lines = text.partition(_NAMED)[0].strip().splitlines()
    return "\n".join([lines[0].strip(), *("  " + line for line in lines[1:])])


def keywords(function: Step, *, deep: bool = True) -> list[str]:
    """The names of the keywords that a step calls, in the order of their first mention in its code.

    Args:
        function: the definition.
        deep: also those that only its helpers mention; without it those are named only when it mentions none itself,
            and those that its docstring names are all.
    """
    named = _named(function)
    if named and not deep:
        return named
    own = list(dict.fromkeys([*named, *_mentioned(function.__code__)]))
    if own and not deep:
        return own
    helpers = [name for helper in _helpers(function) for name in _mentioned(helper.__code__)]
    return list(dict.fromkeys([*own, *helpers]))


def _named(function: Step) -> list[str]:
    line = inspect.cleandoc(function.__doc__ or "").partition(_NAMED)[2]
    return [name.strip() for name in line.split(",") if name.strip()]


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _mentioned(code: CodeType) -> list[str]:
    names = (getattr(getattr(StepKeywords, name, None), "robot_name", None) for name in _names(code))
    return list(dict.fromkeys(name for name in names if name))


def _helpers(function: Any, seen: set[Any] | None = None) -> Iterator[FunctionType]:
    """The functions of ours that a function calls by name, theirs too."""
    seen = set() if seen is None else seen
    for name in _names(function.__code__):
        helper = function.__globals__.get(name)
        if isinstance(helper, FunctionType) and helper.__module__.startswith(__package__ or "") and helper not in seen:
            seen.add(helper)
            yield helper
            yield from _helpers(helper, seen)


def parameter_types() -> str:
    """The setting ``cucumber.parameterTypes`` of the Cucumber plug-in for VS Code, as JSON.

    The plug-in reads ``{name:Type}`` of a definition as one name, so each pair that occurs is one type for it.
    """
    import re

    pairs = dict.fromkeys(field for sentence, _ in DEFINITIONS for field in re.findall(r"\{(\w+:\w+)\}", sentence))
    types = [{"name": pair, "regexp": TYPES[pair.split(":")[1]].pattern} for pair in pairs]
    return json.dumps({"cucumber.parameterTypes": types}, indent=2, ensure_ascii=False)
