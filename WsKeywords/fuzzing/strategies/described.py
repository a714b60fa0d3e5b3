"""Strategies that a user wrote down as values, for YAML: weights, examples, schemas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from hypothesis import strategies as st

from WsKeywords.core import InvalidArgument
from WsKeywords.core.suggest import nearest, one_of

from ..routes import KINDS
from .lexicon import Lexicon
from .mutation import mutated
from .registry import Registered
from .schemas import valid

if TYPE_CHECKING:
    from WsKeywords.core.configfuzz import FuzzOfFile

_KEYS = ("route", "kind", "name", "weight", "examples", "schema", "mutate")


class WrongStrategy(InvalidArgument):
    """One of the dicts says something else, or nothing can be made of it.

    Args:
        number: of the dict, from 1.
        text: what is wrong with it.
    """

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number = number


def strategies_of_file(file: FuzzOfFile, described: Sequence[Mapping[str, Any]]) -> list[Registered]:
    """The strategies of ``wskeywords.yaml``.

    Raises:
        ConfigError: one of them cannot be used; names file and line.
    """
    try:
        return described_strategies(list(described))
    except WrongStrategy as wrong:
        raise file.fault(("strategies", wrong.number - 1), str(wrong)) from None


def described_strategies(described: Sequence[Mapping[str, Any]]) -> list[Registered]:
    """The strategies that these dicts stand for.

    Args:
        described: of each: ``examples`` (a list) or ``schema`` (a JSON Schema), or both; ``route``, a glob, ``*`` by
            default; ``kind``, ``json`` by default; ``weight``; ``name``; ``mutate``: also what is nearly valid.

    Raises:
        InvalidArgument: a dict that says something else, or of which nothing can be made.
    """
    if not isinstance(described, Sequence) or isinstance(described, str):
        raise InvalidArgument(f"Strategies are a list, but they are {type(described).__name__}.")
    return [_one(number, each) for number, each in enumerate(described, 1)]


def _one(number: int, given: Mapping[str, Any]) -> Registered:
    if not isinstance(given, Mapping):
        _wrong(number, f"is to be a mapping with {one_of(('examples', 'schema'))}, but it is {type(given).__name__}")
    for key in given:
        if key not in _KEYS:
            close = nearest(str(key), _KEYS)
            _wrong(number, f'has no key "{key}"' + (f'; did you mean "{close}"?' if close else ""))
    name = str(given.get("name") or given.get("route") or f"strategy {number}")
    kind = given.get("kind", "json")
    if kind not in KINDS:
        _wrong(number, f'has the kind "{kind}", which is to be {one_of(KINDS)}')
    weight = given.get("weight", 1)
    if isinstance(weight, bool) or not isinstance(weight, (int, float)) or not weight > 0:
        _wrong(number, f"has the weight {weight!r}, which is to be a number above 0")
    examples = given.get("examples", [])
    if not isinstance(examples, list):
        _wrong(number, f"has examples that are no list but {type(examples).__name__}")
    for example in examples:
        if kind == "text" and not isinstance(example, str):
            _wrong(number, f"is of text, but the example {example!r} is none")
        if kind == "bytes" and not isinstance(example, (str, bytes)):
            _wrong(number, f"is of bytes, but the example {example!r} is neither bytes nor text")
    sources: list[st.SearchStrategy[Any]] = []
    if examples:
        whole = [each.encode() if kind == "bytes" and isinstance(each, str) else each for each in examples]
        sources.append(st.sampled_from(whole))
    if "schema" in given:
        if kind != "json":
            _wrong(number, f"has a schema, which is of JSON, but is of {kind}")
        sources.append(valid(name, given["schema"]))
    if not sources:
        _wrong(number, "says nothing that could be sent: it takes examples, a schema, or both")
    strategy = st.one_of(sources)
    if given.get("mutate") and kind == "json":
        lexicon = Lexicon()
        strategy = st.one_of(strategy, strategy.flatmap(lambda value: mutated(value, lexicon)))
    return Registered(str(given.get("route", "*")), kind, strategy, float(weight), name)


def _wrong(number: int, what: str) -> NoReturn:
    raise WrongStrategy(number, f"Strategy {number} {what}" + ("" if what.endswith("?") else "."))
