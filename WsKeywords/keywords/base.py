"""What every group of keywords stands on: the sessions, the front end, and the ``keyword`` decorator.

A keyword method is the definition of what a user can say: name, argument types, defaults, documentation and behaviour.
Robot calls it with converted arguments; a behave step calls the same method and may give strings, which are converted
here by the same functions.
"""

import functools
import inspect
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic_ns
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar, cast

from robot.api import deco
from robot.api.types import Secret

from ..core.errors import InvalidArgument, WsKeywordsError
from .arguments import SECRET_TYPES, Held, NotGiven, Unread, reader_for
from .converters import Reader, to_json
from .learning import learn_message
from .unveiling import walk

if TYPE_CHECKING:
    from ..core.report.transcript import Entry
    from ..core.session import Session
    from ..core.sessions import Sessions

Function = TypeVar("Function", bound=Callable[..., Any])

#: The closed set of keyword tags.
Tag = Literal[
    "Session", "Sending", "Receiving", "Asserting", "Getter", "Matching", "HTTP", "App", "Reporting", "Several sessions"
]


#: How many messages one keyword shows in the log.
SHOWN = 20


class FrontEnd(Protocol):
    """What a keyword tells the person who runs it; Robot and behave each have one."""

    def log_message(self, session: "Session", entries: "Iterable[Entry]") -> None:
        """Messages that a keyword sent or took, in order."""

    def session_closed(self, session: "Session") -> None:
        """A session was closed, aborted or found closed: its transcript belongs in the log."""

    def keyword_failed(self, session: "Session") -> None:
        """A keyword that acts on this session failed."""

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

    def failed(self, name: str | None) -> None:
        """Called when a keyword that names this session (or none) failed, before the error goes on."""
        known = isinstance(name, str) and name in self.sessions
        session = self.sessions[name] if known and name else self.sessions.current
        if session is not None:
            self.front.keyword_failed(session)

    def session(self, name: str | None = None) -> "Session":
        """The session of that name, or the current one.

        Raises:
            UnknownSession: There is none; the error names those there are and the nearest one.
            WsKeywordsError: What went wrong on it while no keyword looked.
        """
        found = self.sessions.get(name)
        found.look()
        return found

    def learn(self, *messages: Any) -> None:
        """What stands under redacted names in JSON messages is masked from now on, wherever else it turns up."""
        for data in messages:
            learn_message(self.sessions.secrets, data)

    def log_sent(self, session: "Session", data: str | bytes, kind: str = "message") -> None:
        """Show a message that was sent just now."""
        from ..core.report.transcript import Entry

        self.front.log_message(session, [Entry(monotonic_ns(), "sent", kind, data, -1, datetime.now().astimezone())])

    def log_handshake(self, session: "Session") -> None:
        """Show the handshake that was made just now."""
        self.front.log_message(session, session.transcript.entries(kind="handshake", newest=1))

    def log_received(self, session: "Session", data: str | bytes) -> None:
        """Show a message that was taken from a session just now."""
        from ..core.report.transcript import Entry

        self.learn(data)
        self.front.log_message(
            session, [Entry(monotonic_ns(), "received", "message", data, -1, datetime.now().astimezone())]
        )

    @contextmanager
    def taking(self, session: "Session") -> Iterator["Session"]:
        """Show the messages that the keyword took from the inbox, also when it fails on one of them."""
        start, before = session.inbox.state.position, session.last
        try:
            yield session
        finally:
            last = session.last
            if last is not None and last is not before:
                first = start if session.inbox.state.position > start else last.index
                entries = [entry for entry in session.transcript.received_since(first) if entry.index <= last.index]
                self.learn(*(entry.data for entry in entries))
                left_out = len(entries) - SHOWN
                self.front.log_message(session, entries[-SHOWN:])
                if left_out > 0:
                    self.front.info(f"{left_out} messages before these are in the transcript only.")


class _Arguments:
    """How the arguments of one keyword are converted; worked out at its first call."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.signature = inspect.signature(function)
        # Not get_type_hints: on Python 3.10 it makes of a type with the default None another one.
        hints = inspect.get_annotations(function, eval_str=True)
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
            if value is default or isinstance(value, NotGiven):
                continue
            if self.signature.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL:
                bound.arguments[name] = tuple(self._one(owner, name, item) for item in value)
            else:
                bound.arguments[name] = self._one(owner, name, value)
        return bound

    def _one(self, owner: KeywordBase, name: str, value: Any) -> Any:
        read, may_be_secret = self.readers[name]
        if isinstance(value, Unread):
            value = read(value.value, name)
        else:
            value = value.value if isinstance(value, Held) else read(value, name)

        def reveal(secret: Secret) -> str:
            owner.sessions.secrets.add(secret.value)
            # A JSON argument that is a string is JSON text.
            return json.dumps(secret.value) if secret is value and read is to_json else str(secret.value)

        return walk(value, name, reveal if may_be_secret else None)


def converted(function: Function) -> Function:
    """Makes a method convert its arguments by their type hints at every call, as keywords do."""
    arguments: list[_Arguments] = []

    @functools.wraps(function)
    def run(self: KeywordBase, *args: Any, **named: Any) -> Any:
        if not arguments:
            arguments.append(_Arguments(function))
        bound = arguments[0].convert(self, args, named)
        return function(*bound.args, **bound.kwargs)

    return cast(Function, run)


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
            try:
                return function(*bound.args, **bound.kwargs)
            except WsKeywordsError:
                self.failed(bound.arguments.get("session"))
                raise

        return cast(Function, deco.keyword(name, tags=tags)(run))

    return decorate
