"""What every group of keywords stands on: the sessions, the front end, and the ``keyword`` decorator.

A keyword method is the definition of what a user can say: name, argument types, defaults, documentation and behaviour.
Robot calls it with converted arguments; a behave step calls the same method and may give strings, which are converted
here by the same functions.
"""

import functools
import inspect
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar, cast, get_type_hints

from robot.api import deco
from robot.api.types import Secret

from ..core.errors import InvalidArgument
from .arguments import NOT_GIVEN, SECRET_TYPES, Held, reader_for
from .converters import Reader, walk

if TYPE_CHECKING:
    from ..core.session import Session
    from ..core.sessions import Sessions
    from ..core.transcript import Entry

Function = TypeVar("Function", bound=Callable[..., Any])

#: The closed set of keyword tags.
Tag = Literal[
    "Session", "Sending", "Receiving", "Asserting", "Getter", "Matching", "HTTP", "App", "Reporting", "Several sessions"
]


class FrontEnd(Protocol):
    """What a keyword tells the person who runs it; Robot and behave each have one."""

    def log_message(self, session: "Session", entries: "Iterable[Entry]") -> None:
        """Messages that a keyword sent or took, in order."""

    def session_closed(self, session: "Session") -> None:
        """A session was closed, aborted or found closed: its transcript belongs in the log."""

    def info(self, text: str) -> None: ...

    def html(self, html: str) -> None:
        """Markup of ours; what came from elsewhere is escaped in it."""

    def warn(self, text: str) -> None: ...

    def progress(self, text: str) -> None:
        """One line for the person who waits, on the console."""

    def save_value(self, name: str, value: Any) -> None:
        """A ``#capture`` marker or a keyword saves a value under a name."""

    def output_dir(self) -> str: ...


class KeywordBase:
    """Base of the keyword mixins. ``sessions`` and ``front`` are set by the front end that creates the object."""

    sessions: "Sessions"
    front: FrontEnd

    def before_keyword(self) -> None:
        """Called before each keyword, with nothing done yet; a front end may raise what it found out."""

    def session(self, name: str | None = None) -> "Session":
        """The session of that name, or the current one.

        Raises:
            UnknownSession: There is none; the error names those there are and the nearest one.
        """
        return self.sessions.get(name)

    def seconds(self, value: timedelta | float | None) -> float | None:
        """A time argument in seconds; ``None`` (use the default) stays."""
        return value.total_seconds() if isinstance(value, timedelta) else value


class _Arguments:
    """How the arguments of one keyword are converted; worked out at its first call."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.signature = inspect.signature(function)
        hints = get_type_hints(function)
        self.readers: dict[str, tuple[Reader, bool]] = {}
        for name, parameter in self.signature.parameters.items():
            if name == "self":
                continue
            hint = hints.get(name, Any)
            self.readers[name] = (reader_for(hint), hint in SECRET_TYPES)
            if parameter.kind is parameter.VAR_KEYWORD:
                raise TypeError("No keyword takes free named arguments.")

    def convert(self, owner: KeywordBase, args: tuple[Any, ...], named: dict[str, Any]) -> inspect.BoundArguments:
        try:
            bound = self.signature.bind(owner, *args, **named)
        except TypeError as error:
            raise InvalidArgument(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
        for name, value in bound.arguments.items():
            if name == "self":
                continue
            default = self.signature.parameters[name].default
            if value is default or value is NOT_GIVEN:
                continue
            if self.signature.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL:
                bound.arguments[name] = tuple(self._one(owner, name, item) for item in value)
            else:
                bound.arguments[name] = self._one(owner, name, value)
        return bound

    def _one(self, owner: KeywordBase, name: str, value: Any) -> Any:
        read, may_be_secret = self.readers[name]
        value = value.value if isinstance(value, Held) else read(value, name)

        def reveal(secret: Secret) -> str:
            owner.sessions.secrets.add(secret.value)
            return str(secret.value)

        return walk(value, name, reveal if may_be_secret else None)


def keyword(name: str, *tags: Tag) -> Callable[[Function], Function]:
    """Makes a method a keyword of that name: its arguments are converted by their type hints at every call."""

    def decorate(function: Function) -> Function:
        arguments: list[_Arguments] = []

        @functools.wraps(function)
        def run(self: KeywordBase, *args: Any, **named: Any) -> Any:
            if not arguments:
                arguments.append(_Arguments(function))
            self.before_keyword()
            bound = arguments[0].convert(self, args, named)
            return function(*bound.args, **bound.kwargs)

        return cast(Function, deco.keyword(name, tags=tags)(run))

    return decorate
