"""The types of keyword arguments, as signatures, libdoc and Robot's argument conversion know them.

One custom type each, never a union with ``str``: in a union Robot keeps a string that it cannot convert. What a value
becomes is decided by the functions of ``converters``; they also convert what behave and Python code give as strings.
"""

import types
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Union, get_args, get_origin

from assertionengine import AssertionOperator
from robot.api.types import Secret
from robot.utils import unescape

from ..core.errors import InvalidArgument
from ..core.redaction.secrets import live
from . import converters as to
from .choices import Argument, choice_types
from .converters import Reader
from .paths import inner_path


class HiddenArgument(Argument):
    """Base of the types whose values a log must not show."""


if TYPE_CHECKING:
    Duration: TypeAlias = timedelta | None
    Size: TypeAlias = int | None
    Count: TypeAlias = int
    Text: TypeAlias = str
    Data: TypeAlias = str | bytes
    Json: TypeAlias = Any
    Payload: TypeAlias = Any
    Item: TypeAlias = Any
    Unless: TypeAlias = Any
    Completion: TypeAlias = Any
    Matching: TypeAlias = Any
    Joined: TypeAlias = Any
    Users: TypeAlias = Any
    MessageCount: TypeAlias = Any
    Expected: TypeAlias = Any
    Schema: TypeAlias = Any
    Words: TypeAlias = list[str] | None
    Names: TypeAlias = list[str] | None
    Subprotocols: TypeAlias = list[str] | None
    Verify: TypeAlias = bool | str
    Compression: TypeAlias = bool | str
    Separator: TypeAlias = str | None
    Headers: TypeAlias = dict[str, str | None] | None
    Cookies: TypeAlias = dict[str, str | None] | None
    Params: TypeAlias = dict[str, Any] | None
    Variables: TypeAlias = dict[str, Any] | None
    Credential: TypeAlias = str | None
    Operator: TypeAlias = AssertionOperator | None
else:
    Operator = AssertionOperator

    # No subclasses of timedelta and int: Robot would convert those of an import by itself, and end the run when it
    # cannot.
    class Duration(Argument):
        """A time in one of Robot's formats: ``500ms``, ``2 minutes``, ``1.5`` (seconds), ``01:30``, or a timedelta."""

    class Count(Argument):
        """A whole number."""

    class Size(Argument):
        """A number of bytes: ``65536``, ``64 KiB``, ``16 MiB``, ``1 MB``."""

    class Text(Argument):
        """A text. A number becomes text; bytes, lists, dicts and booleans are an error."""

    class Data(Argument):
        """Text, or bytes for a binary message."""

    class Json(Argument):
        """A JSON value: dict, list or scalar, or text, which is read as JSON first and as a Python literal second.

        Robot Framework eats backslashes: write ``\\\\n`` for the JSON escape ``\\n``. A cell that begins with ``#``
        is a comment to Robot: write ``\\#uuid``. A ``Secret`` inside is accepted and never shown.
        """

    class Payload(Argument):
        """What is sent: text as text, bytes as binary, a dict or list as JSON."""

    class Item(Argument):
        """An expected message: text, or JSON to contain (a dict, a list, or text that is a JSON object or array)."""

    class Unless(Argument):
        """Text that the unwanted message contains, or a dict or list that its JSON contains."""

    class Completion(Argument):
        """The name of a completion message, or a dict of matcher arguments: ``{"contains": "done"}``."""

    class Matching(Argument):
        """A dict of matcher arguments: ``{"contains": "done"}``, ``{"json_contains": {"action": "stream"}}``."""

    class Joined(Argument):
        """A JSONPath, or a dict: ``{"path": "$.delta", "contains": "hello"}``, ``{"$.delta": "the whole text"}``."""

    class Users(HiddenArgument):
        """A list of dicts (or JSON text of one), or the path of a ``.csv``, ``.yaml`` or ``.json`` file."""

    class MessageCount(Argument):
        """A whole number, or a comparison with one: ``>= 2``."""

    class Expected(Argument):
        """The expected value of an inline assertion; text is read by the type of the actual value."""

    class Schema(Argument):
        """A JSON Schema: a dict (or JSON text of one), or the path of a ``.json`` or ``.yaml`` file."""

    class Names(Argument):
        """Names of sessions: ``a,b``, a glob such as ``user-*``, or a list of names and globs."""

    class Words(Argument):
        """A list of names, or text with commas."""

    class Subprotocols(Argument):
        """Subprotocols in the order of preference: a list, or text with commas."""

    class Verify(Argument):
        """``True``, ``False``, or the path of a file with the CA certificates to trust."""

    class Compression(Argument):
        """``True``, ``False``, or parameters of permessage-deflate, as RFC 7692 writes them:
        ``server_no_context_takeover; client_max_window_bits=10``."""

    class Separator(Argument):
        """Text that is not empty; ``\\x1e``, ``\\n``, ``\\r``, ``\\t`` and ``\\0`` stand for their characters."""

    class Headers(HiddenArgument):
        """HTTP headers: a dict, or JSON text. A header whose value is ``None`` is not sent. Secrets are accepted."""

    class Cookies(HiddenArgument):
        """Cookies: a dict, or JSON text. Secrets are accepted."""

    class Params(HiddenArgument):
        """Query parameters: a dict, or JSON text; a list of values repeats the parameter. Secrets are accepted."""

    class Variables(Argument):
        """Values by name: a dict, or JSON text."""

    class Credential(HiddenArgument):
        """Text or a ``Secret``; never shown in a log, report, transcript or error."""


