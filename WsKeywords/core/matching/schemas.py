"""JSON Schema: checked as a whole before anything is waited for, and without the network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..deadline import Deadline, TooLong
from ..errors import ConfigError, InvalidArgument
from ..jsonarguments import read_argument
from ..jsonvalues import JsonError, dump, dump_compact, parse, too_deep
from ..output import clean, quote
from ..suggest import nearest
from .jsondiff import cut, listed, show
from .jsonmatchers import JsonMatcher
from .schemaengine import engine_for, under
from .schemafaults import explained, far

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

#: How many characters of a schema a phrase shows.
_PHRASE = 300
#: More faults of one message are not looked for: a schema can find each thousandfold.
_MOST_FAULTS = 200
#: One value of each kind, to see whether the schema ever comes to an end.
_PROBES: tuple[Any, ...] = (None, True, 1, "a", [], {}, [None], {"a": None})


class Schema(JsonMatcher):
    """A JSON text that a JSON Schema accepts; 2020-12 unless ``$schema`` says otherwise.

    Args:
        schema: a dict, the JSON text of one, or the path (relative to the working directory) of a .json or .yaml file.
            ``$ref`` may lead to other parts of the schema and to files beside it, never to the network.

    Raises:
        InvalidArgument: it cannot be read, is no JSON Schema, refers to what is not there, or checks nothing.
    """

    __slots__ = ("_name", "_schema", "_validator")

    def __init__(self, schema: Any) -> None:
        self._name = "the schema"
        base: Path | None = None
        if isinstance(schema, (str, os.PathLike)):
            text = os.fspath(schema)
            if str(text).lstrip().startswith("{"):
                schema = read_argument(str(text), "schema")
            else:
                base = Path(str(text))
                self._name = f"the schema {quote(str(text), 200)}"
                schema = load_schema(base)
        elif isinstance(schema, dict):
            # As JSON has it, where keys are texts; that it is nested too deeply is said in words of its own.
            schema = schema if too_deep(schema) else parse(dump_compact(schema, "the schema"))
        self._schema = schema
        self._validator = _compiled(schema, self._name, base)

    def accepts(self, value: Any, deadline: Deadline) -> bool:
        return next(self._errors(value, deadline), None) is None

    def reason(self, value: Any, deadline: Deadline) -> str:
        faults = (explained(error) for error in islice(_until_late(self._errors(value, deadline)), _MOST_FAULTS))
        return listed(faults) or "To validate it took longer than there was time."

    def distance(self, value: Any, deadline: Deadline) -> tuple[int, int]:
        """How far a value is from what it accepts, to be compared with that of others: it may come near to one only.

        Raises:
            TimeoutError: a regular expression takes too long.
        """
        return far(list(islice(self._errors(value, deadline), _MOST_FAULTS)))

    def _errors(self, value: Any, deadline: Deadline) -> Iterator[ValidationError]:
        errors = self._validator.iter_errors(value)
        while True:
            with under(deadline):
                error = next(errors, None)
            if error is None:
                return
            yield error

    def wants(self) -> str:
        return f"match {self._described()}"

    def noun(self) -> str:
        return f"matching {self._described()}"

    def _described(self) -> str:
        return self._name if self._name != "the schema" else f"the schema {cut(clean(dump(self._schema)), _PHRASE)}"

    def _facts(self) -> tuple[Any, ...]:
        return (self._schema,)


def _until_late(errors: Iterator[ValidationError]) -> Iterator[ValidationError]:
    """Those that are found in time."""
    try:
        yield from errors
    except TooLong:
        return


def load_schema(path: Path) -> Any:
    """The value in a .json, .yaml or .yml file.

    Raises:
        InvalidArgument: there is no such file, or it does not hold that.
    """
    if not path.is_file():
        raise InvalidArgument(_no_file(path))
    if path.suffix.lower() in (".yaml", ".yml"):
        from ..yamlfile import load_yaml

        try:
            return load_yaml(path)
        except ConfigError as error:
            raise InvalidArgument(str(error)) from None
    try:
        return parse(path.read_text(encoding="utf-8-sig"))
    except (JsonError, UnicodeDecodeError, OSError) as error:
        raise InvalidArgument(f"The schema file {quote(str(path), 300)} is not JSON: {error}.") from None


def _no_file(path: Path) -> str:
    if path.is_dir():
        return f"Expected the schema {quote(str(path), 300)} to be a file, but it is a directory."
    where = "" if path.is_absolute() else f" (relative to {quote(os.getcwd(), 300)})"
    text = f"There is no schema file {quote(str(path), 300)}{where}."
    try:
        near = nearest(path.name, islice((entry.name for entry in path.parent.iterdir()), 1000))
    except OSError:
        return f"{text} There is no directory {quote(str(path.parent), 300)} either."
    return f"{text} Did you mean {quote(str(path.parent / near), 300)}?" if near else text


def _compiled(schema: Any, name: str, base: Path | None) -> Validator:
    if not isinstance(schema, dict):
        raise InvalidArgument(
            f"Expected {name} to be an object, or the path of a .json or .yaml file, but it is {show(schema)}."
        )
    validator = engine_for(schema, name, base)
    try:
        for probe in _PROBES:
            validator.is_valid(probe)
    except RecursionError:
        raise InvalidArgument(f"{name[:1].upper()}{name[1:]} refers to itself without end.") from None
    return validator
