"""Matchers of JSON texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .deadline import Deadline
from .errors import InvalidArgument
from .jsondiff import captures, differences, explained
from .jsonvalues import JsonError, compile_path, dump_pretty, parse, read_argument, select
from .markers import compile_expected, shown
from .matcher import Data, Matcher, kind_of_message
from .output import quote
from .suggest import nearest

#: How long a pretty-printed expectation may be in a phrase.
_PHRASE = 2000


def why_no_json(data: Data) -> str | None:
    """Why a message is no JSON; ``None`` when it is."""
    if not isinstance(data, str):
        return f"It is {kind_of_message(data)}, and only text can be JSON."
    try:
        parse(data)
    except JsonError as error:
        return f"It is not JSON: {error}."
    return None


class JsonMatcher(Matcher):
    """A matcher of the value of a JSON text."""

    def matches(self, data: Data, deadline: Deadline) -> bool:
        if not isinstance(data, str):
            return False
        try:
            value = parse(data)
        except JsonError:
            return False
        return self.fits(value)

    def fits(self, value: Any) -> bool:
        """Whether a parsed value satisfies this."""
        raise NotImplementedError

    def value(self, data: Data) -> Any:
        return parse(str(data))


def _phrase(value: Any) -> str:
    text = dump_pretty(value) if isinstance(value, (dict, list)) else shown(value)
    return text if len(text) <= _PHRASE else text[:_PHRASE] + " …"


@dataclass(frozen=True)
class BeJson(JsonMatcher):
    """The same JSON value, markers allowed."""

    expected: Any
    partial = False
    _compiled: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_compiled", compile_expected(self.expected))

    def fits(self, value: Any) -> bool:
        return next(differences(self._compiled, value, partial=self.partial), None) is None

    def wants(self) -> str:
        return f"be the JSON {_phrase(self.expected)}"

    def noun(self) -> str:
        return f"equal to the JSON {_phrase(self.expected)}"

    def explain(self, data: Data) -> str:
        return why_no_json(data) or explained(self._compiled, parse(str(data)), partial=self.partial)

    def captures(self, data: Data) -> dict[str, Any]:
        return captures(self._compiled, parse(str(data)), partial=self.partial)


@dataclass(frozen=True)
class ContainsJson(BeJson):
    """Every key given is there with that value, at every depth; markers allowed."""

    partial = True

    def wants(self) -> str:
        return f"contain the JSON {_phrase(self.expected)}"

    def noun(self) -> str:
        return f"containing the JSON {_phrase(self.expected)}"


@dataclass(frozen=True)
class JsonPath(JsonMatcher):
    """A JSONPath (RFC 9535) selects something."""

    path: str

    def __post_init__(self) -> None:
        compile_path(self.path)

    def fits(self, value: Any) -> bool:
        return bool(select(self.path, value))

    def wants(self) -> str:
        return f"have something at {quote(self.path, 300)}"

    def noun(self) -> str:
        return f"with something at {quote(self.path, 300)}"

    def explain(self, data: Data) -> str:
        return (
            why_no_json(data) or "The JSONPath selects nothing in it. (A filter [?…] tests the children of its place.)"
        )


@dataclass(frozen=True)
class Schema(JsonMatcher):
    """Valid under a JSON Schema, 2020-12 unless ``$schema`` says otherwise."""

    schema: Any
    source: str = ""
    _validator: Any = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_validator", _validator(self.schema, self._name))

    @property
    def _name(self) -> str:
        return f"the schema {quote(self.source, 300)}" if self.source else "the schema"

    def fits(self, value: Any) -> bool:
        return next(self._faults(value), None) is None

    def _faults(self, value: Any) -> Any:
        from referencing.exceptions import Unresolvable

        try:
            yield from self._validator.iter_errors(value)
        except Unresolvable as error:
            raise InvalidArgument(
                f"{self._name[:1].upper()}{self._name[1:]} refers to what is not in it: {error}."
            ) from None

    def wants(self) -> str:
        return f"match {self._name}"

    def noun(self) -> str:
        return f"matching {self._name}"

    def explain(self, data: Data) -> str:
        reason = why_no_json(data)
        if reason is not None:
            return reason
        faults = sorted(self._faults(parse(str(data))), key=lambda fault: fault.json_path)
        lines = ["It is not valid:"]
        lines += [f"    {fault.json_path}: {fault.message[:300]}" for fault in faults[:20]]
        if len(faults) > 20:
            lines.append(f"    … and {len(faults) - 20} more")
        return "\n".join(lines)


def _validator(schema: Any, name: str) -> Any:
    from jsonschema import SchemaError
    from jsonschema.validators import Draft202012Validator, validator_for
    from referencing import Registry

    if not isinstance(schema, (dict, bool)):
        raise InvalidArgument(f"{name[:1].upper()}{name[1:]} must be an object, but it is {shown(schema)}.")
    kind = validator_for(schema, default=Draft202012Validator)
    try:
        kind.check_schema(schema)
    except SchemaError as error:
        raise InvalidArgument(
            f"{name[:1].upper()}{name[1:]} is no valid JSON Schema: at {error.json_path}, {error.message}."
        ) from None
    # An empty registry: what a schema refers to is never fetched from the network.
    return kind(schema, registry=Registry(), format_checker=kind.FORMAT_CHECKER)


def schema_from(value: Any) -> Schema:
    """A schema from a dict, the text of one, or the path of a .json or .yaml file.

    Raises:
        InvalidArgument: no such file, no JSON or YAML in it, or no valid JSON Schema.
    """
    if not isinstance(value, (str, Path)):
        return Schema(value)
    text = str(value)
    if text.lstrip().startswith("{"):
        return Schema(read_argument(text, "schema"))
    path = Path(text)
    if not path.is_file():
        near = nearest(path.name, [each.name for each in path.parent.iterdir()]) if path.parent.is_dir() else None
        hint = f" Did you mean {quote(str(path.parent / near))}?" if near else ""
        raise InvalidArgument(
            f"There is no schema file {quote(text)}.{hint} A path is relative to {quote(str(Path.cwd()))}."
        )
    if path.suffix.lower() in (".yaml", ".yml"):
        from .config import load_yaml

        return Schema(load_yaml(path), text)
    try:
        return Schema(parse(path.read_text(encoding="utf-8")), text)
    except (JsonError, UnicodeDecodeError) as error:
        raise InvalidArgument(f"The schema file {quote(text)} is not JSON: {error}.") from None