class NotGiven:
    """The default of arguments for which ``None`` is a value, or would make an assertion vacuous."""

    def __init__(self, shown: str = "") -> None:
        self.shown = shown

    def __str__(self) -> str:
        return self.shown

    __repr__ = __str__

    def __bool__(self) -> bool:
        return False


NOT_GIVEN: Any = NotGiven()


class _Shown(timedelta):
    """A time that libdoc shows as it was written."""

    text = ""

    def __str__(self) -> str:
        return self.text


def duration(text: str) -> Any:
    """A default that libdoc shows as it is written (``500ms``)."""
    shown = _Shown(seconds=to.to_duration(text).total_seconds())
    shown.text = text
    return shown


HALF_A_SECOND: timedelta = duration("500ms")


class Held:
    """A converted value on its way to a keyword. Its text is what a TRACE log shows."""

    __slots__ = ("hidden", "value")

    def __init__(self, value: Any, hidden: bool = False) -> None:
        self.value = value
        self.hidden = hidden

    def __repr__(self) -> str:
        value = self.value
        if not self.hidden:
            for secrets in live():
                value = secrets.text(value) if isinstance(value, str) else value
                value = secrets.json(value) if isinstance(value, (dict, list, tuple)) else value
            return repr(value)
        if isinstance(value, str) and value.startswith("{"):
            with suppress(InvalidArgument):
                value = to.json_value(value, "value")
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key!r}: •••" for key in value) + "}"
        return "•••"


class Unread(Held):
    """A value as it stands in the cell; the keyword converts it."""

    __slots__ = ()


def _as_it_is(value: Any, _name: str) -> Any:
    return value


def _to_unless(value: Any, name: str) -> Any:
    return value if isinstance(value, (dict, list)) else to.to_text(value, name)


def _to_users(value: Any, name: str) -> Any:
    if isinstance(value, str):
        return to.json_value(value, name) if value.lstrip()[:1] == "[" else inner_path(value, name)
    return value


def _to_completion(value: Any, name: str) -> Any:
    return to.to_mapping(value, name) if isinstance(value, dict) or _is_object(value) else to.to_text(value, name)


def _to_joined(value: Any, name: str) -> Any:
    if isinstance(value, (list, tuple)) or (isinstance(value, str) and value.lstrip()[:1] == "["):
        return to.json_value(value, name)
    return to.to_mapping(value, name) if isinstance(value, dict) or _is_object(value) else to.to_text(value, name)


def _to_matching(value: Any, name: str) -> Any:
    try:
        return to.to_mapping(value, name)
    except ValueError:
        allowed = 'a dict of matcher arguments such as {"contains": "done"} or {"json_contains": {"action": "done"}}'
        raise to.wrong(name, allowed, value) from None


