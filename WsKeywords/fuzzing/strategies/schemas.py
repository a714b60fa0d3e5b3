"""Messages of a JSON Schema, valid ones and not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

from WsKeywords.core import InvalidArgument, Schema
from WsKeywords.core.deadline import Deadline

from .jsons import odd
from .lexicon import Lexicon
from .mutation import mutated

#: Seconds that judging one value may take.
_PATIENCE = 1.0


def valid(name: str, schema: Mapping[str, Any] | bool) -> st.SearchStrategy[Any]:
    """Values that satisfy it.

    Raises:
        InvalidArgument: nothing can satisfy it, or it is no JSON Schema.
    """
    # Imported here: it reads meta-schemas, and most routes have none.
    from hypothesis_jsonschema import from_schema

    try:
        strategy = from_schema(dict(schema) if isinstance(schema, Mapping) else schema)
        empty = strategy.is_empty
    except (HypothesisException, ValueError, TypeError, KeyError, AssertionError, RecursionError) as error:
        raise InvalidArgument(f'No message can be made of the schema of "{name}": {first_line(error)}.') from None
    except Exception as error:
        if type(error).__module__.startswith("jsonschema"):
            raise InvalidArgument(f'The schema of "{name}" is no JSON Schema: {first_line(error)}.') from None
        raise
    if empty:
        raise InvalidArgument(f'No message can be made of the schema of "{name}": no value satisfies it.')
    return strategy


def invalid(name: str, schema: Mapping[str, Any] | bool, lexicon: Lexicon) -> st.SearchStrategy[Any]:
    """Values that nearly satisfy it, and do not."""
    judge = validator(schema)
    nearly = valid(name, schema).flatmap(lambda value: mutated(value, lexicon))
    return st.one_of(nearly, odd()).filter(lambda value: not judge(value))


def validator(schema: Mapping[str, Any] | bool) -> Callable[[Any], bool]:
    """A function that says whether a value satisfies the schema; a value that takes too long to judge does.

    Raises:
        InvalidArgument: it is no JSON Schema.
    """
    if not isinstance(schema, Mapping):
        return lambda value: bool(schema)
    if not schema:
        return lambda value: True
    matcher = Schema(dict(schema))
    return lambda value: matcher.accepts(value, Deadline.after(_PATIENCE))


def first_line(error: BaseException) -> str:
    """What it says, for the end of a sentence."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")[:300]
