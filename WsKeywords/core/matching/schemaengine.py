"""Validators of the library jsonschema that stay in bounds, whatever the schema and the message.

Patterns run under a deadline, equal items are found in linear time, and a reference that leads nowhere is an error when
the schema is read.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import cache
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..deadline import Deadline
from ..errors import InvalidArgument
from ..jsonvalues import freeze
from ..later import load
from ..output import quote
from ..suggest import nearest, one_of
from .jsondiff import show
from .patterns import Pattern
from .schemafaults import explained

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
#: Keywords that restrict nothing in themselves.
_SILENT = {"format", "then", "else"}
_running = threading.local()


@contextmanager
def under(deadline: Deadline) -> Iterator[None]:
    """The patterns of schemas give up at this deadline, in this thread."""
    previous = getattr(_running, "deadline", None)
    _running.deadline = deadline
    try:
        yield
    finally:
        _running.deadline = previous


def engine_for(schema: dict[str, Any], name: str, path: Path | None) -> Validator:
    """A validator for a schema that is checked as a whole.

    Args:
        schema: the schema.
        name: what it is, for errors.
        path: its file; relative references lead to files beside it.

    Raises:
        InvalidArgument: it is no JSON Schema, refers to what is not there, or checks nothing.
    """
    load("jsonschema.validators", "jsonschema_specifications", "referencing.jsonschema")
    from jsonschema import SchemaError
    from jsonschema.validators import Draft202012Validator, validator_for
    from referencing import Registry

    kind: Any = validator_for(schema, default=Draft202012Validator if "$schema" not in schema else cast("Any", None))
    subject = f"{name[:1].upper()}{name[1:]}"
    if kind is None:
        raise InvalidArgument(
            f"{subject} has an unknown $schema, {show(schema['$schema'])}; known are "
            "https://json-schema.org/draft/2020-12/schema, the older ones of json-schema.org, and none at all."
        )
    try:
        kind.check_schema(schema, format_checker=_formats())
    except SchemaError as error:
        fault = explained(error, of_schema=True)
        stop = "" if fault.text.endswith("?") else "."
        raise InvalidArgument(f"{subject} is no JSON Schema: at {fault.line}{stop}") from None
    except RecursionError:
        raise InvalidArgument(f"{subject} is nested too deeply.") from None
    _check_sense(schema, kind, subject)
    if path is not None and "$id" not in schema and "id" not in schema:
        schema = {**schema, "$id": path.resolve().as_uri()}
    from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]

    registry: Registry[Any] = REGISTRY.combine(Registry(retrieve=_from_file))  # type: ignore[call-arg]
    _check_references(schema, kind, registry, subject)
    return _bounded(kind)(schema, registry=registry)  # type: ignore[no-any-return]


def _check_sense(schema: dict[str, Any], kind: Any, subject: str) -> None:
    """A schema of unknown words accepts everything."""
    if any(word in kind.VALIDATORS and word not in _SILENT for word in schema):
        return
    words = [word for word in schema if not word.startswith("$")]
    if not words:
        raise InvalidArgument(f"Nothing to check: {subject[:1].lower()}{subject[1:]} is empty, every value matches it.")
    hints = [f'"{near}" instead of "{word}"' for word in words if (near := nearest(word, kind.VALIDATORS))]
    hint = f" Did you mean {one_of(hints)}?" if hints else ""
    listed = ", ".join(f'"{word}"' for word in words[:10])
    raise InvalidArgument(
        f"Nothing to check: {subject[:1].lower()}{subject[1:]} holds no keyword of JSON Schema that checks anything, "
        f"only {listed}.{hint}"
    )


# --- references -------------------------------------------------------------------------------------------------------


def _from_file(uri: str) -> Any:
    """What a reference to another document leads to: a file beside the schema, never the network."""
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    from referencing import Resource
    from referencing.exceptions import NoSuchResource
    from referencing.jsonschema import DRAFT202012

    from .schemas import load_schema

    if not uri.startswith("file:"):
        raise NoSuchResource(uri)
    contents = load_schema(Path(url2pathname(urlsplit(uri).path)))
    return Resource.from_contents(contents, default_specification=DRAFT202012)


def _check_references(schema: dict[str, Any], kind: Any, registry: Any, subject: str) -> None:
    from referencing import Resource
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import DRAFT202012, specification_with

    specification = specification_with(str(kind.META_SCHEMA.get("$schema", "")), default=DRAFT202012)
    root = Resource.from_contents(schema, default_specification=specification)
    waiting = [(root, registry.resolver_with_root(root))]
    seen: set[int] = set()
    while waiting:
        resource, resolver = waiting.pop()
        contents = resource.contents
        if id(contents) in seen:
            continue
        seen.add(id(contents))
        for word in _REFERENCES if isinstance(contents, dict) else ():
            reference = contents.get(word)
            if not isinstance(reference, str):
                continue
            try:
                resolved = resolver.lookup(reference)
            except Unresolvable as error:
                raise _dangling(subject, word, reference, error) from None
            waiting.append((specification.create_resource(resolved.contents), resolved.resolver))
        for part in resource.subresources():
            waiting.append((part, resolver.in_subresource(part)))


def _dangling(subject: str, word: str, reference: str, error: BaseException) -> InvalidArgument:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, InvalidArgument):
            return InvalidArgument(f"{subject} refers to another file, {word} {quote(reference, 300)}: {cause}")
        cause = cause.__cause__ or cause.__context__
    why = (
        "nothing is fetched from the network; put that schema into a file beside it, or under $defs"
        if reference.startswith(("http:", "https:"))
        else "there is no such part"
    )
    return InvalidArgument(f"{subject} refers to what is not there, {word} {quote(reference, 300)}: {why}.")


# --- keywords ---------------------------------------------------------------------------------------------------------


@cache
def _bounded(kind: Any) -> Any:
    """The validator class with our own versions of the keywords whose time a message could stretch."""
    from jsonschema.validators import Draft3Validator, extend

    keywords: dict[str, Any] = {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
        "uniqueItems": _unique_items,
    }
    for word in ("multipleOf", "divisibleBy"):  # the second is what the oldest drafts call it
        if word in kind.VALIDATORS:
            keywords[word] = _multiple_of(kind.VALIDATORS[word])
    if kind is not Draft3Validator:
        keywords["properties"] = _properties
    known = {**kind.VALIDATORS, **keywords}
    return extend(kind, {word: _in_time(judge) for word, judge in known.items()})  # type: ignore[no-untyped-call]


def _in_time(judge: Any) -> Any:
    """A keyword that ends the check when there is no time for it."""

    def judged(validator: Any, wanted: Any, instance: Any, schema: Any) -> Any:
        deadline: Deadline | None = getattr(_running, "deadline", None)
        if deadline is not None:
            deadline.check()
        return judge(validator, wanted, instance, schema)

    return judged


@cache
def _compiled(pattern: str) -> Pattern:
    return Pattern(pattern, properties=True)


@cache
def _formats() -> Any:
    """Of the formats of a schema itself only that of its patterns is checked."""
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())

    @checker.checks("regex", raises=(re.error, OverflowError, RecursionError))
    def _is_pattern(value: object) -> bool:
        return not isinstance(value, str) or bool(_compiled(value))

    return checker


def _found(pattern: str, text: str) -> bool:
    # A time-out ends the whole check: taken for "not found" it would let a message pass where a schema forbids.
    deadline = getattr(_running, "deadline", None) or Deadline.after(1)
    return _compiled(pattern).search(text, deadline.remaining()) is not None


def _error(text: str) -> ValidationError:
    from jsonschema import ValidationError

    return ValidationError(text)


def _pattern(validator: Validator, pattern: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "string") and not _found(pattern, instance):
        yield _error(f"expected a string that the regexp {quote(pattern, 200)} matches")


def _properties(validator: Any, properties: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for key, subschema in properties.items():
            if key in instance:
                yield from _member(validator, instance[key], subschema, key, key)


def _member(validator: Any, value: Any, subschema: Any, key: str, word: str) -> Iterator[ValidationError]:
    """The faults of one member; the library forgets the path where nothing is allowed."""
    if subschema is False:
        error = _error(f"not expected, but it is there: {show(value, (key,))}")
        error.path.append(key)
        yield error
    else:
        yield from validator.descend(value, subschema, path=key, schema_path=word)


def _pattern_properties(validator: Any, patterns: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if not validator.is_type(instance, "object"):
        return
    for pattern, subschema in patterns.items():
        for key, value in instance.items():
            if _found(pattern, key):
                yield from _member(validator, value, subschema, key, pattern)


def _additional_properties(validator: Any, allowed: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if not validator.is_type(instance, "object"):
        return
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for key, value in instance.items():
        if key in known or any(_found(pattern, key) for pattern in patterns):
            continue
        yield from _member(validator, value, allowed, key, key)


def _multiple_of(judge: Any) -> Any:
    """The library's own, which makes a float of a number that is too large for one."""

    def judged(validator: Any, divisor: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        try:
            yield from judge(validator, divisor, instance, schema) or ()
        except OverflowError:
            if instance in (inf, -inf) or Fraction(instance) % Fraction(divisor):
                yield _error(f"{show(instance)} is not a multiple of {show(divisor)}")

    return judged


def _unique_items(validator: Validator, wanted: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if not wanted or not validator.is_type(instance, "array"):
        return
    seen: dict[Any, int] = {}
    deadline: Deadline | None = getattr(_running, "deadline", None)
    for index, item in enumerate(instance):
        if deadline is not None and not index % 64:
            deadline.check()
        first = seen.setdefault(freeze(item), index)
        if first != index:
            yield _error(f"expected no item twice, but items {first} and {index} are the same: {show(item)}")
            return