def _is_object(value: Any) -> bool:
    return isinstance(value, str) and value.lstrip()[:1] == "{"


def _to_item(value: Any, name: str) -> Any:
    return value if isinstance(value, (dict, list, bytes)) else to.to_text(value, name)


def _to_schema(value: Any, name: str) -> Any:
    return to.to_mapping(value, name) if isinstance(value, dict) or str(value)[:1] == "{" else inner_path(value, name)


def _to_credential(value: Any, name: str) -> Any:
    return value if isinstance(value, Secret) else to.to_text(value, name)


READERS: dict[Any, Reader] = {
    Duration: to.to_duration,
    Size: to.to_size,
    Count: to.to_int,
    Text: to.to_text,
    Data: to.to_data,
    Json: to.to_json,
    Payload: _as_it_is,
    Item: _to_item,
    Unless: _to_unless,
    Completion: _to_completion,
    Matching: _to_matching,
    Joined: _to_joined,
    Users: _to_users,
    MessageCount: to.to_text,
    Expected: _as_it_is,
    Schema: _to_schema,
    Names: to.to_names,
    Words: to.to_words,
    Subprotocols: to.to_words,
    Verify: to.to_verify,
    Compression: to.to_compression,
    Separator: to.to_separator,
    Headers: to.to_headers,
    Cookies: to.to_headers,
    Params: to.to_params,
    Variables: to.to_mapping,
    Credential: _to_credential,
    bool: to.to_flag,
    int: to.to_int,
    str: to.to_text,
    Any: _as_it_is,
    **{choice: to.to_choice(choice.words) for choice in choice_types()},
}

#: Types whose values may hold Secrets.
SECRET_TYPES = {Headers, Cookies, Params, Credential, Json, Payload, Users}


def reader_for(hint: Any) -> Reader:
    """The function that converts an argument with this type hint."""
    if hint in READERS:
        return READERS[hint]
    origin = get_origin(hint)
    if origin is Literal:
        return to.to_choice(get_args(hint))
    if origin in (Union, types.UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not type(None)]
        if len(kinds) == 1:
            return reader_for(kinds[0])
    if isinstance(hint, type) and issubclass(hint, Enum):
        return to.to_member(hint)
    return _as_it_is


def _unread(value: object) -> Unread:
    return Unread(value)


def _hidden(value: object) -> Unread:
    return Unread(value, hidden=True)


#: While a keyword runs Robot only has to know that the value is the keyword's to convert. There the error has the
#: argument's name and our wording, and Robot does not fall back to the type of the default.
_WHILE_RUNNING: dict[type, Callable[[Any], Any]] = {HiddenArgument: _hidden, Argument: _unread}


def _checked(kind: Any, value: Any) -> Held:
    """For a dry run, which never gets to the keyword, and which has left the backslashes in the cell."""
    try:
        found = READERS[kind](unescape(value) if isinstance(value, str) else value, kind.__name__)
    except ValueError as error:
        raise ValueError(str(error).replace(f'Expected argument "{kind.__name__}" to be', "expected")) from None
    return Held(found, hidden=issubclass(kind, HiddenArgument))


class _Converters(dict[type, Callable[[Any], Any] | Callable[[Any, Any], Any]]):
    """The argument types and what converts them.

    Robot looks at all of them, signatures included, each time a keyword runs. That would take longer than the keyword,
    so it is shown two while a test runs, and all of them in a dry run and for the documentation.
    """

    #: Whether the call that is about to be made has arguments that Robot converts; otherwise it is shown none.
    needed = True

    def __bool__(self) -> bool:
        return self.needed

    def items(self) -> Any:
        from robot.running.context import EXECUTION_CONTEXTS

        context = EXECUTION_CONTEXTS.current
        return super().items() if context is None or context.dry_run else _WHILE_RUNNING.items()


def _converter(kind: Any) -> Callable[[Any], Any]:
    found = partial(_checked, kind)
    found.__doc__ = None
    return found


#: For ``@library(converters=…)``.
CONVERTERS = _Converters({kind: _converter(kind) for kind in READERS if kind not in (bool, int, str, Any)})
