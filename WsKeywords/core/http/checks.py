"""What may be given to an HTTP request, and which statuses are expected of its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import InvalidArgument
from ..output import quote

#: A token of RFC 9110, 5.6.2: what a method or the name of a header is made of.
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CLASS = re.compile(r"([1-5])xx", re.IGNORECASE)


class Statuses:
    """Which statuses are expected: a number, ``2xx``, several of them, or any.

    Raises:
        InvalidArgument: it is none of these.
    """

    def __init__(self, wanted: object, name: str = "expected_status") -> None:
        self.any = False
        self._numbers: list[int] = []
        self._classes: list[int] = []
        for item in _items(wanted):
            text = str(item).strip()
            if isinstance(item, str) and text.lower() == "any":
                self.any = True
            elif isinstance(item, str) and (found := _CLASS.fullmatch(text)):
                self._classes.append(int(found[1]))
            elif isinstance(item, (int, str)) and not isinstance(item, bool) and re.fullmatch(r"[1-9]\d\d", text):
                self._numbers.append(int(text))
            else:
                raise InvalidArgument(
                    f"Expected {name} to be a status from 100 to 999, a class such as 2xx, a list of these, or any, "
                    f"but got {quote(str(wanted))}."
                )
        if not (self.any or self._numbers or self._classes):
            raise InvalidArgument(f"Nothing to check: {name} is empty. Give a status, a class such as 2xx, or a list.")

    def match(self, status: int) -> bool:
        return self.any or status in self._numbers or status // 100 in self._classes

    def __str__(self) -> str:
        words = [str(number) for number in self._numbers] + [f"{number}xx" for number in self._classes]
        return " or ".join(words) if words else "any"


def _items(wanted: object) -> list[object]:
    if isinstance(wanted, str):
        return [item for item in re.split(r"[\s,]+", wanted.strip("[]() ")) if item]
    if isinstance(wanted, Iterable) and not isinstance(wanted, (bytes, Mapping)):
        return list(wanted)
    return [wanted]


def method_name(method: object) -> str:
    """The method of a request (RFC 9110, 9.1), in capitals.

    Raises:
        InvalidArgument: it can be none.
    """
    if not isinstance(method, str) or not TOKEN.fullmatch(method):
        raise InvalidArgument(f"Expected an HTTP method such as GET or POST, but got {quote(str(method))}.")
    return method.upper()


def header_fields(headers: Mapping[str, Any]) -> dict[str, str | None]:
    """Headers as they can be sent (RFC 9110, 5.5); numbers become text, ``None`` stays: not sent.

    Raises:
        InvalidArgument: a name or value that cannot be sent.
    """
    fields: dict[str, str | None] = {}
    for name, value in headers.items():
        if not isinstance(name, str) or not TOKEN.fullmatch(name):
            raise InvalidArgument(f"{quote(str(name))} cannot be the name of a header.")
        if value is None:
            fields[name] = None
            continue
        if isinstance(value, bytes):
            value = value.decode("latin-1")
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise InvalidArgument(f'Expected the header "{name}" to be text, but got a {type(value).__name__}.')
        text = str(value).strip(" \t")
        if any(mark in text for mark in "\r\n\0"):
            raise InvalidArgument(f'The value of the header "{name}" holds a line break or NUL, which no header can.')
        try:
            text.encode("latin-1")
        except UnicodeEncodeError:
            try:
                text = text.encode("utf-8").decode("latin-1")  # as browsers and curl send it
            except UnicodeEncodeError:
                raise InvalidArgument(f'The value of the header "{name}" cannot be encoded.') from None
        fields[name] = text
    return fields


def body_data(data: Any, name: str = "data") -> Any:
    """The body: text as UTF-8; bytes and forms (a dict, or a list of pairs) as they are.

    Raises:
        InvalidArgument: it is nothing of this, or text with lone surrogates.
    """
    if isinstance(data, str):
        try:
            return data.encode("utf-8")
        except UnicodeEncodeError as error:
            text = f"{name} cannot be encoded as UTF-8: {error.reason} (character {error.start})."
            raise InvalidArgument(text) from None
    if isinstance(data, (bytearray, memoryview)):
        return bytes(data)
    if data is None or isinstance(data, (bytes, Mapping, list, tuple)):
        return data
    raise InvalidArgument(
        f"Expected data to be text, bytes or a dict (a form), but got a {type(data).__name__}. Is it meant for json=?"
    )


def form_fields(data: Any) -> Any:
    """The fields of a form beside its files: a dict, or text that is a JSON object.

    Raises:
        InvalidArgument: it is nothing of this: with files the body is a form.
    """
    if isinstance(data, (Mapping, list, tuple)):
        return data
    if isinstance(data, str):
        from ..jsonvalues import JsonError, parse

        with suppress(JsonError):
            found = parse(data)
            if isinstance(found, dict):
                return found
    raise InvalidArgument(
        'Expected data to be a dict of form fields, such as {"title": "Notes"}, because files are sent in a form, but '
        f"it is {quote(str(data), 200)}."
    )


def upload_files(files: Any) -> dict[str, Any]:
    """Files by the name of their form field, read now so that a request can be repeated.

    Each is a path, bytes, an open file, or (file name, content[, content type]) where content is text or bytes.

    Raises:
        InvalidArgument: there is no such file, or a value is nothing of this.
    """
    if not isinstance(files, Mapping) or not files:
        raise InvalidArgument("Expected files to be a dict of form fields, each a path, bytes or a tuple.")
    return {str(field): _upload(str(field), value) for field, value in files.items()}


def _upload(field: str, value: Any) -> tuple[Any, ...]:
    if isinstance(value, (str, Path)):
        path = Path(value)
        try:
            return path.name, path.read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InvalidArgument(f"The file {quote(str(value))} (files, {field}) cannot be read: {reason}.") from None
    if isinstance(value, (bytes, bytearray)):
        return field, bytes(value)
    if hasattr(value, "read"):
        return Path(str(getattr(value, "name", field))).name, value.read()
    if isinstance(value, (tuple, list)) and 2 <= len(value) <= 4:
        name, content, *rest = value
        return (name, content.read() if hasattr(content, "read") else content, *rest)
    raise InvalidArgument(
        f"Expected the file of the form field {quote(field)} to be a path, bytes, an open file or (file name, content, "
        f"content type), but got a {type(value).__name__}."
    )


def cookie_values(cookies: Mapping[str, Any]) -> dict[str, str]:
    """Cookies as they can be sent (RFC 6265, 4.2.1, and what servers really accept).

    Raises:
        InvalidArgument: a name or value that would end or split the header.
    """
    values = {}
    for name, value in cookies.items():
        if value is None:
            continue
        if not isinstance(name, str) or not TOKEN.fullmatch(name):
            raise InvalidArgument(f"{quote(str(name))} cannot be the name of a cookie.")
        text = str(value)
        if re.search(r"[;\x00-\x1f\x7f]", text) or not text.isascii():
            raise InvalidArgument(
                f'The value of the cookie "{name}" holds a semicolon, a control character or a character outside ASCII.'
            )
        values[name] = text
    return values
