"""Messages of a JSON Schema, valid ones and not."""

from __future__ import annotations

import re
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
    from .ofschema import values_of

    try:
        strategy = values_of(schema, validator(schema))
        empty = strategy.is_empty
    except InvalidArgument as error:
        raise InvalidArgument(f'The schema of "{name}" cannot be used: {error}') from None
    except (HypothesisException, re.error, ValueError, TypeError, LookupError, RecursionError) as error:
        raise InvalidArgument(f'No message can be made of the schema of "{name}": {first_line(error)}.') from None
    if empty:
        raise InvalidArgument(f'No message can be made of the schema of "{name}": no value satisfies it.')
    return strategy


def invalid(name: str, schema: Mapping[str, Any] | bool, lexicon: Lexicon) -> st.SearchStrategy[Any]:
    """Values that nearly satisfy it, and do not."""
    judge = validator(schema)
    nearly = valid(name, schema).flatmap(lambda value: mutated(value, lexicon))
    return st.one_of(nearly, odd()).filter(lambda value: not judge(value))


def validator(schema: Mapping[str, Any] | bool) -> Callable[[Any], bool]:
    """A function that says whether a value satisfies the schema, as far as it can be told in time.

    Raises:
        InvalidArgument: it is no JSON Schema.
    """
    if not isinstance(schema, Mapping):
        return lambda value: bool(schema)
    if not schema:
        return lambda value: True
    try:
        matcher = Schema(dict(schema))
    except InvalidArgument as error:
        # It says something to people only, such as a title.
        if str(error).startswith("Nothing to check"):
            return lambda value: True
        raise

    def judge(value: Any) -> bool:
        try:
            return matcher.accepts(value, Deadline.after(_PATIENCE))
        except (TimeoutError, RecursionError):
            return True

    return judge


def first_line(error: BaseException) -> str:
    """What it says, for the end of a sentence."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")[:300]
