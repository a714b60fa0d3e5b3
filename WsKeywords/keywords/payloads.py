"""Messages that are kept in files, and the ``{{name}}`` in them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..core.errors import InvalidArgument
from .converters import describe_json
from .paths import inner_path

_FIELD = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
#: Files that are parsed, filled and sent as JSON.
_PARSED = {".json", ".yaml", ".yml"}


class JsonContent(NamedTuple):
    """A file's content that is to be sent as JSON."""

    value: Any


def read_payload_file(path: str, binary: bool, variables: Mapping[str, Any] | None) -> "str | bytes | JsonContent":
    """The content of a file as a message, with ``{{name}}`` replaced.

    Raises:
        InvalidArgument: The file cannot be read or parsed, names an unknown variable, or ``binary`` meets variables.
    """
    file = Path(inner_path(path))
    try:
        data = file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InvalidArgument(
            f'Expected argument "path" to be a file that can be read, but "{file.absolute()}" is not: {reason}.'
        ) from None
    if binary:
        if variables:
            raise InvalidArgument(
                "Expected no variables for a file sent as bytes, but binary=True came with variables."
            )
        return data
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidArgument(
            f'Expected the file "{path}" to be UTF-8 text, but byte {error.start} is not: send it with binary=True.'
        ) from None
    if file.suffix.lower() not in _PARSED:
        return fill_text(text, variables, path) if variables is not None else text
    value = _parse(file, text)
    return JsonContent(value if variables is None else fill_value(value, variables, path))


def _parse(file: Path, text: str) -> Any:
    if file.suffix.lower() == ".json":
        from ..core.jsonvalues import JsonError, parse

        try:
            return parse(text)
        except JsonError as error:
            raise InvalidArgument(f'Expected the file "{file}" to be JSON, but it is not: {error}.') from None
    from ..core.config import load_yaml

    return load_yaml(str(file))


def fill_text(text: str, variables: Mapping[str, Any], path: str) -> str:
    """Every ``{{name}}`` of a text replaced by the text of its value."""

    def put(found: "re.Match[str]") -> str:
        value = _value(found[1], variables, path)
        return value if isinstance(value, str) else describe_json(value)

    return _FIELD.sub(put, text)


def fill_value(value: Any, variables: Mapping[str, Any], path: str) -> Any:
    """Every ``{{name}}`` in the strings of a parsed value replaced; alone in a string it becomes the value itself."""
    if isinstance(value, str):
        whole = _FIELD.fullmatch(value)
        return _value(whole[1], variables, path) if whole else fill_text(value, variables, path)
    if isinstance(value, Mapping):
        return {
            fill_text(key, variables, path) if isinstance(key, str) else key: fill_value(item, variables, path)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [fill_value(item, variables, path) for item in value]
    return value


def _value(name: str, variables: Mapping[str, Any], path: str) -> Any:
    if name in variables:
        return variables[name]
    from ..core.suggest import nearest

    near = nearest(name, list(variables))
    hint = f' Did you mean "{near}"?' if near else ""
    raise InvalidArgument(
        f'The file "{path}" holds {{{{{name}}}}}, but the variables have no value of that name.{hint} '
        f"They are: {', '.join(variables) or 'none'}."
    )
