"""What may be given to an HTTP request, and which statuses are expected of its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from .. import given
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
            text = item.strip() if isinstance(item, str) else ""
            if text.lower() == "any":
                self.any = True
            elif found := _CLASS.fullmatch(text):
                self._classes.append(int(found[1]))
            elif re.fullmatch(r"[1-9]\d\d", text) or (type(item) is int and 100 <= item <= 999):
                self._numbers.append(int(str(item)))
            else:
                raise InvalidArgument(
                    f"Expected {name} to be a status from 100 to 999, a class such as 2xx, a list of these, or any, "
                    f"but got {given.quoted(wanted)}."
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
        raise InvalidArgument(f"Expected an HTTP method such as GET or POST, but got {given.quoted(method)}.")
    return method.upper()


def header_fields(headers: Mapping[str, Any]) -> dict[str, str | None]:
    """Headers as they can be sent (RFC 9110, 5.5); numbers become text, ``None`` stays: not sent.

    Raises:
        InvalidArgument: a name or value that cannot be sent.
    """
    fields: dict[str, str | None] = {}
    for name, value in headers.items():
        if not isinstance(name, str) or not TOKEN.fullmatch(name):
            raise InvalidArgument(f"{given.quoted(name)} cannot be the name of a header.")
        if value is None:
            fields[name] = None
            continue
        if isinstance(value, bytes):
            value = value.decode("latin-1")
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise InvalidArgument(f'Expected the header "{name}" to be text, but got a {type(value).__name__}.')
        text = given.as_text(value, f'the header "{name}"').strip(" \t")
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
    """The body: text as UTF-8, bytes as they are; a form (a dict, or a list of pairs) as a list of pairs of texts.

    Raises:
        InvalidArgument: it is nothing of this, or text with lone surrogates.
    """
    if isinstance(data, str):
        given.encodable(data, name)
        return data.encode()
    if isinstance(data, (bytearray, memoryview)):
        return bytes(data)
    if data is None or isinstance(data, bytes):
        return data
    if isinstance(data, (Mapping, list, tuple)):
        return [pair for field in _fields(data) for pair in _pairs(*field)]
    raise InvalidArgument(
        f"Expected data to be text, bytes or a dict (a form), but got a {type(data).__name__}. Is it meant for json=?"
    )


def _fields(form: Any) -> list[Any]:
    if isinstance(form, Mapping):
        return list(form.items())
    for each in form:
        if not isinstance(each, (tuple, list)) or len(each) != 2:
            raise InvalidArgument(
                "Expected data, where it is a list, to hold pairs of a name and a value, but an item is of the type "
                f"{type(each).__name__}. Is it meant for json=?"
            )
    return list(form)


def _pairs(name: Any, value: Any) -> list[tuple[str, str | bytes]]:
    """A field of a form as often as it has values; ``None`` is none."""
    field = given.as_text(name, "the name of a field of data")
    given.encodable(field, f"The name of a field of data, {quote(field)},")
    what = f"the field {quote(field)} of data"
    values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    found = [
        (field, each if isinstance(each, bytes) else given.as_text(each, what)) for each in values if each is not None
    ]
    for _, text in found:
        if isinstance(text, str):
            given.encodable(text, f"The value of {what}")
    return found


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
    given.mapping(files, "files")
    for field in files:
        given.encodable(field, f"The name of a form field of files, {quote(field)},")
    return {field: _upload(field, value) for field, value in files.items()}


def _upload(field: str, value: Any) -> tuple[Any, ...]:
    if isinstance(value, (str, Path)):
        path = Path(value)
        try:
            return path.name, path.read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise InvalidArgument(f"The file {quote(str(value))} (files, {field}) cannot be read: {reason}.") from None
    if isinstance(value, (bytes, bytearray)) or hasattr(value, "read"):
        return Path(str(getattr(value, "name", field))).name, _content(field, value)
    if isinstance(value, (tuple, list)) and 2 <= len(value) <= 4:
        name, content, *rest = value
        for text in (name, *rest[:1]):
            if not isinstance(text, str) or not text.isprintable():
                raise InvalidArgument(
                    f"Expected the file name and content type of the form field {quote(field)} (files) to be texts "
                    f"without control characters, but one is {given.shown(text)}."
                )
        for headers in rest[1:]:
            given.mapping(headers, f"files, the headers of the form field {quote(field)},")
        return name, _content(field, content), *rest[:1], *(header_fields(headers or {}) for headers in rest[1:])
    raise _no_file(field, value)


def _content(field: str, given_content: Any) -> bytes:
    content = given_content
    if hasattr(content, "read"):
        try:
            content = content.read()
        except (OSError, ValueError) as error:
            text = f"The open file of the form field {quote(field)} (files) cannot be read: {error}."
            raise InvalidArgument(text) from None
    if isinstance(content, str):
        given.encodable(content, f"The content of the form field {quote(field)} (files)")
        return content.encode()
    if not isinstance(content, (bytes, bytearray)):
        raise _no_file(field, given_content)
    return bytes(content)


def _no_file(field: str, value: object) -> InvalidArgument:
    return InvalidArgument(
        f"Expected the file of the form field {quote(field)} (files) to be a path, bytes, an open file or (file name, "
        f"content, content type), but got a {type(value).__name__}."
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
            raise InvalidArgument(f"{given.quoted(name)} cannot be the name of a cookie.")
        text = given.as_text(value, f'the cookie "{name}"')
        if re.search(r"[;\x00-\x1f\x7f]", text) or not text.isascii():
            raise InvalidArgument(
                f'The value of the cookie "{name}" holds a semicolon, a control character or a character outside ASCII.'
            )
        values[name] = text
    return values
