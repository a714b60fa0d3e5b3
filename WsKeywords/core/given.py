"""What callers of the Python API give, where a wrong type would fail later, in words that speak of something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .errors import InvalidArgument
from .output import quote

#: No number of anything is larger.
_MOST = 1 << 62


def shown(value: object) -> str:
    """``the int "5"``, for errors."""
    return f"the {type(value).__name__} {quoted(value)}"


def quoted(value: object, most: int = 100) -> str:
    """``"5"``, for errors."""
    try:
        text = str(value)
    except Exception:  # Python writes no integer of more than 4,300 digits, and a class may say anything of itself
        text = "…"
    return quote(text, most)


def as_text(value: object, what: str) -> str:
    """What is sent of a value where a text goes: a text itself, of a number or another simple thing what Python says.

    Raises:
        InvalidArgument: for bytes, several things, and what has no text of its own; not shown: it may be a secret.
    """
    kind = type(value)
    several = isinstance(value, (bytes, bytearray, memoryview, Mapping, list, tuple, set, frozenset))
    if several or callable(value) or (kind.__str__, kind.__repr__) == (object.__str__, object.__repr__):
        raise InvalidArgument(f"Expected {what} to be a text or a number, but it is of the type {kind.__name__}.")
    try:
        return str(value)
    except Exception:  # see quoted()
        text = f"Expected {what} to be a text or a number, but Python cannot write this {kind.__name__} as text."
        raise InvalidArgument(text) from None


def encodable(value: str, what: str) -> None:
    """Raises InvalidArgument for a text with half of a surrogate pair, which no encoding has. It is not shown."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidArgument(f"{what} cannot be encoded as UTF-8: {error.reason} (character {error.start}).") from None


def whole(value: object, name: str, least: int = -_MOST) -> None:
    """Raises InvalidArgument for what is no whole number, or less than that, or too large for anything."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= _MOST:
        bounds = "" if least == -_MOST else f" of at least {least}"
        raise InvalidArgument(f"{name} must be a whole number{bounds}, but it is {shown(value)}.")


def text(value: object, name: str) -> None:
    """Raises InvalidArgument for what is no text."""
    if not isinstance(value, str):
        raise InvalidArgument(f"{name} must be a text, but it is {shown(value)}.")


def texts_or_none(values: Mapping[str, object]) -> None:
    """Raises InvalidArgument for one that is neither a text nor ``None``; it may hold a secret, and is not shown."""
    for name, value in values.items():
        if value is not None and not isinstance(value, str):
            raise InvalidArgument(f"{name} must be a text, but it is of the type {type(value).__name__}.")


def path(value: object, name: str) -> None:
    """Raises InvalidArgument for what is no path, nor ``None``."""
    if value is not None and not isinstance(value, (str, Path)):
        raise InvalidArgument(f"{name} must be a path, but it is {shown(value)}.")


def texts(value: Any, name: str) -> tuple[str, ...]:
    """These texts. One text alone is none: it would be taken for its letters.

    Raises:
        InvalidArgument: for anything but several texts.
    """
    if not isinstance(value, (str, bytes)) and isinstance(value, Iterable):
        found = tuple(value)
        if all(isinstance(each, str) for each in found):
            return found
    raise InvalidArgument(f"{name} must be a list of texts, but it is {shown(value)}.")


def mapping(value: object, name: str) -> None:
    """Raises InvalidArgument for what is no dict with texts as keys, nor ``None``."""
    if value is not None and not (isinstance(value, Mapping) and all(isinstance(key, str) for key in value)):
        raise InvalidArgument(
            f"{name} must be a dict whose keys are texts, but it is of the type {type(value).__name__}."
            if not isinstance(value, Mapping)
            else f"{name} must be a dict whose keys are texts, but one is {shown(_no_text(value))}."
        )


def _no_text(value: Mapping[Any, object]) -> object:
    return next(key for key in value if not isinstance(key, str))


def function(value: object, name: str) -> None:
    """Raises InvalidArgument for what cannot be called."""
    if not callable(value):
        raise InvalidArgument(f"{name} must be a function, but it is {shown(value)}.")
