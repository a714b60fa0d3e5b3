"""Secrets in arguments: where they are accepted they become text, elsewhere they are an error."""

from collections.abc import Callable, Mapping
from typing import Any

from robot.api.types import Secret

from ..core.errors import InvalidArgument
from .converters import to_text

#: What Robot Framework writes when a Secret is put inside a string.
SECRET_TEXT = "<secret>"


def walk(value: Any, name: str, reveal: "Callable[[Secret], str] | None") -> Any:
    """The value with its Secrets replaced by what ``reveal`` gives for them, at every depth of dicts and lists.

    Raises:
        InvalidArgument: A Secret where none is accepted (``reveal`` is None), or the literal text ``<secret>``.
    """
    if isinstance(value, str):
        if SECRET_TEXT in value:
            raise InvalidArgument(
                f'Argument "{name}" holds the text "{SECRET_TEXT}": Robot Framework writes that when a Secret is put '
                "inside a string. Give the Secret itself as the whole value; it is accepted in headers, cookies, "
                "params, json, auth and bearer."
            )
        return value
    if isinstance(value, Secret):
        if reveal is None:
            return to_text(value, name)
        return walk(reveal(value), name, reveal)
    if isinstance(value, Mapping):
        if any(_touches(item) for pair in value.items() for item in pair):
            return {walk(k, name, reveal): walk(v, f"{name}.{k}", reveal) for k, v in value.items()}
    elif isinstance(value, (list, tuple)) and any(map(_touches, value)):
        return [walk(item, name, reveal) for item in value]
    return value


def _touches(value: Any) -> bool:
    """Whether ``walk`` has to look into a value (a big array of numbers must not be copied)."""
    return isinstance(value, (str, Secret, Mapping, list, tuple))
